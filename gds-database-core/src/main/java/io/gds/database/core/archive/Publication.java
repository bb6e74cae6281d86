package io.gds.database.core.archive;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The giving of final names, in the order {@link ArchivePublisher} explains; undone if it fails.
 */
final class Publication {
  private static final Logger LOG = LoggerFactory.getLogger(Publication.class);

  private final Path archive;
  private final Path partial;
  private final Path manifestPartial;
  private final boolean isDirectory;
  private final FileActions actions;
  private final Path manifest;
  private final Path directory;
  private boolean manifestCreated;
  private boolean moveTried;

  Publication(
      Path archive, Path partial, Path manifestPartial, boolean isDirectory, FileActions actions) {
    this.archive = archive;
    this.partial = partial;
    this.manifestPartial = manifestPartial;
    this.isDirectory = isDirectory;
    this.actions = actions;
    manifest = ArchiveNames.manifestOf(archive);
    directory = StorageFailures.directoryOf(archive);
  }

  void run(byte[] json) throws IOException {
    try {
      write(manifestPartial, json);
      publishManifest(json);
      actions.syncDirectory(directory);
      publishData();
      actions.syncDirectory(directory);
    } catch (IOException | RuntimeException e) {
      undo(e);
      throw e;
    }
    tidy();
  }

  private void write(Path file, byte[] content) throws IOException {
    try (FileChannel channel = actions.create(file)) {
      actions.write(channel, ByteBuffer.wrap(content));
      actions.force(channel);
    }
  }

  private void publishManifest(byte[] json) throws IOException {
    if (actions.link(manifestPartial, manifest)) {
      return;
    }
    // Created exclusively, so it is ours from here on, even half written.
    try (FileChannel channel = actions.create(manifest)) {
      manifestCreated = true;
      actions.write(channel, ByteBuffer.wrap(json));
      actions.force(channel);
    }
  }

  private void publishData() throws IOException {
    if (isDirectory || !actions.link(partial, archive)) {
      moveTried = true;
      actions.move(partial, archive);
    }
  }

  /**
   * Takes back what is ours: data first, so that at no instant they lie there without a manifest.
   * What is ours is read from the disk, since a network share may do a thing and yet report a
   * failure.
   */
  private void undo(Exception why) {
    try {
      boolean moved = moveTried && !Files.exists(partial, LinkOption.NOFOLLOW_LINKS);
      if (moved || isSame(partial, archive)) {
        actions.delete(archive);
      }
      if (manifestCreated || isSame(manifestPartial, manifest)) {
        actions.delete(manifest);
      }
    } catch (IOException e) {
      why.addSuppressed(e);
    }
  }

  private static boolean isSame(Path ours, Path name) throws IOException {
    return Files.isRegularFile(ours, LinkOption.NOFOLLOW_LINKS)
        && Files.isRegularFile(name, LinkOption.NOFOLLOW_LINKS)
        && Files.isSameFile(ours, name);
  }

  /** The archive is published and on the disk; names that are left over do no harm. */
  private void tidy() {
    try {
      actions.delete(partial);
      actions.delete(manifestPartial);
    } catch (IOException e) {
      LOG.warn("{} is published, but a leftover could not be removed beside it", archive, e);
    }
  }
}
