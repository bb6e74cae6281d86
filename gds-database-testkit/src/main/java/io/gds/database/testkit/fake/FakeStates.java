package io.gds.database.testkit.fake;

import io.gds.database.AccessMode;
import io.gds.database.DatabaseCondition;
import io.gds.database.DatabaseState;
import io.gds.database.lifecycle.SetStateOptions;
import io.gds.database.lifecycle.StateChange;
import io.gds.database.lifecycle.StateSupport;
import io.gds.database.lifecycle.SupportsStates;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionKey;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Putting a fake database in and out of use. */
final class FakeStates extends FakePart implements SupportsStates {
  private static final Set<StateChange> SHUTS_OUT =
      Set.of(
          StateChange.OFFLINE,
          StateChange.READ_ONLY,
          StateChange.RESTRICTED_USER,
          StateChange.SINGLE_USER,
          StateChange.EMERGENCY);

  private final String database;

  FakeStates(FakeWire wire, String database) {
    super(wire, SupportsStates.class);
    this.database = database;
  }

  @Override
  public List<StateSupport> states() {
    return shape().states();
  }

  @Override
  public Set<OptionKey<?>> stateKeys() {
    return keys();
  }

  @Override
  public Operation<DatabaseCondition> prepareSetState(SetStateOptions options) {
    StateChange state = options.state();
    FakePlan<DatabaseCondition> plan = plan("setState", database, options);
    if (states().stream().noneMatch(support -> support.state() == state)) {
      throw unsupported(SupportsStates.class, state, database);
    }
    plan.check(() -> exists(database));
    if (SHUTS_OUT.contains(state)) {
      plan.check(() -> unused(Optional.of(database), options.force()));
    }
    String text = "set database " + FakeNames.quoted(database) + " " + state;
    return plan.step("setState", Effect.IDEMPOTENT, text, () -> change(state))
        .yields(() -> server().alone(() -> server().existing(database).condition()));
  }

  private void change(StateChange state) {
    StoredDatabase stored = server().existing(database);
    if (SHUTS_OUT.contains(state)) {
      server().endSessions(Optional.of(database));
    }
    server().databases.put(database, stored.with(changed(stored.condition(), state)));
  }

  static DatabaseCondition changed(DatabaseCondition now, StateChange change) {
    return switch (change) {
      case ONLINE -> new DatabaseCondition(DatabaseState.ONLINE, now.accessMode(), now.readOnly());
      case OFFLINE ->
          new DatabaseCondition(DatabaseState.OFFLINE, now.accessMode(), now.readOnly());
      case EMERGENCY ->
          new DatabaseCondition(DatabaseState.EMERGENCY, now.accessMode(), now.readOnly());
      case READ_ONLY -> new DatabaseCondition(now.state(), now.accessMode(), true);
      case READ_WRITE -> new DatabaseCondition(now.state(), now.accessMode(), false);
      case MULTI_USER -> new DatabaseCondition(now.state(), AccessMode.MULTI_USER, now.readOnly());
      case RESTRICTED_USER ->
          new DatabaseCondition(now.state(), AccessMode.RESTRICTED_USER, now.readOnly());
      case SINGLE_USER ->
          new DatabaseCondition(now.state(), AccessMode.SINGLE_USER, now.readOnly());
    };
  }
}
