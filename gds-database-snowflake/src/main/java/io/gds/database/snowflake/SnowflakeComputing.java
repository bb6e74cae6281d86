package io.gds.database.snowflake;

import io.gds.database.core.Checks;
import io.gds.database.core.Measurements;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.operation.Check;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.Step;
import io.gds.database.operation.StepKind;
import io.gds.database.snowflake.SnowflakeWarehouse.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Warehouses by SHOW and ALTER, which need none that runs.
 *
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/alter-warehouse">ALTER
 *     WAREHOUSE</a>
 */
final class SnowflakeComputing implements SnowflakeWarehouses {
  private static final String SHOW = "SHOW WAREHOUSES";

  private final SnowflakeContext context;

  SnowflakeComputing(SnowflakeContext context) {
    this.context = context;
  }

  @Override
  public List<SnowflakeWarehouse> warehouses() {
    context.runner().requireOpen();
    return context.sql().query(SHOW, SnowflakeWarehouse::of);
  }

  private Optional<SnowflakeWarehouse> find(String name) {
    return warehouses().stream().filter(each -> each.name().equals(name)).findFirst();
  }

  @Override
  public Operation<SnowflakeWarehouse> prepareResumeWarehouse(String name) {
    return plan(
        "resumeWarehouse",
        name,
        "RESUME IF SUSPENDED",
        "OPERATE",
        found -> List.of(),
        found -> found.state() != State.SUSPENDED && found.state() != State.SUSPENDING);
  }

  @Override
  public Operation<SnowflakeWarehouse> prepareSuspendWarehouse(String name) {
    return plan(
        "suspendWarehouse",
        name,
        "SUSPEND",
        "OPERATE",
        this::ofSuspend,
        found -> found.state() == State.SUSPENDED || found.state() == State.SUSPENDING);
  }

  @Override
  public Operation<SnowflakeWarehouse> prepareResizeWarehouse(
      String name, SnowflakeWarehouseSize size) {
    return plan(
        "resizeWarehouse",
        name,
        "SET WAREHOUSE_SIZE = " + SnowflakeSql.literal(size.name()),
        "MODIFY",
        found -> List.of(),
        found -> found.size().filter(size::equals).isPresent());
  }

  private Operation<SnowflakeWarehouse> plan(
      String verb,
      String name,
      String change,
      String right,
      Function<SnowflakeWarehouse, List<Check>> checks,
      Function<SnowflakeWarehouse, Boolean> done) {
    context.runner().requireOpen();
    String quoted = SnowflakeSql.name(name);
    SnowflakeRun run =
        context
            .gateway()
            .prepare("ALTER WAREHOUSE " + quoted + " " + change)
            .seen(() -> find(name).map(done).orElse(false));
    String grant = "Have it granted: GRANT " + right + " ON WAREHOUSE " + quoted + " TO ROLE … .";
    return context
        .runner()
        .<SnowflakeWarehouse>plan(verb, name)
        .measure(() -> measure(name, checks))
        .step(
            new Step(StepKind.SQL, run.text(), Effect.ONCE, ""),
            SnowflakeRights.naming(right + " on the warehouse", grant, run),
            run)
        .yields(() -> find(name).orElseThrow(() -> gone(name)));
  }

  private DatabaseException gone(String name) {
    return ErrorDetails.of(ErrorCode.NOT_FOUND, "there is no warehouse " + name + " any more")
        .platform(context.runner().platform().id())
        .engine(context.runner().engine())
        .target(name)
        .toException();
  }

  private List<Check> measure(String name, Function<SnowflakeWarehouse, List<Check>> further) {
    String rule = "the warehouse exists";
    try {
      Optional<SnowflakeWarehouse> found = find(name);
      List<Check> all = new ArrayList<>();
      all.add(
          Checks.demand(
              context.clock(),
              found.isPresent(),
              rule,
              name,
              found.map(each -> each.state().name()).orElse("not there, or not seen"),
              "there",
              ErrorCode.NOT_FOUND,
              "See warehouses(); upper and lower case are told apart, and a role sees those that"
                  + " it has a right on."));
      found.map(further).ifPresent(all::addAll);
      return all;
    } catch (DatabaseException e) {
      return List.of(new Measurements(context.clock()).refused(rule, name, "readable", e));
    }
  }

  private List<Check> ofSuspend(SnowflakeWarehouse found) {
    boolean runs = found.state() != State.SUSPENDED && found.state() != State.SUSPENDING;
    long busy = found.running().orElse(0) + found.queued().orElse(0);
    return List.of(
        Checks.demand(
            context.clock(),
            runs,
            "the warehouse runs",
            found.name(),
            found.state().name(),
            State.STARTED.name(),
            ErrorCode.WRONG_STATE,
            "It is suspended already, or being suspended."),
        Checks.advise(
            context.clock(),
            busy == 0,
            "no query needs it",
            found.name(),
            busy + " queries",
            "0 queries",
            "Those that run are ended first; those that wait start it again if it resumes by"
                + " itself."));
  }
}
