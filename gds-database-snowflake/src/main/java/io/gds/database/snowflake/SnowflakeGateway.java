package io.gds.database.snowflake;

import io.gds.database.core.StepContext;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.jdbc.RowReader;
import io.gds.database.jdbc.SqlExecutor;
import io.gds.database.jdbc.SqlSession;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import net.snowflake.client.api.connection.SnowflakeConnection;
import net.snowflake.client.api.resultset.QueryStatus;
import net.snowflake.client.api.statement.SnowflakeStatement;

/**
 * Statements that must not be lost: whatever changes something, and whatever takes long. Each is
 * started without waiting for its end, its query id is kept, and the server is asked how far it is,
 * on any connection. So a connection may break meanwhile; and one whose answer was lost is found
 * again by its id, or by its tag in the query history. The only place, with {@link SnowflakeDriver}
 * and {@link SnowflakeTags}, that knows the driver's own types. Thread-safe.
 *
 * @see <a href="https://docs.snowflake.com/en/developer-guide/jdbc/jdbc-using">Using the JDBC
 *     driver: asynchronous queries</a>
 */
final class SnowflakeGateway {
  /** The history tells of statements that began later than this before they were sent. */
  private static final Duration SKEW = Duration.ofMinutes(10);

  /** The most rows that the history tells at once; it counts them before it is filtered. */
  private static final int MOST_ROWS = 10_000;

  private final SnowflakeContext context;
  private final SnowflakeTags tags;

  SnowflakeGateway(SnowflakeContext context, SnowflakeTags tags) {
    this.context = context;
    this.tags = tags;
  }

  SnowflakeContext context() {
    return context;
  }

  /** A statement to be run by a step, its tag decided now. */
  SnowflakeRun prepare(String sql) {
    return new SnowflakeRun(this, sql, sql, tags.next());
  }

  /**
   * The same for a statement that holds a secret.
   *
   * @param shown what is shown in its place
   */
  SnowflakeRun prepare(String sql, String shown) {
    return new SnowflakeRun(this, sql, shown, tags.next());
  }

  /** Runs a statement to its end; stopped on the server if the step is cancelled. */
  SnowflakeQuery run(StepContext step, String sql) {
    return prepare(sql).execute(step);
  }

  /** Runs a statement to its end and reads its rows. */
  <T> List<T> rows(StepContext step, String sql, RowReader<T> reader) {
    return rows(run(step, sql).id(), reader);
  }

  /**
   * The rows of a statement that ended, for a day; by another statement, which costs little.
   *
   * @see <a
   *     href="https://docs.snowflake.com/en/sql-reference/functions/result_scan">RESULT_SCAN</a>
   */
  <T> List<T> rows(String queryId, RowReader<T> reader) {
    return context
        .sql()
        .query("SELECT * FROM TABLE(RESULT_SCAN(" + SnowflakeSql.literal(queryId) + "))", reader);
  }

  /** How far a statement is, on a connection of the pool; for 14 days, and one's own only. */
  SnowflakeStatus status(String queryId) {
    try (SqlSession session = context.sql().session()) {
      return status(session, queryId);
    }
  }

  SnowflakeStatus status(SqlSession session, String queryId) {
    return session.with("status of query " + queryId, connection -> status(connection, queryId));
  }

  private static SnowflakeStatus status(Connection connection, String queryId) throws SQLException {
    QueryStatus status = connection.unwrap(SnowflakeConnection.class).getQueryStatus(queryId);
    return status.isEmpty()
        ? new SnowflakeStatus(SnowflakeStatus.State.UNKNOWN, 0, "")
        : SnowflakeStatus.of(status.getName(), status.getErrorCode(), status.getErrorMessage());
  }

  /** Starts a statement and returns its id at once. */
  String start(SqlSession session, String sql, String tag) {
    return session.with(
        sql,
        connection -> {
          // Not closed before it is known how the statement ended: that would look like its end.
          Statement statement = connection.createStatement();
          SnowflakeTags.put(statement, tag);
          SnowflakeStatement own = statement.unwrap(SnowflakeStatement.class);
          own.executeAsyncQuery(sql);
          return own.getQueryID();
        });
  }

  /**
   * Asks the server to stop a statement, and returns what it says of that.
   *
   * @see <a href="https://docs.snowflake.com/en/sql-reference/functions/system_cancel_query">
   *     SYSTEM$CANCEL_QUERY</a>
   */
  String cancel(String queryId) {
    return context
        .sql()
        .first(
            "SELECT SYSTEM$CANCEL_QUERY(" + SnowflakeSql.literal(queryId) + ") AS ANSWER",
            row -> row.optionalText("ANSWER").orElse(""))
        .orElse("");
  }

  /** A statement found in the history. */
  record Found(String id, SnowflakeStatus status) {}

  /**
   * The statement of this tag among those of this user; empty if there is none, or none yet. Needs
   * a warehouse.
   *
   * @param since when it was sent, at the earliest
   * @see <a href="https://docs.snowflake.com/en/sql-reference/functions/query_history">
   *     QUERY_HISTORY_BY_USER</a>
   */
  Optional<Found> find(String tag, Instant since) {
    String sql =
        "SELECT QUERY_ID, EXECUTION_STATUS, ERROR_CODE, ERROR_MESSAGE FROM "
            + history(since)
            + " WHERE QUERY_TAG = "
            + SnowflakeSql.literal(tag);
    return context
        .sql()
        .first(
            sql,
            row ->
                new Found(
                    row.text("QUERY_ID"),
                    SnowflakeStatus.of(
                        row.text("EXECUTION_STATUS"),
                        row.optionalText("ERROR_CODE").map(SnowflakeGateway::number).orElse(0),
                        row.optionalText("ERROR_MESSAGE").orElse(""))));
  }

  private String history(Instant since) {
    return "TABLE("
        + SnowflakeSql.name(context.info().database().orElse("SNOWFLAKE"))
        + ".INFORMATION_SCHEMA.QUERY_HISTORY_BY_USER(END_TIME_RANGE_START => "
        + SnowflakeSql.literal(since.minus(SKEW).toString())
        + "::TIMESTAMP_LTZ, RESULT_LIMIT => "
        + MOST_ROWS
        + "))";
  }

  /**
   * Whether the history tells of all that this user sent since then: it is cut to its newest rows
   * before any is looked for, so that of a busy user it may leave out the one.
   */
  boolean tellsAll(Instant since) {
    return context
        .sql()
        .first("SELECT COUNT(*) AS SEEN FROM " + history(since), row -> row.longValue("SEEN"))
        .filter(seen -> seen < MOST_ROWS)
        .isPresent();
  }

  private static int number(String text) {
    try {
      return Integer.parseInt(text.strip());
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  /** What a statement that ended badly is told as. */
  DatabaseException failure(SnowflakeStatus status, String shown, boolean secret) {
    ErrorDetails details =
        SnowflakeErrors.TABLE.details(new SQLException(status.message(), null, status.code()));
    if (secret) {
      ErrorCode code = details.code();
      details =
          ErrorDetails.of(
                  code,
                  "the statement failed; the server's words are withheld, since they may quote a"
                      + " secret")
              .platform(context.runner().platform().id())
              .nativeCode(Integer.toString(status.code()));
    }
    return details.engine(context.runner().engine()).with("statement", shown).toException();
  }

  /** The database that a session is in, as the driver knows without asking. */
  Optional<String> place(SqlSession session) {
    return session
        .with("current database", connection -> Optional.ofNullable(connection.getCatalog()))
        .filter(name -> !name.isEmpty());
  }

  /** Leads a session back; nothing leads it out of all databases, so that it is then given up. */
  void putBack(SqlSession session, Optional<String> place) {
    if (place.isEmpty()) {
      session.discard();
      return;
    }
    try {
      session.execute("USE DATABASE " + SnowflakeSql.name(place.get()));
    } catch (DatabaseException e) {
      session.discard();
    }
  }

  SqlExecutor sql() {
    return context.sql();
  }
}
