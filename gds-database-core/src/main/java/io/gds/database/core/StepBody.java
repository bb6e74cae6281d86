package io.gds.database.core;

/** What a step does when the gate runs it. */
@FunctionalInterface
public interface StepBody {
  /**
   * Does the step. Throws a {@code DatabaseException} of the type that fits; anything else is
   * reported as INTERNAL. A step that lost its connection after something was sent says so by code
   * {@code CONNECTION_LOST}; one that never sent anything by {@code CONNECTION_FAILED}.
   */
  void run(StepContext context) throws Exception;
}
