package io.gds.database.mssql;

import io.gds.database.AccessMode;
import io.gds.database.DatabaseCondition;
import io.gds.database.DatabaseState;
import io.gds.database.core.Plan;
import io.gds.database.lifecycle.SetStateOptions;
import io.gds.database.lifecycle.StateChange;
import io.gds.database.lifecycle.StateSupport;
import io.gds.database.lifecycle.SupportsStates;
import io.gds.database.operation.Check;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionKey;
import io.gds.database.operation.Step;
import io.gds.database.operation.StepKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Putting a database in and out of use. Without force nothing waits for sessions: the server
 * refuses at once while there are any.
 */
final class MssqlStates implements SupportsStates {
  static final List<StateSupport> STATES =
      List.of(
          new StateSupport(StateChange.ONLINE, true, "opens the database: SET ONLINE"),
          new StateSupport(
              StateChange.OFFLINE,
              true,
              "closes it and its files: SET OFFLINE; sessions have to end first, or are rolled back"
                  + " and ended by force"),
          new StateSupport(
              StateChange.READ_ONLY, true, "nothing can be written, by anybody: SET READ_ONLY"),
          new StateSupport(StateChange.READ_WRITE, true, "takes that back: SET READ_WRITE"),
          new StateSupport(
              StateChange.SINGLE_USER,
              true,
              "whoever comes first is the only one: SET SINGLE_USER; this engine does not keep the"
                  + " place"),
          new StateSupport(
              StateChange.RESTRICTED_USER,
              true,
              "lets in db_owner, dbcreator and sysadmin only: SET RESTRICTED_USER"),
          new StateSupport(StateChange.MULTI_USER, true, "lets all in again: SET MULTI_USER"),
          new StateSupport(
              StateChange.EMERGENCY,
              true,
              "lets members of sysadmin read what is left of a damaged database: SET EMERGENCY"));

  private final MssqlContext context;
  private final String name;
  private final MssqlChecks checks;

  MssqlStates(MssqlContext context, String name) {
    this.context = context;
    this.name = name;
    this.checks = new MssqlChecks(context);
  }

  @Override
  public List<StateSupport> states() {
    return STATES;
  }

  @Override
  public Set<OptionKey<?>> stateKeys() {
    return Set.of();
  }

  @Override
  public Operation<DatabaseCondition> prepareSetState(SetStateOptions options) {
    context.runner().requireOpen();
    options.requireKnown(Set.of(), List.of());
    StateChange state = options.state();
    String sql =
        "ALTER DATABASE "
            + MssqlSql.name(name)
            + " SET "
            + state
            + (state == StateChange.ONLINE
                ? ""
                : options.force() ? " WITH ROLLBACK IMMEDIATE" : " WITH NO_WAIT");
    Plan.Builder<DatabaseCondition> plan =
        context
            .runner()
            .<DatabaseCondition>plan("setState", name)
            .options(options)
            .measure(
                () ->
                    closes(state)
                        ? checks.ofAlone(name, now -> measured(now, options))
                        : checks.of(name, now -> measured(now, options)));
    return plan.step(
            new Step(StepKind.SQL, sql, Effect.IDEMPOTENT, ""),
            step -> {
              context.connections().release(name);
              context.sql().during(step).execute(sql);
            },
            MssqlAlone.fate(context, () -> isReached(state), sql))
        .yields(this::condition);
  }

  private DatabaseCondition condition() {
    return context.readings().require(name, Set.of()).condition();
  }

  private boolean isReached(StateChange state) {
    DatabaseCondition now = condition();
    return switch (state) {
      case ONLINE -> now.state() == DatabaseState.ONLINE;
      case OFFLINE -> now.state() == DatabaseState.OFFLINE;
      case EMERGENCY -> now.state() == DatabaseState.EMERGENCY;
      case READ_ONLY -> now.readOnly();
      case READ_WRITE -> !now.readOnly();
      case SINGLE_USER -> now.accessMode() == AccessMode.SINGLE_USER;
      case RESTRICTED_USER -> now.accessMode() == AccessMode.RESTRICTED_USER;
      case MULTI_USER -> now.accessMode() == AccessMode.MULTI_USER;
    };
  }

  /** Whether the sessions that are there are in the way. */
  private static boolean closes(StateChange state) {
    return state != StateChange.ONLINE && state != StateChange.MULTI_USER;
  }

  private List<Check> measured(MssqlRights now, SetStateOptions options) {
    StateChange state = options.state();
    List<Check> all = new ArrayList<>();
    all.add(checks.exists(now, name));
    all.add(checks.notSystem(now, name));
    all.add(checks.mayAlter(now, name));
    all.add(checks.notInGroup(now, name));
    if (state == StateChange.EMERGENCY) {
      all.add(checks.administrator(now, "the login may put databases into EMERGENCY"));
    }
    if (state != StateChange.ONLINE
        && state != StateChange.OFFLINE
        && state != StateChange.EMERGENCY) {
      all.add(checks.awake(now, name));
    }
    if (closes(state)) {
      all.add(checks.notOwn(now, name));
      if (!options.force()) {
        all.add(checks.unused(now, name));
      }
    }
    return all;
  }
}
