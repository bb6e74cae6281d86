package io.gds.database.access;

import io.gds.database.NamePattern;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which users or roles to list. Immutable and thread-safe. */
public final class PrincipalQuery {
  private static final PrincipalQuery ALL = new PrincipalQuery(null, null, false);

  private final @Nullable String like;
  private final @Nullable String database;
  private final boolean system;

  private PrincipalQuery(@Nullable String like, @Nullable String database, boolean system) {
    this.like = like;
    this.database = database;
    this.system = system;
  }

  /** All but the platform's own. */
  public static PrincipalQuery all() {
    return ALL;
  }

  /** The same, for names that match this pattern, see {@link NamePattern}. */
  public PrincipalQuery like(String like) {
    return new PrincipalQuery(Objects.requireNonNull(like, "like"), database, system);
  }

  /** The same, of this database only, where principals belong to databases. */
  public PrincipalQuery database(String database) {
    return new PrincipalQuery(like, Objects.requireNonNull(database, "database"), system);
  }

  /** The same, with or without the platform's own. */
  public PrincipalQuery system(boolean system) {
    return new PrincipalQuery(like, database, system);
  }

  /** The pattern names must match; none by default. */
  public Optional<String> like() {
    return Optional.ofNullable(like);
  }

  /** The database; by default the whole server and all databases. */
  public Optional<String> database() {
    return Optional.ofNullable(database);
  }

  /** Whether the platform's own are listed; false by default. */
  public boolean system() {
    return system;
  }

  /** Whether a user is one of those asked for. */
  public boolean matches(UserInfo user) {
    return matches(user.name(), user.database(), user.system());
  }

  /** Whether a role is one of those asked for. */
  public boolean matches(RoleInfo role) {
    return matches(role.name(), role.database(), role.system());
  }

  private boolean matches(String name, Optional<String> home, boolean isSystem) {
    return (like == null || new NamePattern(like).matches(name))
        && (database == null || home.filter(database::equals).isPresent())
        && (system || !isSystem);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PrincipalQuery that
        && Objects.equals(like, that.like)
        && Objects.equals(database, that.database)
        && system == that.system;
  }

  @Override
  public int hashCode() {
    return Objects.hash(like, database, system);
  }

  @Override
  public String toString() {
    return "like=" + like + ", database=" + database + ", system=" + system;
  }
}
