package io.gds.database.mssql;

import io.gds.database.AccessMode;
import io.gds.database.DatabaseCondition;
import io.gds.database.DatabaseState;
import io.gds.database.core.Fate;
import io.gds.database.core.Plan;
import io.gds.database.core.StepContext;
import io.gds.database.jdbc.SqlSession;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Step;
import io.gds.database.operation.StepKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A statement that needs a database for itself. By force the sessions there end first: the database
 * takes a single user, and on the same connection the statement follows at once, before anybody
 * else comes. If it fails, the database takes as many as before.
 *
 * @see <a
 *     href="https://learn.microsoft.com/en-us/sql/t-sql/statements/alter-database-transact-sql-set-options">
 *     SINGLE_USER, WITH ROLLBACK IMMEDIATE</a>
 */
final class MssqlAlone {
  private static final String NOW = " WITH ROLLBACK IMMEDIATE";

  private final MssqlContext context;
  private final String name;
  private final boolean force;
  private final AccessMode before;
  private final AtomicBoolean closed = new AtomicBoolean();

  /**
   * For a database as it is now.
   *
   * @param force whether sessions are ended
   */
  MssqlAlone(MssqlContext context, String name, boolean force) {
    this.context = context;
    this.name = name;
    DatabaseCondition now =
        context
            .readings()
            .find(name, Set.of())
            .map(MssqlDatabaseMetadata::condition)
            .orElse(DatabaseCondition.USABLE);
    // A database that is not online has no sessions, and cannot be told whom to let in.
    this.force = force && now.state() == DatabaseState.ONLINE;
    this.before = now.accessMode();
  }

  /**
   * Adds the step.
   *
   * @param sql the statement
   * @param after the database's name if all went well; null if it is gone then
   * @param done whether it shows that the statement took effect
   */
  <T extends @Nullable Object> void step(
      Plan.Builder<T> plan, String sql, @Nullable String after, BooleanSupplier done) {
    List<String> all = new ArrayList<>();
    if (force) {
      all.add(set(name) + AccessMode.SINGLE_USER + NOW);
    }
    all.add(sql);
    plan.onFailure(step -> reopen(after))
        .step(
            new Step(StepKind.SQL, String.join(";\n", all), Effect.ONCE, ""),
            step -> run(all, step),
            fate(context, done, sql));
    if (force && after != null && before != AccessMode.SINGLE_USER) {
      String open = set(after) + before + NOW;
      plan.step(
          StepKind.SQL, Effect.IDEMPOTENT, open, step -> context.sql().during(step).execute(open));
    }
  }

  private void run(List<String> all, StepContext step) {
    context.connections().release(name);
    try (SqlSession session = context.sql().session()) {
      SqlSession during = session.during(step);
      closed.set(force);
      all.forEach(during::execute);
    }
  }

  /** Whoever was kept out is let in again, by whatever name the database has now. */
  private void reopen(@Nullable String after) {
    if (!closed.get() || before == AccessMode.SINGLE_USER) {
      return;
    }
    for (String now : after == null ? List.of(name) : List.of(name, after)) {
      boolean single =
          context
              .readings()
              .find(now, Set.of())
              .filter(found -> found.condition().accessMode() == AccessMode.SINGLE_USER)
              .isPresent();
      if (single) {
        context.sql().execute(set(now) + before + NOW);
      }
    }
  }

  private static String set(String database) {
    return "ALTER DATABASE " + MssqlSql.name(database) + " SET ";
  }

  /** What becomes of a statement whose answer was lost. */
  static Fate fate(MssqlContext context, BooleanSupplier done, String sql) {
    return Fate.of(done, () -> isAtWork(context, sql));
  }

  /** Whether some session may still be at a statement; a login that cannot see says that it may. */
  static boolean isAtWork(MssqlContext context, String sql) {
    return context
        .sql()
        .first(
            "SELECT "
                + MssqlDatabaseRow.SEES_SESSIONS
                + " AS sees_sessions, (SELECT COUNT(*) FROM sys.dm_exec_requests r"
                + " CROSS APPLY sys.dm_exec_sql_text(r.sql_handle) AS t"
                + " WHERE r.session_id <> @@SPID AND t.text = ?) AS at_work",
            row -> row.intValue("sees_sessions") == 0 || row.longValue("at_work") > 0,
            sql)
        .orElse(true);
  }
}
