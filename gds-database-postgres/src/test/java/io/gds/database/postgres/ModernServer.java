package io.gds.database.postgres;

import io.gds.database.manager.DatabaseManager;
import io.gds.database.testkit.server.PostgresTestServer;
import io.gds.database.testkit.server.PostgresTools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Assumptions;

/** A server that summarizes its WAL, with all programs of its version, and an engine on it. */
final class ModernServer implements AutoCloseable {
  final PostgresTools tools;
  final PostgresTestServer server;
  final DatabaseManager manager;
  final PostgresEngine engine;

  /** Started; skipped where no such programs are installed. */
  ModernServer(UnaryOperator<PostgresTestServer.Builder> settings) {
    tools = PostgresTools.requireFrom(PostgresIncremental.SINCE);
    Assumptions.assumeTrue(tools.hasServer(), () -> "there is no server beside " + tools);
    server =
        settings
            .apply(
                PostgresTestServer.installed().major(tools.major()).setting("summarize_wal", "on"))
            .start();
    manager = DatabaseManager.of(new PostgresProvider().withTools(tools.directory()));
    engine = open(server);
  }

  PostgresEngine open(PostgresTestServer other) {
    return manager.open(manager.parse(other.url("postgres")), PostgresEngine.class);
  }

  PostgresContext context() {
    return ((DefaultPostgresEngine) engine).context();
  }

  /** Ends the present segment, and waits until it lies in the archive. */
  void archived(Path wal) throws InterruptedException {
    String segment = server.value("SELECT pg_walfile_name(pg_switch_wal())").orElseThrow();
    for (int i = 0; i < 400 && !isArchived(wal, segment); i++) {
      Thread.sleep(50);
    }
  }

  private boolean isArchived(Path wal, String segment) {
    try {
      return Files.exists(wal.resolve(segment))
          && Files.size(wal.resolve(segment)) == 16 << 20
          && server
              .value("SELECT last_archived_wal >= '" + segment + "' FROM pg_stat_archiver")
              .filter("t"::equals)
              .isPresent();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    manager.close();
    server.close();
  }
}
