package io.gds.database.mssql;

import java.util.Optional;

/**
 * A file of a database, as a backup lists it: as {@code RESTORE FILELISTONLY} does, and {@code
 * msdb.dbo.backupfile}. Immutable.
 *
 * @param name its logical name
 * @param path where it lay
 * @param type {@code D} for rows, {@code L} for the log, {@code S} for a directory of FILESTREAM
 *     and of memory-optimized tables, {@code F} for a full-text catalogue
 * @param filegroup its filegroup; empty for a log
 * @param bytes its size after the restore
 * @param key the thumbprint of the certificate that its content is encrypted with (TDE)
 * @see <a
 *     href="https://learn.microsoft.com/en-us/sql/t-sql/statements/restore-statements-filelistonly-transact-sql">RESTORE
 *     FILELISTONLY</a>
 */
public record MssqlBackupFile(
    String name,
    String path,
    String type,
    Optional<String> filegroup,
    long bytes,
    Optional<String> key) {

  static MssqlBackupFile listed(MssqlColumns row) {
    return new MssqlBackupFile(
        row.text("LogicalName").orElse(""),
        row.text("PhysicalName").orElse(""),
        row.text("Type").orElse("D").strip(),
        row.text("FileGroupName"),
        row.number("Size").map(size -> size.longValue()).orElse(0L),
        row.hexadecimal("TDEThumbprint"));
  }

  static MssqlBackupFile recorded(MssqlColumns row) {
    return new MssqlBackupFile(
        row.text("logical_name").orElse(""),
        row.text("physical_name").orElse(""),
        row.text("file_type").orElse("D").strip(),
        row.text("filegroup_name"),
        row.number("file_size").map(size -> size.longValue()).orElse(0L),
        Optional.empty());
  }

  /** Whether it is a file of the log. */
  public boolean isLog() {
    return type.equals("L");
  }

  /** Whether its place is a directory, which the server makes. */
  public boolean isDirectory() {
    return type.equals("S") || type.equals("F");
  }
}
