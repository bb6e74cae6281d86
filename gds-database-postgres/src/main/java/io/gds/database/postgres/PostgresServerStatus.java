package io.gds.database.postgres;

import io.gds.database.Availability;
import io.gds.database.CapabilityStatus;
import io.gds.database.backup.BackupType;
import io.gds.database.backup.SupportsBackup;
import io.gds.database.cloning.SupportsClone;
import io.gds.database.error.DatabaseException;
import java.util.Optional;

/** What stands against backing up or cloning the whole server: rights, configuration and tools. */
final class PostgresServerStatus {
  private record Server(
      boolean replication, String role, String walLevel, Optional<String> summarizeWal) {}

  private final PostgresContext context;
  private final Server server;
  private final Optional<DatabaseException> tool;
  private final Optional<DatabaseException> receiver;

  /** Asks the server by one statement, and looks for the tools. */
  PostgresServerStatus(PostgresContext context) {
    this.context = context;
    this.server =
        context
            .sql()
            .first(
                PostgresSql.text("server-backup-checks"),
                row ->
                    new Server(
                        row.bool("replication"),
                        row.text("role"),
                        row.text("wal_level"),
                        row.optionalText("summarize_wal")))
            .orElseThrow();
    this.tool = look(PostgresBaseRun.TOOL, PostgresBaseRun.wanted(context.version()));
    this.receiver =
        look(PostgresWalReceiverTool.TOOL, PostgresToolbox.Wanted.reading(context.version()));
  }

  private Optional<DatabaseException> look(String name, PostgresToolbox.Wanted wanted) {
    try {
      context.toolbox().require(name, wanted, Optional.empty());
      return Optional.empty();
    } catch (DatabaseException e) {
      return Optional.of(e);
    }
  }

  /** The status, or why not. */
  CapabilityStatus of(CapabilityStatus status) {
    boolean copies =
        status.capability() == SupportsBackup.class || status.capability() == SupportsClone.class;
    if (!copies || !status.isAvailable()) {
      return status;
    }
    boolean incremental = status.feature().filter(BackupType.INCREMENTAL::equals).isPresent();
    if (incremental && !context.version().atLeast(PostgresIncremental.SINCE)) {
      return PostgresServerBackups.tooOld(status, context.version());
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
          "this role may not replicate, as which the whole server is copied",
          "ALTER ROLE " + PostgresSql.name(server.role()) + " REPLICATION.");
    }
    if (server.walLevel().equals("minimal")) {
      return PostgresRights.but(
          status,
          Availability.CONFIGURATION,
          "wal_level is minimal, which is not enough to back up from",
          "Set wal_level to replica, and restart the server.");
    }
    if (incremental && !server.summarizeWal().orElse("off").equals("on")) {
      return PostgresRights.but(
          status,
          Availability.CONFIGURATION,
          "summarize_wal is off, so the server does not write down which blocks are changed",
          PostgresIncremental.SUMMARIZE);
    }
    boolean log = status.feature().filter(BackupType.LOG::equals).isPresent();
    return (log ? receiver : tool)
        .map(
            e ->
                PostgresRights.but(
                    status,
                    Availability.TOOL,
                    String.valueOf(e.getMessage()),
                    e.remedy().orElse("Install PostgreSQL's client tools.")))
        .orElse(status);
  }
}
