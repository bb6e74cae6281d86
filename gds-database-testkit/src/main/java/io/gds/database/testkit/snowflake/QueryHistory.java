package io.gds.database.testkit.snowflake;

import io.gds.database.testkit.wire.WireRow;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The functions that tell the history of queries. They give so many rows and no more, before
 * anything else is asked of them; what still runs has ended in 1970.
 *
 * @see <a href="https://docs.snowflake.com/en/sql-reference/functions/query_history">QUERY_HISTORY,
 *     QUERY_HISTORY_BY_*</a>
 */
final class QueryHistory {
  private static final int USUAL = 100;
  private static final int MOST = 10_000;
  private static final Duration KEPT = Duration.ofDays(7);

  private QueryHistory() {}

  static ModelRows ofAccount(ModelSession session, ModelCall call) {
    call.only("END_TIME_RANGE_START", "END_TIME_RANGE_END", "RESULT_LIMIT");
    return rows(session, call, entry -> true);
  }

  static ModelRows ofUser(ModelSession session, ModelCall call) {
    call.only("USER_NAME", "END_TIME_RANGE_START", "END_TIME_RANGE_END", "RESULT_LIMIT");
    String user = call.argument("USER_NAME").map(Object::toString).orElse(session.user());
    return rows(session, call, entry -> entry.user().equals(user));
  }

  static ModelRows ofSession(ModelSession session, ModelCall call) {
    call.only("SESSION_ID", "END_TIME_RANGE_START", "END_TIME_RANGE_END", "RESULT_LIMIT");
    long number =
        call.argument("SESSION_ID")
            .map(value -> new BigDecimal(value.toString()).longValue())
            .orElse(session.request().session());
    return rows(session, call, entry -> entry.session() == number);
  }

  private static ModelRows rows(
      ModelSession session, ModelCall call, Predicate<ModelQueryEntry> which) {
    int limit =
        call.argument("RESULT_LIMIT").map(each -> Integer.parseInt(each.toString())).orElse(USUAL);
    if (limit < 1 || limit > MOST) {
      throw ModelError.invalid(
          "001003", "42000", "Invalid value [" + limit + "] for parameter 'RESULT_LIMIT'");
    }
    Instant now = session.account().moment().at();
    Instant from = time(call, "END_TIME_RANGE_START").orElse(now.minus(KEPT));
    Optional<Instant> to = time(call, "END_TIME_RANGE_END");
    List<ModelQueryEntry> found = new ArrayList<>();
    for (ModelQueryEntry entry : session.account().queries().all()) {
      Instant end = entry.ended().orElse(now);
      boolean open = entry.ended().isEmpty();
      boolean inside =
          open
              ? to.isEmpty()
              : !end.isBefore(from)
                  && !end.isBefore(now.minus(KEPT))
                  && to.filter(end::isAfter).isEmpty();
      if (inside && which.test(entry) && sees(session, entry)) {
        found.add(entry);
      }
    }
    found.sort(
        Comparator.comparing((ModelQueryEntry entry) -> entry.ended().orElse(Instant.MAX))
            .thenComparing(entry -> entry.began().ticket())
            .reversed());
    return table(found.subList(0, Math.min(limit, found.size())));
  }

  private static Optional<Instant> time(ModelCall call, String name) {
    return call.argument(name)
        .map(
            value -> {
              if (value instanceof OffsetDateTime zoned) {
                return zoned.toInstant();
              }
              throw new AssertionError(name + " is no time with a zone: " + value);
            });
  }

  /** One's own, and those of warehouses that one monitors. */
  private static boolean sees(ModelSession session, ModelQueryEntry entry) {
    return entry.user().equals(session.user())
        || session.may("MONITOR USAGE")
        || session
            .account()
            .warehouse(entry.warehouse())
            .filter(each -> session.may("MONITOR", each) || session.may("OPERATE", each))
            .isPresent();
  }

  /** The rows of these entries. */
  static ModelRows table(List<ModelQueryEntry> entries) {
    List<WireRow> rows = new ArrayList<>();
    for (ModelQueryEntry each : entries) {
      Instant end = each.ended().orElse(Instant.EPOCH);
      long took =
          each.ended().map(at -> Duration.between(each.began().at(), at).toMillis()).orElse(0L);
      rows.add(
          WireRow.of(
              each.id(),
              each.text(),
              nullIfEmpty(each.database()),
              nullIfEmpty(each.schema()),
              each.type(),
              each.session(),
              each.user(),
              nullIfEmpty(each.role()),
              nullIfEmpty(each.warehouse()),
              each.tag(),
              each.status(),
              each.error().map(error -> Long.parseLong(error.code())).orElse(null),
              each.error().map(ModelError::text).orElse(null),
              each.began().at(),
              end,
              took,
              took,
              0L,
              0L,
              each.rows()));
    }
    return ModelRows.of(
        List.of(
            "QUERY_ID text",
            "QUERY_TEXT text",
            "DATABASE_NAME text",
            "SCHEMA_NAME text",
            "QUERY_TYPE text",
            "SESSION_ID fixed",
            "USER_NAME text",
            "ROLE_NAME text",
            "WAREHOUSE_NAME text",
            "QUERY_TAG text",
            "EXECUTION_STATUS text",
            "ERROR_CODE fixed",
            "ERROR_MESSAGE text",
            "START_TIME timestamp_ltz(3)",
            "END_TIME timestamp_ltz(3)",
            "TOTAL_ELAPSED_TIME fixed",
            "EXECUTION_TIME fixed",
            "QUEUED_OVERLOAD_TIME fixed",
            "BYTES_SCANNED fixed",
            "ROWS_PRODUCED fixed"),
        rows);
  }

  private static @Nullable String nullIfEmpty(String text) {
    return text.isEmpty() ? null : text;
  }
}
