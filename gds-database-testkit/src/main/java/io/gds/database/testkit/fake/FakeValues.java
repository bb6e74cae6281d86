package io.gds.database.testkit.fake;

import io.gds.database.settings.Setting;
import io.gds.database.settings.TakesEffect;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a setting takes, and what becomes of it. */
final class FakeValues {
  private FakeValues() {}

  /** What is wrong with a value; empty text if nothing is. */
  static String fault(Setting setting, String value) {
    return switch (setting.kind()) {
      case BOOLEAN ->
          List.of("true", "false", "on", "off").contains(value.toLowerCase(Locale.ROOT))
              ? ""
              : "is neither true nor false";
      case INTEGER -> value.matches("-?\\d+") ? outOfRange(setting, value) : "is no whole number";
      case DECIMAL ->
          value.matches("-?\\d+(\\.\\d+)?") ? outOfRange(setting, value) : "is no number";
      case CHOICE -> setting.choices().contains(value) ? "" : "is none of the choices";
      case TEXT, OTHER -> "";
    };
  }

  private static String outOfRange(Setting setting, String value) {
    BigDecimal number = new BigDecimal(value);
    boolean low =
        setting.min().map(BigDecimal::new).filter(m -> number.compareTo(m) < 0).isPresent();
    boolean high =
        setting.max().map(BigDecimal::new).filter(m -> number.compareTo(m) > 0).isPresent();
    return low || high ? "is out of range" : "";
  }

  /** The values a setting takes, for people. */
  static String range(Setting setting) {
    return switch (setting.kind()) {
      case BOOLEAN -> "true or false";
      case INTEGER, DECIMAL ->
          "a number from " + setting.min().orElse("any") + " to " + setting.max().orElse("any");
      case CHOICE -> "one of " + setting.choices();
      case TEXT, OTHER -> "any text";
    };
  }

  /** The setting with a new value, which may have to wait for a restart. */
  static Setting changed(Setting old, String value, boolean reload) {
    boolean waits =
        old.takesEffect() == TakesEffect.ON_RESTART
            || (old.takesEffect() == TakesEffect.ON_RELOAD && !reload);
    boolean pending = waits && !old.runningValue().equals(Optional.of(value));
    return rebuilt(
        old,
        Optional.of(value),
        waits ? old.runningValue() : Optional.of(value),
        pending
            ? Optional.of("the running value is still " + old.runningValue().orElse("unset"))
            : Optional.empty());
  }

  /** The setting after a restart. */
  static Setting restarted(Setting old) {
    return rebuilt(old, old.value(), old.value(), Optional.empty());
  }

  private static Setting rebuilt(
      Setting old, Optional<String> value, Optional<String> running, Optional<String> pending) {
    return new Setting(
        old.name(),
        value,
        running,
        old.defaultValue(),
        old.unit(),
        old.kind(),
        old.min(),
        old.max(),
        old.choices(),
        Optional.of("set"),
        old.takesEffect(),
        pending.isPresent(),
        pending,
        old.advanced(),
        old.sensitive(),
        old.description(),
        old.attributes());
  }
}
