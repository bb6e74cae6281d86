package io.gds.database.postgres;

import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.HostAddress;
import io.gds.database.connection.TlsMode;
import io.gds.database.core.Checks;
import io.gds.database.error.ErrorCode;
import io.gds.database.operation.Check;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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

  /**
   * The keywords and values, without a name for the standby. Of several hosts whichever is primary
   * is followed: the first that answers may be the standby itself.
   */
  private Map<String, String> values() {
    Map<String, String> values = new LinkedHashMap<>();
    List<HostAddress> hosts = primary.hosts();
    values.put("host", joined(hosts, HostAddress::host));
    values.put("port", joined(hosts, host -> "" + host.port().orElse(PostgresUrls.DEFAULT_PORT)));
    if (hosts.size() > 1) {
      values.put("target_session_attrs", "read-write");
    }
    user().ifPresent(user -> values.put("user", user));
    standby.get(PostgresServer.PASSFILE).ifPresent(file -> values.put("passfile", file.toString()));
    values.put("sslmode", primary.tls().mode().name().toLowerCase(Locale.ROOT).replace('_', '-'));
    if (primary.tls().mode() != TlsMode.DISABLE) {
      put(values, "sslrootcert", primary.tls().trustedCertificates());
      put(values, "sslcert", primary.tls().clientCertificate());
      put(values, "sslkey", primary.tls().clientKey());
    }
    return values;
  }

  private static String joined(List<HostAddress> hosts, Function<HostAddress, String> part) {
    return hosts.stream().map(part).collect(Collectors.joining(","));
  }

  private static void put(Map<String, String> values, String keyword, Optional<Path> file) {
    file.ifPresent(path -> values.put(keyword, path.toAbsolutePath().toString()));
  }

  /** The files that the standby logs in by. */
  List<Path> files() {
    return Stream.of(
            standby.get(PostgresServer.PASSFILE),
            primary.tls().trustedCertificates(),
            primary.tls().clientCertificate(),
            primary.tls().clientKey())
        .flatMap(Optional::stream)
        .toList();
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
    return value.matches("[A-Za-z0-9_./,-]+")
        ? value
        : "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }

  /** The standby can log in without a password of ours being written down. */
  Check check(Clock clock, String subject) {
    boolean addressed = !primary.hosts().isEmpty();
    boolean secret = primary.credentials().secret().isPresent();
    boolean file = standby.get(PostgresServer.PASSFILE).isPresent();
    boolean passes = !secret || file;
    Optional<String> key = primary.tls().clientKey().flatMap(this::against);
    return Checks.demand(
        clock,
        addressed && passes && key.isEmpty(),
        "the standby can log in to the primary",
        subject,
        !addressed
            ? "the primary's address is not known: it is reached by the caller's data source"
            : !passes ? "needs a password" : key.orElse("as " + user().orElse("its own user")),
        "an address, and a file for the password",
        ErrorCode.UNSUPPORTED_CAPABILITY,
        !addressed
            ? "Open the primary by URL."
            : !passes
                ? "Give "
                    + PostgresServer.PASSFILE.id()
                    + ", a file of mode 0600 on the standby's machine."
                : "Give the connection to the primary a key that belongs to the server's user on"
                    + " the standby's machine, of mode 0600, or to root, of mode 0640.");
  }

  /**
   * Why the standby's server, if it is on this machine, would refuse the key that it shall log in
   * with; elsewhere a file of the same path is taken to be there.
   *
   * @see <a href="https://www.postgresql.org/docs/current/libpq-ssl.html">libpq: SSL support</a>
   */
  private Optional<String> against(Path key) {
    Optional<Path> data = standby.data().filter(Files::isDirectory);
    if (primary.tls().mode() == TlsMode.DISABLE || data.isEmpty()) {
      return Optional.empty();
    }
    try {
      UserPrincipal owner = Files.getOwner(key);
      Set<PosixFilePermission> rights = Files.getPosixFilePermissions(key);
      boolean roots = owner.getName().equals("root");
      boolean own = owner.equals(Files.getOwner(data.get()));
      boolean closed =
          rights.stream()
              .noneMatch(
                  right ->
                      right.name().startsWith("OTHERS_")
                          || (right.name().startsWith("GROUP_")
                              && !(roots && right == PosixFilePermission.GROUP_READ)));
      return (own || (roots && rights.contains(PosixFilePermission.GROUP_READ))) && closed
          ? Optional.empty()
          : Optional.of(
              "the server's user may not read the key "
                  + key
                  + ", or others may too: it is "
                  + owner.getName()
                  + "'s, "
                  + PosixFilePermissions.toString(rights));
    } catch (NoSuchFileException e) {
      return Optional.of("the key " + key + " is not there");
    } catch (IOException | UnsupportedOperationException e) {
      // Not to be told from here: the server says it when it connects.
      return Optional.empty();
    }
  }

  /** A name that a slot can have, for a node of this name. */
  static String slotOf(String node) {
    String slot = node.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_]", "_");
    return slot.length() > 63 ? slot.substring(0, 63) : slot;
  }
}
