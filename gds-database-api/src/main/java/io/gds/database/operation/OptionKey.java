package io.gds.database.operation;

import io.gds.database.connection.SecretRef;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A typed option that only one platform has, such as {@code sqlite.pages-per-step}. A capability
 * publishes the keys it takes; any other is refused, never ignored. Immutable and thread-safe;
 * equal by id.
 *
 * @param <T> the type of its value
 */
public final class OptionKey<T> {
  private static final Pattern ID = Pattern.compile("[a-z][a-z0-9]*\\.[a-z][a-z0-9-]*");
  private static final Map<Class<?>, Function<String, ?>> PARSERS =
      Map.of(
          String.class, text -> text,
          Boolean.class, OptionKey::parseBoolean,
          Integer.class, Integer::valueOf,
          Long.class, Long::valueOf,
          Double.class, Double::valueOf,
          Duration.class, Duration::parse,
          Instant.class, Instant::parse,
          Path.class, Path::of,
          SecretRef.class, SecretRef::parse);

  private final String id;
  private final Class<T> type;
  private final String description;
  private final @Nullable T defaultValue;
  private final Predicate<T> valid;
  private final String range;
  private final Function<String, ? extends T> parser;

  private OptionKey(
      String id,
      Class<T> type,
      String description,
      @Nullable T defaultValue,
      Predicate<T> valid,
      String range,
      Function<String, ? extends T> parser) {
    this.id = id;
    this.type = type;
    this.description = description;
    this.defaultValue = defaultValue;
    this.valid = valid;
    this.range = range;
    this.parser = parser;
  }

  /**
   * A key. Values of the usual types (text, numbers, booleans, enumerations, durations, instants,
   * paths, secret references) can be read from text; others need {@link #parsedBy}.
   *
   * @param id {@code platform.name}, in lower case with dashes
   * @param description what it does, as a sentence
   */
  public static <T> OptionKey<T> of(String id, Class<T> type, String description) {
    if (!ID.matcher(id).matches()) {
      throw new IllegalArgumentException("not an option id: " + id);
    }
    return new OptionKey<>(
        id,
        Objects.requireNonNull(type, "type"),
        Objects.requireNonNull(description, "description"),
        null,
        value -> true,
        rangeOf(type),
        parserOf(type));
  }

  private static String rangeOf(Class<?> type) {
    return type.isEnum()
        ? Arrays.stream(type.getEnumConstants())
            .map(constant -> spelled((Enum<?>) constant))
            .collect(Collectors.joining(", "))
        : type.getSimpleName();
  }

  private static String spelled(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static <T> Function<String, ? extends T> parserOf(Class<T> type) {
    if (type.isEnum()) {
      return text ->
          Arrays.stream(type.getEnumConstants())
              .filter(
                  constant ->
                      spelled((Enum<?>) constant)
                          .equals(text.toLowerCase(Locale.ROOT).replace('_', '-')))
              .findFirst()
              .orElseThrow(() -> new IllegalArgumentException("is none of these"));
    }
    Function<String, ?> known = PARSERS.get(type);
    return known != null
        ? text -> type.cast(known.apply(text))
        : text -> {
          throw new IllegalArgumentException("cannot be given as text");
        };
  }

  private static Boolean parseBoolean(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true", "yes", "on", "1" -> true;
      case "false", "no", "off", "0" -> false;
      default -> throw new IllegalArgumentException("is not true or false");
    };
  }

  /** The same key with a default. */
  public OptionKey<T> defaultsTo(T value) {
    return new OptionKey<>(id, type, description, value, valid, range, parser);
  }

  /** The same key with a rule for its values, described as the reader should be told it. */
  public OptionKey<T> checked(Predicate<T> rule, String range) {
    return new OptionKey<>(id, type, description, defaultValue, rule, range, parser);
  }

  /** The same key with its own way of being read from text. */
  public OptionKey<T> parsedBy(Function<String, ? extends T> parser) {
    return new OptionKey<>(id, type, description, defaultValue, valid, range, parser);
  }

  /** {@code platform.name}. */
  public String id() {
    return id;
  }

  /** The platform's id, the part before the dot. */
  public String platform() {
    return id.substring(0, id.indexOf('.'));
  }

  /** The part after the dot. */
  public String shortName() {
    return id.substring(id.indexOf('.') + 1);
  }

  /** The type of its value. */
  public Class<T> type() {
    return type;
  }

  /** What it does. */
  public String description() {
    return description;
  }

  /** The value used when it is not given. */
  public Optional<T> defaultValue() {
    return Optional.ofNullable(defaultValue);
  }

  /** The values it takes, for people. */
  public String range() {
    return range;
  }

  /** Whether this value is allowed. */
  public boolean allows(Object value) {
    return type.isInstance(value) && valid.test(type.cast(value));
  }

  /**
   * Reads a value from text.
   *
   * @throws io.gds.database.error.InvalidOptionsException if the text is no allowed value; says
   *     which are
   */
  public T parse(String text) {
    T value;
    try {
      value = parser.apply(text);
    } catch (RuntimeException e) {
      throw refused();
    }
    if (!valid.test(value)) {
      throw refused();
    }
    return value;
  }

  private RuntimeException refused() {
    return ErrorDetails.of(ErrorCode.INVALID_OPTIONS, "takes " + range).target(id).toException();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof OptionKey<?> that && id.equals(that.id);
  }

  @Override
  public int hashCode() {
    return id.hashCode();
  }

  /** The id. */
  @Override
  public String toString() {
    return id;
  }
}
