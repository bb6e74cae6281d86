package io.gds.database.access;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which grants to read. Immutable and thread-safe. */
public final class GrantQuery {
  private static final GrantQuery ALL = new GrantQuery(null, null, null);

  private final @Nullable String grantee;
  private final @Nullable String database;
  private final @Nullable String kind;

  private GrantQuery(@Nullable String grantee, @Nullable String database, @Nullable String kind) {
    this.grantee = grantee;
    this.database = database;
    this.kind = kind;
  }

  /** All that can be seen. */
  public static GrantQuery all() {
    return ALL;
  }

  /** The same, given directly to the user or role of exactly this name. */
  public GrantQuery grantee(String grantee) {
    return new GrantQuery(Objects.requireNonNull(grantee, "grantee"), database, kind);
  }

  /** The same, about this database and what is in it. */
  public GrantQuery database(String database) {
    return new GrantQuery(grantee, Objects.requireNonNull(database, "database"), kind);
  }

  /** The same, about securables of this kind, such as {@code TABLE}. */
  public GrantQuery kind(String kind) {
    return new GrantQuery(grantee, database, Objects.requireNonNull(kind, "kind"));
  }

  /** The grantee; all by default. */
  public Optional<String> grantee() {
    return Optional.ofNullable(grantee);
  }

  /** The database; all by default. */
  public Optional<String> database() {
    return Optional.ofNullable(database);
  }

  /** The kind of securable; all by default. */
  public Optional<String> kind() {
    return Optional.ofNullable(kind);
  }

  /** Whether a grant is one of those asked for. */
  public boolean matches(Grant grant) {
    Securable securable = grant.securable();
    boolean about =
        database == null
            || securable.name().stream().findFirst().filter(database::equals).isPresent();
    return (grantee == null || grantee.equals(grant.grantee().name()))
        && about
        && (kind == null || kind.equalsIgnoreCase(securable.kind()));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof GrantQuery that
        && Objects.equals(grantee, that.grantee)
        && Objects.equals(database, that.database)
        && Objects.equals(kind, that.kind);
  }

  @Override
  public int hashCode() {
    return Objects.hash(grantee, database, kind);
  }

  @Override
  public String toString() {
    return "grantee=" + grantee + ", database=" + database + ", kind=" + kind;
  }
}
