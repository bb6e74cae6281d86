package io.gds.database.ha;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * What a rejoin has done.
 *
 * @param node the node
 * @param method how it was made to follow
 * @param state how it was at the end
 * @param finishedAt when it was seen to follow
 * @param followUps what is left to do, each as a sentence
 */
public record RejoinInfo(
    String node, RejoinMethod method, HaState state, Instant finishedAt, List<String> followUps) {
  /** Checks that nothing is missing, and takes copies. */
  public RejoinInfo {
    Objects.requireNonNull(node, "node");
    Objects.requireNonNull(method, "method");
    Objects.requireNonNull(state, "state");
    Objects.requireNonNull(finishedAt, "finishedAt");
    followUps = List.copyOf(followUps);
  }
}
