package io.gds.database.ha;

import io.gds.database.Capability;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionKey;
import java.util.Set;

/**
 * Changing the primary. A switchover is planned and loses nothing; a failover is forced and may
 * lose what was not replicated; a rejoin makes a former primary follow. Each demand is a check of
 * the operation, named per node with what was measured and what would have been fine.
 */
public interface SupportsSwitchover extends Capability {
  /** The platform's own switchover options. */
  Set<OptionKey<?>> switchoverKeys();

  /** The platform's own failover options. */
  Set<OptionKey<?>> failoverKeys();

  /** The platform's own rejoin options. */
  Set<OptionKey<?>> rejoinKeys();

  /**
   * Plans a switchover; the script names the target.
   *
   * @throws io.gds.database.error.InvalidOptionsException if options are faulty or unknown
   */
  Operation<SwitchoverInfo> prepareSwitchover(SwitchoverOptions options);

  /**
   * Makes another node primary, without loss.
   *
   * @throws io.gds.database.operation.PreconditionFailedException if the leader is another, or no
   *     candidate will do
   * @throws io.gds.database.error.NotFoundException if the target is no node of the group
   */
  default SwitchoverInfo switchover(SwitchoverOptions options) {
    return prepareSwitchover(options).run();
  }

  /**
   * Plans a failover; the checks say what would be lost.
   *
   * @throws io.gds.database.error.InvalidOptionsException if options are faulty or unknown
   */
  Operation<SwitchoverInfo> prepareFailover(FailoverOptions options);

  /**
   * Makes a node primary although the old one cannot agree.
   *
   * @throws io.gds.database.operation.PreconditionFailedException if no node will do, or more than
   *     accepted would be lost
   * @throws io.gds.database.error.NotFoundException if the target is no node of the group
   */
  default SwitchoverInfo failover(FailoverOptions options) {
    return prepareFailover(options).run();
  }

  /**
   * Plans a rejoin; the script names the method.
   *
   * @throws io.gds.database.error.InvalidOptionsException if options are faulty or unknown
   */
  Operation<RejoinInfo> prepareRejoin(RejoinOptions options);

  /**
   * Makes a node follow the primary again.
   *
   * @throws io.gds.database.operation.PreconditionFailedException if it has changes of its own that
   *     may not be discarded
   * @throws io.gds.database.error.NotFoundException if it is no node of the group
   */
  default RejoinInfo rejoin(RejoinOptions options) {
    return prepareRejoin(options).run();
  }
}
