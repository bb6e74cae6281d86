package io.gds.database.core.archive;

import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes one file that is no backup and has no manifest, so that its final name stands for the
 * whole of it or for what was there before. The data go into a {@code .partial} file beside the
 * final name, readable by the owner only, are hashed on the way, brought to the disk, and get the
 * name in one step. What a killed process left behind is removed when the next one is begun in the
 * directory. Closing without publishing removes everything. Used by one thread at a time.
 */
public final class FilePublisher implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FilePublisher.class);
  private static final Duration FOREIGN_LEFTOVERS = Duration.ofDays(7);

  private final Path file;
  private final boolean replace;
  private final FileActions actions;
  private final Path partial;
  private final ArchiveOutput output;
  private boolean over;

  private FilePublisher(
      Path file, boolean replace, FileActions actions, Path partial, ArchiveOutput output) {
    this.file = file;
    this.replace = replace;
    this.actions = actions;
    this.partial = partial;
    this.output = output;
  }

  /**
   * Begins a file.
   *
   * @param replace whether a file of that name is replaced; nothing else ever is
   * @throws io.gds.database.error.AlreadyExistsException if the name is taken
   * @throws io.gds.database.error.StorageException if the directory cannot be written to
   */
  public static FilePublisher begin(Path file, boolean replace) {
    return begin(file, replace, new FileActions());
  }

  static FilePublisher begin(Path file, boolean replace, FileActions actions) {
    Path absolute = file.toAbsolutePath();
    ArchiveSweeper.sweepQuietly(absolute, FOREIGN_LEFTOVERS, Instant.now());
    Path partial = absolute.resolveSibling(PartialName.of(absolute).data());
    try {
      requireFree(absolute, replace);
      actions.create(partial).close();
      return new FilePublisher(
          absolute,
          replace,
          actions,
          partial,
          new ArchiveOutput(
              absolute,
              FileChannel.open(partial, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
              actions));
    } catch (IOException e) {
      throw StorageFailures.writing(absolute, "beginning the file", e);
    }
  }

  private static void requireFree(Path file, boolean replace) throws IOException {
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (!replace) {
      throw new FileAlreadyExistsException(file.toString());
    }
    PlainFiles.requireFile(file, "what is to be replaced,");
  }

  /**
   * Takes the data. Its failures are {@link io.gds.database.error.StorageException}s, or
   * OperationCancelledException if the writing thread was interrupted. Closing it is allowed and
   * publishes nothing.
   */
  public OutputStream output() {
    return output;
  }

  /**
   * Brings all to the disk and gives it its name. When this returns, the whole of it is there; when
   * it throws, what was there before is, or the whole of it if only the directory could not be
   * brought to the disk. Not interruptible: an interrupt is kept for after.
   *
   * @return how long it is, and its SHA-256
   * @throws io.gds.database.error.AlreadyExistsException if somebody took the name meanwhile
   * @throws io.gds.database.error.StorageException if the disk refused
   */
  public ArchiveContent publish() {
    if (over) {
      throw new IllegalStateException("the file has been published or closed");
    }
    ArchiveContent content = output.seal();
    try {
      Uninterrupted.run(() -> publish(content));
    } catch (IOException e) {
      throw StorageFailures.writing(file, "publishing the file", e);
    }
    over = true;
    return content;
  }

  private void publish(ArchiveContent content) throws IOException {
    if (Files.size(partial) != content.bytes()) {
      throw ErrorDetails.of(
              ErrorCode.STORAGE_FAILED,
              "somebody else changed " + partial + " while it was written")
          .target(file.toString())
          .with("path", partial.toString())
          .remedy("See who else writes to this directory, then retry.")
          .toException();
    }
    requireFree(file, replace);
    if (replace) {
      Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
    } else if (!actions.link(partial, file)) {
      actions.move(partial, file);
    }
    actions.syncDirectory(StorageFailures.directoryOf(file));
    tidy();
  }

  /** The file is published and on the disk; a name that is left over does no harm. */
  private void tidy() {
    try {
      actions.delete(partial);
    } catch (IOException e) {
      LOG.warn("{} is published, but a leftover could not be removed beside it", file, e);
    }
  }

  /**
   * Removes all that was written, unless it was published. Idempotent.
   *
   * @throws io.gds.database.error.StorageException if it could not be removed
   */
  @Override
  public void close() {
    if (over) {
      return;
    }
    over = true;
    output.abandon();
    try {
      actions.delete(partial);
    } catch (IOException e) {
      throw StorageFailures.writing(partial, "removing an unfinished file", e);
    }
  }
}
