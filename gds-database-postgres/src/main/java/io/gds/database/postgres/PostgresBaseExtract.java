package io.gds.database.postgres;

import io.gds.database.core.StepContext;
import io.gds.database.core.archive.RestrictedFiles;
import io.gds.database.error.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Takes a base backup out of its archive, checking each file once more on the way. Directories get
 * mode 0700, files 0600, as the server demands. Used by one thread.
 */
final class PostgresBaseExtract extends PostgresBaseCheck {
  private final Path target;
  private final Map<String, Path> tablespaces;
  private final boolean lasting;
  private final Set<Path> directories = new LinkedHashSet<>();
  private @Nullable FileChannel open;

  /**
   * Prepares it.
   *
   * @param target the data directory, there and empty
   * @param tablespaces where the tablespaces go by their OIDs, there and empty
   * @param lasting whether each file is brought to the disk
   */
  PostgresBaseExtract(
      PostgresBaseArchive archive,
      Path target,
      Map<String, Path> tablespaces,
      boolean lasting,
      StepContext step) {
    super(archive, step);
    this.target = target;
    this.tablespaces = tablespaces;
    this.lasting = lasting;
  }

  /** The directories that were made. */
  Set<Path> directories() {
    return directories;
  }

  private Path place(String name) {
    if (name.startsWith(PostgresBaseArchive.TABLESPACES)) {
      String below = name.substring(PostgresBaseArchive.TABLESPACES.length());
      int slash = below.indexOf('/');
      String oid = slash < 0 ? below : below.substring(0, slash);
      Path space = tablespaces.get(oid);
      if (space == null) {
        throw PostgresArchive.refused(
            ErrorCode.ARCHIVE_CORRUPT, target.toString(), "holds a tablespace of no name: " + oid);
      }
      return slash < 0 ? space : space.resolve(below.substring(slash + 1));
    }
    return target.resolve(name);
  }

  @Override
  public void directory(String name) throws IOException {
    super.directory(name);
    make(place(name));
  }

  private void make(Path directory) throws IOException {
    if (directories.contains(directory) || Files.isDirectory(directory)) {
      directories.add(directory);
      return;
    }
    make(PostgresServerTarget.above(directory));
    RestrictedFiles.createDirectory(directory);
    directories.add(directory);
  }

  @Override
  public void file(String name, long bytes, InputStream content) throws IOException {
    Path file = place(name);
    make(PostgresServerTarget.above(file));
    try (FileChannel channel = RestrictedFiles.create(file)) {
      open = channel;
      super.file(name, bytes, content);
      if (lasting) {
        channel.force(false);
      }
    } finally {
      open = null;
    }
  }

  @Override
  String phase() {
    return "restoring files";
  }

  @Override
  void write(byte[] bytes, int length) throws IOException {
    FileChannel channel = open;
    if (channel != null) {
      ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, length);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
    }
  }
}
