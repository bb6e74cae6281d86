package io.gds.database.core.archive;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Writes a local archive so that its final name stands for a whole archive with its manifest, or
 * for nothing, whenever the process or the machine dies.
 *
 * <p>The data go into {@code NAME.MARK.partial} beside the final name, readable by the owner only.
 * {@link #seal} brings them to the disk and says what they are; {@link #publish} then puts the
 * manifest under its final name first and the data second. That order, since two names cannot
 * appear at once and only the data make an archive: a crash in between leaves a manifest without an
 * archive, which nobody can restore from by mistake, while data without a manifest would look like
 * an archive that cannot be verified. The manifest's name, which only one process can create, also
 * reserves the name for the data. Nothing that exists is ever overwritten: names are given by hard
 * links, which fail if the name is taken, and only where the file system has none (and for
 * directories) by a rename under the protection of that reservation.
 *
 * <p>Closing without publishing removes everything. What a killed process left behind is removed
 * when the next archive is begun in the directory. Used by one thread at a time.
 *
 * <pre>{@code
 * try (ArchivePublisher publisher = ArchivePublisher.file(path)) {
 *   write(publisher.output());
 *   ArchiveContent content = publisher.seal(checkpoint);
 *   publisher.publish(manifest.content(content).build());
 * }
 * }</pre>
 */
public final class ArchivePublisher implements AutoCloseable {
  private static final Duration FOREIGN_LEFTOVERS = Duration.ofDays(7);

  private final Path archive;
  private final boolean isDirectory;
  private final FileActions actions;
  private final Path partial;
  private final Path manifestPartial;
  private @Nullable ArchiveOutput output;
  private @Nullable ArchiveContent sealed;
  private boolean over;

  /**
   * Begins an archive that is a single file.
   *
   * @throws io.gds.database.error.AlreadyExistsException if the name, or its manifest's, is taken
   * @throws io.gds.database.error.StorageException if the directory cannot be written to
   * @throws io.gds.database.error.InvalidOptionsException if the name is too long or reserved
   */
  public static ArchivePublisher file(Path archive) {
    return begin(archive, false, new FileActions(), ProcessMark.current());
  }

  /** Begins an archive that is a directory of files. */
  public static ArchivePublisher directory(Path archive) {
    return begin(archive, true, new FileActions(), ProcessMark.current());
  }

  static ArchivePublisher begin(
      Path archive, boolean isDirectory, FileActions actions, ProcessMark mark) {
    Path absolute = archive.toAbsolutePath();
    PartialName names = PartialName.of(absolute, mark);
    ArchiveSweeper.sweepQuietly(absolute, FOREIGN_LEFTOVERS, Instant.now());
    ArchivePublisher publisher = new ArchivePublisher(absolute, isDirectory, actions, names);
    publisher.refuseTaken();
    publisher.begin();
    return publisher;
  }

  private ArchivePublisher(
      Path archive, boolean isDirectory, FileActions actions, PartialName names) {
    this.archive = archive;
    this.isDirectory = isDirectory;
    this.actions = actions;
    partial = archive.resolveSibling(names.data());
    manifestPartial = archive.resolveSibling(names.manifest());
  }

  private void refuseTaken() {
    for (Path path : List.of(archive, ArchiveNames.manifestOf(archive))) {
      if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
        throw StorageFailures.writing(
            path, "beginning the archive", new FileAlreadyExistsException(path.toString()));
      }
    }
  }

  private void begin() {
    try {
      if (isDirectory) {
        actions.createDirectory(partial);
      } else {
        actions.create(partial).close();
      }
    } catch (IOException e) {
      throw StorageFailures.writing(archive, "beginning the archive", e);
    }
  }

  /** The final path, absolute. */
  public Path archive() {
    return archive;
  }

  /**
   * Where the data lie until they are published: an empty file, or an empty directory, for a writer
   * that needs a path; and, once sealed, what is looked at before it is published. Absolute.
   */
  public Path partial() {
    return partial;
  }

  /**
   * Takes the data of a single file, hashing them on the way; the same stream each time. Its
   * failures are {@link io.gds.database.error.StorageException}s, or OperationCancelledException if
   * the writing thread was interrupted. Closing it is allowed and publishes nothing.
   *
   * @throws IllegalStateException if the archive is a directory, or was sealed or closed
   */
  public OutputStream output() {
    requireOpen();
    if (isDirectory) {
      throw new IllegalStateException("an archive that is a directory is written by path");
    }
    ArchiveOutput now = output;
    if (now == null) {
      now = new ArchiveOutput(archive, reopened(), actions);
      output = now;
    }
    return now;
  }

  private FileChannel reopened() {
    try {
      return FileChannel.open(partial, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    } catch (IOException e) {
      throw StorageFailures.writing(archive, "beginning the archive", e);
    }
  }

  /**
   * Ends the writing: brings all data to the disk and says what they are. A file written by path
   * and the members of a directory are read once for that.
   *
   * @param checkpoint asked between pieces of 64 KiB; throws if the work shall stop
   * @throws io.gds.database.error.StorageException if the data could not be brought to the disk
   * @throws io.gds.database.error.ArchiveException ARCHIVE_UNSAFE if a link or device lies in it
   */
  public ArchiveContent seal(Runnable checkpoint) {
    requireOpen();
    try {
      ArchiveOutput written = output;
      ArchiveContent content;
      if (written != null) {
        content = written.seal();
        requireSize(content.bytes());
      } else {
        ContentReader reader = new ContentReader(bytes -> {}, checkpoint);
        content = isDirectory ? sealDirectory(reader) : sealFile(reader);
      }
      sealed = content;
      return content;
    } catch (IOException e) {
      throw StorageFailures.writing(archive, "bringing the archive to the disk", e);
    }
  }

  private void requireSize(long bytes) throws IOException {
    PlainFiles.requireFile(partial, "the archive");
    if (Files.size(partial) != bytes) {
      throw new IOException("somebody else changed " + partial + " while it was written");
    }
  }

  private ArchiveContent sealFile(ContentReader reader) throws IOException {
    PlainFiles.requireFile(partial, "the archive");
    RestrictedFiles.restrict(partial);
    actions.sync(partial);
    return reader.file(partial);
  }

  private ArchiveContent sealDirectory(ContentReader reader) throws IOException {
    List<ArchiveMember> members = new ArrayList<>();
    TreeSet<Path> directories = new TreeSet<>(List.of(partial));
    for (Map.Entry<String, Path> entry : ContentReader.list(partial).entrySet()) {
      Path path = entry.getValue();
      members.add(reader.member(entry.getKey(), path));
      boolean isEmptyDirectory = entry.getKey().endsWith("/");
      if (!isEmptyDirectory) {
        actions.sync(path);
      }
      for (Path at = isEmptyDirectory ? path : path.getParent();
          at != null && !at.equals(partial);
          at = at.getParent()) {
        directories.add(at);
      }
    }
    for (Path directory : directories) {
      actions.syncDirectory(directory);
    }
    if (members.isEmpty()) {
      throw new IOException("nothing was written into it");
    }
    return ArchiveContent.ofMembers(members);
  }

  /**
   * Gives the sealed data and the manifest their final names. When this returns, both are on the
   * disk under them; when it throws, neither is. Not interruptible: an interrupt is kept for after.
   *
   * @throws io.gds.database.error.AlreadyExistsException if somebody took the name meanwhile
   * @throws io.gds.database.error.StorageException if the disk refused
   * @throws IllegalArgumentException if the manifest tells of another content than was sealed
   * @throws IllegalStateException if the archive was not sealed
   */
  public void publish(Manifest manifest) {
    requireNotOver();
    if (sealed == null) {
      throw new IllegalStateException("an archive is sealed before it is published");
    }
    if (!manifest.content().equals(sealed)) {
      throw new IllegalArgumentException("the manifest tells of another content than was sealed");
    }
    Publication publication =
        new Publication(archive, partial, manifestPartial, isDirectory, actions);
    try {
      Uninterrupted.run(() -> publication.run(ManifestJson.write(manifest)));
    } catch (IOException e) {
      throw StorageFailures.writing(archive, "publishing the archive", e);
    }
    over = true;
  }

  private void requireOpen() {
    requireNotOver();
    if (sealed != null) {
      throw new IllegalStateException("the archive has been sealed");
    }
  }

  private void requireNotOver() {
    if (over) {
      throw new IllegalStateException("the archive has been published or closed");
    }
  }

  /**
   * Removes all that was written, unless it was published. Idempotent.
   *
   * @throws io.gds.database.error.StorageException if something could not be removed
   */
  @Override
  public void close() {
    if (over) {
      return;
    }
    over = true;
    if (output != null) {
      output.abandon();
    }
    try {
      actions.delete(partial);
      actions.delete(manifestPartial);
    } catch (IOException e) {
      throw StorageFailures.writing(partial, "removing an unfinished archive", e);
    }
  }
}
