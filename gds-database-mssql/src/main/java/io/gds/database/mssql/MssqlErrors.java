package io.gds.database.mssql;

import io.gds.database.connection.DatabaseType;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.jdbc.ErrorMeaning;
import io.gds.database.jdbc.ErrorTable;
import java.security.cert.CertificateException;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import javax.security.auth.login.LoginException;
import org.ietf.jgss.GSSException;

/**
 * What SQL Server's error numbers mean here. The SQLStates of its driver say little: they are made
 * of the error's state.
 *
 * @see <a
 *     href="https://learn.microsoft.com/en-us/sql/relational-databases/errors-events/database-engine-events-and-errors">Database
 *     engine events and errors</a>
 */
final class MssqlErrors {
  /** Tails of a failure: they say that it failed, and what was before them says why. */
  static final Set<Integer> TAILS = Set.of(3013, 3041, 3119, 1802, 1813, 5069);

  /** Progress and summaries: never errors. */
  static final Set<Integer> INFORMATION = Set.of(3211, 3014, 4035, 5701, 5703);

  /** A RESTORE that ended well without reaching the place where it was to stop. */
  static final Set<Integer> TARGET_NOT_REACHED = Set.of(4322, 4329);

  /** As texts: a name of three parts leads nowhere, mostly because its database is gone. */
  static final Set<String> NO_SUCH_VIEW = Set.of("208", "911");

  /** A backup that is good, and that the history does not know of. */
  static final int HISTORY_NOT_WRITTEN = 3009;

  /** After these a failover may have happened, or may still: the role of the replica tells. */
  static final Set<Integer> FAILOVER_UNKNOWN = Set.of(41104, 41160, 41149, 41163, 41131);

  private static final int FULL_DISK = 112;

  /** What a store says of an object that is there. */
  private static final int FILE_EXISTS = 80;

  private static final Pattern SYSTEM =
      Pattern.compile("(?:[Oo]perating system error |failed: )([0-9]{1,9})(?:\\(|: )");
  private static final Pattern DEVICE =
      Pattern.compile(
          "(?:device|file|media|volume|on) (?:\"([^\"]+)\"|'([^']+)')", Pattern.CASE_INSENSITIVE);
  private static final Pattern DENIED =
      Pattern.compile("([A-Z][A-Z ]+[A-Z]) permission (?:was )?denied");

  static final ErrorTable TABLE = table();

  private MssqlErrors() {}

  private static ErrorTable table() {
    ErrorTable.Builder table = ErrorTable.builder(DatabaseType.MSSQL).refine(MssqlErrors::refine);
    MssqlErrorRows.all().forEach(table::code);
    return table.build();
  }

  /** Adds what only the message knows: the device, what the system said, the missing right. */
  private static ErrorDetails refine(SQLException exception, ErrorDetails details) {
    if (isIn(exception, GSSException.class, LoginException.class)) {
      return recoded(details, ErrorCode.AUTHENTICATION_FAILED)
          .remedy(
              "Get a Kerberos ticket for this process first (kinit), and see that its krb5.conf"
                  + " names the realm; or log in by a password, a token or NTLM.");
    }
    if (isIn(exception, SSLException.class, CertificateException.class)) {
      return recoded(details, ErrorCode.TLS_REFUSED)
          .remedy(
              "Give the certificate that signed the server's by sslrootcert, and the name that is"
                  + " in it as host.");
    }
    String message = String.valueOf(exception.getMessage());
    ErrorDetails refined = storage(details, message);
    Matcher denied = DENIED.matcher(message);
    if (refined.code() == ErrorCode.PERMISSION_DENIED && denied.find()) {
      refined = refined.with("right", denied.group(1));
    }
    return isAborted(exception, refined) ? recoded(refined, ErrorCode.CONNECTION_LOST) : refined;
  }

  private static ErrorDetails storage(ErrorDetails details, String message) {
    boolean storage =
        switch (details.code()) {
          case STORAGE_FAILED, STORAGE_FULL, STORAGE_READ_ONLY, STORAGE_UNREADABLE -> true;
          default -> false;
        };
    if (!storage) {
      return details;
    }
    ErrorDetails refined = details;
    Matcher system = SYSTEM.matcher(message);
    if (system.find()) {
      refined = system(details, Integer.parseInt(system.group(1)), message);
    }
    Matcher device = DEVICE.matcher(message);
    if (device.find()) {
      String path = Optional.ofNullable(device.group(1)).orElse(device.group(2));
      refined = refined.with("path", path);
    }
    return refined;
  }

  /** The numbers are Windows'; a server on Linux gives its own, and those that differ by word. */
  private static ErrorDetails system(ErrorDetails details, int number, String message) {
    boolean linux = message.contains("No space left") || message.contains("Permission denied");
    if (number == FULL_DISK || message.contains("No space left")) {
      return recoded(details, ErrorCode.STORAGE_FULL)
          .remedy("Free space where the backup or the files go, on the server's machine.");
    }
    if (linux || number == 5) {
      return recoded(details, ErrorCode.STORAGE_READ_ONLY)
          .remedy("Let the account that the server runs under read and write that place.");
    }
    if (number == FILE_EXISTS) {
      return recoded(details, ErrorCode.ALREADY_EXISTS)
          .remedy("Choose another place, or say that the media are to be made anew.");
    }
    if (number == 2 || number == 3 || number == 53 || number == 67) {
      return recoded(details, ErrorCode.STORAGE_UNREADABLE)
          .remedy("Check the path as the server's machine sees it.");
    }
    return details;
  }

  private static boolean isAborted(SQLException exception, ErrorDetails details) {
    // The driver's own words for a connection that the server closed, by an error of class 20 on.
    return details.code() == ErrorCode.STATEMENT_FAILED && "08S01".equals(exception.getSQLState());
  }

  @SafeVarargs
  private static boolean isIn(SQLException exception, Class<? extends Exception>... types) {
    int depth = 0;
    for (Throwable t = exception; t != null && depth < 10; t = t.getCause(), depth++) {
      for (Class<? extends Exception> type : types) {
        if (type.isInstance(t)) {
          return true;
        }
      }
    }
    return false;
  }

  private static ErrorDetails recoded(ErrorDetails details, ErrorCode code) {
    ErrorDetails changed = ErrorDetails.of(code, details.message());
    for (Map.Entry<String, String> fact : details.values().entrySet()) {
      changed = changed.with(fact.getKey(), fact.getValue());
    }
    return details.cause().isPresent() ? changed.cause(details.cause().get()) : changed;
  }

  /** What a number means; empty if no row has it. */
  static Optional<ErrorMeaning> meaning(int number) {
    return Optional.ofNullable(MssqlErrorRows.all().get(number));
  }
}
