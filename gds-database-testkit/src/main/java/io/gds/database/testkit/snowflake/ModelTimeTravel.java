package io.gds.database.testkit.snowflake;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Points in the past, and what can still be read there.
 *
 * @see <a href="https://docs.snowflake.com/en/sql-reference/constructs/at-before">AT | BEFORE</a>
 * @see <a href="https://docs.snowflake.com/en/user-guide/data-time-travel">Understanding &amp;
 *     using Time Travel</a>
 */
final class ModelTimeTravel {
  /** How long statements are known that a point can be told by. */
  private static final Duration STATEMENTS = Duration.ofDays(14);

  private ModelTimeTravel() {}

  /** Reads AT or BEFORE with what is in brackets. */
  static ModelPoint point(ModelSession session, SnowflakeReader statement) {
    boolean inclusive = statement.one("AT", "BEFORE").equals("AT");
    statement.demand("(");
    String by = statement.one("TIMESTAMP", "OFFSET", "STATEMENT");
    statement.demand("=>");
    List<SnowflakeToken> argument = statement.argument();
    statement.demand(")");
    Object value = ModelEvaluation.value(session, argument, List.of());
    Instant now = session.account().moment().at();
    return switch (by) {
      case "TIMESTAMP" -> new ModelPoint(instant(value), Optional.empty(), inclusive);
      case "OFFSET" ->
          new ModelPoint(now.plus(seconds(String.valueOf(value))), Optional.empty(), inclusive);
      default -> statement(session, String.valueOf(value), inclusive);
    };
  }

  private static Duration seconds(String number) {
    return Duration.ofNanos(new BigDecimal(number).movePointRight(9).longValueExact());
  }

  /** A text or a time without a zone is one in UTC. */
  private static Instant instant(@Nullable Object value) {
    if (value instanceof OffsetDateTime zoned) {
      return zoned.toInstant();
    }
    if (value instanceof LocalDateTime local) {
      return local.toInstant(ZoneOffset.UTC);
    }
    return LocalDateTime.parse(String.valueOf(value).replace(' ', 'T')).toInstant(ZoneOffset.UTC);
  }

  private static ModelPoint statement(ModelSession session, String id, boolean inclusive) {
    Instant oldest = session.account().moment().at().minus(STATEMENTS);
    ModelQueryEntry entry =
        session
            .account()
            .queries()
            .find(id)
            .filter(each -> !each.began().at().isBefore(oldest))
            .orElseThrow(
                () ->
                    ModelError.invalid(
                        "000709",
                        "02000",
                        "Time travel data is not available. Statement " + id + " not found."));
    return new ModelPoint(entry.began().at(), Optional.of(entry.began().ticket()), inclusive);
  }

  /** Whether something was there at a point, and can still be read as it was. */
  static boolean reaches(ModelObject object, ModelPoint point) {
    return point.sees(object.created())
        && !point.at().isBefore(object.horizon())
        && !point.at().isAfter(object.account().moment().at());
  }

  /**
   * Looks whether something can be read at a point.
   *
   * @throws ModelError 000707 if it cannot
   */
  static void demand(ModelObject object, ModelPoint point) {
    if (!reaches(object, point)) {
      throw new ModelError(
          "000707",
          "02000",
          "Time travel data is not available for "
              + object.kind().toLowerCase(Locale.ROOT)
              + " "
              + object.fullName().last()
              + ". The requested time is either beyond the allowed time travel period or before the"
              + " object creation time.");
    }
  }
}
