package io.gds.database.postgres;

import io.gds.database.CapabilityStatus;
import io.gds.database.DatabaseCondition;
import io.gds.database.UnsupportedCapabilityException;
import io.gds.database.connection.DatabaseType;
import io.gds.database.core.Plan;
import io.gds.database.lifecycle.SetStateOptions;
import io.gds.database.lifecycle.StateChange;
import io.gds.database.lifecycle.StateSupport;
import io.gds.database.lifecycle.SupportsStates;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionKey;
import io.gds.database.operation.StepKind;
import java.util.List;
import java.util.Set;

/** Letting sessions into a database or not, and whether they begin read-only. */
final class PostgresStates implements SupportsStates {
  static final List<StateSupport> STATES =
      List.of(
          new StateSupport(StateChange.ONLINE, true, "lets sessions in: ALLOW_CONNECTIONS true"),
          new StateSupport(
              StateChange.OFFLINE,
              true,
              "lets nobody in, superusers included: ALLOW_CONNECTIONS false; the sessions there are"
                  + " have to end first, or are ended by force"),
          new StateSupport(
              StateChange.READ_ONLY,
              false,
              "sessions begin read-only: default_transaction_read_only; each may change that for"
                  + " itself, and those that are there already keep what they have unless ended by"
                  + " force"),
          new StateSupport(
              StateChange.READ_WRITE,
              false,
              "takes the default back: sessions begin as the server says"),
          new StateSupport(
              StateChange.RESTRICTED_USER,
              false,
              "lets superusers in only: CONNECTION LIMIT 0; the sessions there are stay unless"
                  + " ended by force"),
          new StateSupport(
              StateChange.MULTI_USER, true, "takes the limit away: CONNECTION LIMIT -1"));

  private final PostgresContext context;
  private final String name;

  PostgresStates(PostgresContext context, String name) {
    this.context = context;
    this.name = name;
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
    CapabilityStatus status = PostgresCapabilities.state(options.state());
    if (!status.isAvailable()) {
      throw UnsupportedCapabilityException.of(DatabaseType.POSTGRESQL.id(), name, status);
    }
    options.requireKnown(Set.of(), List.of());
    String sql = "ALTER DATABASE " + PostgresSql.name(name) + clause(options.state());
    Plan.Builder<DatabaseCondition> plan =
        context
            .runner()
            .<DatabaseCondition>plan("setState", name)
            .options(options)
            .check(() -> context.checks().primary())
            .check(() -> context.checks().exists(name))
            .check(() -> context.checks().owned("the role may alter the database", name));
    boolean closes = options.state() == StateChange.OFFLINE;
    if (closes) {
      plan.check(() -> context.checks().notOwn(name));
    }
    if (closes && !options.force()) {
      plan.check(() -> context.checks().unused(name));
    }
    plan.step(
        StepKind.SQL,
        Effect.IDEMPOTENT,
        sql,
        step -> {
          context.connections().release(name);
          context.sql().during(step).execute(sql);
        });
    if (options.force()) {
      plan.step(
          StepKind.SQL,
          Effect.IDEMPOTENT,
          PostgresSessions.endText(name),
          step -> context.sessions().end(name, step));
    }
    return plan.yields(() -> new PostgresReadings(context).require(name, Set.of()).condition());
  }

  private static String clause(StateChange state) {
    return switch (state) {
      case ONLINE -> " ALLOW_CONNECTIONS true";
      case OFFLINE -> " ALLOW_CONNECTIONS false";
      case READ_ONLY -> " SET default_transaction_read_only = on";
      case READ_WRITE -> " RESET default_transaction_read_only";
      case RESTRICTED_USER -> " CONNECTION LIMIT 0";
      case MULTI_USER -> " CONNECTION LIMIT -1";
      case SINGLE_USER, EMERGENCY -> throw new IllegalArgumentException(state.name());
    };
  }
}
