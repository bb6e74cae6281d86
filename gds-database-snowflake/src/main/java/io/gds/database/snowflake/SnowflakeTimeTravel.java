package io.gds.database.snowflake;

import io.gds.database.error.InvalidOptionsException;
import io.gds.database.error.OptionFault;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A moment of an object's past, as a clone names it: an instant, so long ago, or a statement.
 * Immutable.
 *
 * @see <a href="https://docs.snowflake.com/en/sql-reference/constructs/at-before">AT | BEFORE</a>
 */
final class SnowflakeTimeTravel {
  /** For how long a statement's id is known as a moment. */
  static final Duration STATEMENTS_KNOWN = Duration.ofDays(14);

  private static final Pattern QUERY_ID = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-.*");
  private static final int LONGEST_ID = 64;

  private final boolean before;
  private final @Nullable Instant instant;
  private final @Nullable Duration ago;
  private final @Nullable String statement;

  private SnowflakeTimeTravel(
      boolean before,
      @Nullable Instant instant,
      @Nullable Duration ago,
      @Nullable String statement) {
    this.before = before;
    this.instant = instant;
    this.ago = ago;
    this.statement = statement;
  }

  /** The state at an instant, with all that was committed at that very instant. */
  static SnowflakeTimeTravel at(Instant instant) {
    return new SnowflakeTimeTravel(false, instant, null, null);
  }

  /** The state so long before the statement that asks for it is run. */
  static SnowflakeTimeTravel ago(Duration ago) {
    if (ago.isNegative() || ago.isZero() || !ago.equals(Duration.ofSeconds(ago.toSeconds()))) {
      throw InvalidOptionsException.of(
          "time travel", List.of(new OptionFault("offset", "is whole seconds, and at least one")));
    }
    return new SnowflakeTimeTravel(false, null, ago, null);
  }

  /** The state just before a statement of the last 14 days: one of data, not of definitions. */
  static SnowflakeTimeTravel beforeStatement(String queryId) {
    if (!isQueryId(queryId)) {
      throw InvalidOptionsException.of(
          "time travel", List.of(new OptionFault("statement", "is not the id of a query")));
    }
    return new SnowflakeTimeTravel(true, null, null, queryId);
  }

  static boolean isQueryId(String text) {
    return text.length() <= LONGEST_ID
        && QUERY_ID.matcher(text).matches()
        && text.chars().allMatch(c -> c == '-' || Character.digit(c, 16) >= 0);
  }

  /** The clause behind the source of a clone. */
  String clause() {
    return (before ? "BEFORE" : "AT") + " (" + reference() + ")";
  }

  private String reference() {
    if (instant != null) {
      return "TIMESTAMP => " + SnowflakeSql.instant(instant);
    }
    if (ago != null) {
      return "OFFSET => -" + ago.toSeconds();
    }
    return "STATEMENT => " + SnowflakeSql.literal(String.valueOf(statement));
  }

  /**
   * The instant that is meant, as far as it is known without asking the server: of a statement it
   * is not.
   *
   * @param now the server's time
   */
  Optional<Instant> instant(Instant now) {
    return ago != null ? Optional.of(now.minus(ago)) : Optional.ofNullable(instant);
  }

  /** The statement that is meant. */
  Optional<String> statement() {
    return Optional.ofNullable(statement);
  }

  @Override
  public String toString() {
    if (instant != null) {
      return instant.toString();
    }
    return ago != null
        ? ago.toSeconds() + " seconds ago"
        : "just before the statement " + statement;
  }
}
