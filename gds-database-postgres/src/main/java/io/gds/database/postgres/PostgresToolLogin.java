package io.gds.database.postgres;

import io.gds.database.Availability;
import io.gds.database.Capability;
import io.gds.database.CapabilityStatus;
import io.gds.database.UnsupportedCapabilityException;
import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.DatabaseType;
import io.gds.database.connection.HostAddress;
import io.gds.database.connection.Secret;
import io.gds.database.connection.TlsMode;
import io.gds.database.core.secret.Secrets;
import io.gds.database.core.tool.SecretFile;
import io.gds.database.core.tool.Tool;
import io.gds.database.core.tool.ToolCommand;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.jdbc.SqlExecutor;
import io.gds.database.jdbc.SqlSession;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.postgresql.core.BaseConnection;
import org.postgresql.util.HostSpec;

/**
 * How a tool logs in: as this engine does. The address is a URI of plain ASCII, percent-encoded, so
 * that a name can neither be taken for an option nor for settings, and no locale changes it; the
 * password lies in a file that only we may read, for the named hosts only, as long as the tool
 * runs. Of several hosts the tool goes to the one on which a session of ours is: by itself it might
 * reach another node than what was measured, and the text of a step names them all. Closing removes
 * the files. Used by one thread.
 *
 * @see <a href="https://www.postgresql.org/docs/current/libpq-envars.html">the variables</a>
 */
final class PostgresToolLogin implements AutoCloseable {
  private final ConnectionInfo info;
  private final String session;
  private final List<SecretFile> files = new ArrayList<>();
  private final Map<String, String> extra = new TreeMap<>();
  private List<HostAddress> hosts;

  private PostgresToolLogin(ConnectionInfo info, String session) {
    this.info = info;
    this.session = session;
    this.hosts = info.hosts();
  }

  /**
   * Writes what the tool needs to log in.
   *
   * @param session the name by which the tool's sessions are found on the server
   */
  static PostgresToolLogin open(PostgresContext context, String session) {
    PostgresToolLogin login = new PostgresToolLogin(context.info(), session);
    try {
      login.writePassword(context);
      login.writeAuthorities();
      login.follow(context.sql());
    } catch (RuntimeException e) {
      login.close();
      throw e;
    }
    return login;
  }

  /** The same without any file, for the text of a step. */
  static PostgresToolLogin shown(PostgresContext context, String session) {
    PostgresToolLogin login = new PostgresToolLogin(context.info(), session);
    if (context.info().credentials().secret().isPresent()) {
      login.extra.put("PGPASSFILE", "<hidden>");
    }
    return login;
  }

  /** Leads the tool to the host on which a new session in this place is. */
  void follow(SqlExecutor sql) {
    if (info.hosts().size() > 1) {
      try (SqlSession there = sql.session()) {
        follow(there);
      }
    }
  }

  /**
   * Leads the tool to the host on which this session is.
   *
   * @see <a href="https://www.postgresql.org/docs/current/libpq-connect.html">Specifying multiple
   *     hosts</a>
   */
  void follow(SqlSession there) {
    if (info.hosts().size() > 1) {
      try {
        HostSpec host =
            there.connection().unwrap(BaseConnection.class).getQueryExecutor().getHostSpec();
        hosts = List.of(named(info.hosts(), host.getHost(), host.getPort()));
      } catch (SQLException e) {
        throw PostgresErrors.TABLE.details(e).target(info.redactedUrl()).toException();
      }
    }
  }

  /** The host as the connection names it, with which the password was written. */
  static HostAddress named(List<HostAddress> hosts, String driverHost, int port) {
    // The driver keeps the brackets of an address.
    String host = driverHost.replaceAll("^\\[|\\]$", "");
    return hosts.stream()
        .filter(
            one -> one.host().equals(host) && one.port().orElse(PostgresUrls.DEFAULT_PORT) == port)
        .findFirst()
        .orElseGet(() -> HostAddress.of(host, port));
  }

  /** Refuses engines that hold a data source only: a tool cannot connect by it. */
  static void requireAddress(
      PostgresContext context, String target, Class<? extends Capability> capability) {
    CapabilityStatus status = withAddress(context, CapabilityStatus.available(capability));
    if (!status.isAvailable()) {
      throw UnsupportedCapabilityException.of(DatabaseType.POSTGRESQL.id(), target, status);
    }
  }

  /** The status, or that a tool cannot connect as this engine does. */
  static CapabilityStatus withAddress(PostgresContext context, CapabilityStatus status) {
    return context.info().hosts().isEmpty()
        ? PostgresRights.but(
            status,
            Availability.CONFIGURATION,
            "the engine was opened over the caller's data source, by which no tool can connect",
            "Open the engine by URL.")
        : status;
  }

  private void writePassword(PostgresContext context) {
    Optional<String> user = info.credentials().username();
    if (info.credentials().secret().isEmpty()) {
      return;
    }
    try (Secret secret =
        Secrets.of(context.runner().environment().secretResolvers())
            .resolve(info.credentials().secret().get())) {
      char[] password = secret.chars();
      char[] lines = new char[0];
      try {
        for (HostAddress host : info.hosts()) {
          char[] longer = line(lines, host, user.orElse("*"), password);
          Arrays.fill(lines, '\0');
          lines = longer;
        }
        SecretFile file = SecretFile.create("pgpass", lines);
        files.add(file);
        extra.put("PGPASSFILE", file.path().toString());
      } finally {
        Arrays.fill(password, '\0');
        Arrays.fill(lines, '\0');
      }
    }
  }

  /** {@code host:port:database:user:password}, with a backslash before colons and backslashes. */
  private static char[] line(char[] before, HostAddress host, String user, char[] password) {
    String place =
        escaped(host.host())
            + ":"
            + host.port().orElse(PostgresUrls.DEFAULT_PORT)
            + ":*:"
            + (user.equals("*") ? user : escaped(user))
            + ":";
    char[] line = new char[before.length + place.length() + 2 * password.length + 1];
    System.arraycopy(before, 0, line, 0, before.length);
    place.getChars(0, place.length(), line, before.length);
    int at = before.length + place.length();
    for (char c : password) {
      if (c == '\n' || c == '\r') {
        Arrays.fill(line, '\0');
        throw ErrorDetails.of(
                ErrorCode.INVALID_CONNECTION,
                "the password has a line break in it, which no file of passwords can hold")
            .target("password")
            .remedy("Give the role another password to use external tools.")
            .toException();
      }
      if (c == ':' || c == '\\') {
        line[at++] = '\\';
      }
      line[at++] = c;
    }
    line[at++] = '\n';
    char[] exact = Arrays.copyOf(line, at);
    Arrays.fill(line, '\0');
    return exact;
  }

  private static String escaped(String text) {
    return text.replace("\\", "\\\\").replace(":", "\\:");
  }

  /** The driver trusts what the JVM trusts; the tools know nothing of that, so they are told. */
  private void writeAuthorities() {
    if (info.tls().verifies() && info.tls().trustedCertificates().isEmpty()) {
      SecretFile file = SecretFile.create("roots.pem", JvmAuthorities.pem());
      files.add(file);
      extra.put("PGSSLROOTCERT", file.path().toString());
    }
  }

  /** The session's name. */
  String session() {
    return session;
  }

  /** Begins a command with the whole environment of the log-in. */
  ToolCommand.Builder command(Tool tool) {
    ToolCommand.Builder command = ToolCommand.builder(tool);
    variables().forEach(command::variable);
    return command;
  }

  private Map<String, String> variables() {
    Map<String, String> all = new TreeMap<>(extra);
    all.put("PGAPPNAME", session);
    all.put("PGSSLMODE", info.tls().mode().name().toLowerCase(Locale.ROOT).replace('_', '-'));
    all.put("PGCONNECT_TIMEOUT", Long.toString(Math.max(2, info.timeouts().connect().toSeconds())));
    if (info.tls().mode() != TlsMode.DISABLE) {
      // Else a ticket of Kerberos that lies about would be used instead, and no certificate asked.
      all.put("PGGSSENCMODE", "disable");
      info.tls()
          .trustedCertificates()
          .ifPresent(file -> all.put("PGSSLROOTCERT", file.toAbsolutePath().toString()));
      info.tls()
          .clientCertificate()
          .ifPresent(file -> all.put("PGSSLCERT", file.toAbsolutePath().toString()));
      info.tls()
          .clientKey()
          .ifPresent(file -> all.put("PGSSLKEY", file.toAbsolutePath().toString()));
    }
    Optional.ofNullable(info.properties().get("channelBinding"))
        .ifPresent(value -> all.put("PGCHANNELBINDING", value));
    if (PostgresUrls.followsPrimary(info)) {
      all.put("PGTARGETSESSIONATTRS", "read-write");
    }
    return all;
  }

  /** The address of a database, in which every character outside of ASCII's letters is encoded. */
  String address(String database) {
    return "postgresql://"
        + info.credentials().username().map(user -> encoded(user) + "@").orElse("")
        + hosts.stream().map(PostgresToolLogin::address).collect(Collectors.joining(","))
        + "/"
        + encoded(database);
  }

  private static String address(HostAddress host) {
    String name = host.host();
    return (name.indexOf(':') >= 0 ? "[" + name.replace("%", "%25") + "]" : encoded(name))
        + ":"
        + host.port().orElse(PostgresUrls.DEFAULT_PORT);
  }

  private static String encoded(String text) {
    StringBuilder encoded = new StringBuilder();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      boolean plain =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || c == '_'
              || c == '.'
              || c == '-';
      encoded.append(plain ? String.valueOf(c) : String.format("%%%02X", (int) c));
    }
    return encoded.toString();
  }

  @Override
  public void close() {
    files.forEach(SecretFile::close);
    files.clear();
  }
}
