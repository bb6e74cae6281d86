package io.gds.database.postgres;

import io.gds.database.core.StepContext;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.jdbc.Sql;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The sessions of others in a database, where they stand in the way. */
final class PostgresSessions {
  /** A session that was told to end rolls back first; a server is given this long for it. */
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** How often sessions are looked for again, each a pause apart. */
  private static final int LOOKS = 10;

  private static final int PAUSE_MILLIS = 20;
  private static final long PERIOD_MILLIS = 50;

  /** What sort of session it is a role of few rights is not told; those without a user are none. */
  private static final String CLIENTS =
      " AND pid <> pg_backend_pid() AND usename IS NOT NULL"
          + " AND coalesce(backend_type, 'client backend') = 'client backend'";

  private static final String OTHERS = "FROM pg_stat_activity WHERE datname = ?" + CLIENTS;

  private final PostgresContext context;

  PostgresSessions(PostgresContext context) {
    this.context = context;
  }

  /**
   * Who is connected to the database, this engine's own idle connections having been closed. A
   * session that was closed a moment ago is seen for a little longer, so whoever is seen is looked
   * for again.
   */
  List<String> of(String database) {
    context.connections().release(database);
    List<String> seen = look(database);
    for (int i = 0; i < LOOKS && !seen.isEmpty(); i++) {
      PostgresPause.millis(PAUSE_MILLIS);
      seen = look(database);
    }
    return seen;
  }

  private List<String> look(String database) {
    return context
        .sql()
        .query(
            "SELECT pid, coalesce(usename, '') AS usename, coalesce(application_name, '') AS app "
                + OTHERS
                + " ORDER BY pid",
            row -> row.intValue("pid") + " (" + row.text("usename") + ", " + row.text("app") + ")",
            database);
  }

  /**
   * Whether some session is still at work on this statement, whose client may be gone. The server
   * shows the begin of a long one only.
   */
  boolean atWork(String statement) {
    return context
        .sql()
        .first(
            "SELECT EXISTS (SELECT 1 FROM pg_stat_activity WHERE state = 'active'"
                + " AND pid <> pg_backend_pid() AND query <> ''"
                + " AND left(?, length(query)) = query) AS r",
            row -> row.bool("r"),
            statement)
        .orElse(true);
  }

  /** Whether a session of this role commits: what it has done shows only after that. */
  boolean committing() {
    return context
        .sql()
        .first(
            "SELECT EXISTS (SELECT 1 FROM pg_stat_activity WHERE state = 'active'"
                + " AND usename = current_user AND pid <> pg_backend_pid()"
                + " AND query = 'COMMIT') AS r",
            row -> row.bool("r"))
        .orElse(true);
  }

  /** Tells those in the database to end that began so many microseconds ago, or before. */
  private static List<Integer> tell(Sql sql, String database, long microseconds) {
    return sql.query(
        "SELECT pid, pg_terminate_backend(pid) AS told "
            + OTHERS
            + " AND coalesce(backend_start, '-infinity')"
            + " <= clock_timestamp() - ? * interval '1 microsecond'",
        row -> row.intValue("pid"),
        database,
        microseconds);
  }

  /**
   * Ends the sessions that are in the database by now, and waits until they are gone. Who comes
   * later, where anybody is let in at all, is not among them.
   */
  void end(String database, StepContext step) {
    context.connections().release(database);
    long began = System.nanoTime();
    while (true) {
      long elapsed = System.nanoTime() - began;
      List<Integer> left =
          tell(context.sql().during(step), database, TimeUnit.NANOSECONDS.toMicros(elapsed));
      if (left.isEmpty()) {
        return;
      }
      if (elapsed > PATIENCE_NANOS) {
        throw ErrorDetails.of(
                ErrorCode.DATABASE_IN_USE,
                "sessions that were told to end are still there: " + left)
            .target(database)
            .remedy("Look at what they wait for, and retry.")
            .toException();
      }
      step.throwIfCancelled();
      PostgresPause.millis(PAUSE_MILLIS);
    }
  }

  /** The step's text that belongs to {@link #end}. */
  static String endText(String database) {
    return "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = "
        + PostgresSql.literal(database)
        + CLIENTS;
  }

  /** The step's text of a statement that is executed {@link #alone}. */
  static String aloneText(String database, String sql) {
    return "-- until the next statement has the database for itself:\n"
        + endText(database)
        + ";\n"
        + sql;
  }

  /**
   * Executes a statement that waits until nobody is in the database, and ends the sessions there
   * again and again meanwhile: once it waits, the server lets no new ones in, but those that came
   * in just before are there.
   */
  void alone(String database, String sql, StepContext step) {
    context.connections().release(database);
    Eviction eviction = new Eviction(context, database);
    ScheduledFuture<?> timer =
        context
            .runner()
            .environment()
            .scheduler()
            .scheduleAtFixedRate(eviction::tick, 0, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    try {
      context.sql().during(step).execute(sql);
    } catch (DatabaseException e) {
      DatabaseException why = eviction.failure.get();
      if (why == null || e.code() != ErrorCode.DATABASE_IN_USE) {
        throw e;
      }
      why.addSuppressed(e);
      throw why;
    } finally {
      eviction.over = true;
      timer.cancel(false);
    }
  }

  /** On the scheduler, where nothing may block, only the next round is begun. */
  private static final class Eviction {
    private final PostgresContext context;
    private final String database;
    private final AtomicBoolean busy = new AtomicBoolean();
    private final AtomicReference<@Nullable DatabaseException> failure = new AtomicReference<>();
    private volatile boolean over;

    Eviction(PostgresContext context, String database) {
      this.context = context;
      this.database = database;
    }

    private void tick() {
      if (!over && busy.compareAndSet(false, true)) {
        try {
          context.runner().environment().workers().execute(this::evict);
        } catch (RejectedExecutionException e) {
          busy.set(false);
        }
      }
    }

    private void evict() {
      try {
        if (!over) {
          tell(context.sql(), database, 0);
        }
      } catch (DatabaseException e) {
        // It is told only if the statement did not get the database for itself.
        failure.set(e);
      } finally {
        busy.set(false);
      }
    }
  }
}
