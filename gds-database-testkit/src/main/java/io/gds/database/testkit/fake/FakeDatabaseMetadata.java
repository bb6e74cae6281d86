package io.gds.database.testkit.fake;

import io.gds.database.DatabaseCondition;
import io.gds.database.DatabaseMetadata;
import io.gds.database.Detail;
import io.gds.database.connection.DatabaseType;
import io.gds.database.core.Attributes;
import io.gds.database.ha.HaRole;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What is known about a fake database. Immutable and thread-safe.
 *
 * @param name the exact name
 * @param type the platform it is or poses as
 * @param condition whether, by whom and how it can be used
 * @param owner the owner it was given
 * @param collation the collation it was given
 * @param createdAt when it was made
 * @param sizeBytes its size in bytes, with {@link Detail#SIZE}
 * @param details the details that were read
 * @param unreadable always empty: the fake can read all there is
 * @param readAt when this was read
 * @param system whether it is the server's own
 * @param tableCount how many tables it has
 * @param lastBackupAt when it was last backed up, with {@link Detail#LAST_BACKUP}
 * @param replicationRole the role of the node asked, with {@link Detail#REPLICATION}
 * @param sessions how many sessions use it, with {@link Detail#SESSIONS}
 */
public record FakeDatabaseMetadata(
    String name,
    DatabaseType type,
    DatabaseCondition condition,
    Optional<String> owner,
    Optional<String> collation,
    Optional<Instant> createdAt,
    OptionalLong sizeBytes,
    Set<Detail> details,
    Map<Detail, String> unreadable,
    Instant readAt,
    boolean system,
    int tableCount,
    Optional<Instant> lastBackupAt,
    Optional<HaRole> replicationRole,
    OptionalInt sessions)
    implements DatabaseMetadata {
  /** Checks that nothing is missing, and takes copies. */
  public FakeDatabaseMetadata {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(condition, "condition");
    Objects.requireNonNull(owner, "owner");
    Objects.requireNonNull(collation, "collation");
    Objects.requireNonNull(createdAt, "createdAt");
    Objects.requireNonNull(sizeBytes, "sizeBytes");
    details = Set.copyOf(details);
    Map<Detail, String> reasons = new EnumMap<>(Detail.class);
    reasons.putAll(unreadable);
    unreadable = Collections.unmodifiableMap(reasons);
    Objects.requireNonNull(readAt, "readAt");
    Objects.requireNonNull(lastBackupAt, "lastBackupAt");
    Objects.requireNonNull(replicationRole, "replicationRole");
    Objects.requireNonNull(sessions, "sessions");
  }

  @Override
  public Map<String, Object> attributes() {
    return Attributes.of(this, DatabaseMetadata.class);
  }
}
