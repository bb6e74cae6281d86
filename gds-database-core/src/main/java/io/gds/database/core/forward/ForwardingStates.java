package io.gds.database.core.forward;

import io.gds.database.DatabaseCondition;
import io.gds.database.lifecycle.SetStateOptions;
import io.gds.database.lifecycle.StateSupport;
import io.gds.database.lifecycle.SupportsStates;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionKey;
import java.util.List;
import java.util.Set;

/** A handle whose states another object has. */
public interface ForwardingStates extends SupportsStates {
  /** Who has them; asked for anew by every call. */
  SupportsStates statesDelegate();

  @Override
  default List<StateSupport> states() {
    return statesDelegate().states();
  }

  @Override
  default Set<OptionKey<?>> stateKeys() {
    return statesDelegate().stateKeys();
  }

  @Override
  default Operation<DatabaseCondition> prepareSetState(SetStateOptions options) {
    return statesDelegate().prepareSetState(options);
  }
}
