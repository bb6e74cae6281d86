package io.gds.database.access;

import io.gds.database.connection.AuthType;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A user or login, as of one reading. Holds no secret. What is empty is not known, or the platform
 * has no such thing.
 *
 * @param name the exact name
 * @param database the database it belongs to
 * @param authType how it proves who it is
 * @param enabled whether it may log in
 * @param locked whether the server has locked it, for instance after wrong passwords
 * @param administrator whether it may do everything
 * @param system whether the platform made it for itself
 * @param createdAt when it was made
 * @param expiresAt until when it, or its password, is valid
 * @param passwordChangedAt when its password was last changed
 * @param lastLoginAt when it last logged in
 * @param connectionLimit the most connections it may have
 * @param roles the roles it has directly
 * @param comment what is noted about it
 * @param attributes what else its platform tells
 */
public record UserInfo(
    String name,
    Optional<String> database,
    Optional<AuthType> authType,
    boolean enabled,
    boolean locked,
    boolean administrator,
    boolean system,
    Optional<Instant> createdAt,
    Optional<Instant> expiresAt,
    Optional<Instant> passwordChangedAt,
    Optional<Instant> lastLoginAt,
    OptionalInt connectionLimit,
    List<String> roles,
    Optional<String> comment,
    Map<String, String> attributes) {
  /** Checks that nothing is missing, and takes copies. */
  public UserInfo {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(database, "database");
    Objects.requireNonNull(authType, "authType");
    Objects.requireNonNull(createdAt, "createdAt");
    Objects.requireNonNull(expiresAt, "expiresAt");
    Objects.requireNonNull(passwordChangedAt, "passwordChangedAt");
    Objects.requireNonNull(lastLoginAt, "lastLoginAt");
    Objects.requireNonNull(connectionLimit, "connectionLimit");
    roles = List.copyOf(roles);
    Objects.requireNonNull(comment, "comment");
    attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
  }

  /** Starts with a name; the rest is unknown, none or false, but it may log in. */
  public static Builder builder(String name) {
    return new Builder(name);
  }

  /** Builds the record. Not thread-safe. */
  public static final class Builder {
    private final String name;
    private Optional<String> database = Optional.empty();
    private Optional<AuthType> authType = Optional.empty();
    private boolean enabled = true;
    private boolean locked;
    private boolean administrator;
    private boolean system;
    private Optional<Instant> createdAt = Optional.empty();
    private Optional<Instant> expiresAt = Optional.empty();
    private Optional<Instant> passwordChangedAt = Optional.empty();
    private Optional<Instant> lastLoginAt = Optional.empty();
    private OptionalInt connectionLimit = OptionalInt.empty();
    private List<String> roles = List.of();
    private Optional<String> comment = Optional.empty();
    private Map<String, String> attributes = Map.of();

    private Builder(String name) {
      this.name = name;
    }

    /** The database it belongs to. */
    public Builder database(String database) {
      this.database = Optional.of(database);
      return this;
    }

    /** How it proves who it is. */
    public Builder authType(AuthType authType) {
      this.authType = Optional.of(authType);
      return this;
    }

    /** Whether it may log in. */
    public Builder enabled(boolean enabled) {
      this.enabled = enabled;
      return this;
    }

    /** Whether the server has locked it, for instance after wrong passwords. */
    public Builder locked(boolean locked) {
      this.locked = locked;
      return this;
    }

    /** Whether it may do everything. */
    public Builder administrator(boolean administrator) {
      this.administrator = administrator;
      return this;
    }

    /** Whether the platform made it for itself. */
    public Builder system(boolean system) {
      this.system = system;
      return this;
    }

    /** When it was made. */
    public Builder createdAt(Instant createdAt) {
      this.createdAt = Optional.of(createdAt);
      return this;
    }

    /** Until when it, or its password, is valid. */
    public Builder expiresAt(Instant expiresAt) {
      this.expiresAt = Optional.of(expiresAt);
      return this;
    }

    /** When its password was last changed. */
    public Builder passwordChangedAt(Instant passwordChangedAt) {
      this.passwordChangedAt = Optional.of(passwordChangedAt);
      return this;
    }

    /** When it last logged in. */
    public Builder lastLoginAt(Instant lastLoginAt) {
      this.lastLoginAt = Optional.of(lastLoginAt);
      return this;
    }

    /** The most connections it may have. */
    public Builder connectionLimit(int connectionLimit) {
      this.connectionLimit = OptionalInt.of(connectionLimit);
      return this;
    }

    /** The roles it has directly. */
    public Builder roles(List<String> roles) {
      this.roles = roles;
      return this;
    }

    /** What is noted about it. */
    public Builder comment(String comment) {
      this.comment = Optional.of(comment);
      return this;
    }

    /** What else its platform tells. */
    public Builder attributes(Map<String, String> attributes) {
      this.attributes = attributes;
      return this;
    }

    /** The finished record. */
    public UserInfo build() {
      return new UserInfo(
          name,
          database,
          authType,
          enabled,
          locked,
          administrator,
          system,
          createdAt,
          expiresAt,
          passwordChangedAt,
          lastLoginAt,
          connectionLimit,
          roles,
          comment,
          attributes);
    }
  }
}
