package io.gds.database.snowflake;

import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.HostAddress;
import io.gds.database.connection.TlsMode;
import io.gds.database.core.url.PropertyAllowList;
import io.gds.database.error.InvalidOptionsException;
import io.gds.database.error.OptionFault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The driver's properties: the few that users may set, and those that a connection is opened with.
 *
 * @see <a href="https://docs.snowflake.com/en/developer-guide/jdbc/jdbc-parameters">JDBC driver
 *     connection parameter reference</a>
 * @see <a href="https://docs.snowflake.com/en/sql-reference/parameters">Parameters</a>
 */
final class SnowflakeProperties {
  static final String ACCOUNT = "account";
  static final String WAREHOUSE = "warehouse";
  static final String ROLE = "role";
  static final String SCHEMA = "schema";
  static final String WORKLOAD_PROVIDER = "workloadIdentityProvider";

  /** Ours: lets an account be at a host that is not the vendor's. */
  static final String INSECURE_HOST = "insecureHost";

  private static final String RETRIES = "maxHttpRetries";

  /** Users' and the driver's name is the same for all but {@link #INSECURE_HOST}. */
  private static final List<String> NAMES =
      List.of(
          ACCOUNT,
          "application",
          "CLIENT_SESSION_KEEP_ALIVE",
          INSECURE_HOST,
          RETRIES,
          "nonProxyHosts",
          "proxyHost",
          "proxyPort",
          "proxyProtocol",
          ROLE,
          SCHEMA,
          "useProxy",
          WAREHOUSE,
          "workloadIdentityEntraResource",
          "workloadIdentityImpersonationPath",
          WORKLOAD_PROVIDER);

  private static final PropertyAllowList ALLOWED =
      PropertyAllowList.of(NAMES.toArray(new String[0]));

  /** Whom to ask who somebody is: a URL may come from anywhere, and would send them anywhere. */
  private static final Set<String> ELSEWHERE =
      Set.of(
          "oauthauthorizationurl",
          "oauthtokenrequesturl",
          "oauthredirecturi",
          "oauthclientid",
          "oauthscope",
          "oktausername",
          "disablesamlurlcheck",
          "disableconsolelogin");

  private static final Set<String> SECRETS = Set.of("oauthclientsecret", "proxypassword");

  /** What would switch off that the server proves who it is. */
  private static final Set<String> BLIND =
      Set.of(
          "insecuremode",
          "disableocspchecks",
          "ocspfailopen",
          "cert_revocation_check_mode",
          "allow_certificates_without_crl_url");

  /** What the engine's own statements rely on. */
  private static final Map<String, String> SESSION =
      Map.of(
          "JDBC_QUERY_RESULT_FORMAT", "JSON",
          "QUOTED_IDENTIFIERS_IGNORE_CASE", "false",
          "MULTI_STATEMENT_COUNT", "1",
          "TIMEZONE", "UTC",
          "CLIENT_TELEMETRY_ENABLED", "false",
          "ABORT_DETACHED_QUERY", "false");

  private SnowflakeProperties() {}

  /** The spelling of a property that users may set, by its name in small letters. */
  static Optional<String> allowed(String small) {
    return NAMES.stream().filter(name -> name.toLowerCase(Locale.ROOT).equals(small)).findFirst();
  }

  /** Why another one is refused. */
  static String why(String small) {
    if (ELSEWHERE.contains(small)) {
      return "belongs to a log-in by a browser or an identity provider, which is not used here";
    }
    if (SECRETS.contains(small)) {
      return "is a secret, and is not taken from a URL";
    }
    if (BLIND.contains(small)) {
      return "weakens how the server is verified, and is not taken";
    }
    return "not an allowed connection property; allowed: " + String.join(", ", NAMES);
  }

  /** Refuses settings that mean nothing here, all at once. */
  static void check(ConnectionInfo info) {
    List<OptionFault> faults = new ArrayList<>();
    if (info.path().isPresent()) {
      faults.add(new OptionFault("path", "Snowflake is reached by an account or its host"));
    }
    if (info.external(Object.class).isEmpty()) {
      host(info, faults);
      SnowflakeLogIns.check(info, faults);
    }
    numbers(info, faults);
    if (!faults.isEmpty()) {
      throw InvalidOptionsException.of("connection to snowflake", faults);
    }
    info.database().ifPresent(SnowflakeSql.NAMES::check);
    ALLOWED.check(info.properties());
  }

  private static void host(ConnectionInfo info, List<OptionFault> faults) {
    if (info.hosts().size() != 1) {
      faults.add(new OptionFault("host", "is one: that of the account"));
      return;
    }
    HostAddress host = info.hosts().get(0);
    boolean elsewhere = Boolean.parseBoolean(info.properties().get(INSECURE_HOST));
    if (!SnowflakeHosts.isVendors(host.host()) && !host.isLoopback() && !elsewhere) {
      faults.add(
          new OptionFault(
              "host",
              "is not one of snowflakecomputing.com or snowflakecomputing.cn, and whoever logs in"
                  + " there shows it the proof of who it is; say "
                  + INSECURE_HOST
                  + "=true if it is meant"));
    }
    Optional<String> account = account(info);
    if (account.isEmpty()) {
      faults.add(new OptionFault(ACCOUNT, "is missing: this host is not named after one"));
    } else if (!SnowflakeHosts.isAccount(account.get())) {
      faults.add(new OptionFault(ACCOUNT, "is letters, digits, underscores and hyphens"));
    }
    tls(info, host, elsewhere, faults);
  }

  private static void tls(
      ConnectionInfo info, HostAddress host, boolean elsewhere, List<OptionFault> faults) {
    TlsMode mode = info.tls().mode();
    if (mode == TlsMode.DISABLE && !host.isLoopback() && !elsewhere) {
      faults.add(new OptionFault("tls", "is off, and that is taken for this machine only"));
    }
    if (mode == TlsMode.REQUIRE) {
      faults.add(new OptionFault("tls", "always verifies the server: use VERIFY_FULL"));
    }
    if (info.tls().trustedCertificates().isPresent()) {
      faults.add(
          new OptionFault(
              "tls",
              "takes no certificates to trust: the driver trusts what the JVM does, see the system"
                  + " property javax.net.ssl.trustStore"));
    }
    if (info.tls().clientCertificate().isPresent()) {
      faults.add(new OptionFault("tls", "takes no certificate of the client"));
    }
  }

  private static void numbers(ConnectionInfo info, List<OptionFault> faults) {
    String retries = info.properties().get(RETRIES);
    if (retries != null && !retries.matches("[1-9][0-9]?")) {
      faults.add(new OptionFault(RETRIES, "is a number from 1 to 99"));
    }
    String port = info.properties().get("proxyPort");
    if (port != null && !port.matches("[1-9][0-9]{0,4}")) {
      faults.add(new OptionFault("proxyPort", "is a number from 1 to 65535"));
    }
  }

  /** The account: the one that is named, or the one that the host is named after. */
  static Optional<String> account(ConnectionInfo info) {
    return Optional.ofNullable(info.properties().get(ACCOUNT))
        .or(() -> info.hosts().stream().findFirst().flatMap(SnowflakeHosts::accountOf));
  }

  /** The driver's URL: nothing in it but the host. */
  static String url(ConnectionInfo info) {
    HostAddress host = info.hosts().get(0);
    return "jdbc:snowflake://" + HostAddress.of(host.host(), port(info)) + "/";
  }

  /** The port asked for, or that of HTTPS. */
  static int port(ConnectionInfo info) {
    return info.hosts().get(0).port().orElse(443);
  }

  /**
   * What the driver is given, secrets excepted. Nothing is told to the vendor besides the work
   * itself, results come as JSON, which needs no flag of the JVM, and a time-out is the server's,
   * so that it can be told from a cancel. The connection's database and schema are not in it: an
   * engine's own statements name what they mean.
   */
  static Map<String, String> of(ConnectionInfo info) {
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put("application", "gds");
    properties.put(ACCOUNT, account(info).orElseThrow());
    properties.put("ssl", info.tls().mode() == TlsMode.DISABLE ? "off" : "on");
    properties.put("disablePlatformDetection", "true");
    properties.put("CLIENT_OUT_OF_BAND_TELEMETRY_ENABLED", "false");
    properties.put("htapOOBTelemetryEnabled", "false");
    properties.put("IMPLICIT_SERVER_SIDE_QUERY_TIMEOUT", "true");
    properties.put("enableCopyResultSet", "true");
    properties.put("loginTimeout", Long.toString(seconds(info)));
    properties.put("networkTimeout", Long.toString(info.timeouts().socket().toMillis()));
    properties.put(RETRIES, "3");
    properties.putAll(SESSION);
    properties.putAll(info.properties());
    properties.remove(INSECURE_HOST);
    properties.remove(SCHEMA);
    properties.putAll(SnowflakeLogIns.properties(info));
    return properties;
  }

  /** The same for a caller, whose statements may leave the database out. */
  static Map<String, String> of(ConnectionInfo info, String database) {
    Map<String, String> properties = of(info);
    // It is read as an identifier is: without quotes it would be in capitals.
    properties.put("database", SnowflakeSql.name(database));
    if (info.database().filter(database::equals).isPresent()) {
      Optional.ofNullable(info.properties().get(SCHEMA))
          .ifPresent(schema -> properties.put(SCHEMA, schema));
    }
    return properties;
  }

  private static long seconds(ConnectionInfo info) {
    Duration wait = info.timeouts().connect().plus(info.timeouts().login());
    return Math.max(1, wait.plusMillis(999).toSeconds());
  }
}
