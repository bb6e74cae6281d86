package io.gds.database.mssql;

import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.DatabaseType;
import io.gds.database.connection.HostAddress;
import io.gds.database.core.url.Percent;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.error.InvalidOptionsException;
import io.gds.database.error.OptionFault;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Reads {@code sqlserver://user@host\instance:port/database?parameters}, {@code mssql:} accepted as
 * well, and the driver's own {@code jdbc:sqlserver://host\instance:port;name=value}. Parameters are
 * few, and every other is refused. No I/O.
 *
 * @see <a
 *     href="https://learn.microsoft.com/en-us/sql/connect/jdbc/building-the-connection-url">Building
 *     the connection URL</a>
 */
final class MssqlUrlGrammar {
  static final int DEFAULT_PORT = 1433;

  private static final String NATIVE = "jdbc:sqlserver:";
  private static final List<String> SCHEMES = List.of("sqlserver", "mssql");
  private static final String EXAMPLE = "sqlserver://user@host:1433/database";

  private MssqlUrlGrammar() {}

  /** The connection a URL describes; empty if it is of another platform. */
  static Optional<ConnectionInfo> parse(String url) {
    if (url.regionMatches(true, 0, NATIVE, 0, NATIVE.length())) {
      String rest = url.substring(NATIVE.length());
      if (!rest.startsWith("//")) {
        throw refused("the host is missing");
      }
      return Optional.of(readNative(rest.substring(2)));
    }
    for (String scheme : SCHEMES) {
      if (url.regionMatches(true, 0, scheme + ":", 0, scheme.length() + 1)) {
        String rest = url.substring(scheme.length() + 1);
        if (!rest.startsWith("//")) {
          throw refused("the host is missing");
        }
        return Optional.of(read(rest.substring(2)));
      }
    }
    return Optional.empty();
  }

  private static ConnectionInfo read(String rest) {
    int end = 0;
    while (end < rest.length() && "/?#;".indexOf(rest.charAt(end)) < 0) {
      end++;
    }
    String authority = rest.substring(0, end);
    String tail = rest.substring(end);
    if (tail.indexOf('#') >= 0 || tail.indexOf('@') >= 0 || tail.startsWith(";")) {
      throw refused(
          "the characters / ? # @ ; in a user name, password or database name are written %2F %3F"
              + " %23 %40 %3B");
    }
    int query = tail.indexOf('?');
    String path = query < 0 ? tail : tail.substring(0, query);
    Map<String, String> given =
        query < 0 ? new LinkedHashMap<>() : parameters(tail.substring(query + 1));
    int at = authority.lastIndexOf('@');
    String user = at < 0 ? "" : authority.substring(0, at);
    int colon = user.indexOf(':');
    put(given, "user", decode(colon < 0 ? user : user.substring(0, colon)));
    put(given, "password", colon < 0 ? "" : decode(user.substring(colon + 1)));
    if (path.indexOf('/', 1) >= 0) {
      throw refused("a slash in a database's name is written %2F");
    }
    put(given, "databasename", path.isEmpty() ? "" : decode(path.substring(1)));
    server(given, authority.substring(at + 1), true);
    return finish(given);
  }

  private static ConnectionInfo readNative(String rest) {
    int end = rest.indexOf(';');
    Map<String, String> given = MssqlJdbcProperties.read(end < 0 ? "" : rest.substring(end + 1));
    String server = end < 0 ? rest : rest.substring(0, end);
    if (!server.isEmpty()) {
      server(given, server, false);
    }
    return finish(given);
  }

  private static Map<String, String> parameters(String query) {
    Map<String, String> parameters = new LinkedHashMap<>();
    for (String pair : query.split("&", -1)) {
      if (!pair.isEmpty()) {
        int equals = pair.indexOf('=');
        String key = decode(equals < 0 ? pair : pair.substring(0, equals));
        put(parameters, key, equals < 0 ? "" : decode(pair.substring(equals + 1)));
      }
    }
    return parameters;
  }

  /**
   * Names are compared without regard to letter case, as the driver does; empty ones are left out.
   */
  static void put(Map<String, String> given, String key, String value) {
    String name = MssqlJdbcProperties.canonical(key);
    if (!value.isEmpty() && given.put(name, value) != null) {
      throw InvalidOptionsException.of(
          "mssql URL", List.of(new OptionFault(name, "is given twice")));
    }
  }

  private static void server(Map<String, String> given, String text, boolean encoded) {
    if (text.isEmpty()) {
      return;
    }
    if (text.indexOf(',') >= 0) {
      throw refused(
          "one host is given; the name of a group's listener leads to the primary of several");
    }
    boolean bracketed = text.startsWith("[");
    int close = text.indexOf(']');
    if (bracketed && close < 0) {
      throw refused("an IPv6 address in brackets has no closing one");
    }
    int colon = text.lastIndexOf(':');
    boolean hasPort = colon >= 0 && (!bracketed || colon > close);
    String name = hasPort ? text.substring(0, colon) : text;
    if (hasPort) {
      put(given, "portnumber", text.substring(colon + 1));
    }
    String host = encoded ? decode(name) : name;
    int backslash = host.indexOf('\\');
    if (backslash >= 0) {
      put(given, "instancename", host.substring(backslash + 1));
      host = host.substring(0, backslash);
    }
    if (bracketed) {
      host = host.substring(1, host.length() - 1);
    }
    put(given, "servername", host);
  }

  private static ConnectionInfo finish(Map<String, String> given) {
    ConnectionInfo.Builder builder = ConnectionInfo.builder(DatabaseType.MSSQL);
    builder.hosts(List.of(host(given)));
    Optional.ofNullable(given.remove("databasename"))
        .ifPresent(name -> builder.database(MssqlSql.NAMES.check(name)));
    builder.credentials(MssqlLogIns.read(given));
    new MssqlParameters(builder).take(given);
    return builder.build();
  }

  private static HostAddress host(Map<String, String> given) {
    String host = given.remove("servername");
    String port = given.remove("portnumber");
    if (host == null) {
      throw refused("the host is missing");
    }
    try {
      return new HostAddress(
          host, port == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(port)));
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

  static DatabaseException refused(String why) {
    return ErrorDetails.of(ErrorCode.INVALID_CONNECTION, why)
        .platform(DatabaseType.MSSQL.id())
        .target("url")
        .remedy("Write " + EXAMPLE + ".")
        .toException();
  }
}
