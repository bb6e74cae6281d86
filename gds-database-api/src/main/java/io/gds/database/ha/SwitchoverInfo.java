package io.gds.database.ha;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a switchover or a failover has done.
 *
 * @param group the group, or the engine's name
 * @param previousPrimary who was primary; empty if nobody was
 * @param newPrimary who is primary now, seen to take writes
 * @param forced whether it was a failover
 * @param estimatedDataLoss what is lost as far as it can be told; zero after a switchover
 * @param startedAt when it was begun
 * @param finishedAt when the new primary was seen to take writes
 * @param toRejoin the nodes that do not follow the new primary yet
 * @param followUps what is left to do, each as a sentence
 */
public record SwitchoverInfo(
    String group,
    Optional<String> previousPrimary,
    String newPrimary,
    boolean forced,
    Optional<Duration> estimatedDataLoss,
    Instant startedAt,
    Instant finishedAt,
    List<String> toRejoin,
    List<String> followUps) {
  /** Checks that nothing is missing, and takes copies. */
  public SwitchoverInfo {
    Objects.requireNonNull(group, "group");
    Objects.requireNonNull(previousPrimary, "previousPrimary");
    Objects.requireNonNull(newPrimary, "newPrimary");
    Objects.requireNonNull(estimatedDataLoss, "estimatedDataLoss");
    Objects.requireNonNull(startedAt, "startedAt");
    Objects.requireNonNull(finishedAt, "finishedAt");
    toRejoin = List.copyOf(toRejoin);
    followUps = List.copyOf(followUps);
  }
}
