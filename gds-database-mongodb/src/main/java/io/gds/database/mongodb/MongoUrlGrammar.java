package io.gds.database.mongodb;

import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.DatabaseType;
import io.gds.database.connection.HostAddress;
import io.gds.database.connection.SecretRef;
import io.gds.database.core.url.Percent;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.error.InvalidOptionsException;
import io.gds.database.error.OptionFault;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Reads {@code mongodb://user@host:27017,host/database?replicaSet=rs0} and {@code mongodb+srv://},
 * the vendor's own connection strings. A password in it is taken out at once. Options are few, and
 * every other is refused. No I/O: the hosts behind a seed list are looked up when it is opened.
 *
 * @see <a href="https://www.mongodb.com/docs/manual/reference/connection-string/">Connection
 *     strings</a>
 */
final class MongoUrlGrammar {
  static final int DEFAULT_PORT = 27017;

  private static final List<String> SCHEMES = List.of("mongodb", "mongo");
  private static final String SEED_LIST = "mongodb+srv:";
  private static final String EXAMPLE = "mongodb://user@host:27017/database";

  private MongoUrlGrammar() {}

  /** The connection a URL describes; empty if it is of another platform. */
  static Optional<ConnectionInfo> parse(String url) {
    if (url.regionMatches(true, 0, SEED_LIST, 0, SEED_LIST.length())) {
      return Optional.of(read(url.substring(SEED_LIST.length()), true));
    }
    for (String scheme : SCHEMES) {
      if (url.regionMatches(true, 0, scheme + ":", 0, scheme.length() + 1)) {
        return Optional.of(read(url.substring(scheme.length() + 1), false));
      }
    }
    return Optional.empty();
  }

  private static ConnectionInfo read(String behindScheme, boolean srv) {
    if (!behindScheme.startsWith("//")) {
      throw refused("the host is missing");
    }
    String rest = behindScheme.substring(2);
    int end = 0;
    while (end < rest.length() && "/?#".indexOf(rest.charAt(end)) < 0) {
      end++;
    }
    String authority = rest.substring(0, end);
    String tail = rest.substring(end);
    if (tail.indexOf('#') >= 0 || tail.indexOf('@') >= 0) {
      throw refused(
          "the characters / ? # @ in a user name, password or database name are written %2F %3F"
              + " %23 %40");
    }
    int query = tail.indexOf('?');
    String path = query < 0 ? tail : tail.substring(0, query);
    Map<String, String> given =
        query < 0 ? new LinkedHashMap<>() : options(tail.substring(query + 1));
    if (path.indexOf('/', 1) >= 0) {
      throw refused("no database has a slash in its name");
    }
    ConnectionInfo.Builder builder = ConnectionInfo.builder(DatabaseType.MONGODB);
    int at = authority.lastIndexOf('@');
    for (String host : authority.substring(at + 1).split(",", -1)) {
      hosts(builder, host);
    }
    if (srv) {
      given.put(MongoProperties.SRV, "true");
    }
    if (path.length() > 1) {
      builder.database(MongoNames.database(decode(path.substring(1))));
    }
    who(builder, at < 0 ? "" : authority.substring(0, at), given);
    new MongoParameters(builder, srv).take(given);
    return builder.build();
  }

  private static void who(
      ConnectionInfo.Builder builder, String userInfo, Map<String, String> given) {
    int colon = userInfo.indexOf(':');
    String user = decode(colon < 0 ? userInfo : userInfo.substring(0, colon));
    String password = colon < 0 ? "" : decode(userInfo.substring(colon + 1));
    if (user.isEmpty() && !password.isEmpty()) {
      throw refused("a password without a user name");
    }
    builder.credentials(
        MongoLogIns.read(
            user.isEmpty() ? Optional.empty() : Optional.of(user),
            password.isEmpty()
                ? Optional.empty()
                : Optional.of(SecretRef.inline(password.toCharArray())),
            Optional.ofNullable(
                given.get(MongoProperties.AUTH_MECHANISM.toLowerCase(Locale.ROOT)))));
  }

  /** Names of options are compared without regard to letter case, as the vendor says. */
  private static Map<String, String> options(String query) {
    Map<String, String> options = new LinkedHashMap<>();
    for (String pair : query.split("&", -1)) {
      if (pair.isEmpty()) {
        continue;
      }
      int equals = pair.indexOf('=');
      String key = decode(equals < 0 ? pair : pair.substring(0, equals)).toLowerCase(Locale.ROOT);
      if (options.put(key, equals < 0 ? "" : decode(pair.substring(equals + 1))) != null) {
        throw InvalidOptionsException.of(
            "mongodb URL", List.of(new OptionFault(key, "is given twice")));
      }
    }
    return options;
  }

  private static void hosts(ConnectionInfo.Builder builder, String text) {
    if (text.isEmpty()) {
      throw refused("a host is missing");
    }
    boolean bracketed = text.startsWith("[");
    int close = text.indexOf(']');
    if (bracketed && close < 0) {
      throw refused("an IPv6 address in brackets has no closing one");
    }
    int colon = text.lastIndexOf(':');
    boolean hasPort = colon >= 0 && (!bracketed || colon > close);
    String name = decode(hasPort ? text.substring(0, colon) : text);
    if (name.indexOf('/') >= 0) {
      throw refused("a socket in the file system is not taken: name a host");
    }
    String host = bracketed ? name.substring(1, name.length() - 1) : name;
    try {
      OptionalInt port =
          hasPort
              ? OptionalInt.of(Integer.parseInt(text.substring(colon + 1)))
              : OptionalInt.empty();
      HostAddress address = new HostAddress(host, port);
      if (port.isPresent()) {
        builder.host(address.host(), port.getAsInt());
      } else {
        builder.host(address.host());
      }
    } catch (NumberFormatException e) {
      throw refused("a port is a number from 1 to 65535");
    } catch (IllegalArgumentException e) {
      throw refused("host: " + e.getMessage());
    }
  }

  private static String decode(String text) {
    return Percent.decode(text)
        .orElseThrow(() -> refused("a percent sign is written %25, and what is encoded is UTF-8"));
  }

  private static DatabaseException refused(String why) {
    return ErrorDetails.of(ErrorCode.INVALID_CONNECTION, why)
        .platform(DatabaseType.MONGODB.id())
        .target("url")
        .remedy("Write " + EXAMPLE + ".")
        .toException();
  }
}
