package io.gds.database.postgres;

import io.gds.database.Availability;
import io.gds.database.CapabilityStatus;
import io.gds.database.backup.SupportsBackup;
import io.gds.database.error.DatabaseException;
import java.util.Optional;

/** What stands against backing up the whole server: rights, configuration and tools. */
final class PostgresServerStatus {
  private record Server(boolean replication, String role, String walLevel) {}

  private final PostgresContext context;
  private final Server server;
  private final Optional<DatabaseException> tool;

  /** Asks the server by one statement, and looks for the tool. */
  PostgresServerStatus(PostgresContext context) {
    this.context = context;
    this.server =
        context
            .sql()
            .first(
                PostgresSql.text("server-backup-checks"),
                row -> new Server(row.bool("replication"), row.text("role"), row.text("wal_level")))
            .orElseThrow();
    this.tool = look();
  }

  private Optional<DatabaseException> look() {
    try {
      context
          .toolbox()
          .require(
              PostgresBaseRun.TOOL, PostgresBaseRun.wanted(context.version()), Optional.empty());
      return Optional.empty();
    } catch (DatabaseException e) {
      return Optional.of(e);
    }
  }

  /** The status, or why not. */
  CapabilityStatus of(CapabilityStatus status) {
    if (status.capability() != SupportsBackup.class || !status.isAvailable()) {
      return status;
    }
    if (context.info().hosts().isEmpty()) {
      return PostgresRights.but(
          status,
          Availability.CONFIGURATION,
          "the engine was opened over the caller's data source, by which no tool can connect",
          "Open the engine by URL.");
    }
    if (!server.replication()) {
      return PostgresRights.but(
          status,
          Availability.PERMISSION,
          "this role may not replicate, as which the whole server is backed up",
          "ALTER ROLE " + PostgresSql.name(server.role()) + " REPLICATION.");
    }
    if (server.walLevel().equals("minimal")) {
      return PostgresRights.but(
          status,
          Availability.CONFIGURATION,
          "wal_level is minimal, which is not enough to back up from",
          "Set wal_level to replica, and restart the server.");
    }
    return tool.map(
            e ->
                PostgresRights.but(
                    status,
                    Availability.TOOL,
                    String.valueOf(e.getMessage()),
                    e.remedy().orElse("Install PostgreSQL's client tools.")))
        .orElse(status);
  }
}
