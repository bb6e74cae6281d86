package io.gds.database.mssql;

import io.gds.database.core.Plan;
import io.gds.database.core.Reconciler;
import io.gds.database.core.StepContext;
import io.gds.database.error.DatabaseException;
import io.gds.database.jdbc.SqlExecutor;
import io.gds.database.jdbc.SqlSession;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.Step;
import io.gds.database.operation.StepKind;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Statements about principals, each in a database of its own, that take effect together or not at
 * all; written once for the script and the run. One that holds a secret shows another text than it
 * sends, made when it is sent. All but few statements may stand in a transaction, and those that
 * change principals and rights are none of the few. Not thread-safe while it is written.
 *
 * @see <a
 *     href="https://learn.microsoft.com/en-us/previous-versions/sql/sql-server-2008-r2/ms191544(v=sql.105)">
 *     Statements allowed in transactions</a>
 */
final class MssqlTogether {
  private static final String BEGIN = "BEGIN TRANSACTION";
  private static final String COMMIT = "COMMIT TRANSACTION";
  private static final String UNDO = "IF @@TRANCOUNT > 0 ROLLBACK TRANSACTION";

  /** What is sent so that a secret is not what was sent last. */
  static final String NOTHING = "SELECT 0 AS nothing";

  /** A statement: where, what is shown, and what is sent if that is something else. */
  private record Statement(String database, String shown, @Nullable Supplier<String> sent) {}

  private final List<Statement> statements = new ArrayList<>();
  private final List<Consumer<SqlSession>> needs = new ArrayList<>();
  private final List<Consumer<SqlSession>> proofs = new ArrayList<>();

  /**
   * Adds a statement that is sent as it is shown.
   *
   * @param database where; empty if that does not matter
   */
  MssqlTogether add(String database, String sql) {
    statements.add(new Statement(database, sql, null));
    return this;
  }

  /** Adds a statement that holds a secret. */
  MssqlTogether secret(String database, String shown, Supplier<String> sent) {
    statements.add(new Statement(database, shown, sent));
    return this;
  }

  /** Adds what is looked at before all else; what it throws leaves all as it is. */
  MssqlTogether need(Consumer<SqlSession> need) {
    needs.add(need);
    return this;
  }

  /** Adds what is looked at before the commit; what it throws takes all back. */
  MssqlTogether prove(Consumer<SqlSession> proof) {
    proofs.add(proof);
    return this;
  }

  private boolean isTransaction() {
    return statements.size() > 1 || !needs.isEmpty() || !proofs.isEmpty();
  }

  /** The step's text. */
  String text() {
    List<String> lines = new ArrayList<>();
    if (isTransaction()) {
      lines.add(BEGIN);
    }
    String at = "";
    for (Statement each : statements) {
      if (!each.database().isEmpty() && !each.database().equals(at)) {
        lines.add(use(each.database()));
        at = each.database();
      }
      lines.add(each.shown());
    }
    if (isTransaction()) {
      lines.add(COMMIT);
    }
    return String.join(";\n", lines);
  }

  private static String use(String database) {
    return "USE " + MssqlSql.name(database);
  }

  /**
   * The step's body. The connection is left in the database that it was in. Beginning and end of
   * the transaction are short, and are not called off.
   */
  void run(SqlExecutor sql, StepContext step) {
    try (SqlSession session = sql.session()) {
      String home = home(session);
      try {
        send(session, session.during(step));
      } finally {
        forget(session);
        goHome(session, home);
      }
    }
  }

  /**
   * Ends a plan by the step that sends them, at most once.
   *
   * @param fate what became of them if the answer was lost
   */
  Operation<@Nullable Void> once(
      Plan.Builder<@Nullable Void> plan, MssqlContext context, Reconciler fate) {
    return plan.step(
            new Step(StepKind.SQL, text(), Effect.ONCE, ""), step -> run(context.sql(), step), fate)
        .yields(() -> null);
  }

  /** Ends a plan by the step that sends them, where sending them again changes nothing more. */
  Operation<@Nullable Void> again(Plan.Builder<@Nullable Void> plan, MssqlContext context) {
    return plan.step(StepKind.SQL, Effect.IDEMPOTENT, text(), step -> run(context.sql(), step))
        .yields(() -> null);
  }

  private void send(SqlSession session, SqlSession during) {
    if (!isTransaction()) {
      sendAll(during);
      return;
    }
    session.execute(BEGIN);
    try {
      needs.forEach(need -> need.accept(during));
      sendAll(during);
      proofs.forEach(proof -> proof.accept(during));
      session.execute(COMMIT);
    } catch (RuntimeException | Error e) {
      undo(session, e);
      throw e;
    }
  }

  private void sendAll(SqlSession during) {
    String at = "";
    for (Statement each : statements) {
      if (!each.database().isEmpty() && !each.database().equals(at)) {
        during.execute(use(each.database()));
        at = each.database();
      }
      Supplier<String> sent = each.sent();
      if (sent == null) {
        during.execute(each.shown());
      } else {
        String secret = sent.get();
        MssqlDriverLogs.silently(() -> during.showing(each.shown()).execute(secret));
      }
    }
  }

  /**
   * Whoever may see sessions sees what each sent last, until it sends something else.
   *
   * @see <a
   *     href="https://learn.microsoft.com/en-us/sql/relational-databases/system-dynamic-management-views/sys-dm-exec-input-buffer-transact-sql">
   *     sys.dm_exec_input_buffer</a>
   */
  private void forget(SqlSession session) {
    if (statements.stream().allMatch(each -> each.sent() == null)) {
      return;
    }
    try {
      session.first(NOTHING, row -> row.intValue("nothing"));
    } catch (DatabaseException e) {
      // It is forgotten with the session.
      session.discard();
    }
  }

  private static void undo(SqlSession session, Throwable reason) {
    try {
      session.execute(UNDO);
    } catch (DatabaseException e) {
      // The server rolls back by itself once the connection is closed.
      session.discard();
      reason.addSuppressed(e);
    }
  }

  private static String home(SqlSession session) {
    try {
      return session.connection().getCatalog();
    } catch (SQLException e) {
      session.discard();
      return "";
    }
  }

  private static void goHome(SqlSession session, String home) {
    try {
      if (!home.equals(session.connection().getCatalog())) {
        session.execute(use(home));
      }
    } catch (SQLException | DatabaseException e) {
      session.discard();
    }
  }
}
