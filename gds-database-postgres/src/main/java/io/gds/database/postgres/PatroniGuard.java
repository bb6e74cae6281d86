package io.gds.database.postgres;

import io.gds.database.core.Checks;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.operation.Check;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Keeps this library's hands off servers that Patroni runs. Without its address that can only be
 * seen by its traces on the server: the sessions it keeps open, and the settings it starts every
 * server with on the command line.
 *
 * @see <a
 *     href="https://patroni.readthedocs.io/en/latest/patroni_configuration.html#important-rules">the
 *     settings that Patroni passes on the command line</a>
 */
final class PatroniGuard {
  static final String RULE = "no cluster manager runs the server";

  private PatroniGuard() {}

  /** By what it is seen that Patroni runs a server; empty if it is not. */
  static Optional<String> trace(PostgresContext server) {
    return server
        .sql()
        .first(
            PostgresSql.text("patroni-traces"),
            row -> {
              List<String> traces = new ArrayList<>();
              if (row.longValue("sessions") > 0) {
                traces.add("sessions called " + row.text("called"));
              }
              if (row.bool("started_by")) {
                traces.add("the settings it was started with");
              }
              return traces;
            })
        .filter(traces -> !traces.isEmpty())
        .map(traces -> String.join(", ", traces));
  }

  /** Refuses what would be done behind Patroni's back; a server that does not answer shows none. */
  static Check check(PostgresContext server, String subject) {
    try {
      Optional<String> trace = trace(server);
      return Checks.demand(
          server.clock(),
          trace.isEmpty(),
          RULE,
          subject,
          trace.map(by -> "Patroni does, as is seen by " + by).orElse("none is seen"),
          "none",
          ErrorCode.UNSUPPORTED_CAPABILITY,
          "Set "
              + PostgresPatroni.ADDRESSES.id()
              + " on the connection (in a URL "
              + PostgresPatroni.IN_URL
              + "=https://host:8008), so that Patroni is told to do it.");
    } catch (DatabaseException e) {
      if (e.code() == ErrorCode.ENGINE_CLOSED || e.code() == ErrorCode.CANCELLED) {
        throw e;
      }
      return Checks.notMeasured(
          server.clock(), RULE, subject, "not known: " + e.getMessage(), "none");
    }
  }

  /** The same for what Patroni has no endpoint for, where it is known to run the cluster. */
  static Check refusal(PostgresContext context, Patroni manager, String how) {
    return Checks.demand(
        context.clock(),
        false,
        RULE,
        context.runner().engine(),
        "Patroni does (" + manager.where() + ")",
        "none",
        ErrorCode.UNSUPPORTED_CAPABILITY,
        how);
  }
}
