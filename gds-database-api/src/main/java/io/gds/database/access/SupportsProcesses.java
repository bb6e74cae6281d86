package io.gds.database.access;

import io.gds.database.Capability;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionKey;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Sessions and running queries: listing them, whom they wait for, and ending them. A process is
 * named by id and start, so that another one that got its number is never hit; own and system
 * sessions are known by flag, not by number.
 */
public interface SupportsProcesses extends Capability {
  /** All sessions but the server's and this engine's own. Reads. */
  default List<ServerProcess> processes() {
    return processes(ProcessQuery.all());
  }

  /** The sessions asked for, in as few statements as possible. Reads. */
  List<ServerProcess> processes(ProcessQuery query);

  /** Who waits for whom now. Reads. */
  BlockingTree blockingTree();

  /** The platform's own cancel options. */
  Set<OptionKey<?>> cancelProcessKeys();

  /** The platform's own terminate options. */
  Set<OptionKey<?>> terminateProcessKeys();

  /**
   * Plans the cancelling of a running statement.
   *
   * @throws io.gds.database.error.InvalidOptionsException if options are faulty or unknown
   */
  Operation<@Nullable Void> prepareCancelProcess(CancelProcessOptions options);

  /**
   * Cancels what a session is running; the session stays.
   *
   * @throws io.gds.database.error.NotFoundException if there is no such process any more
   * @throws io.gds.database.error.PermissionDeniedException if it belongs to somebody who may not
   *     be cancelled
   */
  default void cancelProcess(CancelProcessOptions options) {
    prepareCancelProcess(options).run();
  }

  /**
   * Plans the ending of a session. Own sessions, unless allowed, and those of the server are
   * refused by a check.
   *
   * @throws io.gds.database.error.InvalidOptionsException if options are faulty or unknown
   */
  Operation<TerminateInfo> prepareTerminateProcess(TerminateProcessOptions options);

  /**
   * Ends a session.
   *
   * @throws io.gds.database.error.NotFoundException if there is no such process any more
   * @throws io.gds.database.error.PermissionDeniedException if it belongs to somebody who may not
   *     be ended
   */
  default TerminateInfo terminateProcess(TerminateProcessOptions options) {
    return prepareTerminateProcess(options).run();
  }
}
