package io.gds.database.testkit.snowflake;

import io.gds.database.testkit.wire.WireRow;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The functions that tell of refreshes. They know the secondaries of their own account alone, and
 * fourteen days.
 *
 * @see <a
 *     href="https://docs.snowflake.com/en/sql-reference/functions/replication_group_refresh_progress">REPLICATION_GROUP_REFRESH_PROGRESS</a>
 * @see <a
 *     href="https://docs.snowflake.com/en/sql-reference/functions/replication_group_refresh_history">REPLICATION_GROUP_REFRESH_HISTORY</a>
 * @see <a
 *     href="https://docs.snowflake.com/en/sql-reference/functions/database_refresh_history">DATABASE_REFRESH_HISTORY</a>
 */
final class RefreshHistory {
  private static final Duration KEPT = Duration.ofDays(14);
  private static final Duration USUAL = Duration.ofHours(12);

  private static final List<String> HISTORY =
      List.of(
          "PHASE_NAME text",
          "START_TIME timestamp_ltz(3)",
          "END_TIME timestamp_ltz(3)",
          "JOB_UUID text",
          "TOTAL_BYTES variant",
          "OBJECT_COUNT variant",
          "PRIMARY_SNAPSHOT_TIMESTAMP timestamp_ltz(3)",
          "ERROR variant");

  private RefreshHistory() {}

  private static Stream<ModelGroupMember> members(ModelSession session) {
    return ModelOrganization.of(session.account())
        .members(session.account())
        .filter(each -> each.group().kind() != ModelGroup.Kind.DATABASE)
        .filter(session::sees);
  }

  private static ModelGroupMember named(ModelSession session, ModelCall call) {
    String text = String.valueOf(call.arguments().get("1"));
    ModelName name = new SnowflakeReader(SnowflakeLexer.tokens(text), List.of()).qualified();
    return members(session)
        .filter(each -> each.name().equals(name.last()))
        .findFirst()
        .orElseThrow(() -> ModelError.missing("Replication group", name));
  }

  static ModelRows progress(ModelSession session, ModelCall call) {
    List<ModelRefresh> all = named(session, call).refreshes();
    return phases(all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1)), session);
  }

  static ModelRows progressByJob(ModelSession session, ModelCall call) {
    String job = String.valueOf(call.arguments().get("1"));
    return phases(
        members(session)
            .flatMap(each -> each.refreshes().stream())
            .filter(each -> each.job().equals(job))
            .findFirst(),
        session);
  }

  private static ModelRows phases(Optional<ModelRefresh> refresh, ModelSession session) {
    List<WireRow> rows = new ArrayList<>();
    refresh
        .filter(each -> !each.began().isBefore(session.account().moment().at().minus(KEPT)))
        .ifPresent(each -> rows.addAll(phases(each)));
    return ModelRows.of(
        List.of(
            "PHASE_NAME text",
            "START_TIME timestamp_ltz(3)",
            "END_TIME timestamp_ltz(3)",
            "PROGRESS text",
            "DETAILS variant"),
        rows);
  }

  private static List<WireRow> phases(ModelRefresh refresh) {
    List<WireRow> rows = new ArrayList<>();
    for (String phase : ModelRefresh.PHASES) {
      boolean current = phase.equals(refresh.phase());
      rows.add(
          WireRow.of(
              phase,
              refresh.began(),
              current ? refresh.ended().orElse(null) : refresh.began(),
              current ? percent(refresh, phase) : "100%",
              details(refresh)));
      if (current) {
        return rows;
      }
    }
    rows.clear();
    rows.add(
        WireRow.of(
            refresh.phase(), refresh.began(), refresh.ended().orElse(null), "", details(refresh)));
    return rows;
  }

  private static String percent(ModelRefresh refresh, String phase) {
    return refresh.isComplete() ? "" : phase.endsWith("DATA") ? "50%" : "";
  }

  private static String details(ModelRefresh refresh) {
    return "{\"primarySnapshotTimestamp\":"
        + refresh.snapshot().map(Instant::getEpochSecond).orElse(0L)
        + ",\"totalBytesToReplicate\":"
        + refresh.bytes()
        + ",\"objectCount\":"
        + refresh.objects()
        + (refresh.error().isEmpty() ? "" : ",\"errorMessage\":\"" + refresh.error() + "\"")
        + "}";
  }

  static ModelRows history(ModelSession session, ModelCall call) {
    ModelGroupMember member = named(session, call);
    return ModelRows.of(HISTORY, rows(member, session, call, "DATE_RANGE_START", "2", false));
  }

  static ModelRows historyOfAll(ModelSession session, ModelCall call) {
    List<WireRow> rows = new ArrayList<>();
    members(session)
        .forEach(each -> rows.addAll(rows(each, session, call, "DATE_RANGE_START", "1", true)));
    List<String> columns = new ArrayList<>(List.of("GROUP_NAME text", "GROUP_TYPE text"));
    columns.addAll(HISTORY);
    return ModelRows.of(columns, rows);
  }

  private static List<WireRow> rows(
      ModelGroupMember member,
      ModelSession session,
      ModelCall call,
      String argument,
      String place,
      boolean named) {
    Instant now = session.account().moment().at();
    Instant from =
        call.argument(argument)
            .or(() -> call.argument(place))
            .map(value -> ((OffsetDateTime) value).toInstant())
            .orElse(now.minus(USUAL));
    List<WireRow> rows = new ArrayList<>();
    for (ModelRefresh each : member.refreshes()) {
      if (!each.began().isBefore(from) && !each.began().isBefore(now.minus(KEPT))) {
        List<@Nullable Object> values = new ArrayList<>();
        if (named) {
          values.add(member.name());
          values.add(member.group().kind().name());
        }
        values.add(each.phase());
        values.add(each.began());
        values.add(each.ended().orElse(null));
        values.add(each.job());
        values.add("{\"totalBytesToReplicate\":" + each.bytes() + "}");
        values.add("{\"totalObjects\":" + each.objects() + "}");
        values.add(each.snapshot().orElse(null));
        values.add(each.error().isEmpty() ? null : "{\"errorMessage\":\"" + each.error() + "\"}");
        rows.add(0, new WireRow(values));
      }
    }
    return rows;
  }

  static ModelRows ofDatabase(ModelSession session, ModelCall call) {
    List<WireRow> rows = new ArrayList<>();
    for (ModelRefresh each : database(session, call).refreshes()) {
      rows.add(
          0,
          WireRow.of(
              each.phase(),
              each.began().toEpochMilli(),
              each.ended().map(Instant::toEpochMilli).orElse(null),
              each.job(),
              each.bytes(),
              each.objects()));
    }
    return ModelRows.of(
        List.of(
            "CURRENT_PHASE text",
            "START_TIME fixed",
            "END_TIME fixed",
            "JOB_UUID text",
            "COPY_BYTES fixed",
            "OBJECT_COUNT fixed"),
        rows);
  }

  static ModelRows progressOfDatabase(ModelSession session, ModelCall call) {
    List<ModelRefresh> all = database(session, call).refreshes();
    return phases(all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1)), session);
  }

  private static ModelGroupMember database(ModelSession session, ModelCall call) {
    String text = String.valueOf(call.arguments().get("1"));
    ModelName name = new SnowflakeReader(SnowflakeLexer.tokens(text), List.of()).qualified();
    return ModelOrganization.of(session.account())
        .member(session.account(), ModelGroup.Kind.DATABASE, name.last())
        .filter(each -> session.has("ACCOUNTADMIN"))
        .orElseThrow(() -> ModelError.missing("Database", name));
  }
}
