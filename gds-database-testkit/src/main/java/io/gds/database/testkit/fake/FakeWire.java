package io.gds.database.testkit.fake;

import io.gds.database.core.OperationRunner;
import io.gds.database.error.DatabaseException;
import io.gds.database.operation.Effect;
import java.time.Duration;
import java.util.function.Supplier;

/** One engine's way to its server: records, and lets faults strike. Thread-safe. */
final class FakeWire {
  private final FakeServer server;
  private final OperationRunner runner;
  private final Duration queryLimit;

  FakeWire(FakeServer server, OperationRunner runner, Duration queryLimit) {
    this.server = server;
    this.runner = runner;
    this.queryLimit = queryLimit;
  }

  FakeServer server() {
    return server;
  }

  OperationRunner runner() {
    return runner;
  }

  /** Asks the server something in one round trip. */
  <T> T read(String call, String target, Supplier<T> body) {
    runner.requireOpen();
    noted(call, target, Effect.READ, call + " " + FakeNames.quoted(target));
    try {
      server.faults().reading(call, queryLimit);
      server.requireUp();
      return server.alone(body);
    } catch (DatabaseException e) {
      e.fillIn("platform", runner.platform().id()).fillIn("engine", runner.engine());
      throw e;
    }
  }

  void noted(String call, String target, Effect effect, String text) {
    server.record(new FakeCall(server.now(), call, target, effect, text));
  }
}
