package io.gds.database.sqlite;

import io.gds.database.core.StepContext;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.jdbc.Sql;
import io.gds.database.jdbc.SqlSession;
import io.gds.database.operation.ProgressUnit;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * SQLite's own checks of a file that only we know of: {@code integrity_check}, which unlike {@code
 * quick_check} compares indexes with their tables, and {@code foreign_key_check}. Rows that refer
 * to none are no damage: SQLite enforces foreign keys only where a connection asks for it, so they
 * are told and never refused.
 */
final class SqliteCheckup {
  private static final int FINDINGS = 10;

  private final SqliteConnections connections;

  SqliteCheckup(SqliteConnections connections) {
    this.connections = connections;
  }

  /**
   * Checks a file.
   *
   * @param code the code of the error if it is damaged
   * @return what was found good, as sentences
   */
  List<String> check(Path file, ErrorCode code, StepContext step) {
    List<String> checked = new ArrayList<>();
    try (SqlSession session = connections.open(file, SqliteAccess.IMMUTABLE)) {
      Sql sql = session.during(step);
      step.progress("checking integrity", 0, OptionalLong.empty(), ProgressUnit.PAGES);
      checked.add(integrity(sql, file, code));
      step.progress("checking foreign keys", 0, OptionalLong.empty(), ProgressUnit.ROWS);
      checked.add(foreignKeys(sql));
    } catch (DatabaseException e) {
      if (e.code() == ErrorCode.DATABASE_CORRUPT || e.code() == ErrorCode.ARCHIVE_UNRECOGNIZED) {
        throw damaged(file, code, String.valueOf(e.getMessage())).cause(e).toException();
      }
      throw e;
    }
    return checked;
  }

  private static String integrity(Sql sql, Path file, ErrorCode code) {
    try {
      requireOk(sql, Integer.toString(FINDINGS), file, code);
      return "integrity_check found nothing";
    } catch (DatabaseException e) {
      if (e.code() != ErrorCode.STATEMENT_FAILED) {
        throw e;
      }
      // A collation, function or module that only the application has: the rest can be checked.
      return integrityOfTables(sql, file, code);
    }
  }

  private static String integrityOfTables(Sql sql, Path file, ErrorCode code) {
    int checked = 0;
    List<String> unchecked = new ArrayList<>();
    for (String table :
        sql.query(
            "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name",
            row -> row.text("name"))) {
      try {
        requireOk(sql, SqliteSql.literal(table), file, code);
        checked++;
      } catch (DatabaseException e) {
        if (e.code() != ErrorCode.STATEMENT_FAILED) {
          throw e;
        }
        unchecked.add(table + " (" + e.getMessage() + ")");
      }
    }
    return "integrity_check of "
        + checked
        + " tables found nothing; it could not be run for "
        + String.join(", ", unchecked);
  }

  private static void requireOk(Sql sql, String argument, Path file, ErrorCode code) {
    List<String> findings =
        sql.query(
            "PRAGMA integrity_check(" + argument + ")", row -> row.text(row.columns().get(0)));
    if (!findings.equals(List.of("ok"))) {
      throw damaged(file, code, "integrity_check says: " + String.join("; ", findings))
          .toException();
    }
  }

  private static String foreignKeys(Sql sql) {
    try {
      long violations =
          sql.first("SELECT count(*) AS n FROM pragma_foreign_key_check", row -> row.longValue("n"))
              .orElse(0L);
      return violations == 0
          ? "foreign_key_check found nothing"
          : "foreign_key_check: " + violations + " rows refer to rows that are not there";
    } catch (DatabaseException e) {
      if (e.code() != ErrorCode.STATEMENT_FAILED) {
        throw e;
      }
      return "foreign_key_check could not be run: " + e.getMessage();
    }
  }

  private static ErrorDetails damaged(Path file, ErrorCode code, String what) {
    return ErrorDetails.of(code, "the content of " + file + " is damaged: " + what)
        .with("path", file.toString())
        .remedy("Use another backup; if it is a copy of a live database, check that one.");
  }
}
