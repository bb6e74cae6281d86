package io.gds.database.lifecycle;

import io.gds.database.Capability;
import io.gds.database.DatabaseCondition;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionKey;
import java.util.List;
import java.util.Set;

/** Putting a database in and out of use. */
public interface SupportsStates extends Capability {
  /** The states it can be put into, and how far each is kept. No I/O. */
  List<StateSupport> states();

  /** The platform's own state options. */
  Set<OptionKey<?>> stateKeys();

  /**
   * Plans another state.
   *
   * @throws io.gds.database.error.InvalidOptionsException if options are faulty or unknown
   * @throws io.gds.database.UnsupportedCapabilityException if the platform has no such state
   */
  Operation<DatabaseCondition> prepareSetState(SetStateOptions options);

  /**
   * Puts the database into a state and yields how it is then.
   *
   * @throws io.gds.database.error.NotFoundException if the database does not exist
   * @throws io.gds.database.error.DatabaseInUseException if sessions stand in the way, unless
   *     forced
   */
  default DatabaseCondition setState(SetStateOptions options) {
    return prepareSetState(options).run();
  }
}
