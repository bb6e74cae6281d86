package io.gds.database.postgres;

import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.error.ToolException;
import java.util.List;
import java.util.Locale;

/**
 * What a failed tool's last words mean. They come without a code, and those of a server that speaks
 * another language than English stay what they are: the failure of a tool.
 */
final class PostgresToolErrors {
  private record Meaning(String words, ErrorCode code, String remedy) {}

  private static final List<Meaning> MEANINGS =
      List.of(
          new Meaning(
              "row-level security",
              ErrorCode.PERMISSION_DENIED,
              "Use a superuser, or a role with BYPASSRLS: row security would leave rows out."),
          new Meaning(
              "certificate verify failed",
              ErrorCode.TLS_REFUSED,
              "Give the certificate that signed the server's by sslrootcert."),
          new Meaning(
              "server certificate for",
              ErrorCode.TLS_REFUSED,
              "Name the host as the server's certificate does."),
          new Meaning(
              "password authentication failed",
              ErrorCode.AUTHENTICATION_FAILED,
              "Check user name and password; the attempt is not repeated."),
          new Meaning(
              "no password supplied",
              ErrorCode.AUTHENTICATION_FAILED,
              "Give the connection its password."),
          new Meaning(
              "lock timeout",
              ErrorCode.LOCKED,
              "See who holds the lock, or wait longer by postgresql.lock-wait."),
          new Meaning(
              "statement timeout",
              ErrorCode.LOCKED,
              "See who holds the lock, or wait longer by postgresql.lock-wait."),
          new Meaning(
              "no space left on device", ErrorCode.STORAGE_FULL, "Free space, then try again."),
          new Meaning("disk quota exceeded", ErrorCode.STORAGE_FULL, "Free space, then try again."),
          new Meaning("permission denied", ErrorCode.PERMISSION_DENIED, "Have the right granted."),
          new Meaning("must be owner of", ErrorCode.PERMISSION_DENIED, "Use the owner's role."),
          new Meaning(
              "must be able to set role",
              ErrorCode.PERMISSION_DENIED,
              "Have the role granted, or restore with postgresql.no-owner=true."),
          new Meaning(
              "must be member of role",
              ErrorCode.PERMISSION_DENIED,
              "Have the role granted, or restore with postgresql.no-owner=true."),
          new Meaning(
              "no matching schemas were found", ErrorCode.NOT_FOUND, "Check the schemas' names."),
          new Meaning(
              "no matching tables were found", ErrorCode.NOT_FOUND, "Check the tables' names."),
          new Meaning(
              "terminating connection",
              ErrorCode.CONNECTION_LOST,
              "See the server's log, then try again."),
          new Meaning(
              "server closed the connection",
              ErrorCode.CONNECTION_LOST,
              "See the server's log, then try again."),
          new Meaning(
              "connection to server",
              ErrorCode.CONNECTION_FAILED,
              "See that the server answers, then try again."),
          new Meaning(
              "could not receive data from server",
              ErrorCode.CONNECTION_LOST,
              "See the server's log, then try again."),
          new Meaning(
              "could not send data to server",
              ErrorCode.CONNECTION_LOST,
              "See the server's log, then try again."),
          new Meaning(
              "ssl syscall error", ErrorCode.CONNECTION_LOST, "See the server's log, retry."),
          new Meaning(
              "no connection to the server", ErrorCode.CONNECTION_LOST, "See the server's log."));

  private PostgresToolErrors() {}

  /** Whether the lines hold these words. */
  static boolean says(DatabaseException error, String words) {
    return stderr(error).contains(words);
  }

  private static String stderr(DatabaseException error) {
    return error.details().get("stderr").orElse("").toLowerCase(Locale.ROOT);
  }

  /** The same failure by its own type, where its words are known; else as it is. */
  static DatabaseException explained(DatabaseException error, String target) {
    if (!(error instanceof ToolException) || error.code() != ErrorCode.TOOL_FAILED) {
      return error;
    }
    String words = stderr(error);
    for (Meaning meaning : MEANINGS) {
      if (words.contains(meaning.words())) {
        ErrorDetails details =
            ErrorDetails.of(meaning.code(), error.details().message())
                .target(target)
                .cause(error)
                .remedy(meaning.remedy());
        for (String fact : List.of("tool", "exitCode", "stderr")) {
          details =
              error.details().get(fact).isPresent()
                  ? details.with(fact, error.details().get(fact).get())
                  : details;
        }
        return details.toException();
      }
    }
    return error;
  }
}
