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
 * What is known about a database of PostgreSQL.
 *
 * @param name the name
 * @param condition SUSPECT if an interrupted drop left it unusable; OFFLINE if it allows no
 *     connections; RESTRICTED_USER if its limit of connections lets only superusers in; read-only
 *     if sessions begin so by default, or the server is a standby
 * @param owner the role that owns it
 * @param collation the default collation: ICU's or the built-in provider's locale, else lc_collate
 * @param sizeBytes the bytes on disk, if asked for and allowed
 * @param details the details that were asked for and read
 * @param unreadable the details that were asked for and could not be read, each with the reason
 * @param readAt when this was read
 * @param oid the object id
 * @param encoding the encoding of texts, such as {@code UTF8}
 * @param lcCollate the operating system's collation
 * @param lcCtype the operating system's classes of characters
 * @param localeProvider {@code libc}, {@code icu} or {@code builtin}
 * @param locale the locale of ICU or the built-in provider
 * @param collationVersion the version of the collation it was made with, from 15 on
 * @param tablespace the default tablespace
 * @param connectionLimit the most sessions at a time, superusers not counted; -1 for no limit
 * @param template whether anybody who may create databases may copy it
 * @param allowConnections whether anybody may connect
 * @param acl the granted rights as the catalogue writes them; empty if they are the default ones
 * @param settings what its sessions begin with, as {@code name=value}; the value is {@code
 *     <hidden>} where it may hold a secret: behind every name with a dot, which applications make
 * @param comment the comment
 * @param xidAge transactions since the oldest unfrozen one; trouble begins at two thousand million
 * @param mxidAge the same for multi-transactions
 * @param sessions who is connected, if {@link Detail#SESSIONS} was asked for
 * @see <a href="https://www.postgresql.org/docs/current/catalog-pg-database.html">pg_database</a>
 */
public record PostgresDatabaseMetadata(
    String name,
    DatabaseCondition condition,
    Optional<String> owner,
    Optional<String> collation,
    OptionalLong sizeBytes,
    Set<Detail> details,
    Map<Detail, String> unreadable,
    Instant readAt,
    long oid,
    String encoding,
    String lcCollate,
    String lcCtype,
    String localeProvider,
    Optional<String> locale,
    Optional<String> collationVersion,
    String tablespace,
    int connectionLimit,
    boolean template,
    boolean allowConnections,
    List<String> acl,
    List<String> settings,
    Optional<String> comment,
    long xidAge,
    long mxidAge,
    OptionalLong sessions)
    implements DatabaseMetadata {
  /** Checks that nothing is missing, and takes copies. */
  public PostgresDatabaseMetadata {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(condition, "condition");
    Objects.requireNonNull(owner, "owner");
    Objects.requireNonNull(collation, "collation");
    Objects.requireNonNull(sizeBytes, "sizeBytes");
    details = Set.copyOf(details);
    unreadable = Map.copyOf(unreadable);
    Objects.requireNonNull(readAt, "readAt");
    Objects.requireNonNull(encoding, "encoding");
    Objects.requireNonNull(lcCollate, "lcCollate");
    Objects.requireNonNull(lcCtype, "lcCtype");
    Objects.requireNonNull(localeProvider, "localeProvider");
    Objects.requireNonNull(locale, "locale");
    Objects.requireNonNull(collationVersion, "collationVersion");
    Objects.requireNonNull(tablespace, "tablespace");
    acl = List.copyOf(acl);
    settings = List.copyOf(settings);
    Objects.requireNonNull(comment, "comment");
    Objects.requireNonNull(sessions, "sessions");
  }

  @Override
  public DatabaseType type() {
    return DatabaseType.POSTGRESQL;
  }

  /** Not recorded by PostgreSQL. */
  @Override
  public Optional<Instant> createdAt() {
    return Optional.empty();
  }

  @Override
  public Map<String, Object> attributes() {
    return Attributes.of(this, DatabaseMetadata.class);
  }
}
