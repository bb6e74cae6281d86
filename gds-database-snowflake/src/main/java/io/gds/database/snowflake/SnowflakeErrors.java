package io.gds.database.snowflake;

import io.gds.database.connection.DatabaseType;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.jdbc.ErrorMeaning;
import io.gds.database.jdbc.ErrorTable;
import java.security.cert.CertificateException;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;

/**
 * What the numbers of Snowflake and of its driver mean here. The server writes six digits, {@code
 * 002003}; the driver's exceptions have the number, {@code 2003}. The texts differ by release and
 * are read only for what there is no other source of.
 *
 * @see <a href="https://docs.snowflake.com/en/user-guide/key-pair-auth-troubleshooting">Key-pair
 *     authentication: troubleshooting</a>
 */
final class SnowflakeErrors {
  /** A time that the history of an object does not reach. */
  static final int OUT_OF_TIME_TRAVEL = 707;

  /** It does not exist, or this role may not see it: the server does not tell which. */
  static final int NOT_THERE = 2003;

  private static final int INTERNAL = 200001;
  private static final int HTTP = 200015;

  private static final Pattern OBJECT =
      Pattern.compile(
          "(?i)insufficient privileges to operate on ((?:[a-z]+ )*[a-z]+) '((?:[^']|'')*)'");
  private static final Pattern RIGHT =
      Pattern.compile(
          "(?:(?:privileges?|rights?)(?: \\(?one of\\)?)?:? ['\\[]?([A-Z][A-Z_, ]*[A-Z])"
              + "|['\\[]?\\b([A-Z][A-Z_ ]*[A-Z])['\\]]? (?:privilege|right)s?\\b)");
  private static final Pattern STATUS = Pattern.compile("HTTP status=([0-9]{3})");

  static final ErrorTable TABLE = table();

  private SnowflakeErrors() {}

  private static ErrorTable table() {
    ErrorTable.Builder table =
        ErrorTable.builder(DatabaseType.SNOWFLAKE).refine(SnowflakeErrors::refine);
    SnowflakeErrorRows.all().forEach(table::code);
    return table.build();
  }

  /** Adds what only the message and the causes know. */
  private static ErrorDetails refine(SQLException exception, ErrorDetails details) {
    if (isTls(exception)) {
      return recoded(details, ErrorCode.TLS_REFUSED)
          .remedy(
              "The driver trusts what this JVM trusts: name the certificate that signed the"
                  + " server's by the system property javax.net.ssl.trustStore.");
    }
    String message = String.valueOf(exception.getMessage());
    if (details.code() == ErrorCode.PERMISSION_DENIED) {
      return right(details, message);
    }
    int code = exception.getErrorCode();
    if (code == INTERNAL && isDuplicate(exception, message)) {
      return recoded(details, ErrorCode.CONSTRAINT_UNIQUE);
    }
    return code == HTTP ? http(details, message) : details;
  }

  /** Tables of the kind HYBRID keep their keys, and say so by the number of an internal error. */
  private static boolean isDuplicate(SQLException exception, String message) {
    String text = message.toLowerCase(Locale.ROOT);
    return "22000".equals(exception.getSQLState())
        && (text.contains("primary key already exists") || text.contains("duplicate key"));
  }

  private static ErrorDetails right(ErrorDetails details, String message) {
    ErrorDetails refined = details;
    Matcher object = OBJECT.matcher(message);
    if (object.find()) {
      refined = refined.with("object", object.group(1) + " " + object.group(2));
    }
    Matcher right = RIGHT.matcher(message);
    if (right.find()) {
      refined =
          refined.with(
              "right", Optional.ofNullable(right.group(1)).orElseGet(() -> right.group(2)));
    }
    return refined;
  }

  private static ErrorDetails http(ErrorDetails details, String message) {
    Matcher status = STATUS.matcher(message);
    if (!status.find()) {
      return details;
    }
    return switch (status.group(1)) {
      case "403" ->
          recoded(details, ErrorCode.CONNECTION_FAILED)
              .isTransient(false)
              .remedy(
                  "Whatever stands before the account refuses this address or host: check the"
                      + " account's name and region, private link, proxies and network rules.");
      case "429" ->
          details.remedy("The account takes no more requests at the moment: retry later.");
      default -> details;
    };
  }

  private static boolean isTls(SQLException exception) {
    int depth = 0;
    for (Throwable t = exception; t != null && depth < 10; t = t.getCause(), depth++) {
      if (t instanceof SSLException || t instanceof CertificateException) {
        return true;
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
    return Optional.ofNullable(SnowflakeErrorRows.all().get(number));
  }
}
