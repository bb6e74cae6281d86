package io.gds.database.mssql;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A file of a database. Its place is as the server's machine sees it. Immutable and thread-safe;
 * made by this library, its constructor may change.
 *
 * @param id its number within the database
 * @param name its logical name
 * @param path where it lies on the server
 * @param type {@code ROWS}, {@code LOG}, {@code FILESTREAM} or {@code FULLTEXT}
 * @param filegroup the name of its filegroup; empty for a log, and where it could not be read
 * @param state such as {@code ONLINE}
 * @param sizeBytes its size; 0 for a directory of FILESTREAM
 * @param maxSizeBytes how large it may grow; empty if only the disk is the limit
 * @param growthBytes by how much it grows, 0 for not at all; empty if it grows by percent
 * @param growthPercent by how many percent it grows; empty if it grows by bytes
 * @param readOnly whether nothing may be written to it
 * @see <a
 *     href="https://learn.microsoft.com/en-us/sql/relational-databases/system-catalog-views/sys-master-files-transact-sql">
 *     sys.master_files</a>
 */
public record MssqlFile(
    int id,
    String name,
    String path,
    String type,
    Optional<String> filegroup,
    String state,
    long sizeBytes,
    OptionalLong maxSizeBytes,
    OptionalLong growthBytes,
    OptionalInt growthPercent,
    boolean readOnly) {
  /** Checks that nothing is missing. */
  public MssqlFile {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(filegroup, "filegroup");
    Objects.requireNonNull(state, "state");
    Objects.requireNonNull(maxSizeBytes, "maxSizeBytes");
    Objects.requireNonNull(growthBytes, "growthBytes");
    Objects.requireNonNull(growthPercent, "growthPercent");
  }

  /** Whether it is a file of the log. */
  public boolean isLog() {
    return type.equals("LOG");
  }

  /** For people: name, place, kind and filegroup, and how large it is in bytes. */
  @Override
  public String toString() {
    String group = filegroup.map(name -> " in " + name).orElse("");
    return name + " at " + path + " (" + type + group + ", " + sizeBytes + " bytes)";
  }
}
