package io.gds.database.postgres;

import io.gds.database.settings.Setting;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How values of settings are written and compared: with units, as lists, in SQL.
 *
 * @see <a href="https://www.postgresql.org/docs/current/config-setting.html">Setting Parameters</a>
 */
final class PostgresSettingValues {
  /**
   * Lists whose elements the server quotes one by one when it keeps them: written as one text, all
   * of it would become a single element. Extensions cannot define such.
   */
  private static final Set<String> LISTS =
      Set.of(
          "local_preload_libraries",
          "oauth_validator_libraries",
          "output_plugin_libraries",
          "search_path",
          "session_preload_libraries",
          "shared_preload_libraries",
          "temp_tablespaces",
          "unix_socket_directories");

  /** Those of them where nothing but an empty list can be meant by an empty element. */
  private static final Set<String> EMPTY_ELEMENT = Set.of("search_path", "temp_tablespaces");

  /** What enumerations take without listing it. */
  private static final Set<String> HIDDEN_CHOICES =
      Set.of(
          "on",
          "off",
          "true",
          "false",
          "yes",
          "no",
          "1",
          "0",
          "archive",
          "hot_standby",
          "debug",
          "info",
          "fatal",
          "panic",
          "md5");

  private static final Pattern NUMBER =
      Pattern.compile("\\s*([+-]?(?:0[xX][0-9a-fA-F]+|[0-9.]+(?:[eE][+-]?[0-9]+)?))\\s*(\\w*)\\s*");

  private static final Pattern UNIT = Pattern.compile("([0-9]*)([a-zA-Z]+)");

  private static final Map<String, Long> MEMORY =
      Map.of("B", 1L, "kB", 1L << 10, "MB", 1L << 20, "GB", 1L << 30, "TB", 1L << 40);

  private static final Map<String, Long> MICROSECONDS =
      Map.of(
          "us",
          1L,
          "ms",
          1_000L,
          "s",
          1_000_000L,
          "min",
          60_000_000L,
          "h",
          3_600_000_000L,
          "d",
          86_400_000_000L);

  private PostgresSettingValues() {}

  static boolean isList(String name) {
    return LISTS.contains(name.toLowerCase(Locale.ROOT));
  }

  /** Whether a value says that a list is to be empty, where the server could not keep that. */
  static boolean isUnkeepable(String name, String value) {
    String lower = name.toLowerCase(Locale.ROOT);
    return LISTS.contains(lower) && !EMPTY_ELEMENT.contains(lower) && elements(value).isEmpty();
  }

  /** The value as SQL takes it behind {@code SET name TO}. */
  static String sql(String name, String value) {
    if (!isList(name)) {
      return text(value);
    }
    List<String> elements = elements(value);
    return elements.isEmpty()
        ? text("")
        : elements.stream().map(PostgresSettingValues::text).collect(Collectors.joining(", "));
  }

  /** A text, in the form with escapes only where it needs that. */
  private static String text(String value) {
    String literal = PostgresSql.literal(value);
    return value.indexOf('\\') < 0 ? literal.substring(1) : literal;
  }

  /** A name, of an extension's setting by its parts. */
  static String name(String name) {
    String[] parts = name.split("\\.", -1);
    String[] more = new String[parts.length - 1];
    System.arraycopy(parts, 1, more, 0, more.length);
    return PostgresSql.name(parts[0], more);
  }

  /** The elements of a list with commas between, each in double quotes or not. */
  static List<String> elements(String list) {
    List<String> elements = new ArrayList<>();
    StringBuilder element = new StringBuilder();
    boolean quoted = false;
    boolean wasQuoted = false;
    for (int i = 0; i < list.length(); i++) {
      char c = list.charAt(i);
      if (c == '"' && quoted && i + 1 < list.length() && list.charAt(i + 1) == '"') {
        element.append('"');
        i++;
      } else if (c == '"') {
        quoted = !quoted;
        wasQuoted = true;
      } else if (c == ',' && !quoted) {
        add(element, wasQuoted, elements);
        element.setLength(0);
        wasQuoted = false;
      } else if (quoted || !Character.isWhitespace(c) || (!wasQuoted && !element.isEmpty())) {
        element.append(c);
      }
    }
    add(element, wasQuoted, elements);
    return elements;
  }

  private static void add(StringBuilder element, boolean quoted, List<String> elements) {
    String text = quoted ? element.toString() : element.toString().stripTrailing();
    if (!text.isEmpty()) {
      elements.add(text);
    }
  }

  /** Why a setting does not take a value; empty if it does, or only the server can tell. */
  static Optional<String> fault(Setting setting, String value) {
    if (value.indexOf('\n') >= 0 || value.indexOf('\0') >= 0) {
      return Optional.of("a text of several lines, or with a NUL");
    }
    return switch (setting.kind()) {
      case BOOLEAN -> bool(value).isPresent() ? Optional.empty() : Optional.of("no truth value");
      case INTEGER, DECIMAL -> numberFault(setting, value);
      case CHOICE ->
          setting.choices().stream().anyMatch(value::equalsIgnoreCase)
                  || HIDDEN_CHOICES.contains(value.toLowerCase(Locale.ROOT))
              ? Optional.empty()
              : Optional.of("none of its values");
      default -> Optional.empty();
    };
  }

  private static Optional<String> numberFault(Setting setting, String value) {
    Optional<BigDecimal> number = number(value, setting.unit());
    if (number.isEmpty()) {
      return Optional.of("no number in a unit that fits");
    }
    boolean below =
        setting.min().flatMap(PostgresSettingValues::plain).stream()
            .anyMatch(min -> number.get().compareTo(min) < 0);
    boolean above =
        setting.max().flatMap(PostgresSettingValues::plain).stream()
            .anyMatch(max -> number.get().compareTo(max) > 0);
    return below || above ? Optional.of("out of range") : Optional.empty();
  }

  /** What a setting takes, in words. */
  static String range(Setting setting) {
    return switch (setting.kind()) {
      case BOOLEAN -> "on or off";
      case INTEGER, DECIMAL ->
          setting.min().orElse("…")
              + " to "
              + setting.max().orElse("…")
              + setting.unit().map(unit -> " (in " + unit + ")").orElse("");
      case CHOICE -> String.join(", ", setting.choices());
      default -> "one line of text";
    };
  }

  /** The value in the form and unit in which the server shows it, as far as that is known. */
  static String canonical(String type, Optional<String> unit, String value) {
    return switch (type) {
      case "bool" -> bool(value).map(on -> on ? "on" : "off").orElse(value);
      case "integer" ->
          number(value, unit)
              .map(number -> number.setScale(0, RoundingMode.HALF_EVEN).toPlainString())
              .orElse(value);
      case "real" ->
          number(value, unit)
              .map(number -> number.signum() == 0 ? "0" : number.stripTrailingZeros())
              .map(Object::toString)
              .orElse(value);
      case "enum" -> value.toLowerCase(Locale.ROOT);
      default -> value;
    };
  }

  /** A number in the setting's unit, whichever unit it is written in. */
  static Optional<BigDecimal> number(String text, Optional<String> unit) {
    Matcher matcher = NUMBER.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    Optional<BigDecimal> number = plain(matcher.group(1));
    String given = matcher.group(2);
    if (number.isEmpty() || given.isEmpty()) {
      return number;
    }
    return unit.flatMap(own -> converted(number.get(), given, own));
  }

  private static Optional<BigDecimal> plain(String text) {
    try {
      if (text.matches("[+-]?0[xX].*")) {
        return Optional.of(BigDecimal.valueOf(Long.decode(text)));
      }
      // The server takes a leading zero of a whole number for octal.
      return Optional.of(
          text.matches("0[0-7]+")
              ? BigDecimal.valueOf(Long.parseLong(text, 8))
              : new BigDecimal(text));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** So many of the given unit in the own; empty if they do not fit. */
  private static Optional<BigDecimal> converted(BigDecimal number, String given, String own) {
    Matcher unit = UNIT.matcher(own);
    if (!unit.matches()) {
      return Optional.empty();
    }
    Map<String, Long> units = MEMORY.containsKey(unit.group(2)) ? MEMORY : MICROSECONDS;
    Long of = units.get(given);
    Long in = units.get(unit.group(2));
    if (of == null || in == null) {
      return Optional.empty();
    }
    long times = unit.group(1).isEmpty() ? 1 : Long.parseLong(unit.group(1));
    return Optional.of(
        number
            .multiply(BigDecimal.valueOf(of))
            .divide(BigDecimal.valueOf(in * times), 12, RoundingMode.HALF_EVEN));
  }

  /** The unambiguous beginnings of true, false, yes, no, on and off, and 1 and 0. */
  static Optional<Boolean> bool(String text) {
    String lower = text.strip().toLowerCase(Locale.ROOT);
    if (lower.isEmpty() || lower.equals("o")) {
      return Optional.empty();
    }
    if ("true".startsWith(lower)
        || "yes".startsWith(lower)
        || lower.equals("on")
        || lower.equals("1")) {
      return Optional.of(true);
    }
    if ("false".startsWith(lower)
        || "no".startsWith(lower)
        || "off".startsWith(lower)
        || lower.equals("0")) {
      return Optional.of(false);
    }
    return Optional.empty();
  }
}
