package io.gds.database.testkit.snowflake;

import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Functions that what is used is counted by. Public because the evaluating database calls them; of
 * no use to anybody else.
 *
 * @see <a href="https://docs.snowflake.com/en/sql-reference/functions/date_trunc">DATE_TRUNC</a>
 */
public final class UsageFunctions {
  private UsageFunctions() {}

  /** The begin of the hour or day that an instant lies in. */
  public static @Nullable OffsetDateTime DATE_TRUNC(String part, @Nullable OffsetDateTime at) {
    ChronoUnit unit =
        switch (part.toUpperCase(Locale.ROOT)) {
          case "HOUR" -> ChronoUnit.HOURS;
          case "DAY" -> ChronoUnit.DAYS;
          default -> throw new AssertionError("the model truncates no time to " + part);
        };
    return at == null ? null : at.truncatedTo(unit);
  }
}
