package io.gds.database.postgres;

import io.gds.database.core.StepContext;
import io.gds.database.jdbc.SqlExecutor;
import io.gds.database.jdbc.SqlSession;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Statements that take effect together or not at all, written once for the script and the run. One
 * that holds a secret shows another text than it sends, made when it is sent. Not thread-safe while
 * it is written.
 */
final class PostgresTransaction {
  /** A statement: what is shown, and what is sent if that is something else. */
  private record Statement(String shown, @Nullable Supplier<String> sent) {}

  private final List<Statement> statements = new ArrayList<>();
  private final List<Consumer<SqlSession>> looks = new ArrayList<>();
  private final List<Consumer<SqlSession>> proofs = new ArrayList<>();

  /** Adds a statement that is sent as it is shown. */
  PostgresTransaction add(String sql) {
    statements.add(new Statement(sql, null));
    return this;
  }

  /** Adds a statement that holds a secret. */
  PostgresTransaction secret(String shown, Supplier<String> sent) {
    statements.add(new Statement(shown, sent));
    return this;
  }

  /**
   * Adds what is looked at before the first statement; what it throws keeps them from being sent.
   */
  PostgresTransaction look(Consumer<SqlSession> look) {
    looks.add(look);
    return this;
  }

  /** Adds what is looked at before the commit; what it throws takes all back. */
  PostgresTransaction prove(Consumer<SqlSession> proof) {
    proofs.add(proof);
    return this;
  }

  /** The step's text. */
  String text() {
    if (statements.size() == 1) {
      return statements.get(0).shown();
    }
    StringBuilder text = new StringBuilder("BEGIN;\n");
    statements.forEach(statement -> text.append(statement.shown()).append(";\n"));
    return text.append("COMMIT").toString();
  }

  /** The step's body. */
  void run(SqlExecutor sql, StepContext step) {
    try (SqlSession session = sql.during(step).session()) {
      session.inTransaction(
          () -> {
            looks.forEach(look -> look.accept(session));
            statements.forEach(statement -> send(session, statement));
            proofs.forEach(proof -> proof.accept(session));
            return true;
          });
    }
  }

  private static void send(SqlSession session, Statement statement) {
    Supplier<String> sent = statement.sent();
    if (sent == null) {
      session.execute(statement.shown());
    } else {
      session.showing(statement.shown()).execute(sent.get());
    }
  }
}
