package io.gds.database.postgres;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A node of a cluster, as the node that was asked has heard of it.
 *
 * @param id the node's id
 * @param address where other nodes reach it
 * @param sqlAddress where clients reach it
 * @param locality where it stands, such as {@code region=eu-west,zone=b}; empty if it says nothing
 * @param build the version it runs
 * @param startedAt when it was started
 * @param live whether it was heard of lately
 * @param draining whether it is getting ready to be stopped
 * @param decommissioning whether it is being taken out of the cluster
 * @param membership the server's word for its place in the cluster, such as {@code active}
 * @param ranges how many ranges have a replica on it
 * @param leases how many ranges it answers for
 * @param updatedAt when its liveness was last written down
 */
public record CockroachNode(
    int id,
    String address,
    Optional<String> sqlAddress,
    String locality,
    String build,
    Optional<Instant> startedAt,
    boolean live,
    boolean draining,
    boolean decommissioning,
    Optional<String> membership,
    OptionalLong ranges,
    OptionalLong leases,
    Optional<Instant> updatedAt) {
  /** Checks that nothing is missing. */
  public CockroachNode {
    Objects.requireNonNull(address, "address");
    Objects.requireNonNull(sqlAddress, "sqlAddress");
    Objects.requireNonNull(locality, "locality");
    Objects.requireNonNull(build, "build");
    Objects.requireNonNull(startedAt, "startedAt");
    Objects.requireNonNull(membership, "membership");
    Objects.requireNonNull(ranges, "ranges");
    Objects.requireNonNull(leases, "leases");
    Objects.requireNonNull(updatedAt, "updatedAt");
  }
}
