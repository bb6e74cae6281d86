package io.gds.database.error;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The root of all failures this library reports. It says what happened ({@link #code()}), where
 * ({@link #platform()}, {@link #engine()}, {@link #target()}, {@link #operation()}, {@link
 * #phase()}), what the server itself said ({@link #nativeCode()}, {@link #sqlState()}), whether the
 * same call may succeed later ({@link #isTransient()}) and what would help ({@link #remedy()}). No
 * text in it ever holds a secret.
 *
 * <p>Thread-safe.
 */
public class DatabaseException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private static final List<String> CONTEXT =
      List.of("platform", "engine", "target", "operation", "phase", "nativeCode", "sqlState");

  // Native messages have several lines, and a name may hold a line that looks like a log's.
  private static final Pattern LINE_BREAKS = Pattern.compile("\\p{Cntrl}+|\\R");

  private volatile ErrorDetails details;

  /**
   * Makes an exception of these details. Use {@link ErrorDetails#toException()} for the fit type.
   */
  public DatabaseException(ErrorDetails details) {
    super(details.message(), details.cause().orElse(null));
    this.details = details;
  }

  /** What happened. */
  public final ErrorCode code() {
    return details().code();
  }

  /** The id of the platform, such as {@code postgresql}. */
  public final Optional<String> platform() {
    return details().get("platform");
  }

  /** The name of the engine. */
  public final Optional<String> engine() {
    return details().get("engine");
  }

  /** The database, user, file or other object concerned. */
  public final Optional<String> target() {
    return details().get("target");
  }

  /** The operation that was running. */
  public final Optional<String> operation() {
    return details().get("operation");
  }

  /** The phase the operation had reached. */
  public final Optional<String> phase() {
    return details().get("phase");
  }

  /** The error number or name the server, driver or tool gave. */
  public final Optional<String> nativeCode() {
    return details().get("nativeCode");
  }

  /** The SQLState, where the server gave one. */
  public final Optional<String> sqlState() {
    return details().get("sqlState");
  }

  /** Whether the same call, sent again unchanged a little later, may well succeed. */
  public final boolean isTransient() {
    return details().isTransient();
  }

  /** What the reader can do about it. */
  public final Optional<String> remedy() {
    return details().get("remedy");
  }

  /** All facts at once. */
  public final ErrorDetails details() {
    return details;
  }

  /**
   * Adds facts that are not known yet where the exception was made, such as the operation; what is
   * known already stays. Called by the gate, returns this exception.
   */
  public final DatabaseException fillIn(String key, String value) {
    synchronized (this) {
      if (details().get(key).isEmpty()) {
        details = details().with(key, value);
      }
    }
    return this;
  }

  /**
   * Adds a sentence to what the reader can do, such as what has been left behind. Called by the
   * gate, returns this exception.
   */
  public final DatabaseException addRemedy(String sentence) {
    synchronized (this) {
      details = details().remedy(remedy().map(known -> known + " " + sentence).orElse(sentence));
    }
    return this;
  }

  /** Class, message, code with context, and remedy: one line for a log at three in the morning. */
  @Override
  @SuppressWarnings(
      "OverrideThrowableToString") // getMessage() is for people; this line is for logs
  public String toString() {
    String context =
        Stream.concat(
                Stream.of(code().name()),
                CONTEXT.stream()
                    .flatMap(key -> details().get(key).map(v -> key + "=" + v).stream()))
            .collect(Collectors.joining(", ", " [", "]"));
    String line =
        getClass().getSimpleName()
            + ": "
            + getMessage()
            + context
            + remedy().map(text -> " Remedy: " + text).orElse("");
    return LINE_BREAKS.matcher(line).replaceAll(" ");
  }
}
