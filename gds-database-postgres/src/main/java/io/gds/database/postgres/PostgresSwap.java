package io.gds.database.postgres;

import io.gds.database.core.Fate;
import io.gds.database.core.Plan;
import io.gds.database.core.StepContext;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.jdbc.SqlExecutor;
import io.gds.database.jdbc.SqlSession;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Step;
import io.gds.database.operation.StepKind;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Puts a finished database in the place of another: nobody is let in any more, sessions end, both
 * are renamed in one transaction, and the old one is dropped. Until the renames it is there as it
 * was; if they fail, people are let in again.
 */
final class PostgresSwap {
  /** A drop waits for a checkpoint, and removes all files; whoever cleans up waits this long. */
  private static final Duration DROP = Duration.ofMinutes(10);

  private final PostgresContext context;
  private final String name;
  private final String fresh;
  private final String old;

  PostgresSwap(PostgresContext context, String name) {
    this.context = context;
    this.name = name;
    String stamp = PostgresLeftDatabases.stamp();
    fresh = PostgresLeftDatabases.NEW + stamp;
    old = PostgresLeftDatabases.OLD + stamp;
  }

  /** The name under which the new database is made. */
  String fresh() {
    return fresh;
  }

  /** Adds the steps that swap. */
  <T> void steps(Plan.Builder<T> plan) {
    String quoted = PostgresSql.name(name);
    String close = "ALTER DATABASE " + quoted + " ALLOW_CONNECTIONS false";
    boolean wasOpen =
        new PostgresReadings(context)
            .find(name, Set.of())
            .map(PostgresDatabaseMetadata::allowConnections)
            .orElse(false);
    plan.onFailure(step -> reopen(wasOpen))
        .step(
            StepKind.SQL,
            Effect.IDEMPOTENT,
            close,
            step -> context.sql().during(step).execute(close))
        .step(
            StepKind.SQL,
            Effect.IDEMPOTENT,
            PostgresSessions.endText(name),
            step -> context.sessions().end(name, step))
        .step(
            new Step(StepKind.SQL, String.join(";\n", renames()), Effect.ONCE, ""),
            this::rename,
            Fate.of(() -> exists(old), this::renaming))
        .step(
            StepKind.SQL,
            Effect.IDEMPOTENT,
            "DROP DATABASE IF EXISTS " + PostgresSql.name(old),
            step -> {
              context.connections().forget(name);
              context
                  .sql()
                  .during(step)
                  .execute("DROP DATABASE IF EXISTS " + PostgresSql.name(old));
            });
  }

  /** Adds the step that gives the new database its name where there was none of that name. */
  <T> void rename(Plan.Builder<T> plan) {
    String text =
        "ALTER DATABASE " + PostgresSql.name(fresh) + " RENAME TO " + PostgresSql.name(name);
    plan.step(
        new Step(StepKind.SQL, text, Effect.ONCE, ""),
        step -> {
          context.connections().forget(fresh);
          context.sql().during(step).execute(text);
        },
        PostgresDefinitions.fate(context, fresh, false, text));
  }

  private String[] renames() {
    String quoted = PostgresSql.name(name);
    return new String[] {
      "BEGIN",
      "ALTER DATABASE " + quoted + " RENAME TO " + PostgresSql.name(old),
      "ALTER DATABASE " + PostgresSql.name(fresh) + " RENAME TO " + quoted,
      "COMMIT"
    };
  }

  private void rename(StepContext step) {
    context.connections().forget(fresh);
    String[] renames = renames();
    try (SqlSession session = context.sql().session()) {
      SqlSession during = session.during(step);
      during.inTransaction(
          () -> {
            during.execute(renames[1]);
            during.execute(renames[2]);
            return true;
          });
    }
  }

  /** Whether a session may still be at it: its client is gone, and the commit yet to come. */
  private boolean renaming() {
    String[] renames = renames();
    return context.sessions().atWork(renames[1])
        || context.sessions().atWork(renames[2])
        || context.sessions().committing();
  }

  private boolean exists(String database) {
    return new PostgresReadings(context).find(database, Set.of()).isPresent();
  }

  /** Whoever was kept out is let in again, unless the database has been replaced. */
  private void reopen(boolean wasOpen) {
    Optional<PostgresDatabaseMetadata> there = new PostgresReadings(context).find(name, Set.of());
    if (wasOpen && there.isPresent() && !there.get().allowConnections()) {
      context.sql().execute("ALTER DATABASE " + PostgresSql.name(name) + " ALLOW_CONNECTIONS true");
    }
  }

  /**
   * Drops what was made under the temporary name, if it is there, whatever has been made of it: a
   * template is not dropped, nor is a database with subscriptions, as restored ones can be.
   */
  void discardFresh() {
    discard(context, context.sql().timeout(DROP), fresh, " WITH (FORCE)");
  }

  /**
   * The same for what another swap left.
   *
   * @param sql by what it is dropped
   * @param how what the drop ends with
   */
  static void discard(PostgresContext context, SqlExecutor sql, String fresh, String how) {
    context.connections().forget(fresh);
    try {
      Optional<Boolean> subscribes =
          context
              .sql()
              .first(
                  PostgresSql.text("drop-hindrances"),
                  row -> {
                    if (row.bool("template")) {
                      context
                          .sql()
                          .execute(
                              "ALTER DATABASE " + PostgresSql.name(fresh) + " IS_TEMPLATE false");
                    }
                    return row.longValue("subscriptions") > 0;
                  },
                  fresh);
      if (subscribes.orElse(false)) {
        unsubscribe(context, fresh);
      }
      sql.execute("DROP DATABASE IF EXISTS " + PostgresSql.name(fresh) + how);
    } catch (DatabaseException e) {
      if (e.code() != ErrorCode.NOT_FOUND) {
        throw e;
      }
    }
  }

  /** Drops the subscriptions here, and leaves the slots at the other end to whom they belong. */
  private static void unsubscribe(PostgresContext context, String fresh) {
    SqlExecutor sql = context.sql(fresh);
    List<String> subscriptions =
        sql.query(
            "SELECT subname AS name FROM pg_subscription WHERE subdbid = (SELECT oid FROM"
                + " pg_database WHERE datname = current_database())",
            row -> PostgresSql.name(row.text("name")));
    for (String subscription : subscriptions) {
      sql.execute("ALTER SUBSCRIPTION " + subscription + " DISABLE");
      sql.execute("ALTER SUBSCRIPTION " + subscription + " SET (slot_name = NONE)");
      sql.execute("DROP SUBSCRIPTION " + subscription);
    }
    context.connections().forget(fresh);
  }
}
