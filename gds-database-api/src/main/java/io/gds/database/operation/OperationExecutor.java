package io.gds.database.operation;

import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Runs operations of one engine and answers with results instead of exceptions. Thread-safe. */
public interface OperationExecutor {
  /**
   * Runs and waits. Never throws for a failure of the operation: the result holds it.
   *
   * @throws IllegalStateException if the operation was run before
   * @throws IllegalArgumentException if another engine prepared it
   */
  <T extends @Nullable Object> OperationResult<T> execute(
      Operation<T> operation, OperationContext context);

  /**
   * Prepares, runs and waits; a failure while preparing is in the result too.
   *
   * @param name the verb, for the result of a failed preparation
   * @param target the object, likewise
   */
  <T extends @Nullable Object> OperationResult<T> attempt(
      String name, String target, Supplier<Operation<T>> prepare, OperationContext context);

  /**
   * Runs in the background.
   *
   * @throws IllegalStateException if the operation was run before
   * @throws IllegalArgumentException if another engine prepared it
   */
  <T extends @Nullable Object> OperationHandle<T> submit(
      Operation<T> operation, OperationContext context);

  /**
   * Asks the server what became of an operation whose outcome is unknown. Changes nothing; may be
   * called again.
   *
   * @throws io.gds.database.error.DatabaseException with code ENGINE_CLOSED
   * @throws IllegalStateException if the operation is running or was not run
   */
  <T extends @Nullable Object> OperationResult<T> reconcile(Operation<T> operation);

  /** What is running now. */
  List<OperationHandle<?>> active();
}
