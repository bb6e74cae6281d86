package io.gds.database.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import io.gds.database.operation.ProgressUnit;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqliteInPlaceTest {
  private final Sandbox sandbox = new Sandbox();

  @AfterEach
  void close() {
    sandbox.close();
  }

  /** Somebody who takes the database for himself as soon as it is to be had. */
  private static final class Successor extends PlainStep implements AutoCloseable {
    private final Path file;
    private @Nullable Connection connection;

    Successor(Path file) {
      this.file = file;
    }

    @Override
    public void progress(String phase, long done, OptionalLong total, ProgressUnit unit) {
      if (total.isPresent() && done == total.getAsLong()) {
        connection = Sandbox.connect(file);
        Sandbox.run(connection, "BEGIN EXCLUSIVE");
      }
    }

    boolean holds() {
      return connection != null;
    }

    @Override
    public void close() throws SQLException {
      if (connection != null) {
        connection.close();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"wal", "delete"})
  void whatIsCommittedIsASuccessWhoeverLocksTheTargetThen(String journalMode) throws Exception {
    Path source = sandbox.root().resolve("source.db");
    Sandbox.fill(source, "delete", 50, "new");
    Path target = sandbox.file("old");
    Sandbox.fill(target, journalMode, 50, "old");
    try (Workers workers = new Workers();
        Successor successor = new Successor(target)) {
      SqliteConnections connections =
          new SqliteConnections(
              "test", Duration.ofSeconds(5), Duration.ofMillis(300), workers.environment());

      new SqliteInPlace(connections).restore(source, target, successor);

      assertThat(successor.holds()).isTrue();
    }
    assertThat(Sandbox.ask(target, "SELECT min(mark) || count(*) FROM item")).isEqualTo("new50");
  }
}
