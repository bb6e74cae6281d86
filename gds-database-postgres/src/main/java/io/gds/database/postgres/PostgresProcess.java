package io.gds.database.postgres;

import io.gds.database.operation.OptionKey;
import java.time.Instant;
import java.util.Set;

/**
 * The options that only PostgreSQL has when a statement is cancelled.
 *
 * @see <a href="https://www.postgresql.org/docs/current/functions-admin.html">System Administration
 *     Functions</a>
 */
public final class PostgresProcess {
  /**
   * Cancels only the statement that was begun at this instant, so that the session's next one is
   * not hit. Default: whatever the session is running.
   */
  public static final OptionKey<Instant> STATEMENT_STARTED_AT =
      OptionKey.of(
          "postgresql.statement-started-at",
          Instant.class,
          "Cancels only the statement that was begun at this instant.");

  /** What can be said about a cancel. */
  static final Set<OptionKey<?>> OF_CANCEL = Set.of(STATEMENT_STARTED_AT);

  private PostgresProcess() {}
}
