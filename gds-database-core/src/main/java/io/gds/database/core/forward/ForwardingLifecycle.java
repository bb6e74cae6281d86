package io.gds.database.core.forward;

import io.gds.database.lifecycle.RestartOptions;
import io.gds.database.lifecycle.ShutdownOptions;
import io.gds.database.lifecycle.StartupOptions;
import io.gds.database.lifecycle.SupportsLifecycle;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionKey;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A handle whose starting and stopping another object has. */
public interface ForwardingLifecycle extends SupportsLifecycle {
  /** Who has them; asked for anew by every call. */
  SupportsLifecycle lifecycleDelegate();

  @Override
  default Set<OptionKey<?>> startupKeys() {
    return lifecycleDelegate().startupKeys();
  }

  @Override
  default Set<OptionKey<?>> shutdownKeys() {
    return lifecycleDelegate().shutdownKeys();
  }

  @Override
  default Set<OptionKey<?>> restartKeys() {
    return lifecycleDelegate().restartKeys();
  }

  @Override
  default Operation<@Nullable Void> prepareStartup(StartupOptions options) {
    return lifecycleDelegate().prepareStartup(options);
  }

  @Override
  default Operation<@Nullable Void> prepareShutdown(ShutdownOptions options) {
    return lifecycleDelegate().prepareShutdown(options);
  }

  @Override
  default Operation<@Nullable Void> prepareRestart(RestartOptions options) {
    return lifecycleDelegate().prepareRestart(options);
  }
}
