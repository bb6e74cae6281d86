package io.gds.database.postgres;

import io.gds.database.core.StepContext;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.jdbc.SqlMessage;
import io.gds.database.jdbc.SqlSession;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Statements that take locks and their time, one after the other on a session of its own: they wait
 * for locks for so long only, and tell their progress, and what the server warned of.
 */
final class PostgresLockedWork {
  private final PostgresContext context;
  private final String database;
  private final List<String> statements;
  private final Duration lockTimeout;
  private final Set<ErrorCode> bearable;

  /**
   * Statements to be run.
   *
   * @param bearable for which reasons a statement is left out and told, instead of ending all
   */
  PostgresLockedWork(
      PostgresContext context,
      String database,
      List<String> statements,
      Duration lockTimeout,
      Set<ErrorCode> bearable) {
    this.context = context;
    this.database = database;
    this.statements = List.copyOf(statements);
    this.lockTimeout = lockTimeout;
    this.bearable = bearable;
  }

  /** The step's text. */
  String text() {
    List<String> all = new ArrayList<>();
    all.add(PostgresLockTimeout.set(lockTimeout));
    all.addAll(statements);
    all.add(PostgresLockTimeout.reset());
    return String.join(";\n", all);
  }

  /** The step's body; returns the server's warnings, and what was left out. */
  List<String> run(StepContext step) {
    try (SqlSession kept = context.sql(database).session()) {
      SqlSession session = kept.during(step);
      boolean clean = false;
      try {
        session.execute(PostgresLockTimeout.set(lockTimeout));
        int pid =
            session
                .first("SELECT pg_backend_pid() AS pid", row -> row.intValue("pid"))
                .orElseThrow();
        List<String> messages = new ArrayList<>();
        try (PostgresProgressLook look = PostgresProgressLook.begin(context, database, pid, step)) {
          for (String sql : statements) {
            step.throwIfCancelled();
            messages.addAll(run(session, sql));
          }
        }
        session.execute(PostgresLockTimeout.reset());
        clean = true;
        return messages;
      } finally {
        if (!clean) {
          kept.discard();
        }
      }
    }
  }

  private List<String> run(SqlSession session, String sql) {
    try {
      return session.execute(sql).messages().stream().map(SqlMessage::text).toList();
    } catch (DatabaseException e) {
      if (bearable.contains(e.code())) {
        return List.of("left out: " + sql + ": " + e.details().message());
      }
      throw e;
    }
  }
}
