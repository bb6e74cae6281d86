package io.gds.database.cloning;

import io.gds.database.Capability;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionKey;
import java.util.List;
import java.util.Set;

/** Cloning the database, or the whole server, this is asked of. */
public interface SupportsClone extends Capability {
  /** How it can clone, the default (the cheapest that has the data) first. */
  List<CloneKind> cloneKinds();

  /** The platform's own clone options. */
  Set<OptionKey<?>> cloneKeys();

  /**
   * Plans a clone.
   *
   * @throws io.gds.database.error.InvalidOptionsException if options are faulty or unknown
   * @throws io.gds.database.UnsupportedCapabilityException if the platform cannot clone this way
   */
  Operation<CloneInfo> prepareClone(CloneOptions options);

  /**
   * Makes a clone.
   *
   * @throws io.gds.database.error.AlreadyExistsException if the name is taken
   * @throws io.gds.database.error.DatabaseInUseException if sessions stand in the way
   */
  default CloneInfo clone(CloneOptions options) {
    return prepareClone(options).run();
  }
}
