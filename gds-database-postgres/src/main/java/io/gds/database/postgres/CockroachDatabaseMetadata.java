package io.gds.database.postgres;

import io.gds.database.DatabaseCondition;
import io.gds.database.DatabaseMetadata;
import io.gds.database.Detail;
import io.gds.database.connection.DatabaseType;
import io.gds.database.core.Attributes;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What is known about a database of CockroachDB.
 *
 * @param name the name
 * @param condition always ONLINE and open to all: CockroachDB has no other states of a database;
 *     read-only if it is the cluster's own, {@code system}
 * @param owner the role that owns it
 * @param sizeBytes the bytes of the ranges it lies in, earlier versions of rows included, before
 *     replication and compression, if asked for and allowed; a range that two databases share
 *     counts in both
 * @param details the details that were asked for and read
 * @param unreadable the details that were asked for and could not be read, each with the reason
 * @param readAt when this was read; its size is some seconds older
 * @param primaryRegion the region its data is in unless a table says otherwise, if it has regions
 * @param secondaryRegion the region that takes over for the primary one, if there is one
 * @param regions all its regions; none if it knows of none
 * @param survivalGoal what it goes on working through, if it has regions
 * @param restrictedPlacement whether replicas stay in the regions tables belong to; known of one
 *     database with regions that was asked for by name
 * @param comment the comment
 * @see <a href="https://www.cockroachlabs.com/docs/stable/show-databases">SHOW DATABASES</a>
 */
public record CockroachDatabaseMetadata(
    String name,
    DatabaseCondition condition,
    Optional<String> owner,
    OptionalLong sizeBytes,
    Set<Detail> details,
    Map<Detail, String> unreadable,
    Instant readAt,
    Optional<String> primaryRegion,
    Optional<String> secondaryRegion,
    List<String> regions,
    Optional<CockroachSurvivalGoal> survivalGoal,
    Optional<Boolean> restrictedPlacement,
    Optional<String> comment)
    implements DatabaseMetadata {
  /** Checks that nothing is missing, and takes copies. */
  public CockroachDatabaseMetadata {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(condition, "condition");
    Objects.requireNonNull(owner, "owner");
    Objects.requireNonNull(sizeBytes, "sizeBytes");
    details = Set.copyOf(details);
    unreadable = Map.copyOf(unreadable);
    Objects.requireNonNull(readAt, "readAt");
    Objects.requireNonNull(primaryRegion, "primaryRegion");
    Objects.requireNonNull(secondaryRegion, "secondaryRegion");
    regions = List.copyOf(regions);
    Objects.requireNonNull(survivalGoal, "survivalGoal");
    Objects.requireNonNull(restrictedPlacement, "restrictedPlacement");
    Objects.requireNonNull(comment, "comment");
  }

  @Override
  public DatabaseType type() {
    return DatabaseType.COCKROACHDB;
  }

  /** None: collations belong to columns here. */
  @Override
  public Optional<String> collation() {
    return Optional.empty();
  }

  /** Not recorded by CockroachDB. */
  @Override
  public Optional<Instant> createdAt() {
    return Optional.empty();
  }

  @Override
  public Map<String, Object> attributes() {
    return Attributes.of(this, DatabaseMetadata.class);
  }
}
