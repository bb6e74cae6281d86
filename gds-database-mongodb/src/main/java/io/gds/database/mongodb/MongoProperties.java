package io.gds.database.mongodb;

import com.mongodb.ConnectionString;
import io.gds.database.connection.AuthType;
import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.HostAddress;
import io.gds.database.connection.TlsMode;
import io.gds.database.core.url.PropertyAllowList;
import io.gds.database.error.InvalidOptionsException;
import io.gds.database.error.OptionFault;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The driver's own options that users may set, by the names of its connection strings. What the
 * rest of a connection says already (users, encryption, time-outs, the pool) is none of them.
 *
 * @see <a
 *     href="https://www.mongodb.com/docs/drivers/java/sync/current/connection/specify-connection-options/">the
 *     vendor's page on connection options</a>
 */
final class MongoProperties {
  static final String SRV = "srv";
  static final String REPLICA_SET = "replicaSet";
  static final String AUTH_SOURCE = "authSource";
  static final String AUTH_MECHANISM = "authMechanism";

  /** What is not handed on to the driver as it stands. */
  private static final Set<String> OWN = Set.of(SRV, AUTH_SOURCE, AUTH_MECHANISM);

  static final List<String> NAMES =
      List.of(
          "appName",
          AUTH_MECHANISM,
          AUTH_SOURCE,
          "compressors",
          "directConnection",
          "heartbeatFrequencyMS",
          "journal",
          "loadBalanced",
          "localThresholdMS",
          "maxConnecting",
          "maxStalenessSeconds",
          "readConcernLevel",
          "readPreference",
          "readPreferenceTags",
          REPLICA_SET,
          "retryReads",
          "retryWrites",
          "serverMonitoringMode",
          "serverSelectionTimeoutMS",
          SRV,
          "srvMaxHosts",
          "srvServiceName",
          "w",
          "wtimeoutMS",
          "zlibCompressionLevel");

  private static final PropertyAllowList ALLOWED =
      PropertyAllowList.of(NAMES.toArray(String[]::new));

  private MongoProperties() {}

  /** The spelling of a property that users may set, by its name in small letters. */
  static Optional<String> allowed(String small) {
    return NAMES.stream().filter(name -> name.toLowerCase(Locale.ROOT).equals(small)).findFirst();
  }

  /** Whether hosts are to be found by a DNS seed list. */
  static boolean isSrv(ConnectionInfo info) {
    return Boolean.parseBoolean(info.properties().getOrDefault(SRV, "false"));
  }

  /** Refuses settings that mean nothing here, all at once. */
  static void check(ConnectionInfo info) {
    List<OptionFault> faults = new ArrayList<>();
    if (info.path().isPresent()) {
      faults.add(new OptionFault("path", "MongoDB is reached by host and port"));
    }
    boolean callers = info.external(Object.class).isPresent();
    if (info.hosts().isEmpty() && !callers) {
      faults.add(new OptionFault("host", "is missing"));
    }
    if (isSrv(info) && (info.hosts().size() != 1 || info.hosts().get(0).port().isPresent())) {
      faults.add(new OptionFault(SRV, "takes one name without a port"));
    }
    encryption(info, faults);
    String compressors = info.properties().getOrDefault("compressors", "zlib");
    if (!compressors.equals("zlib")) {
      faults.add(
          new OptionFault(
              "compressors", "is zlib: for the others libraries of their own are needed"));
    }
    MongoLogIns.check(info, faults);
    faults.addAll(MongoServer.faults(info.properties()));
    if (!faults.isEmpty()) {
      throw InvalidOptionsException.of("connection to mongodb", faults);
    }
    ALLOWED.check(MongoServer.without(info.properties()));
    info.database().ifPresent(MongoNames::database);
    if (!callers) {
      driversOwn(info);
    }
  }

  /** MongoDB speaks TLS from the first byte or not at all: there is nothing to negotiate. */
  private static void encryption(ConnectionInfo info, List<OptionFault> faults) {
    boolean loopback = info.hosts().stream().allMatch(HostAddress::isLoopback);
    boolean elsewhere = isSrv(info) || !loopback;
    if (info.tls().mode() == TlsMode.PREFER && elsewhere) {
      faults.add(
          new OptionFault(
              "tls", "is not negotiated by MongoDB: use VERIFY_FULL, or REQUIRE or DISABLE"));
    }
    boolean shown = info.tls().clientCertificate().isPresent();
    if (shown && info.tls().clientKey().isEmpty()) {
      faults.add(new OptionFault("tls", "has a certificate of the client, but no key"));
    }
    if (shown && !MongoTls.isOn(info.tls())) {
      faults.add(new OptionFault("tls", "is off, and a certificate is shown by TLS only"));
    }
    if (info.credentials().authType() == AuthType.CERTIFICATE && !shown) {
      faults.add(
          new OptionFault("tls", "has no certificate of the client, by which it is to log in"));
    }
  }

  /** What the driver makes of its own options; without any I/O, as no seed list is in it. */
  static ConnectionString driversOwn(ConnectionInfo info) {
    return read("mongodb://" + hosts(info) + "/?" + options(info, false));
  }

  /** The same for a DNS seed list, which is looked up here. */
  static ConnectionString seedList(ConnectionInfo info) {
    return read("mongodb+srv://" + hosts(info) + "/?" + options(info, true));
  }

  private static ConnectionString read(String text) {
    try {
      return new ConnectionString(text);
    } catch (IllegalArgumentException e) {
      throw InvalidOptionsException.of(
          "connection to mongodb",
          List.of(new OptionFault("properties", String.valueOf(e.getMessage()))));
    }
  }

  private static String hosts(ConnectionInfo info) {
    return info.hosts().stream().map(HostAddress::toString).collect(Collectors.joining(","));
  }

  private static String options(ConnectionInfo info, boolean srv) {
    return MongoServer.without(info.properties()).entrySet().stream()
        .filter(each -> !OWN.contains(each.getKey()))
        .filter(each -> srv || !each.getKey().startsWith(SRV))
        .map(MongoProperties::option)
        .collect(Collectors.joining("&"));
  }

  /** Tags are a list, of which each is an option of its own. */
  private static String option(Map.Entry<String, String> one) {
    return one.getKey() + "=" + URLEncoder.encode(one.getValue(), StandardCharsets.UTF_8);
  }
}
