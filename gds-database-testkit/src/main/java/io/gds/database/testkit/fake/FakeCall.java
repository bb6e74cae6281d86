package io.gds.database.testkit.fake;

import io.gds.database.operation.Effect;
import java.time.Instant;
import java.util.Objects;

/**
 * Something a fake server was asked, in the order it came: a reading, or one step of an operation.
 *
 * @param at when, by the server's clock
 * @param name what was asked, such as {@code databases} or {@code backup}
 * @param target the database or other object it was about; the server's name if it was about all
 * @param effect whether it would have changed anything
 * @param text the statement that would have been sent
 */
public record FakeCall(Instant at, String name, String target, Effect effect, String text) {
  /** Checks that nothing is missing. */
  public FakeCall {
    Objects.requireNonNull(at, "at");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(target, "target");
    Objects.requireNonNull(effect, "effect");
    Objects.requireNonNull(text, "text");
  }

  /** Whether it changed something, or would have. */
  public boolean changes() {
    return effect != Effect.READ;
  }
}
