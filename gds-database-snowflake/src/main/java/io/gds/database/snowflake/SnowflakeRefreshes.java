package io.gds.database.snowflake;

import io.gds.database.core.Plan;
import io.gds.database.core.StepContext;
import io.gds.database.error.ErrorCode;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.ProgressUnit;
import io.gds.database.operation.Step;
import io.gds.database.operation.StepKind;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Refreshes the secondaries of this account, and suspends and resumes their schedules. */
final class SnowflakeRefreshes implements SnowflakeReplication {
  /**
   * The phases of a refresh, in order.
   *
   * @see <a
   *     href="https://docs.snowflake.com/en/sql-reference/functions/replication_group_refresh_progress">
   *     phases</a>
   */
  private static final List<String> PHASES =
      List.of(
          "SECONDARY_SYNCHRONIZING_MEMBERSHIP",
          "SECONDARY_UPLOADING_INVENTORY",
          "PRIMARY_UPLOADING_METADATA",
          "PRIMARY_UPLOADING_DATA",
          "SECONDARY_DOWNLOADING_METADATA",
          "SECONDARY_DOWNLOADING_DATA",
          "COMPLETED");

  private final SnowflakeAvailability availability;
  private final SnowflakeContext context;

  SnowflakeRefreshes(SnowflakeAvailability availability) {
    this.availability = availability;
    this.context = availability.context();
  }

  @Override
  public Operation<SnowflakeRefreshInfo> prepareRefresh(String group) {
    Plan.Builder<SnowflakeRefreshInfo> plan = context.runner().plan("refresh", group);
    Optional<SnowflakeHaView> seen =
        add(
            plan,
            group,
            true,
            SnowflakeHaSql::refresh,
            run -> run.watched(step -> run.queryId().ifPresent(job -> tell(step, job))));
    return plan.yields(
        () -> {
          SnowflakeHaGroup planned = seen.orElseThrow(SnowflakeHaView::stale).group();
          SnowflakeHaSnapshot now = SnowflakeHaSnapshot.read(context);
          return new SnowflakeRefreshInfo(
              group, now.node(), now.snapshotAt(planned), now.lag(planned));
        });
  }

  /** The phase that goes on: the last one that is told. */
  private void tell(StepContext step, String job) {
    List<String> phases =
        context
            .sql()
            .query(
                SnowflakeHaSql.progress(context.info().database().orElse("SNOWFLAKE"), job),
                row -> row.text("PHASE_NAME"));
    phases.stream()
        .max(Comparator.comparingInt(PHASES::indexOf))
        .ifPresent(
            phase ->
                step.progress(
                    phase,
                    Math.max(0, PHASES.indexOf(phase)),
                    OptionalLong.of(PHASES.size() - 1L),
                    ProgressUnit.STEPS));
  }

  @Override
  public Operation<@Nullable Void> prepareSuspend(String group) {
    return schedule("suspend", group, SnowflakeHaSql::suspendSchedule);
  }

  @Override
  public Operation<@Nullable Void> prepareResume(String group) {
    return schedule("resume", group, SnowflakeHaSql::resume);
  }

  private Operation<@Nullable Void> schedule(
      String name, String group, BiFunction<SnowflakeHaGroup, String, String> sql) {
    Plan.Builder<@Nullable Void> plan = context.runner().plan(name, group);
    Optional<SnowflakeHaView> seen = add(plan, group, false, sql, run -> run);
    return plan.yields(
        () -> {
          if (seen.isEmpty()) {
            throw SnowflakeHaView.stale();
          }
          return null;
        });
  }

  private Optional<SnowflakeHaView> add(
      Plan.Builder<?> plan,
      String group,
      boolean idle,
      BiFunction<SnowflakeHaGroup, String, String> sql,
      UnaryOperator<SnowflakeRun> like) {
    context.runner().requireOpen();
    plan.measure(
        () ->
            SnowflakeHaChecks.of(
                availability, Optional.of(group), (view, checks) -> measure(view, checks, idle)));
    Optional<SnowflakeHaView> seen = new SnowflakeHaChecks(availability).look(Optional.of(group));
    seen.ifPresent(
        view -> {
          SnowflakeRun run = like.apply(context.gateway().prepare(sql.apply(view.group(), group)));
          plan.step(new Step(StepKind.SQL, run.text(), Effect.ONCE, ""), run, run);
        });
    return seen;
  }

  private static void measure(SnowflakeHaView view, SnowflakeHaChecks checks, boolean idle) {
    String self = view.own().node();
    if (!checks.secondary(view, self)) {
      return;
    }
    checks.may(view, self, "REPLICATE");
    Optional<SnowflakeRefresh> running = view.own().running(view.group());
    if (idle) {
      checks
          .list()
          .demand(
              running.isEmpty(),
              "no refresh goes on",
              view.name(),
              running.map(refresh -> refresh.phase() + " of " + refresh.job()).orElse("none"),
              "none",
              ErrorCode.DATABASE_IN_USE,
              "Wait until it is over.");
    } else {
      checks
          .list()
          .demand(
              view.group().schedule().isPresent(),
              "the group has a schedule",
              view.name(),
              view.group().schedule().orElse("none"),
              "one",
              ErrorCode.WRONG_STATE,
              "Give it one in the account of the primary.");
    }
  }
}
