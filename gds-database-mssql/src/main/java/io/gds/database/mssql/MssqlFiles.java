package io.gds.database.mssql;

import io.gds.database.DatabaseState;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.jdbc.Row;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Reads the files of one database. */
final class MssqlFiles {
  static final String RIGHT =
      "needs CREATE ANY DATABASE, ALTER ANY DATABASE or VIEW ANY DEFINITION";

  private static final int PAGE = 8 * 1024;

  /** The most pages that a file of a log can have: two tebibytes, and no limit of anybody's. */
  private static final int LOG_LIMIT = 268_435_456;

  private MssqlFiles() {}

  /** The same metadata with files, or with the reason why there are none. */
  static MssqlDatabaseMetadata addTo(MssqlContext context, MssqlDatabaseMetadata database) {
    boolean open = database.hasAccess() && database.condition().state() == DatabaseState.ONLINE;
    try {
      List<MssqlFile> files =
          context.sql().query(sql(database.name(), open), MssqlFiles::file, database.databaseId());
      return files.isEmpty()
          ? database.with(files, Optional.of(RIGHT))
          : database.with(
              files,
              open
                  ? Optional.empty()
                  : Optional.of(
                      "filegroups are read in the database, which is "
                          + database.nativeState()
                          + " or not open to this login"));
    } catch (DatabaseException e) {
      if (e.code() == ErrorCode.CONNECTION_LOST || e.code() == ErrorCode.TIMEOUT) {
        throw e;
      }
      return database.with(List.of(), Optional.of(String.valueOf(e.getMessage())));
    }
  }

  private static String sql(String name, boolean open) {
    return "SELECT f.file_id, f.name, f.physical_name, f.type_desc, f.state_desc, f.size,"
        + " f.max_size, f.growth, f.is_percent_growth, f.is_read_only, "
        + (open ? "g.name" : "CAST(NULL AS nvarchar(128))")
        + " AS filegroup FROM sys.master_files f"
        + (open
            ? " LEFT JOIN "
                + MssqlSql.name(name)
                + ".sys.filegroups g ON g.data_space_id = f.data_space_id"
            : "")
        + " WHERE f.database_id = ? ORDER BY f.file_id";
  }

  private static MssqlFile file(Row row) {
    int maximum = row.intValue("max_size");
    int growth = row.intValue("growth");
    boolean percent = row.optionalBool("is_percent_growth").orElse(false);
    long size = pages(row.intValue("size"));
    return new MssqlFile(
        row.intValue("file_id"),
        row.text("name"),
        row.text("physical_name"),
        row.text("type_desc"),
        row.optionalText("filegroup"),
        row.text("state_desc"),
        size,
        maximum(maximum, size),
        percent ? OptionalLong.empty() : OptionalLong.of(pages(growth)),
        percent ? OptionalInt.of(growth) : OptionalInt.empty(),
        row.optionalBool("is_read_only").orElse(false));
  }

  private static OptionalLong maximum(int pages, long size) {
    if (pages == 0) {
      return OptionalLong.of(size);
    }
    return pages < 0 || pages == LOG_LIMIT ? OptionalLong.empty() : OptionalLong.of(pages(pages));
  }

  private static long pages(int pages) {
    return (long) pages * PAGE;
  }
}
