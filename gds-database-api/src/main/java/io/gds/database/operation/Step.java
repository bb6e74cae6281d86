package io.gds.database.operation;

import java.util.Objects;

/**
 * One step of an operation, as it will be run.
 *
 * @param kind the language of the text
 * @param text what will be sent or done; secrets are placeholders
 * @param effect whether it changes anything, and may be repeated
 * @param node the server, account or machine it runs on; empty text for the engine itself
 */
public record Step(StepKind kind, String text, Effect effect, String node) {
  /** Checks that nothing is missing. */
  public Step {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(text, "text");
    Objects.requireNonNull(effect, "effect");
    Objects.requireNonNull(node, "node");
  }

  /** Whether the step changes something. */
  public boolean changes() {
    return effect != Effect.READ;
  }
}
