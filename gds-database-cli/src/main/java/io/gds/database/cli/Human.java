package io.gds.database.cli;

import io.gds.database.backup.BackupInfo;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Values as people read them. What machines read is JSON and CSV. */
final class Human {
  private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

  private Human() {}

  /** Any value of a record, on one line and fit for a terminal; empty for what is missing. */
  static String of(@Nullable Object value) {
    Object bare = unwrap(value);
    if (bare == null) {
      return "";
    }
    if (bare instanceof Boolean flag) {
      return flag ? "yes" : "no";
    }
    if (bare instanceof Instant instant) {
      return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }
    if (bare instanceof Duration duration) {
      return duration(duration);
    }
    if (bare instanceof Long || bare instanceof Integer) {
      return String.format(Locale.ROOT, "%,d", ((Number) bare).longValue());
    }
    if (bare instanceof Double number) {
      return number == Math.rint(number) && Math.abs(number) < 1e15
          ? String.format(Locale.ROOT, "%,d", number.longValue())
          : String.format(Locale.ROOT, "%,.3f", number);
    }
    if (bare instanceof Map<?, ?> map) {
      return map.entrySet().stream()
          .map(entry -> of(entry.getKey()) + "=" + of(entry.getValue()))
          .collect(Collectors.joining(", "));
    }
    if (bare instanceof java.nio.file.Path path) {
      return Text.escape(path.toString());
    }
    if (bare instanceof BackupInfo backup) {
      return of(backup.location());
    }
    if (bare instanceof Iterable<?> items) {
      List<String> texts = StreamSupport.stream(items.spliterator(), false).map(Human::of).toList();
      boolean sentences = texts.stream().anyMatch(text -> text.contains(","));
      return String.join(sentences ? "; " : ", ", texts);
    }
    return Text.escape(bare.toString());
  }

  /** What an optional holds, of whatever kind; null for an empty one. */
  static @Nullable Object unwrap(@Nullable Object value) {
    if (value instanceof Optional<?> optional) {
      return optional.orElse(null);
    }
    if (value instanceof OptionalLong optional) {
      return optional.isPresent() ? optional.getAsLong() : null;
    }
    if (value instanceof OptionalInt optional) {
      return optional.isPresent() ? optional.getAsInt() : null;
    }
    if (value instanceof OptionalDouble optional) {
      return optional.isPresent() ? optional.getAsDouble() : null;
    }
    return value;
  }

  /** Bytes in the largest unit that leaves a number of one or more. */
  static String bytes(double bytes) {
    int unit = 0;
    double value = bytes;
    while (value >= 1023.95 && unit < UNITS.length - 1) {
      value /= 1024;
      unit++;
    }
    return unit == 0 || value >= 99.95
        ? String.format(Locale.ROOT, "%.0f %s", value, UNITS[unit])
        : String.format(Locale.ROOT, "%.1f %s", value, UNITS[unit]);
  }

  /** The size in people's units; empty if unknown. */
  static String bytes(OptionalLong bytes) {
    return bytes.isPresent() ? bytes((double) bytes.getAsLong()) : "";
  }

  static String duration(Duration duration) {
    if (duration.isNegative()) {
      return "-" + duration(duration.negated());
    }
    long seconds = duration.toSeconds();
    if (seconds >= 3600) {
      return seconds / 3600 + " h " + String.format("%02d min", seconds / 60 % 60);
    }
    if (seconds >= 60) {
      return seconds / 60 + " min " + String.format("%02d s", seconds % 60);
    }
    long millis = duration.toMillis();
    return millis < 1000 ? millis + " ms" : String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
  }
}
