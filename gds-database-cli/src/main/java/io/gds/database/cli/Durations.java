package io.gds.database.cli;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code 500ms}, {@code 30s}, {@code 5m}, {@code 2h}, {@code 1d} and ISO-8601. */
final class Durations implements ITypeConverter<Duration> {
  private static final Pattern SHORT = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");
  private static final Map<String, Duration> UNITS =
      Map.of(
          "ms", Duration.ofMillis(1),
          "s", Duration.ofSeconds(1),
          "m", Duration.ofMinutes(1),
          "h", Duration.ofHours(1),
          "d", Duration.ofDays(1));

  @Override
  public Duration convert(String text) {
    Matcher matcher = SHORT.matcher(text);
    Duration duration;
    try {
      duration =
          matcher.matches()
              ? UNITS
                  .getOrDefault(matcher.group(2), Duration.ZERO)
                  .multipliedBy(Long.parseLong(matcher.group(1)))
              : Duration.parse(text);
    } catch (DateTimeException e) {
      throw new TypeConversionException("takes a duration such as 500ms, 30s, 5m, 2h, 1d or PT30S");
    }
    if (duration.isZero() || duration.isNegative()) {
      throw new TypeConversionException("takes more than zero");
    }
    return duration;
  }
}
