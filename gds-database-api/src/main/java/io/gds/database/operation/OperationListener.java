package io.gds.database.operation;

/**
 * Is told of every operation: the way to feed an audit store, metrics or an event bus. Called on
 * the thread that runs the operation, so return quickly; must be thread-safe.
 *
 * <p>A listener that throws is logged and ignored, except that one registered as required stops the
 * operation, before anything changed, when it throws from {@link #started}.
 */
public interface OperationListener {
  /** An operation is about to take its first changing step. */
  default void started(AuditRecord started) {}

  /** An operation ended. */
  default void finished(AuditRecord finished) {}

  /** An operation came further; throttled. */
  default void progressed(String operationId, Progress progress) {}
}
