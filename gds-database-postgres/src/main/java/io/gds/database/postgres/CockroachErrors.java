package io.gds.database.postgres;

import io.gds.database.connection.DatabaseType;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.jdbc.ErrorMeaning;
import io.gds.database.jdbc.ErrorTable;
import java.sql.SQLException;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What CockroachDB's SQLStates mean here: PostgreSQL's, but for the rows it means otherwise, and
 * its own.
 *
 * @see <a href="https://www.cockroachlabs.com/docs/stable/common-errors">Common Errors</a>
 * @see <a
 *     href="https://www.cockroachlabs.com/docs/stable/transaction-retry-error-reference">Transaction
 *     Retry Error Reference</a>
 */
final class CockroachErrors {
  /** The server has no SQLState of its own for these. */
  private static final Pattern GONE =
      Pattern.compile("(?:session|query) ID \\S+ not found|unknown (?:cluster )?setting");

  private static final String INTERNALS = "access to crdb_internal and system is restricted";

  static final ErrorTable TABLE = table();

  private CockroachErrors() {}

  private static ErrorTable table() {
    return PostgresErrors.rows(DatabaseType.COCKROACHDB)
        .refine(CockroachErrors::refine)
        .state(
            "40001",
            ErrorMeaning.of(ErrorCode.DEADLOCK)
                .remedy("Another transaction got in the way: run it again from its beginning."))
        .state(
            "40003",
            ErrorMeaning.of(ErrorCode.CONNECTION_LOST)
                .remedy("The server itself does not know whether it took effect: look first."))
        .state(
            "XXA00",
            ErrorMeaning.of(ErrorCode.STATEMENT_FAILED)
                .remedy(
                    "The transaction was committed, but a schema change in it failed afterwards:"
                        + " look at what is there, and at SHOW JOBS."))
        .state(
            "XXC01",
            ErrorMeaning.of(ErrorCode.UNSUPPORTED_CAPABILITY)
                .remedy("Run the vendor's full build on the nodes."))
        .state(
            "XXC02",
            ErrorMeaning.of(ErrorCode.UNSUPPORTED_CAPABILITY)
                .remedy("Set a valid licence: the cluster setting enterprise.license."))
        .state(
            "58C00",
            ErrorMeaning.of(ErrorCode.SERVER_BUSY)
                .remedy("A range has too few live replicas: see nodes(), and bring nodes back."))
        .state(
            "58C01",
            ErrorMeaning.of(ErrorCode.CONNECTION_LOST)
                .remedy("Two nodes lost sight of each other: look whether it took effect."))
        .state(
            "28000",
            ErrorMeaning.of(ErrorCode.AUTHENTICATION_FAILED)
                .remedy(
                    "Check that the user may log in, and what the cluster setting"
                        + " server.host_based_authentication.configuration says."))
        .state(
            "25006",
            ErrorMeaning.of(ErrorCode.WRONG_STATE)
                .remedy("The session is read-only: see default_transaction_read_only."))
        .state(
            "53100",
            ErrorMeaning.of(ErrorCode.STORAGE_FULL).remedy("Free space on the nodes' stores."))
        .state(
            "53200",
            ErrorMeaning.of(ErrorCode.SERVER_BUSY)
                .remedy("The node ran out of its memory for SQL: see --max-sql-memory."))
        .state(
            "53300",
            ErrorMeaning.of(ErrorCode.SERVER_BUSY)
                .remedy(
                    "End idle sessions, or raise the cluster setting"
                        + " server.max_connections_per_gateway."))
        .state(
            "57P03",
            ErrorMeaning.of(ErrorCode.SERVER_BUSY)
                .remedy("The node is draining or not ready: use another, or retry later."))
        .build();
  }

  private static ErrorDetails refine(SQLException exception, ErrorDetails details) {
    String message = String.valueOf(exception.getMessage());
    if (details.code() == ErrorCode.STATEMENT_FAILED && GONE.matcher(message).find()) {
      return PostgresErrors.recoded(details, ErrorCode.NOT_FOUND);
    }
    if (details.code() == ErrorCode.PERMISSION_DENIED
        && message.toLowerCase(Locale.ROOT).contains(INTERNALS)) {
      return details
          .with("right", "the session variable allow_unsafe_internals")
          .remedy(
              "From 26.1 on the server gives this out only where it is allowed: ALTER ROLE … SET"
                  + " allow_unsafe_internals = on; each use is written to its log.");
    }
    return PostgresErrors.refine(exception, details);
  }
}
