package io.gds.database.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.gds.database.AccessMode;
import io.gds.database.Database;
import io.gds.database.DatabaseCondition;
import io.gds.database.DatabaseState;
import io.gds.database.error.ErrorCode;
import io.gds.database.lifecycle.SetStateOptions;
import io.gds.database.lifecycle.StateChange;
import io.gds.database.lifecycle.SupportsStates;
import org.junit.jupiter.api.Test;

/** Putting databases in and out of use. */
abstract class StateTests extends ContractGroup {
  StateTests(PlatformContract contract) {
    super(contract);
  }

  @Test
  void everyDeclaredStateIsReachedAndLeftWithTheContentIntact() throws Exception {
    Database database = run().filled();
    String content = run().contentOf(database);
    onDatabase(
        database,
        SupportsStates.class,
        states -> {
          for (StateChange state : declared().states()) {
            DatabaseCondition reached = states.setState(SetStateOptions.of(state));
            assertReached(state, reached);
            assertThat(database.condition()).as("asked again after %s", state).isEqualTo(reached);
            DatabaseCondition undone = states.setState(SetStateOptions.of(opposite(state)));
            assertThat(undone).as("after %s and back", state).isEqualTo(DatabaseCondition.USABLE);
            assertThat(run().contentOf(database))
                .as("the content after %s", state)
                .isEqualTo(content);
          }
        });
  }

  private static StateChange opposite(StateChange state) {
    return switch (state) {
      case READ_ONLY, READ_WRITE -> StateChange.READ_WRITE;
      case RESTRICTED_USER, SINGLE_USER, MULTI_USER -> StateChange.MULTI_USER;
      case OFFLINE, EMERGENCY, ONLINE -> StateChange.ONLINE;
    };
  }

  private static void assertReached(StateChange state, DatabaseCondition condition) {
    switch (state) {
      case ONLINE -> assertThat(condition.state()).isEqualTo(DatabaseState.ONLINE);
      case OFFLINE -> assertThat(condition.state()).isEqualTo(DatabaseState.OFFLINE);
      case EMERGENCY -> assertThat(condition.state()).isEqualTo(DatabaseState.EMERGENCY);
      case READ_ONLY -> assertThat(condition.readOnly()).isTrue();
      case READ_WRITE -> assertThat(condition.readOnly()).isFalse();
      case MULTI_USER -> assertThat(condition.accessMode()).isEqualTo(AccessMode.MULTI_USER);
      case RESTRICTED_USER ->
          assertThat(condition.accessMode()).isEqualTo(AccessMode.RESTRICTED_USER);
      case SINGLE_USER -> assertThat(condition.accessMode()).isEqualTo(AccessMode.SINGLE_USER);
    }
  }

  @Test
  void aStateThatIsNotDeclaredIsRefused() throws Exception {
    Database database = run().filled();
    onDatabase(
        database,
        SupportsStates.class,
        states -> {
          for (StateChange state : StateChange.values()) {
            if (!declared().states().contains(state)) {
              assertUnsupported(
                  "the state " + state, () -> states.setState(SetStateOptions.of(state)));
            }
          }
        });
  }

  @Test
  void whatDoesNotExistHasNoState() throws Exception {
    Database missing = run().missing();
    onDatabase(
        missing,
        SupportsStates.class,
        states ->
            assertRefused(
                "a state of what does not exist",
                ErrorCode.NOT_FOUND,
                () -> states.setState(SetStateOptions.of(declared().states().get(0)))));
  }

  @Test
  void howFarAStateIsKeptIsSaid() throws Exception {
    onDatabase(
        run().created(),
        SupportsStates.class,
        states ->
            assertThat(states.states())
                .allSatisfy(support -> assertThat(support.note()).isNotBlank()));
  }
}
