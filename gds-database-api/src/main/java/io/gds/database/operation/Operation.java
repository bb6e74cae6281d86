package io.gds.database.operation;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A prepared change: an immutable plan that can be read, checked and scripted, and runs once. What
 * is scripted is what runs; nothing is planned anew silently.
 *
 * <p>Thread-safe. Prepared by a {@code prepareX} method of a capability; only the engine that
 * prepared it can run it.
 *
 * @param <T> what a success yields; {@link Void} where there is nothing to tell
 */
public interface Operation<T extends @Nullable Object> {
  /** The verb, such as {@code backup}. */
  String name();

  /** The database or other object it works on. */
  String target();

  /** When it was prepared, by the engine's clock. */
  Instant preparedAt();

  /** What was measured while preparing, passed or not. */
  List<Check> checks();

  /** The steps as they will run, without secrets. */
  Script script();

  /** Whether a check refuses it, so that running it would throw and change nothing. */
  boolean refused();

  /** Runs it with {@link OperationContext#none()}. */
  default T run() {
    return run(OperationContext.none());
  }

  /**
   * Runs it and waits for the end.
   *
   * @throws io.gds.database.error.DatabaseException of the type that fits; see {@link
   *     io.gds.database.error}
   * @throws IllegalStateException if it was run before
   */
  T run(OperationContext context);
}
