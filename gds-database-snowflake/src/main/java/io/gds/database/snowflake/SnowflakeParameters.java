package io.gds.database.snowflake;

import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.Timeouts;
import io.gds.database.connection.TlsMode;
import io.gds.database.connection.TlsSettings;
import io.gds.database.error.InvalidOptionsException;
import io.gds.database.error.OptionFault;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The parameters of a URL: the driver's names, and those that the URLs of all platforms here share.
 * All faults are told at once, and no value is repeated.
 */
final class SnowflakeParameters {
  private final ConnectionInfo.Builder builder;
  private final List<OptionFault> faults = new ArrayList<>();

  SnowflakeParameters(ConnectionInfo.Builder builder) {
    this.builder = builder;
  }

  void take(Map<String, String> given) {
    tls(given);
    timeouts(given);
    for (Map.Entry<String, String> one : given.entrySet()) {
      Optional<String> allowed = SnowflakeProperties.allowed(one.getKey());
      if (allowed.isPresent()) {
        builder.property(allowed.get(), one.getValue());
      } else {
        faults.add(new OptionFault(one.getKey(), SnowflakeProperties.why(one.getKey())));
      }
    }
    if (!faults.isEmpty()) {
      throw InvalidOptionsException.of("snowflake URL", faults);
    }
  }

  /** TLS is on; who writes that it is off means it, and where that is taken is decided later. */
  private void tls(Map<String, String> given) {
    String ssl = given.remove("ssl");
    String mode = given.remove("sslmode");
    if (ssl != null && mode != null) {
      faults.add(new OptionFault("sslmode", "and the driver's own ssl exclude each other"));
    }
    boolean off = false;
    if (ssl != null) {
      switch (ssl.toLowerCase(Locale.ROOT)) {
        case "off", "false" -> off = true;
        case "on", "true" -> off = false;
        default -> faults.add(new OptionFault("ssl", "is on or off"));
      }
    }
    if (mode != null) {
      switch (mode.toLowerCase(Locale.ROOT)) {
        case "disable" -> off = true;
        case "verify-full" -> off = false;
        default -> faults.add(new OptionFault("sslmode", "is verify-full or disable"));
      }
    }
    TlsSettings tls = TlsSettings.defaults();
    builder.tls(off ? tls.mode(TlsMode.DISABLE).insecure(true) : tls);
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
