package io.gds.database.core.tool;

import java.util.List;

/**
 * Runs external tools: without a shell, with a cleaned environment, with all three streams served
 * at once so that none can block the others, and in constant memory.
 *
 * <p>A run succeeds only if the tool returned 0 <em>and</em> the caller's check of the result
 * agrees. Cancelling, an interrupt of the calling thread, a passed deadline, or a failure of the
 * caller's streams end the tool with everything it started, within a second: asked at first, then
 * killed (on systems without a {@code /proc}, all that still have their parent). A tool's data go
 * through this JVM, never straight into a file of its own: should this JVM be killed, the tool dies
 * at its next write instead of completing, unsupervised, a file that nobody has checked.
 *
 * <p>A run is over when the tool itself has ended. A wrapper script that leaves the real tool
 * running in the background is reported where its hold on the output is seen; that the output is
 * whole is for the check to say.
 *
 * <p>Thread-safe; holds nothing between runs.
 */
public final class ToolRunner {
  /** Makes a runner. */
  public ToolRunner() {}

  /**
   * Runs a tool to its end. The caller's output receives its data on another thread, but nothing
   * after this method has returned or thrown.
   *
   * @throws io.gds.database.error.ToolException if it could not be started (TOOL_MISSING,
   *     TOOL_FAILED) or failed (TOOL_FAILED with exit code and the last lines of its standard
   *     error)
   * @throws io.gds.database.error.OperationCancelledException if it was cancelled or the thread was
   *     interrupted; the interrupt is kept
   * @throws io.gds.database.error.OperationTimeoutException if the deadline passed
   * @throws io.gds.database.error.StorageException if the caller's input or output failed with an
   *     {@link java.io.IOException}; unchecked exceptions of theirs are thrown on as they are
   */
  public ToolResult run(ToolRun run) {
    run.cancellation().throwIfCancelled();
    if (Thread.currentThread().isInterrupted()) {
      throw ToolFailures.interrupted(run.command().tool(), List.of());
    }
    return new Execution(run).run();
  }
}
