package io.gds.database.observe;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * One entry of a server's log.
 *
 * @param timestamp when it was written
 * @param level how grave it is
 * @param message what it says, all lines of it
 * @param source which part of the server, process or file it comes from
 * @param context what else was logged with it, such as {@code user}, {@code database} or {@code
 *     code}
 */
public record LogEntry(
    Instant timestamp,
    LogLevel level,
    String message,
    Optional<String> source,
    Map<String, String> context) {
  /** Checks that nothing is missing, and takes copies. */
  public LogEntry {
    Objects.requireNonNull(timestamp, "timestamp");
    Objects.requireNonNull(level, "level");
    Objects.requireNonNull(message, "message");
    Objects.requireNonNull(source, "source");
    context = Collections.unmodifiableMap(new LinkedHashMap<>(context));
  }
}
