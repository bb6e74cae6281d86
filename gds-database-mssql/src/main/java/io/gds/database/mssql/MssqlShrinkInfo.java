package io.gds.database.mssql;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * What became of the files of a database that was to be made smaller. Immutable and thread-safe;
 * made by this library, its constructor may change.
 *
 * @param database the database
 * @param startedAt when it was begun
 * @param finishedAt when it was done
 * @param files each file, with its size before and after; those that others made larger or smaller
 *     meanwhile are not told apart
 * @param messages what the server said, such as of each file that could not be made smaller
 */
public record MssqlShrinkInfo(
    String database,
    Instant startedAt,
    Instant finishedAt,
    List<ShrunkFile> files,
    List<String> messages) {
  /** Checks that nothing is missing, and takes copies. */
  public MssqlShrinkInfo {
    Objects.requireNonNull(database, "database");
    Objects.requireNonNull(startedAt, "startedAt");
    Objects.requireNonNull(finishedAt, "finishedAt");
    files = List.copyOf(files);
    messages = List.copyOf(messages);
  }

  /**
   * A file.
   *
   * @param name its logical name
   * @param path where it lies on the server
   * @param log whether it is of the log
   * @param bytesBefore its size before
   * @param bytesAfter its size after
   */
  public record ShrunkFile(
      String name, String path, boolean log, long bytesBefore, long bytesAfter) {
    /** Checks that nothing is missing. */
    public ShrunkFile {
      Objects.requireNonNull(name, "name");
      Objects.requireNonNull(path, "path");
    }
  }

  /** How many bytes all files together have less; below 0 if they grew meanwhile. */
  public long bytesReleased() {
    return files.stream().mapToLong(file -> file.bytesBefore() - file.bytesAfter()).sum();
  }
}
