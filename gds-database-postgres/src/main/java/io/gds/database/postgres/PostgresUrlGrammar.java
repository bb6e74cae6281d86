package io.gds.database.postgres;

import io.gds.database.connection.AuthType;
import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.ConnectionRole;
import io.gds.database.connection.Credentials;
import io.gds.database.connection.HostAddress;
import io.gds.database.connection.SecretRef;
import io.gds.database.core.url.Percent;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.error.InvalidOptionsException;
import io.gds.database.error.OptionFault;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Reads {@code scheme://user@host:port,host:port/database?parameters}, as libpq does, for each
 * product that speaks its protocol. Parameters are few, known by both their names, and every other
 * is refused. Immutable and thread-safe.
 *
 * @see <a href="https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING">the
 *     vendor's page</a>
 */
final class PostgresUrlGrammar {
  private final PostgresProduct product;

  PostgresUrlGrammar(PostgresProduct product) {
    this.product = product;
  }

  /** The connection a URL describes; empty if it is of another platform. */
  Optional<ConnectionInfo> parse(String url) {
    for (String scheme : product.schemes()) {
      String whole = scheme + "://";
      if (url.regionMatches(true, 0, whole, 0, whole.length())) {
        return Optional.of(read(url.substring(whole.length())));
      }
    }
    for (String scheme : product.schemes()) {
      if (url.regionMatches(true, 0, scheme + ":", 0, scheme.length() + 1)) {
        throw refused("the host is missing");
      }
    }
    return Optional.empty();
  }

  private ConnectionInfo read(String rest) {
    int end = 0;
    while (end < rest.length() && "/?#".indexOf(rest.charAt(end)) < 0) {
      end++;
    }
    String authority = rest.substring(0, end);
    String tail = rest.substring(end);
    if (tail.indexOf('#') >= 0 || tail.indexOf('@') >= 0) {
      throw refused(
          "the characters / ? # @ in a user name, password or database name are written %2F %3F %23"
              + " %40");
    }
    int query = tail.indexOf('?');
    String path = query < 0 ? tail : tail.substring(0, query);
    ConnectionInfo.Builder builder = ConnectionInfo.builder(product.type());
    int at = authority.lastIndexOf('@');
    builder.hosts(hosts(authority.substring(at + 1)));
    if (path.length() > 1) {
      builder.database(database(path.substring(1)));
    }
    Map<String, String> parameters =
        query < 0 ? new LinkedHashMap<>() : parameters(tail.substring(query + 1));
    String user = at < 0 ? "" : authority.substring(0, at);
    int colon = user.indexOf(':');
    Optional<String> name =
        Optional.ofNullable(parameters.remove("user"))
            .or(() -> nonEmpty(decode(colon < 0 ? user : user.substring(0, colon))));
    Optional<String> password =
        Optional.ofNullable(parameters.remove("password"))
            .or(() -> colon < 0 ? Optional.empty() : nonEmpty(decode(user.substring(colon + 1))));
    builder.credentials(credentials(name, password));
    new PostgresParameters(product, builder).take(parameters);
    return builder.build();
  }

  private Credentials credentials(Optional<String> name, Optional<String> password) {
    if (password.isPresent()) {
      return Credentials.password(
          name.orElseThrow(() -> refused("a password without a user name")),
          SecretRef.inline(password.get().toCharArray()));
    }
    return name.map(user -> Credentials.of(AuthType.NONE, user)).orElseGet(Credentials::none);
  }

  private List<HostAddress> hosts(String text) {
    if (text.isEmpty()) {
      throw refused("the host is missing; sockets in the file system are not reached from Java");
    }
    List<HostAddress> hosts = new ArrayList<>();
    for (String host : text.split(",", -1)) {
      hosts.add(host(host));
    }
    return hosts;
  }

  private HostAddress host(String text) {
    int colon = text.lastIndexOf(':');
    boolean bracketed = text.startsWith("[");
    int close = text.indexOf(']');
    if (bracketed && close < 0) {
      throw refused("an IPv6 address in brackets has no closing one");
    }
    boolean hasPort = colon >= 0 && (!bracketed || colon > close);
    String name = decode(hasPort ? text.substring(0, colon) : text);
    if (bracketed) {
      name = name.substring(1, name.length() - 1);
    }
    try {
      return new HostAddress(
          name,
          hasPort
              ? OptionalInt.of(Integer.parseInt(text.substring(colon + 1)))
              : OptionalInt.empty());
    } catch (NumberFormatException e) {
      throw refused("a port is a number from 1 to 65535");
    } catch (IllegalArgumentException e) {
      throw refused("host: " + e.getMessage());
    }
  }

  private String database(String path) {
    if (path.indexOf('/') >= 0) {
      throw refused("a slash in a database's name is written %2F");
    }
    return product.names().check(decode(path));
  }

  private Map<String, String> parameters(String query) {
    Map<String, String> parameters = new LinkedHashMap<>();
    for (String pair : query.split("&", -1)) {
      if (!pair.isEmpty()) {
        int equals = pair.indexOf('=');
        String key = decode(equals < 0 ? pair : pair.substring(0, equals));
        if (parameters.put(key, equals < 0 ? "" : decode(pair.substring(equals + 1))) != null) {
          throw InvalidOptionsException.of(
              product.type() + " URL", List.of(new OptionFault(key, "is given twice")));
        }
      }
    }
    return parameters;
  }

  private static Optional<String> nonEmpty(String text) {
    return text.isEmpty() ? Optional.empty() : Optional.of(text);
  }

  private String decode(String text) {
    return Percent.decode(text)
        .orElseThrow(() -> refused("a percent sign is written %25, and what is encoded is UTF-8"));
  }

  private DatabaseException refused(String why) {
    return ErrorDetails.of(ErrorCode.INVALID_CONNECTION, why)
        .platform(product.type().id())
        .target("url")
        .remedy("Write " + product.example() + ".")
        .toException();
  }

  /** Refuses settings that mean nothing here, all at once. */
  void check(ConnectionInfo info) {
    List<OptionFault> faults = new ArrayList<>();
    if (info.path().isPresent()) {
      faults.add(new OptionFault("path", product.name() + " is reached by host and port"));
    }
    if (info.hosts().isEmpty() && info.external(Object.class).isEmpty()) {
      faults.add(new OptionFault("host", "is missing"));
    }
    AuthType authType = info.credentials().authType();
    if (authType != AuthType.PASSWORD
        && authType != AuthType.NONE
        && authType != AuthType.CERTIFICATE) {
      faults.add(
          new OptionFault(
              "credentials", authType + " is not taken; PASSWORD, CERTIFICATE and NONE are"));
    }
    if (authType == AuthType.CERTIFICATE && info.tls().clientCertificate().isEmpty()) {
      faults.add(new OptionFault("tls", "CERTIFICATE needs the client's certificate and key"));
    }
    if (info.tls().clientCertificate().isPresent()
        && info.tls().verifies()
        && info.tls().trustedCertificates().isEmpty()) {
      // The driver would trust Java's authorities then, and send no certificate of its own.
      faults.add(
          new OptionFault(
              "tls", "a client's certificate needs the trusted certificates named beside it"));
    }
    info.database().ifPresent(product.names()::check);
    if (!faults.isEmpty()) {
      throw InvalidOptionsException.of("connection to " + product.type(), faults);
    }
    product.allowed().check(info.properties());
  }

  /** The hosts that a connection is tried on, as the driver writes them. */
  String driverHosts(ConnectionInfo info) {
    List<String> hosts = new ArrayList<>();
    for (HostAddress host : info.hosts()) {
      hosts.add(HostAddress.of(host.host(), host.port().orElse(product.port())).toString());
    }
    return String.join(",", hosts);
  }

  /** Whether the pool has to look for the primary among several hosts. */
  boolean followsPrimary(ConnectionInfo info) {
    return product.primaries() && info.role() == ConnectionRole.PRIMARY && info.hosts().size() > 1;
  }
}
