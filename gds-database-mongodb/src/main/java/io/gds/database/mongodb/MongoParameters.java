package io.gds.database.mongodb;

import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.PoolSettings;
import io.gds.database.connection.Timeouts;
import io.gds.database.connection.TlsMode;
import io.gds.database.connection.TlsSettings;
import io.gds.database.error.InvalidOptionsException;
import io.gds.database.error.OptionFault;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The options of a connection string: the vendor's names for encryption, time-outs and the pool,
 * those that the URLs of all platforms here share, and the driver's own that are allowed. All
 * faults are told at once, and no value is repeated.
 */
final class MongoParameters {
  private final ConnectionInfo.Builder builder;
  private final boolean srv;
  private final List<OptionFault> faults = new ArrayList<>();

  /**
   * Into a connection.
   *
   * @param srv whether hosts come from a DNS seed list, which means TLS
   */
  MongoParameters(ConnectionInfo.Builder builder, boolean srv) {
    this.builder = builder;
    this.srv = srv;
  }

  void take(Map<String, String> given) {
    tls(given);
    timeouts(given);
    pool(given);
    given.forEach(
        (name, value) ->
            MongoProperties.allowed(name)
                .ifPresentOrElse(
                    allowed -> builder.property(allowed, value),
                    () -> faults.add(new OptionFault(name, why(name)))));
    if (!faults.isEmpty()) {
      throw InvalidOptionsException.of("mongodb URL", faults);
    }
  }

  private static String why(String name) {
    return switch (name) {
      case "authmechanismproperties", "gssapiservicename" ->
          "belongs to log-ins that are not taken here";
      case "tlscertificatekeyfilepassword" ->
          "is a secret: give a key in PKCS#8 without a passphrase";
      case "proxyhost", "proxyport", "proxyusername", "proxypassword" ->
          "is not taken: connect to the servers themselves";
      default ->
          "not an allowed connection property; allowed: "
              + String.join(", ", MongoProperties.NAMES);
    };
  }

  private void tls(Map<String, String> given) {
    String mode = given.remove("sslmode");
    String on = either(given, "tls", "ssl");
    boolean insecure = truth(given, "tlsinsecure");
    boolean anyCertificate = truth(given, "tlsallowinvalidcertificates");
    boolean blind = insecure || anyCertificate;
    boolean anyHost = truth(given, "tlsallowinvalidhostnames");
    String root = either(given, "sslrootcert", "tlscafile");
    if (mode != null && on != null) {
      faults.add(new OptionFault("sslmode", "and tls exclude each other"));
    }
    TlsSettings tls = TlsSettings.defaults();
    boolean said = mode != null || on != null || srv || blind || anyHost;
    if (mode != null) {
      tls = known(mode).map(MongoParameters::asked).orElse(tls);
    } else if (on != null && !on.equalsIgnoreCase("true")) {
      tls = off(on);
    } else if (blind) {
      tls = asked(TlsMode.REQUIRE);
    } else if (anyHost) {
      tls = asked(TlsMode.VERIFY_CA);
    }
    if (root != null) {
      tls = tls.trustedCertificates(Path.of(root));
    }
    TlsSettings whole = own(given, tls);
    if (said || !whole.equals(TlsSettings.defaults())) {
      builder.tls(whole);
    }
  }

  private TlsSettings off(String on) {
    if (!on.equalsIgnoreCase("false")) {
      faults.add(new OptionFault("tls", "is true or false"));
    } else if (srv) {
      faults.add(new OptionFault("tls", "is on for hosts of a seed list"));
    }
    return asked(TlsMode.DISABLE);
  }

  private Optional<TlsMode> known(String text) {
    for (TlsMode mode : TlsMode.values()) {
      if (mode.name().replace('_', '-').equalsIgnoreCase(text)) {
        return Optional.of(mode);
      }
    }
    faults.add(new OptionFault("sslmode", "is disable, require, verify-ca or verify-full"));
    return Optional.empty();
  }

  /** Whoever writes a mode that verifies nothing has asked for it. */
  private static TlsSettings asked(TlsMode mode) {
    return TlsSettings.defaults().mode(mode).insecure(mode.compareTo(TlsMode.VERIFY_CA) < 0);
  }

  /** The client's own certificate and key: in two files, or in one as the vendor has it. */
  private TlsSettings own(Map<String, String> given, TlsSettings tls) {
    String both = given.remove("tlscertificatekeyfile");
    String certificate = given.remove("sslcert");
    String key = given.remove("sslkey");
    if (both != null && (certificate != null || key != null)) {
      faults.add(new OptionFault("tlsCertificateKeyFile", "and sslcert exclude each other"));
    } else if (both != null) {
      return tls.clientCertificate(Path.of(both), Path.of(both));
    } else if (certificate != null && key != null) {
      return tls.clientCertificate(Path.of(certificate), Path.of(key));
    } else if (certificate != null || key != null) {
      faults.add(new OptionFault("sslcert", "goes with sslkey: both name a file in PEM form"));
    }
    return tls;
  }

  private @Nullable String either(Map<String, String> given, String one, String other) {
    String first = given.remove(one);
    String second = given.remove(other);
    if (first != null && second != null) {
      faults.add(new OptionFault(one, "and " + other + " are the same"));
    }
    return first == null ? second : first;
  }

  private boolean truth(Map<String, String> given, String name) {
    String text = given.remove(name);
    String small = text == null ? "false" : text.toLowerCase(Locale.ROOT);
    if (!small.equals("true") && !small.equals("false")) {
      faults.add(new OptionFault(name, "is true or false"));
    }
    return small.equals("true");
  }

  private void timeouts(Map<String, String> given) {
    Timeouts timeouts = Timeouts.defaults();
    timeouts = read(given, "connect_timeout", Duration::ofSeconds, timeouts::connect, timeouts);
    timeouts = read(given, "connecttimeoutms", Duration::ofMillis, timeouts::connect, timeouts);
    timeouts = read(given, "logintimeout", Duration::ofSeconds, timeouts::login, timeouts);
    timeouts = read(given, "sockettimeoutms", Duration::ofMillis, timeouts::socket, timeouts);
    timeouts = read(given, "timeoutms", Duration::ofMillis, timeouts::query, timeouts);
    builder.timeouts(timeouts);
  }

  private void pool(Map<String, String> given) {
    PoolSettings pool = PoolSettings.defaults();
    pool = read(given, "maxpoolsize", size -> Math.toIntExact(size), pool::size, pool);
    pool = read(given, "maxidletimems", Duration::ofMillis, pool::idleTimeout, pool);
    pool = read(given, "maxlifetimems", Duration::ofMillis, pool::maxLifetime, pool);
    builder.pool(pool);
  }

  private <V, S> S read(
      Map<String, String> given,
      String name,
      Function<Long, V> unit,
      Function<V, S> setting,
      S unless) {
    String text = given.remove(name);
    if (text == null) {
      return unless;
    }
    try {
      return setting.apply(unit.apply(Long.parseLong(text)));
    } catch (NumberFormatException | DateTimeException | ArithmeticException e) {
      faults.add(new OptionFault(name, "is a whole number"));
    } catch (IllegalArgumentException e) {
      faults.add(new OptionFault(name, "is out of range: " + e.getMessage()));
    }
    return unless;
  }
}
