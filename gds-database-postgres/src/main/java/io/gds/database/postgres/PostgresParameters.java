package io.gds.database.postgres;

import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.ConnectionRole;
import io.gds.database.connection.DatabaseType;
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
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a URL, under the names that libpq and the driver give them. What is unknown
 * here stays a property, to be checked against the allow-list when the engine is opened.
 */
final class PostgresParameters {
  private final PostgresProduct product;
  private final ConnectionInfo.Builder builder;
  private final List<OptionFault> faults = new ArrayList<>();

  PostgresParameters(PostgresProduct product, ConnectionInfo.Builder builder) {
    this.product = product;
    this.builder = builder;
  }

  void take(Map<String, String> given) {
    tls(given);
    role(given);
    timeouts(given);
    taken(given, "application_name", "ApplicationName")
        .ifPresent(name -> builder.property("ApplicationName", name));
    if (product.type().equals(DatabaseType.POSTGRESQL)) {
      taken(given, PostgresPatroni.IN_URL, PostgresPatroni.ADDRESSES.id())
          .ifPresent(addresses -> builder.property(PostgresPatroni.ADDRESSES.id(), addresses));
    }
    // A URL may come from anywhere, and these run programs or lead to secrets.
    given.keySet().stream()
        .filter(product.inCodeOnly()::contains)
        .forEach(
            name -> faults.add(new OptionFault(name, "is not taken from a URL: set it in code")));
    if (!faults.isEmpty()) {
      throw InvalidOptionsException.of(product.type() + " URL", faults);
    }
    given.forEach(builder::property);
  }

  private Optional<String> taken(Map<String, String> given, String... names) {
    String value = null;
    for (String name : names) {
      String found = given.remove(name);
      if (found != null && value != null) {
        faults.add(new OptionFault(name, "says again what " + names[0] + " says"));
      }
      value = found == null ? value : found;
    }
    return Optional.ofNullable(value);
  }

  private void tls(Map<String, String> given) {
    Optional<String> mode = taken(given, "sslmode");
    Optional<String> root = taken(given, "sslrootcert");
    Optional<String> certificate = taken(given, "sslcert");
    Optional<String> key = taken(given, "sslkey");
    if (mode.isEmpty() && root.isEmpty() && certificate.isEmpty() && key.isEmpty()) {
      return;
    }
    TlsSettings tls = TlsSettings.defaults();
    if (mode.isPresent()) {
      TlsMode known = mode(mode.get());
      if (known == null) {
        faults.add(
            new OptionFault("sslmode", "is disable, prefer, require, verify-ca or verify-full"));
      } else {
        // libpq's own word for it: whoever writes a mode that verifies nothing has asked for it.
        tls = tls.mode(known).insecure(known.compareTo(TlsMode.VERIFY_CA) < 0);
      }
    }
    if (root.isPresent()) {
      tls = tls.trustedCertificates(Path.of(root.get()));
    }
    if (certificate.isPresent() && key.isPresent()) {
      tls = tls.clientCertificate(Path.of(certificate.get()), Path.of(key.get()));
    } else if (certificate.isPresent() || key.isPresent()) {
      faults.add(new OptionFault("sslcert", "and sslkey are given together"));
    }
    builder.tls(tls);
  }

  private static @Nullable TlsMode mode(String text) {
    return switch (text) {
      case "disable" -> TlsMode.DISABLE;
      case "prefer" -> TlsMode.PREFER;
      case "require" -> TlsMode.REQUIRE;
      case "verify-ca" -> TlsMode.VERIFY_CA;
      case "verify-full" -> TlsMode.VERIFY_FULL;
      default -> null;
    };
  }

  private void role(Map<String, String> given) {
    taken(given, "target_session_attrs", "targetServerType")
        .ifPresent(
            attribute -> {
              switch (attribute) {
                case "primary", "read-write" -> builder.role(ConnectionRole.PRIMARY);
                case "any" -> builder.role(ConnectionRole.ANY);
                default ->
                    faults.add(
                        new OptionFault(
                            "target_session_attrs",
                            "is primary, read-write or any; a standby is opened by its own"
                                + " address"));
              }
            });
  }

  private void timeouts(Map<String, String> given) {
    taken(given, "connect_timeout", "connectTimeout")
        .ifPresent(
            text ->
                builder.timeouts(Timeouts.defaults().connect(seconds("connect_timeout", text))));
  }

  /** A number of seconds, at least one. */
  private Duration seconds(String key, String text) {
    try {
      Duration seconds = Duration.ofSeconds(Long.parseLong(text));
      Timeouts.defaults().connect(seconds);
      return seconds;
    } catch (IllegalArgumentException | DateTimeException | ArithmeticException e) {
      throw InvalidOptionsException.of(
          product.type() + " URL",
          List.of(new OptionFault(key, "is a number of seconds, 1 to 86400")));
    }
  }
}
