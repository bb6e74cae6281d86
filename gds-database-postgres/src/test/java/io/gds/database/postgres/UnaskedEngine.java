package io.gds.database.postgres;

import io.gds.database.manager.DatabaseManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * An engine whose server is never asked, and a stand-in for pg_waldump: it tells what the file
 * {@code said} of a directory of WAL holds, behind what the file {@code does} of it does.
 */
final class UnaskedEngine implements AutoCloseable {
  final Path tools;
  final PostgresEngine engine;
  private final DatabaseManager manager;

  UnaskedEngine(Path directory) throws IOException {
    tools = Files.createDirectory(directory.resolve("tools"));
    Depot.script(
        tools.resolve(PostgresBaseRun.WAL_TOOL),
        """
        if [ "$1" = --version ]; then echo 'pg_waldump (PostgreSQL) 17.1'; exit 0; fi
        for a; do case $a in --path=*) wal=${a#--path=};; esac; done
        if [ -f "$wal/does" ]; then . "$wal/does"; fi
        if [ -f "$wal/said" ]; then cat "$wal/said"; fi
        """);
    manager = DatabaseManager.of(new PostgresProvider().withTools(tools));
    engine =
        manager.open(
            manager.parse("postgresql://nobody@127.0.0.1:1/postgres").lazy(), PostgresEngine.class);
  }

  PostgresContext context() {
    return ((DefaultPostgresEngine) engine).context();
  }

  @Override
  public void close() {
    manager.close();
  }
}
