package io.gds.database.postgres;

import io.gds.database.Availability;
import io.gds.database.Capability;
import io.gds.database.CapabilityStatus;
import io.gds.database.backup.SupportsBackup;
import io.gds.database.backup.SupportsRestore;
import io.gds.database.error.DatabaseException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What stands against backing up and restoring because of the tools on this machine. */
final class PostgresToolStatus {
  private static final Map<Class<? extends Capability>, String> TOOLS =
      Map.of(
          SupportsBackup.class,
          PostgresDumpRun.TOOL,
          SupportsRestore.class,
          PostgresRestoreRun.TOOL);

  private final PostgresContext context;
  private final Map<String, Optional<DatabaseException>> found = new HashMap<>();

  PostgresToolStatus(PostgresContext context) {
    this.context = context;
  }

  /** The status, or that a tool is missing. */
  CapabilityStatus of(CapabilityStatus status) {
    String tool = TOOLS.get(status.capability());
    if (tool == null || !status.isAvailable()) {
      return status;
    }
    CapabilityStatus reached = PostgresToolLogin.withAddress(context, status);
    if (!reached.isAvailable()) {
      return reached;
    }
    return found
        .computeIfAbsent(tool, this::look)
        .map(
            e ->
                PostgresRights.but(
                    status,
                    Availability.TOOL,
                    String.valueOf(e.getMessage()),
                    e.remedy().orElse("Install PostgreSQL's client tools.")))
        .orElse(status);
  }

  private Optional<DatabaseException> look(String tool) {
    try {
      context
          .toolbox()
          .require(tool, PostgresToolbox.Wanted.reading(context.version()), Optional.empty());
      return Optional.empty();
    } catch (DatabaseException e) {
      return Optional.of(e);
    }
  }
}
