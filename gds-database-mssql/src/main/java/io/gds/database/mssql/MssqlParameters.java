package io.gds.database.mssql;

import io.gds.database.connection.ConnectionInfo;
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
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a URL: the driver's names for encryption and time-outs, and those that the URLs
 * of all platforms here share. All faults are told at once, and no value is repeated.
 */
final class MssqlParameters {
  private final ConnectionInfo.Builder builder;
  private final List<OptionFault> faults = new ArrayList<>();

  MssqlParameters(ConnectionInfo.Builder builder) {
    this.builder = builder;
  }

  void take(Map<String, String> given) {
    tls(given);
    timeouts(given);
    for (Map.Entry<String, String> one : given.entrySet()) {
      Optional<String> allowed = MssqlProperties.allowed(one.getKey());
      if (allowed.isPresent()) {
        builder.property(allowed.get(), one.getValue());
      } else {
        faults.add(new OptionFault(one.getKey(), MssqlProperties.why(one.getKey())));
      }
    }
    if (!faults.isEmpty()) {
      throw InvalidOptionsException.of("mssql URL", faults);
    }
  }

  private void tls(Map<String, String> given) {
    String mode = given.remove("sslmode");
    String root = given.remove("sslrootcert");
    String encrypt = given.remove("encrypt");
    String trust = given.remove("trustservercertificate");
    if (mode != null && (encrypt != null || trust != null)) {
      faults.add(new OptionFault("sslmode", "and the driver's own words exclude each other"));
    }
    TlsSettings tls = TlsSettings.defaults();
    if (mode != null) {
      TlsMode known = mode(mode);
      if (known == null) {
        faults.add(
            new OptionFault("sslmode", "is disable, prefer, require, verify-ca or verify-full"));
      } else {
        tls = asked(known);
      }
    } else if (encrypt != null || trust != null) {
      tls = nativeTls(encrypt == null ? "true" : encrypt, trust == null ? "false" : trust);
    }
    builder.tls(own(given, root == null ? tls : tls.trustedCertificates(Path.of(root))));
  }

  /** The client's own certificate, by the names of all platforms here or by the driver's. */
  private TlsSettings own(Map<String, String> given, TlsSettings tls) {
    String certificate = either(given, "sslcert", "clientcertificate");
    String key = either(given, "sslkey", "clientkey");
    if (certificate == null && key == null) {
      return tls;
    }
    if (certificate == null || key == null) {
      String there = certificate == null ? "sslkey (clientkey)" : "sslcert (clientcertificate)";
      String missing = certificate == null ? "sslcert" : "sslkey";
      faults.add(new OptionFault(there, "goes with " + missing + ": both name a file in PEM form"));
      return tls;
    }
    return tls.clientCertificate(Path.of(certificate), Path.of(key));
  }

  private @Nullable String either(Map<String, String> given, String ours, String theirs) {
    String one = given.remove(ours);
    String other = given.remove(theirs);
    if (one != null && other != null) {
      faults.add(new OptionFault(ours, "and " + theirs + " are the same"));
    }
    return one == null ? other : one;
  }

  /** Whoever writes a mode that verifies nothing has asked for it. */
  private static TlsSettings asked(TlsMode mode) {
    return TlsSettings.defaults().mode(mode).insecure(mode.compareTo(TlsMode.VERIFY_CA) < 0);
  }

  private static @Nullable TlsMode mode(String text) {
    for (TlsMode mode : TlsMode.values()) {
      if (mode.name().replace('_', '-').equalsIgnoreCase(text)) {
        return mode;
      }
    }
    return null;
  }

  private TlsSettings nativeTls(String encrypt, String trust) {
    String trusts = trust.toLowerCase(Locale.ROOT);
    if (!trusts.equals("true") && !trusts.equals("false")) {
      faults.add(new OptionFault("trustServerCertificate", "is true or false"));
    }
    boolean blind = trusts.equals("true");
    switch (encrypt.toLowerCase(Locale.ROOT)) {
      case "true", "mandatory", "yes" -> {
        return asked(blind ? TlsMode.REQUIRE : TlsMode.VERIFY_FULL);
      }
      case "strict" -> {
        if (blind) {
          faults.add(new OptionFault("trustServerCertificate", "is not taken with encrypt=strict"));
        }
        builder.property(MssqlProperties.ENCRYPT, MssqlProperties.STRICT);
        return TlsSettings.defaults();
      }
      case "false", "optional", "no" -> {
        return asked(TlsMode.DISABLE);
      }
      default -> {
        faults.add(new OptionFault("encrypt", "is true, strict or false"));
        return TlsSettings.defaults();
      }
    }
  }

  private void timeouts(Map<String, String> given) {
    String connect = given.remove("connect_timeout");
    String login = given.remove("logintimeout");
    Timeouts timeouts = Timeouts.defaults();
    if (connect != null) {
      timeouts = seconds("connect_timeout", connect).map(timeouts::connect).orElse(timeouts);
    }
    if (login != null) {
      timeouts = seconds("loginTimeout", login).map(timeouts::login).orElse(timeouts);
    }
    builder.timeouts(timeouts);
  }

  private Optional<Duration> seconds(String key, String text) {
    try {
      Duration seconds = Duration.ofSeconds(Long.parseLong(text));
      Timeouts.defaults().connect(seconds);
      return Optional.of(seconds);
    } catch (IllegalArgumentException | DateTimeException | ArithmeticException e) {
      faults.add(new OptionFault(key, "is a number of seconds, 1 to 86400"));
      return Optional.empty();
    }
  }
}
