package io.gds.database.postgres;

import io.gds.database.core.archive.Directories;
import io.gds.database.core.archive.RestrictedFiles;
import io.gds.database.core.archive.StorageFailures;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A directory for what is needed for a while only: removed with all it holds when it is closed. As
 * a resource of a {@code try}, a failure to remove it never hides the failure of what was done in
 * it. Used by one thread.
 */
final class PostgresScratch implements AutoCloseable {
  private final Path path;
  private final String what;

  private PostgresScratch(Path path, String what) {
    this.path = path;
    this.what = what;
  }

  /**
   * Makes it; nothing may have its name.
   *
   * @param what what it holds, for people
   */
  static PostgresScratch make(Path path, String what) throws IOException {
    RestrictedFiles.createDirectory(path);
    return new PostgresScratch(path, what);
  }

  Path path() {
    return path;
  }

  @Override
  public void close() {
    try {
      Directories.deleteTree(path);
    } catch (IOException e) {
      throw StorageFailures.writing(path, "removing " + what, e);
    }
  }
}
