package io.gds.database.mongodb;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoCommandException;
import com.mongodb.MongoConnectionPoolClearedException;
import com.mongodb.MongoException;
import com.mongodb.MongoInterruptedException;
import com.mongodb.MongoOperationTimeoutException;
import com.mongodb.MongoSecurityException;
import com.mongodb.MongoSocketException;
import com.mongodb.MongoSocketOpenException;
import com.mongodb.MongoTimeoutException;
import com.mongodb.MongoWriteConcernException;
import com.mongodb.MongoWriteException;
import com.mongodb.connection.ClusterDescription;
import com.mongodb.connection.ServerDescription;
import io.gds.database.connection.DatabaseType;
import io.gds.database.core.url.Printable;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.bson.BsonInvalidOperationException;

/** What the driver throws, as this library's errors. Pure, and thread-safe. */
final class MongoErrors {
  private static final int MESSAGE_LIMIT = 2_000;

  /** Commands that hold a secret, so that nobody repeats what is said of them. */
  private static final Set<String> SECRET = Set.of("createUser", "updateUser", "saslStart");

  /** How the server says what one may not do; it repeats the command behind that. */
  private static final Pattern REFUSED =
      Pattern.compile(
          "(not authorized on .*? to execute command) \\{ *\"?([A-Za-z_$]+).*", Pattern.DOTALL);

  private MongoErrors() {}

  /**
   * What the exception means, with the driver's words and its exception as the cause.
   *
   * @param command the name of the command that was sent
   * @param cluster what the driver knows of the servers, which says why none was to be had
   */
  static ErrorDetails details(
      RuntimeException thrown, String command, Supplier<ClusterDescription> cluster) {
    ErrorDetails details = said(thrown, command, cluster).platform(DatabaseType.MONGODB.id());
    details = details.with("statement", command);
    return SECRET.contains(command) ? details : details.cause(thrown);
  }

  private static ErrorDetails said(
      RuntimeException thrown, String command, Supplier<ClusterDescription> cluster) {
    if (thrown instanceof MongoSecurityException refused) {
      return logIn(refused);
    }
    if (thrown instanceof MongoOperationTimeoutException late) {
      if (hasNoServer(late, cluster.get())) {
        return noServer(late, cluster);
      }
      return ErrorDetails.of(ErrorCode.TIMEOUT, command + " did not end within its time")
          .remedy("Look for locks and load on the server, or allow more by the query time-out.");
    }
    if (thrown instanceof MongoTimeoutException late) {
      return noServer(late, cluster);
    }
    if (thrown instanceof MongoInterruptedException) {
      return ErrorDetails.of(
          ErrorCode.CANCELLED, "the calling thread was interrupted while " + command + " ran");
    }
    if (thrown instanceof MongoSocketException broken) {
      return network(broken);
    }
    if (thrown instanceof MongoConnectionPoolClearedException) {
      return ErrorDetails.of(
          ErrorCode.CONNECTION_FAILED, "the server was lost just before: " + text(thrown));
    }
    if (thrown instanceof MongoWriteConcernException unconfirmed) {
      return ofCode(
          unconfirmed.getWriteConcernError().getCode(),
          unconfirmed.getWriteConcernError().getMessage(),
          command);
    }
    if (thrown instanceof MongoWriteException refused) {
      return ofCode(refused.getError().getCode(), refused.getError().getMessage(), command);
    }
    if (thrown instanceof MongoBulkWriteException refused && !refused.getWriteErrors().isEmpty()) {
      return ofCode(
          refused.getWriteErrors().get(0).getCode(),
          refused.getWriteErrors().get(0).getMessage(),
          command);
    }
    if (thrown instanceof MongoCommandException refused) {
      return ofCode(refused.getErrorCode(), refused.getErrorMessage(), command);
    }
    if (thrown instanceof MongoException other && other.getCode() > 0) {
      return ofCode(other.getCode(), text(other), command);
    }
    if (thrown instanceof BsonInvalidOperationException) {
      return ErrorDetails.of(
          ErrorCode.STATEMENT_FAILED,
          "the server's answer to " + command + " makes no sense: " + text(thrown));
    }
    return ErrorDetails.of(ErrorCode.STATEMENT_FAILED, command + " failed: " + text(thrown));
  }

  /** What a code of the server means. */
  static ErrorDetails ofCode(int code, String message, String command) {
    MongoErrorRow row =
        MongoErrorRows.of(code).orElse(MongoErrorRow.of(ErrorCode.STATEMENT_FAILED, ""));
    boolean secret = SECRET.contains(command);
    Matcher refused = REFUSED.matcher(message);
    String words =
        secret
            ? "the server's words are withheld, since they may quote a secret"
            : refused.matches()
                ? refused.group(1) + " " + refused.group(2)
                : Printable.line(message, MESSAGE_LIMIT);
    String name = row.name().isEmpty() ? "" : " (" + row.name() + ")";
    ErrorDetails details =
        row.describe(command + " failed: " + words + name).nativeCode(Integer.toString(code));
    if (row.code() == ErrorCode.PERMISSION_DENIED) {
      MongoAction action = MongoAction.of(command);
      details = details.with("right", action.right()).remedy(action.remedy());
    }
    return details;
  }

  private static ErrorDetails logIn(MongoSecurityException refused) {
    Throwable cause = refused.getCause();
    if (cause instanceof MongoSocketException broken) {
      return network(broken);
    }
    if (cause instanceof DatabaseException ours) {
      return ErrorDetails.of(ours.code(), String.valueOf(ours.getMessage()));
    }
    ErrorDetails details =
        ErrorDetails.of(ErrorCode.AUTHENTICATION_FAILED, "the server refused the log-in")
            .remedy("Check user, password, authSource and authMechanism.");
    return cause instanceof MongoCommandException why
        ? details.nativeCode(Integer.toString(why.getErrorCode()))
        : details;
  }

  private static ErrorDetails network(MongoSocketException broken) {
    if (isAboutTls(broken)) {
      return tls(broken);
    }
    boolean opening = broken instanceof MongoSocketOpenException;
    return ErrorDetails.of(
            opening ? ErrorCode.CONNECTION_FAILED : ErrorCode.CONNECTION_LOST,
            (opening ? "the server cannot be reached: " : "the connection broke: ") + text(broken))
        .with("node", broken.getServerAddress().toString());
  }

  /** With a bound of its own a call that found no server ends as one that took too long. */
  private static boolean hasNoServer(
      MongoOperationTimeoutException late, ClusterDescription cluster) {
    return String.valueOf(late.getMessage()).contains("waiting for a server")
        || cluster.getServerDescriptions().stream().noneMatch(ServerDescription::isOk);
  }

  /** Why the driver found no server that will do. */
  private static ErrorDetails noServer(
      MongoTimeoutException late, Supplier<ClusterDescription> cluster) {
    String words = String.valueOf(late.getMessage());
    if (words.toLowerCase(Locale.ROOT).contains("pool")) {
      return ErrorDetails.of(ErrorCode.POOL_EXHAUSTED, Printable.line(words, MESSAGE_LIMIT))
          .remedy("Give connections back sooner, or allow more in the pool.");
    }
    StringBuilder why = new StringBuilder();
    Optional<ErrorDetails> telling = Optional.empty();
    for (ServerDescription server : cluster.get().getServerDescriptions()) {
      Throwable cause = server.getException();
      why.append(why.isEmpty() ? "" : "; ").append(server.getAddress()).append(": ");
      why.append(cause == null ? state(server) : text(cause));
      if (cause != null && isAboutTls(cause)) {
        telling = Optional.of(tls(cause));
      } else if (!server.isCompatibleWithDriver()) {
        telling =
            Optional.of(
                ErrorDetails.of(
                        ErrorCode.UNSUPPORTED_CAPABILITY,
                        "the server is older than the driver works with: " + server.getAddress())
                    .remedy("Servers from 4.2 on are worked with."));
      }
    }
    return telling.orElseGet(
        () ->
            ErrorDetails.of(
                    ErrorCode.CONNECTION_FAILED,
                    Printable.line("no server will do: " + why, MESSAGE_LIMIT))
                .remedy(
                    "Check hosts and ports, the name of the replica set (replicaSet), and whether"
                        + " the set has a primary."));
  }

  private static String state(ServerDescription server) {
    String set = server.getSetName() == null ? "" : " of the set \"" + server.getSetName() + "\"";
    return server.getType().name().toLowerCase(Locale.ROOT).replace('_', ' ') + set;
  }

  private static ErrorDetails tls(Throwable why) {
    return ErrorDetails.of(ErrorCode.TLS_REFUSED, "encryption was refused: " + root(why))
        .remedy(
            "Trust the authority that signed the server's certificate (sslrootcert), and connect by"
                + " a name that is in it.");
  }

  private static boolean isAboutTls(Throwable thrown) {
    for (Throwable each = thrown; each != null; each = each.getCause()) {
      if (each instanceof SSLException) {
        return true;
      }
    }
    return false;
  }

  private static String root(Throwable thrown) {
    Throwable last = thrown;
    while (last.getCause() != null) {
      last = last.getCause();
    }
    return text(last);
  }

  private static String text(Throwable thrown) {
    String words = thrown.getMessage();
    String own =
        words == null || words.isBlank() ? thrown.getClass().getSimpleName() : words.strip();
    Throwable cause = thrown.getCause();
    String more = cause == null ? null : cause.getMessage();
    boolean says = more != null && !own.contains(more);
    return Printable.line(says ? own + ": " + more : own, MESSAGE_LIMIT);
  }
}
