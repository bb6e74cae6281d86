package io.gds.database.lifecycle;

import io.gds.database.Capability;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionKey;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Starting and stopping the server of an engine. An engine opened lazily can start a server that
 * does not answer; after a shutdown it stays open and connects again when it is asked to.
 */
public interface SupportsLifecycle extends Capability {
  /** The platform's own startup options. */
  Set<OptionKey<?>> startupKeys();

  /** The platform's own shutdown options. */
  Set<OptionKey<?>> shutdownKeys();

  /** The platform's own restart options. */
  Set<OptionKey<?>> restartKeys();

  /**
   * Plans the start; a server that runs already is left alone.
   *
   * @throws io.gds.database.error.InvalidOptionsException if options are faulty or unknown
   */
  Operation<@Nullable Void> prepareStartup(StartupOptions options);

  /**
   * Starts the server and waits until it takes work.
   *
   * @throws io.gds.database.error.ToolException if what starts it is missing or fails
   */
  default void startup(StartupOptions options) {
    prepareStartup(options).run();
  }

  /**
   * Plans the stop; the sessions there are, are a check.
   *
   * @throws io.gds.database.error.InvalidOptionsException if options are faulty or unknown
   */
  Operation<@Nullable Void> prepareShutdown(ShutdownOptions options);

  /**
   * Stops the server and waits until it is down.
   *
   * @throws io.gds.database.error.DatabaseInUseException if sessions are still there when the wait
   *     is over, unless forced
   */
  default void shutdown(ShutdownOptions options) {
    prepareShutdown(options).run();
  }

  /**
   * Plans a restart; the sessions there are, are a check.
   *
   * @throws io.gds.database.error.InvalidOptionsException if options are faulty or unknown
   */
  Operation<@Nullable Void> prepareRestart(RestartOptions options);

  /**
   * Stops and starts the server, and waits until it takes work.
   *
   * @throws io.gds.database.error.DatabaseInUseException if sessions are still there when the wait
   *     is over, unless forced
   */
  default void restart(RestartOptions options) {
    prepareRestart(options).run();
  }
}
