package io.gds.database.lifecycle;

import java.util.Objects;

/**
 * How far a platform keeps a state.
 *
 * @param state the state
 * @param binding whether it holds against everybody; if not, sessions or administrators can get
 *     round it
 * @param note how it is done, and who can get round it, as a sentence
 */
public record StateSupport(StateChange state, boolean binding, String note) {
  /** Checks that nothing is missing. */
  public StateSupport {
    Objects.requireNonNull(state, "state");
    Objects.requireNonNull(note, "note");
  }
}
