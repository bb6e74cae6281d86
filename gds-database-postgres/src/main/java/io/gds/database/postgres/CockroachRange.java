package io.gds.database.postgres;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A range: a piece of the sorted keys, replicated by itself.
 *
 * @param id the range's id
 * @param startKey its first key, as the server writes it
 * @param endKey the key after its last
 * @param replicas the ids of the nodes that have a replica
 * @param votingReplicas those of them that vote
 * @param nonVotingReplicas those of them that only follow
 * @param localities where the replicas stand, in the same order
 * @param leaseHolder the id of the node that answers for it
 * @param leaseHolderLocality where that node stands
 * @param sizeBytes its bytes, earlier versions of rows included, of one replica
 * @see <a href="https://www.cockroachlabs.com/docs/stable/show-ranges">SHOW RANGES</a>
 */
public record CockroachRange(
    long id,
    String startKey,
    String endKey,
    List<Integer> replicas,
    List<Integer> votingReplicas,
    List<Integer> nonVotingReplicas,
    List<String> localities,
    OptionalInt leaseHolder,
    Optional<String> leaseHolderLocality,
    OptionalLong sizeBytes) {
  /** Checks that nothing is missing, and takes copies. */
  public CockroachRange {
    Objects.requireNonNull(startKey, "startKey");
    Objects.requireNonNull(endKey, "endKey");
    replicas = List.copyOf(replicas);
    votingReplicas = List.copyOf(votingReplicas);
    nonVotingReplicas = List.copyOf(nonVotingReplicas);
    localities = List.copyOf(localities);
    Objects.requireNonNull(leaseHolder, "leaseHolder");
    Objects.requireNonNull(leaseHolderLocality, "leaseHolderLocality");
    Objects.requireNonNull(sizeBytes, "sizeBytes");
  }
}
