package io.gds.database.postgres;

import io.gds.database.Availability;
import io.gds.database.CapabilityStatus;
import io.gds.database.jdbc.Row;
import io.gds.database.observe.SupportsLogs;
import io.gds.database.observe.SupportsStatements;

/**
 * What the server's configuration and this role's rights leave of logs and statements.
 *
 * @param logs where the log is
 * @param statementsLoaded whether the server has loaded pg_stat_statements
 * @param statementsHere whether its extension is in the engine's own database
 */
record PostgresObserving(PostgresLogPlace logs, boolean statementsLoaded, boolean statementsHere) {
  static PostgresObserving of(Row row) {
    return new PostgresObserving(
        PostgresLogPlace.of(row), row.bool("statements_loaded"), row.bool("statements_here"));
  }

  /** What stands against a capability; the status itself where it is of no concern here. */
  CapabilityStatus of(CapabilityStatus status) {
    if (status.capability() == SupportsLogs.class) {
      return logs.status(status);
    }
    if (status.capability() == SupportsStatements.class && !statementsLoaded) {
      return PostgresRights.but(
          status,
          Availability.CONFIGURATION,
          PostgresStatements.NOT_LOADED,
          PostgresStatements.REMEDY);
    }
    if (status.capability() == SupportsStatements.class && !statementsHere) {
      return PostgresRights.but(
          status,
          Availability.UNKNOWN,
          "the extension pg_stat_statements is not in database \""
              + logs.database()
              + "\"; others are looked into when statements are asked for",
          "CREATE EXTENSION pg_stat_statements; in database \"" + logs.database() + "\".");
    }
    return status;
  }
}
