package io.gds.database.postgres;

import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.HostAddress;
import io.gds.database.connection.TlsMode;
import io.gds.database.core.Checks;
import io.gds.database.error.ErrorCode;
import io.gds.database.operation.Check;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How a standby reaches the primary it follows: as this engine reaches it, with the password in a
 * file on the standby's machine. No password is ever written into the configuration.
 *
 * @see <a
 *     href="https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-PARAMKEYWORDS">conninfo</a>
 */
final class PostgresUpstream {
  private final ConnectionInfo primary;
  private final PostgresHost standby;

  PostgresUpstream(ConnectionInfo primary, PostgresHost standby) {
    this.primary = primary;
    this.standby = standby;
  }

  /** The keywords and values, without a name for the standby. */
  private Map<String, String> values() {
    Map<String, String> values = new LinkedHashMap<>();
    HostAddress host = primary.hosts().get(0);
    values.put("host", host.host());
    values.put("port", Integer.toString(host.port().orElse(PostgresUrls.DEFAULT_PORT)));
    user().ifPresent(user -> values.put("user", user));
    standby.get(PostgresServer.PASSFILE).ifPresent(file -> values.put("passfile", file.toString()));
    values.put("sslmode", primary.tls().mode().name().toLowerCase(Locale.ROOT).replace('_', '-'));
    if (primary.tls().mode() != TlsMode.DISABLE) {
      primary
          .tls()
          .trustedCertificates()
          .ifPresent(file -> values.put("sslrootcert", file.toAbsolutePath().toString()));
    }
    return values;
  }

  private Optional<String> user() {
    return standby.get(PostgresServer.REPLICATION_USER).or(() -> primary.credentials().username());
  }

  /** As primary_conninfo, for a standby of this name. */
  String conninfo(String name) {
    Map<String, String> values = values();
    values.put("application_name", name);
    return written(values);
  }

  /** For a tool that reads from the primary by the replication protocol, or from this database. */
  String toolConninfo(Optional<String> database) {
    Map<String, String> values = values();
    database.ifPresent(name -> values.put("dbname", name));
    return written(values);
  }

  private static String written(Map<String, String> values) {
    return values.entrySet().stream()
        .map(entry -> entry.getKey() + "=" + quoted(entry.getValue()))
        .collect(Collectors.joining(" "));
  }

  private static String quoted(String value) {
    return value.matches("[A-Za-z0-9_./-]+")
        ? value
        : "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }

  /** The standby can log in without a password of ours being written down. */
  Check check(Clock clock, String subject) {
    boolean addressed = !primary.hosts().isEmpty();
    boolean secret = primary.credentials().secret().isPresent();
    boolean file = standby.get(PostgresServer.PASSFILE).isPresent();
    return Checks.demand(
        clock,
        addressed && (!secret || file),
        "the standby can log in to the primary",
        subject,
        !addressed
            ? "the primary's address is not known: it is reached by the caller's data source"
            : secret && !file ? "needs a password" : "as " + user().orElse("its own user"),
        "an address, and a file for the password",
        ErrorCode.UNSUPPORTED_CAPABILITY,
        addressed
            ? "Give "
                + PostgresServer.PASSFILE.id()
                + ", a file of mode 0600 on the standby's machine."
            : "Open the primary by URL.");
  }

  /** A name that a slot can have, for a node of this name. */
  static String slotOf(String node) {
    String slot = node.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_]", "_");
    return slot.length() > 63 ? slot.substring(0, 63) : slot;
  }
}
