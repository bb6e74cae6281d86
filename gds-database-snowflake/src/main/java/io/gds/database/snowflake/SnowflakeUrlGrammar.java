package io.gds.database.snowflake;

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
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Reads {@code snowflake://user@account.region/DATABASE?warehouse=…&role=…}, with a host of the
 * vendor's in the account's place accepted as well, and the driver's own {@code
 * jdbc:snowflake://host:port/?name=value}. Parameters are few, and every other is refused. No I/O.
 *
 * @see <a href="https://docs.snowflake.com/en/developer-guide/jdbc/jdbc-configure">Configuring the
 *     JDBC driver: connection string</a>
 */
final class SnowflakeUrlGrammar {
  private static final String NATIVE = "jdbc:snowflake:";
  private static final String SCHEME = "snowflake:";
  private static final String EXAMPLE = "snowflake://user@account.region/DATABASE?warehouse=NAME";
  private static final Map<String, String> SYNONYMS =
      Map.of(
          "db", "database",
          "username", "user",
          "privatekeyfile", "private_key_file",
          "privatekeypwd", "private_key_pwd");

  private SnowflakeUrlGrammar() {}

  /** The connection a URL describes; empty if it is of another platform. */
  static Optional<ConnectionInfo> parse(String url) {
    boolean isNative = url.regionMatches(true, 0, NATIVE, 0, NATIVE.length());
    if (!isNative && !url.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return Optional.empty();
    }
    String rest = url.substring(isNative ? NATIVE.length() : SCHEME.length());
    if (!rest.startsWith("//")) {
      throw refused("the account is missing");
    }
    return Optional.of(read(rest.substring(2), isNative));
  }

  private static ConnectionInfo read(String rest, boolean isNative) {
    String bare = rest;
    boolean plain = false;
    if (isNative && (rest.startsWith("http://") || rest.startsWith("https://"))) {
      plain = rest.startsWith("http://");
      bare = rest.substring(rest.indexOf("//") + 2);
    }
    int end = 0;
    while (end < bare.length() && "/?#;".indexOf(bare.charAt(end)) < 0) {
      end++;
    }
    String authority = bare.substring(0, end);
    String tail = bare.substring(end);
    if (tail.indexOf('#') >= 0 || tail.indexOf('@') >= 0 || tail.startsWith(";")) {
      throw refused(
          "the characters / ? # @ ; in a user name, password or database name are written %2F %3F"
              + " %23 %40 %3B");
    }
    int query = tail.indexOf('?');
    String path = query < 0 ? tail : tail.substring(0, query);
    Map<String, String> given =
        query < 0 ? new LinkedHashMap<>() : parameters(tail.substring(query + 1));
    if (plain) {
      put(given, "ssl", "off");
    }
    database(given, path, isNative);
    int at = authority.lastIndexOf('@');
    if (at >= 0 && isNative) {
      throw refused("the driver's own URL names no user before the host: give user=…");
    }
    user(given, at < 0 ? "" : authority.substring(0, at));
    return finish(given, decode(authority.substring(at + 1)));
  }

  private static void database(Map<String, String> given, String path, boolean isNative) {
    String name = path.startsWith("/") ? path.substring(1) : path;
    if (name.isEmpty()) {
      return;
    }
    if (isNative) {
      throw refused("the driver's own URL has no path: give db=…");
    }
    if (name.indexOf('/') >= 0) {
      throw refused("a slash in a database's name is written %2F");
    }
    put(given, "database", decode(name));
  }

  private static void user(Map<String, String> given, String text) {
    int colon = text.indexOf(':');
    put(given, "user", decode(colon < 0 ? text : text.substring(0, colon)));
    put(given, "password", colon < 0 ? "" : decode(text.substring(colon + 1)));
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
   * Names are compared without regard to letter case, as the driver does; empty values are none.
   */
  private static void put(Map<String, String> given, String key, String value) {
    String small = key.strip().toLowerCase(Locale.ROOT);
    String name = SYNONYMS.getOrDefault(small, small);
    if (!value.isEmpty() && given.put(name, value) != null) {
      throw InvalidOptionsException.of(
          "snowflake URL", List.of(new OptionFault(name, "is given twice")));
    }
  }

  private static ConnectionInfo finish(Map<String, String> given, String authority) {
    ConnectionInfo.Builder builder = ConnectionInfo.builder(DatabaseType.SNOWFLAKE);
    builder.hosts(List.of(host(given, authority)));
    Optional.ofNullable(given.remove("database"))
        .ifPresent(name -> builder.database(SnowflakeSql.NAMES.check(name)));
    builder.credentials(SnowflakeLogIns.read(given));
    new SnowflakeParameters(builder).take(given);
    return builder.build();
  }

  /** The host of the account that is named, or the one that is to be taken in its place. */
  private static HostAddress host(Map<String, String> given, String authority) {
    HostAddress named = address(authority);
    String instead = given.remove("host");
    String port = given.remove("port");
    HostAddress address = named;
    if (!isHost(given, named)) {
      address = ofAccount(named);
      given.putIfAbsent(SnowflakeProperties.ACCOUNT, accountIn(named.host()));
    }
    if (instead != null) {
      // The account stays the one that was named: another host says nothing of that.
      SnowflakeHosts.accountOf(address)
          .ifPresent(account -> given.putIfAbsent(SnowflakeProperties.ACCOUNT, account));
      HostAddress other = address(instead);
      address = other.port().isPresent() ? other : new HostAddress(other.host(), named.port());
    }
    return port == null ? address : address(bracketed(address.host()) + ":" + port);
  }

  private static boolean isHost(Map<String, String> given, HostAddress named) {
    boolean meant =
        "true".equalsIgnoreCase(given.get("insecurehost"))
            && given.containsKey(SnowflakeProperties.ACCOUNT);
    return SnowflakeHosts.isVendors(named.host()) || named.isLoopback() || meant;
  }

  private static String accountIn(String identifier) {
    int dot = identifier.indexOf('.');
    return dot < 0 ? identifier : identifier.substring(0, dot);
  }

  private static String bracketed(String host) {
    return host.indexOf(':') < 0 ? host : "[" + host + "]";
  }

  private static HostAddress ofAccount(HostAddress named) {
    String host =
        SnowflakeHosts.ofAccount(named.host())
            .orElseThrow(
                () ->
                    refused(
                        "neither an account, such as org-name or locator.region, nor one of the"
                            + " vendor's hosts"));
    return new HostAddress(host, named.port());
  }

  private static HostAddress address(String text) {
    if (text.isEmpty()) {
      throw refused("the account is missing");
    }
    boolean bracketed = text.startsWith("[");
    int close = text.indexOf(']');
    int colon = text.lastIndexOf(':');
    boolean hasPort = colon >= 0 && (!bracketed || colon > close);
    String host = hasPort ? text.substring(0, colon) : text;
    if (bracketed) {
      if (close < 0) {
        throw refused("an IPv6 address in brackets has no closing one");
      }
      host = host.substring(1, host.length() - 1);
    }
    try {
      return new HostAddress(
          host,
          hasPort
              ? OptionalInt.of(Integer.parseInt(text.substring(colon + 1)))
              : OptionalInt.empty());
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
        .platform(DatabaseType.SNOWFLAKE.id())
        .target("url")
        .remedy("Write " + EXAMPLE + ".")
        .toException();
  }
}
