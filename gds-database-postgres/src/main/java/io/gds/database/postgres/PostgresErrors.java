package io.gds.database.postgres;

import io.gds.database.connection.DatabaseType;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.jdbc.ErrorMeaning;
import io.gds.database.jdbc.ErrorTable;
import java.sql.SQLException;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * What PostgreSQL's SQLStates mean here. The driver has no other code.
 *
 * @see <a href="https://www.postgresql.org/docs/current/errcodes-appendix.html">PostgreSQL Error
 *     Codes</a>
 */
final class PostgresErrors {
  private static final Pattern DENIED =
      Pattern.compile("permission denied (?:for|to) (.+?)(?:\\n|$)");
  private static final Pattern OWNER = Pattern.compile("must be (.+?)(?:\\n|$)");

  static final ErrorTable TABLE = rows(DatabaseType.POSTGRESQL).build();

  private PostgresErrors() {}

  /** The rows, for PostgreSQL and for whoever took its SQLStates over. */
  static ErrorTable.Builder rows(DatabaseType type) {
    ErrorTable.Builder table = ErrorTable.builder(type).refine(PostgresErrors::refine);
    connections(table);
    objects(table);
    resources(table);
    return table
        .state("42601", ErrorCode.STATEMENT_FAILED)
        .state("22023", ErrorCode.INVALID_OPTIONS)
        .state("42602", ErrorCode.INVALID_NAME)
        .state("42622", ErrorCode.INVALID_NAME)
        .state("25001", ErrorCode.INTERNAL)
        .state("25P02", ErrorCode.INTERNAL)
        .state("0A000", ErrorCode.UNSUPPORTED_CAPABILITY)
        .state("23P01", ErrorCode.CONSTRAINT_CHECK);
  }

  private static void connections(ErrorTable.Builder table) {
    table
        .state(
            "28P01",
            ErrorMeaning.of(ErrorCode.AUTHENTICATION_FAILED)
                .remedy("Check user name and password; the attempt is not repeated."))
        .state(
            "28000",
            ErrorMeaning.of(ErrorCode.AUTHENTICATION_FAILED)
                .remedy("Check that the role may log in, and that pg_hba.conf has a line for it."))
        .state("57P01", ErrorCode.CONNECTION_LOST)
        .state("57P02", ErrorCode.CONNECTION_LOST)
        .state("57P05", ErrorCode.CONNECTION_LOST)
        .state("25P03", ErrorCode.CONNECTION_LOST)
        .state("25P04", ErrorCode.CONNECTION_LOST)
        .state("40003", ErrorCode.CONNECTION_LOST)
        .state(
            "57P03",
            ErrorMeaning.of(ErrorCode.SERVER_BUSY)
                .remedy("The server is starting up, shutting down or recovering: retry later."))
        .state(
            "25006",
            ErrorMeaning.of(ErrorCode.WRONG_STATE)
                .remedy(
                    "Connect to the primary if this is a standby; else see"
                        + " default_transaction_read_only."))
        .state("55000", ErrorCode.WRONG_STATE)
        .state("40P01", ErrorCode.DEADLOCK);
  }

  private static void objects(ErrorTable.Builder table) {
    for (String state : new String[] {"42P04", "42710", "42P07", "42723", "42P06"}) {
      table.state(state, ErrorCode.ALREADY_EXISTS);
    }
    for (String state : new String[] {"3D000", "57P04", "42704", "42P01", "42883", "3F000"}) {
      table.state(state, ErrorCode.NOT_FOUND);
    }
    table
        .state(
            "55006",
            ErrorMeaning.of(ErrorCode.DATABASE_IN_USE)
                .remedy("End the sessions first, or allow it to end them by force."))
        .state("55P03", ErrorCode.LOCKED)
        .state(
            "2BP01",
            ErrorMeaning.of(ErrorCode.WRONG_STATE)
                .remedy("Other objects depend on it: see the details, and change or drop them."))
        .state("2BP02", ErrorCode.WRONG_STATE)
        .state("42809", ErrorCode.WRONG_STATE);
  }

  private static void resources(ErrorTable.Builder table) {
    table
        .state(
            "53100",
            ErrorMeaning.of(ErrorCode.STORAGE_FULL)
                .remedy("Free space on the server's disk: data directory, tablespace or pg_wal."))
        .state("53200", ErrorCode.SERVER_BUSY)
        .state(
            "53300",
            ErrorMeaning.of(ErrorCode.SERVER_BUSY)
                .remedy("End idle sessions, or raise max_connections or the limit of the role."))
        .state("53400", ErrorCode.SERVER_BUSY)
        .state("58P01", ErrorCode.STORAGE_UNREADABLE)
        .state("58030", ErrorCode.STORAGE_FAILED)
        .state("XX001", ErrorMeaning.of(ErrorCode.DATABASE_CORRUPT).isTransient(false))
        .state("XX002", ErrorMeaning.of(ErrorCode.DATABASE_CORRUPT).isTransient(false));
  }

  /** Adds what only the driver's exceptions know. */
  static ErrorDetails refine(SQLException exception, ErrorDetails details) {
    if (isTls(exception)) {
      return recoded(details, ErrorCode.TLS_REFUSED)
          .remedy(
              "Give the certificate that signed the server's by sslrootcert, and the name that is"
                  + " in it as host.");
    }
    ErrorDetails refined = details;
    ServerErrorMessage server =
        exception instanceof PSQLException own ? own.getServerErrorMessage() : null;
    if (server != null && server.getConstraint() != null) {
      refined = refined.with("constraint", server.getConstraint());
    }
    if (details.code() == ErrorCode.PERMISSION_DENIED) {
      Matcher denied = DENIED.matcher(String.valueOf(exception.getMessage()));
      Matcher owner = OWNER.matcher(String.valueOf(exception.getMessage()));
      if (denied.find()) {
        refined = refined.with("right", denied.group(1).strip());
      } else if (owner.find()) {
        refined = refined.with("right", owner.group(1).strip());
      }
    }
    return refined;
  }

  private static boolean isTls(SQLException exception) {
    int depth = 0;
    for (Throwable t = exception; t != null && depth < 10; t = t.getCause(), depth++) {
      if (t instanceof SSLException) {
        return true;
      }
    }
    return false;
  }

  static ErrorDetails recoded(ErrorDetails details, ErrorCode code) {
    ErrorDetails changed = ErrorDetails.of(code, details.message());
    for (Map.Entry<String, String> fact : details.values().entrySet()) {
      changed = changed.with(fact.getKey(), fact.getValue());
    }
    return details.cause().isPresent() ? changed.cause(details.cause().get()) : changed;
  }

  /** The same error, naming the database it is about where it does not yet. */
  static DatabaseException about(DatabaseException error, String database) {
    return error.fillIn("target", database);
  }
}
