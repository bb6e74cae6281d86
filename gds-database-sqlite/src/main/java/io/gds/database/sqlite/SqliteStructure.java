package io.gds.database.sqlite;

import io.gds.database.core.StepContext;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.jdbc.SqlSession;
import io.gds.database.operation.ProgressUnit;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Makes a database with the tables, indexes, views and triggers of another one and none of its
 * rows. Shadow tables are left to the virtual tables that they belong to.
 */
final class SqliteStructure {
  private static final List<String> NUMBERS =
      List.of("page_size", "auto_vacuum", "application_id", "user_version");

  private final SqliteConnections connections;

  SqliteStructure(SqliteConnections connections) {
    this.connections = connections;
  }

  private record Definition(String type, String name, String sql) {}

  /**
   * Copies the structure.
   *
   * @param target does not exist
   * @return what it does not have of its source besides the rows
   */
  List<String> copy(SqliteFileFacts facts, Path target, StepContext step) {
    LockPatience patience = LockPatience.of(connections.lockWait(), facts.file(), step);
    try (SqlSession from = connections.open(facts.file(), facts.access());
        SqlSession to = connections.open(target, SqliteAccess.CREATE)) {
      List<Definition> definitions = patience.until(() -> definitions(from));
      to.execute(
          SqliteSql.pragma(
              "encoding", SqliteSql.literal(SqliteConnections.value(from, "encoding"))));
      for (String number : NUMBERS) {
        to.execute(SqliteSql.pragma(number, Long.parseLong(SqliteConnections.value(from, number))));
      }
      // Definitions come out of a file that others may have made: they must define, and no more.
      to.execute("PRAGMA trusted_schema = OFF");
      to.execute("VACUUM");
      to.inTransaction(() -> create(to, definitions, step));
      if (SqliteConnections.value(from, "journal_mode").equalsIgnoreCase("wal")) {
        SqliteConnections.value(to, "journal_mode = WAL");
      }
    }
    return List.of("rows", "the counters of AUTOINCREMENT", "statistics of ANALYZE");
  }

  private static List<Definition> definitions(SqlSession from) {
    return from.query(
        SqliteSql.RESOURCES.text("definitions"),
        row -> new Definition(row.text("type"), row.text("name"), row.text("sql")));
  }

  /** Creates everything, and says how much that was. */
  private static long create(SqlSession to, List<Definition> definitions, StepContext step) {
    long done = 0;
    for (Definition definition : definitions) {
      step.throwIfCancelled();
      if (!definition.sql().toUpperCase(Locale.ROOT).startsWith("CREATE ")) {
        throw refused(definition, "its text in sqlite_schema creates nothing").toException();
      }
      try {
        to.execute(definition.sql());
      } catch (DatabaseException e) {
        if (e.code() != ErrorCode.STATEMENT_FAILED) {
          throw e;
        }
        throw refused(definition, e.getMessage()).cause(e).toException();
      }
      done++;
      step.progress(
          "creating objects", done, OptionalLong.of(definitions.size()), ProgressUnit.OBJECTS);
    }
    return done;
  }

  private static ErrorDetails refused(Definition definition, @Nullable String why) {
    return ErrorDetails.of(
            ErrorCode.STATEMENT_FAILED,
            "the " + definition.type() + " " + definition.name() + " cannot be created: " + why)
        .remedy(
            "Clone it by COPY, which needs no collation, function or module of the application.");
  }
}
