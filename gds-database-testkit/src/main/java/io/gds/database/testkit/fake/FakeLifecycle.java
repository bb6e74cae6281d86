package io.gds.database.testkit.fake;

import io.gds.database.lifecycle.RestartOptions;
import io.gds.database.lifecycle.ShutdownOptions;
import io.gds.database.lifecycle.StartupOptions;
import io.gds.database.lifecycle.SupportsLifecycle;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionKey;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Starting and stopping a fake server. Settings that waited for a restart take effect by it. */
final class FakeLifecycle extends FakePart implements SupportsLifecycle {
  FakeLifecycle(FakeWire wire) {
    super(wire, SupportsLifecycle.class);
  }

  @Override
  public Set<OptionKey<?>> startupKeys() {
    return keys();
  }

  @Override
  public Set<OptionKey<?>> shutdownKeys() {
    return keys();
  }

  @Override
  public Set<OptionKey<?>> restartKeys() {
    return keys();
  }

  @Override
  public Operation<@Nullable Void> prepareStartup(StartupOptions options) {
    return this.<@Nullable Void>plan("startup", server().name(), options)
        .withoutServer()
        .step("startup", Effect.IDEMPOTENT, "start the server", this::start)
        .yields(() -> null);
  }

  @Override
  public Operation<@Nullable Void> prepareShutdown(ShutdownOptions options) {
    return this.<@Nullable Void>plan("shutdown", server().name(), options)
        .check(() -> unused(Optional.empty(), options.force()))
        .step("shutdown", Effect.ONCE, "stop the server", this::stop)
        .yields(() -> null);
  }

  @Override
  public Operation<@Nullable Void> prepareRestart(RestartOptions options) {
    return this.<@Nullable Void>plan("restart", server().name(), options)
        .check(() -> unused(Optional.empty(), options.force()))
        .step(
            "restart",
            Effect.ONCE,
            "stop and start the server",
            () -> {
              stop();
              start();
            })
        .yields(() -> null);
  }

  private void stop() {
    server().endSessions(Optional.empty());
    server().up(false);
  }

  private void start() {
    if (!server().isUp()) {
      server().up(true);
      server().settings.replaceAll((name, setting) -> FakeValues.restarted(setting));
    }
  }
}
