package io.gds.database.snowflake;

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
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What Snowflake tells of a database. Immutable and thread-safe; made by this library, its
 * constructor may change.
 *
 * <p>What is in fail-safe can be got back by the vendor's support alone: it is told for its cost,
 * and is never a source of a restore.
 *
 * @param name its name, letter case included
 * @param condition whether and how it can be used; that a replica is read-only is known where
 *     {@link Detail#REPLICATION} was read, as it is for a single database
 * @param owner the role that owns it
 * @param collation the collation of texts made from now on, if one is set; read for a single
 *     database only
 * @param createdAt when it was created, or cloned
 * @param sizeBytes what its tables hold now, without history and fail-safe, if asked for
 * @param details what else was asked for and read
 * @param unreadable what was asked for and could not be read, with the reason
 * @param readAt when this was read, by this machine's clock
 * @param kind what it is
 * @param nativeKind the server's word for that
 * @param isTransient whether it has no fail-safe, and a day of history at most
 * @param retentionDays for how many days its history is kept, as far as its tables say nothing else
 * @param failSafeDays for how many days the vendor keeps what has left the history
 * @param comment the comment
 * @param options the server's words for what is set, such as {@code TRANSIENT}
 * @param origin the share that it was made from
 * @param primary of a replica, the database that it follows, as {@code organization.account.name};
 *     if asked for
 * @param replicated whether it takes part in replication, if asked for
 * @param rows how many rows its tables have now, if {@link Detail#SIZE} was asked for
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/show-databases">SHOW DATABASES</a>
 * @see <a href="https://docs.snowflake.com/en/user-guide/data-failsafe">Fail-safe</a>
 */
public record SnowflakeDatabaseMetadata(
    String name,
    DatabaseCondition condition,
    Optional<String> owner,
    Optional<String> collation,
    Optional<Instant> createdAt,
    OptionalLong sizeBytes,
    Set<Detail> details,
    Map<Detail, String> unreadable,
    Instant readAt,
    SnowflakeDatabaseKind kind,
    String nativeKind,
    boolean isTransient,
    OptionalInt retentionDays,
    int failSafeDays,
    Optional<String> comment,
    List<String> options,
    Optional<String> origin,
    Optional<String> primary,
    Optional<Boolean> replicated,
    OptionalLong rows)
    implements DatabaseMetadata {
  /** Checks that nothing is missing, and takes copies. */
  public SnowflakeDatabaseMetadata {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(condition, "condition");
    Objects.requireNonNull(owner, "owner");
    Objects.requireNonNull(collation, "collation");
    Objects.requireNonNull(createdAt, "createdAt");
    Objects.requireNonNull(sizeBytes, "sizeBytes");
    details = Set.copyOf(details);
    unreadable = Map.copyOf(unreadable);
    Objects.requireNonNull(readAt, "readAt");
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(nativeKind, "nativeKind");
    Objects.requireNonNull(retentionDays, "retentionDays");
    Objects.requireNonNull(comment, "comment");
    options = List.copyOf(options);
    Objects.requireNonNull(origin, "origin");
    Objects.requireNonNull(primary, "primary");
    Objects.requireNonNull(replicated, "replicated");
    Objects.requireNonNull(rows, "rows");
  }

  /** The same with its collation. */
  SnowflakeDatabaseMetadata with(Optional<String> found) {
    return new SnowflakeDatabaseMetadata(
        name,
        condition,
        owner,
        found,
        createdAt,
        sizeBytes,
        details,
        unreadable,
        readAt,
        kind,
        nativeKind,
        isTransient,
        retentionDays,
        failSafeDays,
        comment,
        options,
        origin,
        primary,
        replicated,
        rows);
  }

  /** The same with its place in replication: a replica takes no changes. */
  SnowflakeDatabaseMetadata with(boolean takesPart, Optional<String> follows) {
    DatabaseCondition now =
        new DatabaseCondition(
            condition.state(), condition.accessMode(), condition.readOnly() || follows.isPresent());
    return new SnowflakeDatabaseMetadata(
        name,
        now,
        owner,
        collation,
        createdAt,
        sizeBytes,
        details,
        unreadable,
        readAt,
        kind,
        nativeKind,
        isTransient,
        retentionDays,
        failSafeDays,
        comment,
        options,
        origin,
        follows,
        Optional.of(takesPart),
        rows);
  }

  @Override
  public DatabaseType type() {
    return DatabaseType.SNOWFLAKE;
  }

  @Override
  public Map<String, Object> attributes() {
    return Attributes.of(this, DatabaseMetadata.class);
  }
}
