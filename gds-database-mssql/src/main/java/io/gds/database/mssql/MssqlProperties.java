package io.gds.database.mssql;

import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.HostAddress;
import io.gds.database.connection.TlsMode;
import io.gds.database.connection.TlsSettings;
import io.gds.database.core.url.PropertyAllowList;
import io.gds.database.error.InvalidOptionsException;
import io.gds.database.error.OptionFault;
import io.gds.database.operation.OptionKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The driver's properties: the few that users may set, and those that a connection is opened with.
 * The server is named by properties too, never in the driver's URL, where a name could turn into
 * settings.
 *
 * @see <a
 *     href="https://learn.microsoft.com/en-us/sql/connect/jdbc/setting-the-connection-properties">Setting
 *     the connection properties</a>
 */
final class MssqlProperties {
  static final String ENCRYPT = "encrypt";
  static final String STRICT = "strict";

  /** All there is in the driver's URL. */
  static final String DRIVER_URL = "jdbc:sqlserver://";

  /** As many seconds as the driver takes. */
  private static final long LONGEST_LOGIN = 65_535;

  private static final List<String> NAMES =
      List.of(
          "applicationIntent",
          "applicationName",
          MssqlLogIns.SCHEME,
          MssqlLogIns.DOMAIN,
          ENCRYPT,
          "hostNameInCertificate",
          "iPAddressPreference",
          "instanceName",
          "lockTimeout",
          "multiSubnetFailover",
          "packetSize",
          "realm",
          "serverSpn",
          "workstationID");

  private static final PropertyAllowList ALLOWED =
      PropertyAllowList.of(
          Stream.concat(NAMES.stream(), MssqlServer.PROPERTIES.stream().map(OptionKey::id))
              .toArray(String[]::new));

  /** Properties that load classes of the caller's choice. */
  private static final Set<String> CODE =
      Set.of(
          "socketfactoryclass",
          "socketfactoryconstructorarg",
          "trustmanagerclass",
          "trustmanagerconstructorarg",
          "accesstokencallback",
          "accesstokencallbackclass",
          "jaasconfigurationname",
          "usedefaultjaasconfig");

  /** Properties that are secrets, and belong into a secret reference. */
  private static final Set<String> SECRETS =
      Set.of(
          "accesstoken",
          "truststorepassword",
          "keystoresecret",
          "clientkeypassword",
          "aadsecureprincipalsecret",
          "keyvaultproviderclientkey");

  /** Properties by which the driver sends something again by itself. */
  private static final Set<String> REPEATS =
      Set.of("retryexec", "retryconn", "connectretrycount", "connectretryinterval");

  private MssqlProperties() {}

  /** The driver's spelling of a property that users may set, by its name in small letters. */
  static Optional<String> allowed(String small) {
    return NAMES.stream()
        .filter(name -> !name.equals(ENCRYPT) && name.toLowerCase(Locale.ROOT).equals(small))
        .findFirst();
  }

  /** Why another one is refused. */
  static String why(String small) {
    if (CODE.contains(small)) {
      return "loads classes, and is not taken";
    }
    if (SECRETS.contains(small)) {
      return "is a secret: give it by the credentials";
    }
    if (REPEATS.contains(small)) {
      return "would send statements or log-ins again, and is not taken";
    }
    if (small.equals("authentication")) {
      return MssqlLogIns.ofEntra();
    }
    return "not an allowed connection property; allowed: " + String.join(", ", NAMES);
  }

  /** Refuses settings that mean nothing here, all at once. */
  static void check(ConnectionInfo info) {
    List<OptionFault> faults = new ArrayList<>();
    if (info.path().isPresent()) {
      faults.add(new OptionFault("path", "SQL Server is reached by host and port"));
    }
    if (info.hosts().size() != 1 && info.external(Object.class).isEmpty()) {
      faults.add(
          new OptionFault("host", "is one: the name of a group's listener leads to the primary"));
    }
    for (HostAddress host : info.hosts()) {
      if (host.host().indexOf('\\') >= 0) {
        faults.add(new OptionFault("host", "has no instance in it: set instanceName"));
      }
    }
    MssqlLogIns.check(info, faults);
    String encrypt = info.properties().get(ENCRYPT);
    if (encrypt != null && !encrypt.equals(STRICT)) {
      faults.add(new OptionFault(ENCRYPT, "is strict; for the rest there are the TLS settings"));
    }
    if (encrypt != null && !info.tls().verifies()) {
      faults.add(new OptionFault(ENCRYPT, "strict always verifies the server: use VERIFY_FULL"));
    }
    String instance = info.properties().get("instanceName");
    if (instance != null && !instance.matches("[A-Za-z_#][A-Za-z0-9_$#]{0,15}")) {
      faults.add(new OptionFault("instanceName", "is a name of at most 16 letters and digits"));
    }
    faults.addAll(MssqlServer.faults(info.properties()));
    if (!faults.isEmpty()) {
      throw InvalidOptionsException.of("connection to mssql", faults);
    }
    info.database().ifPresent(MssqlSql.NAMES::check);
    ALLOWED.check(info.properties());
  }

  /**
   * What the driver is given, secrets excepted. It sends nothing again by itself, waits no longer
   * than it is told to, and asks no browser service if the port is known. The files of certificates
   * are not in it: the driver's trust stores are no PEM files, so that whoever opens the connection
   * has to bring these.
   */
  static Map<String, String> of(ConnectionInfo info) {
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put("applicationName", "gds");
    HostAddress host = info.hosts().get(0);
    properties.put("serverName", host.host());
    boolean instance = info.properties().containsKey("instanceName");
    if (host.port().isPresent() || !instance) {
      int port = host.port().orElse(MssqlUrlGrammar.DEFAULT_PORT);
      properties.put("portNumber", Integer.toString(port));
    }
    info.database().ifPresent(name -> properties.put("databaseName", name));
    Duration wait = info.timeouts().connect().plus(info.timeouts().login());
    long seconds = Math.max(1, Math.min(LONGEST_LOGIN, wait.plusMillis(999).toSeconds()));
    properties.put("loginTimeout", Long.toString(seconds));
    properties.put("connectRetryCount", "0");
    properties.putAll(MssqlServer.without(info.properties()));
    properties.putAll(MssqlLogIns.properties(info));
    properties.putAll(tls(info.tls(), STRICT.equals(info.properties().get(ENCRYPT))));
    return properties;
  }

  /**
   * The modes in the driver's words. PREFER asks for encryption like REQUIRE: every server of these
   * versions has it, if only by a certificate of its own making. VERIFY_CA checks the host's name
   * as well: the driver has no mode without that.
   */
  static Map<String, String> tls(TlsSettings tls, boolean strict) {
    boolean off = tls.mode() == TlsMode.DISABLE;
    String encrypt = strict ? STRICT : Boolean.toString(!off);
    boolean blind = !off && !tls.verifies();
    return Map.of(ENCRYPT, encrypt, "trustServerCertificate", Boolean.toString(blind));
  }
}
