package io.gds.database.access;

import io.gds.database.connection.SecretRef;
import io.gds.database.error.OptionFault;
import io.gds.database.operation.Options;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * What to change about a user; at least one change is needed. A new key is added beside the old
 * one, so that nobody is locked out while it is spread; a second change removes the old one.
 * Immutable and thread-safe.
 */
public final class AlterUserOptions extends Options {
  private final @Nullable String name;
  private final @Nullable String database;
  private final @Nullable String newName;
  private final @Nullable SecretRef password;
  private final @Nullable String publicKey;
  private final boolean removeOldKey;
  private final @Nullable Boolean enabled;
  private final boolean unlock;
  private final @Nullable Boolean mustChangePassword;
  private final @Nullable Instant expiresAt;
  private final @Nullable Integer connectionLimit;
  private final @Nullable String comment;

  private AlterUserOptions(Builder builder) {
    super(builder);
    name = builder.name;
    database = builder.database;
    newName = builder.newName;
    password = builder.password;
    publicKey = builder.publicKey;
    removeOldKey = builder.removeOldKey;
    enabled = builder.enabled;
    unlock = builder.unlock;
    mustChangePassword = builder.mustChangePassword;
    expiresAt = builder.expiresAt;
    connectionLimit = builder.connectionLimit;
    comment = builder.comment;
  }

  /** Starts with all defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** A builder holding all of this. */
  public Builder toBuilder() {
    return new Builder(this);
  }

  /** The user's exact name. */
  public String name() {
    return Objects.requireNonNull(name, "name");
  }

  /**
   * The database it belongs to, where users and roles belong to databases; by default the whole
   * server.
   */
  public Optional<String> database() {
    return Optional.ofNullable(database);
  }

  /** The new name; by default unchanged. */
  public Optional<String> newName() {
    return Optional.ofNullable(newName);
  }

  /** Where the new password is found; by default unchanged. */
  public Optional<SecretRef> password() {
    return Optional.ofNullable(password);
  }

  /** The new public key, in PEM form; the old one stays valid. By default unchanged. */
  public Optional<String> publicKey() {
    return Optional.ofNullable(publicKey);
  }

  /** Whether the old public key becomes invalid; not together with a new one. False by default. */
  public boolean removeOldKey() {
    return removeOldKey;
  }

  /** Whether it may log in; by default unchanged. */
  public Optional<Boolean> enabled() {
    return Optional.ofNullable(enabled);
  }

  /** Whether a lock set by the server is lifted; false by default. */
  public boolean unlock() {
    return unlock;
  }

  /** Whether it must choose another password at its next log-in; by default unchanged. */
  public Optional<Boolean> mustChangePassword() {
    return Optional.ofNullable(mustChangePassword);
  }

  /** Until when it is valid; {@link Instant#MAX} for ever. By default unchanged. */
  public Optional<Instant> expiresAt() {
    return Optional.ofNullable(expiresAt);
  }

  /** The most connections it may have, zero or more; by default unchanged. */
  public OptionalInt connectionLimit() {
    return connectionLimit == null ? OptionalInt.empty() : OptionalInt.of(connectionLimit);
  }

  /** What is noted about it; by default unchanged. */
  public Optional<String> comment() {
    return Optional.ofNullable(comment);
  }

  private boolean changesAnything() {
    return newName != null
        || password != null
        || publicKey != null
        || removeOldKey
        || enabled != null
        || unlock
        || mustChangePassword != null
        || expiresAt != null
        || connectionLimit != null
        || comment != null
        || !platformOptions().keys().isEmpty();
  }

  @Override
  protected String what() {
    return "user change options";
  }

  @Override
  protected void describe(Map<String, Object> into) {
    into.put("name", name());
    database().ifPresent(value -> into.put("database", value));
    newName().ifPresent(value -> into.put("newName", value));
    password().ifPresent(value -> into.put("password", value));
    publicKey().ifPresent(value -> into.put("publicKey", value));
    into.put("removeOldKey", removeOldKey);
    enabled().ifPresent(value -> into.put("enabled", value));
    into.put("unlock", unlock);
    mustChangePassword().ifPresent(value -> into.put("mustChangePassword", value));
    expiresAt().ifPresent(value -> into.put("expiresAt", value));
    connectionLimit().ifPresent(value -> into.put("connectionLimit", value));
    comment().ifPresent(value -> into.put("comment", value));
  }

  /** Builds user change options. Not thread-safe. */
  public static final class Builder extends Options.Builder<Builder> {
    private @Nullable String name;
    private @Nullable String database;
    private @Nullable String newName;
    private @Nullable SecretRef password;
    private @Nullable String publicKey;
    private boolean removeOldKey;
    private @Nullable Boolean enabled;
    private boolean unlock;
    private @Nullable Boolean mustChangePassword;
    private @Nullable Instant expiresAt;
    private @Nullable Integer connectionLimit;
    private @Nullable String comment;

    private Builder() {}

    private Builder(AlterUserOptions options) {
      super(options);
      name = options.name;
      database = options.database;
      newName = options.newName;
      password = options.password;
      publicKey = options.publicKey;
      removeOldKey = options.removeOldKey;
      enabled = options.enabled;
      unlock = options.unlock;
      mustChangePassword = options.mustChangePassword;
      expiresAt = options.expiresAt;
      connectionLimit = options.connectionLimit;
      comment = options.comment;
    }

    @Override
    protected Builder self() {
      return this;
    }

    /** The user's exact name. Default: none, it must be given. */
    public Builder name(String name) {
      this.name = Objects.requireNonNull(name, "name");
      return this;
    }

    /**
     * The database it belongs to, where users and roles belong to databases. Default: the whole
     * server.
     */
    public Builder database(String database) {
      this.database = Objects.requireNonNull(database, "database");
      return this;
    }

    /** The new name. Default: unchanged. */
    public Builder newName(String newName) {
      this.newName = Objects.requireNonNull(newName, "newName");
      return this;
    }

    /** Where the new password is found. Default: unchanged. */
    public Builder password(SecretRef password) {
      this.password = Objects.requireNonNull(password, "password");
      return this;
    }

    /** The new public key, in PEM form; the old one stays valid. Default: unchanged. */
    public Builder publicKey(String publicKey) {
      this.publicKey = Objects.requireNonNull(publicKey, "publicKey");
      return this;
    }

    /** Whether the old public key becomes invalid; not together with a new one. Default: false. */
    public Builder removeOldKey(boolean removeOldKey) {
      this.removeOldKey = removeOldKey;
      return this;
    }

    /** Whether it may log in. Default: unchanged. */
    public Builder enabled(boolean enabled) {
      this.enabled = enabled;
      return this;
    }

    /** Whether a lock set by the server is lifted. Default: false. */
    public Builder unlock(boolean unlock) {
      this.unlock = unlock;
      return this;
    }

    /** Whether it must choose another password at its next log-in. Default: unchanged. */
    public Builder mustChangePassword(boolean mustChangePassword) {
      this.mustChangePassword = mustChangePassword;
      return this;
    }

    /** Until when it is valid; {@link Instant#MAX} for ever. Default: unchanged. */
    public Builder expiresAt(Instant expiresAt) {
      this.expiresAt = Objects.requireNonNull(expiresAt, "expiresAt");
      return this;
    }

    /** The most connections it may have, zero or more. Default: unchanged. */
    public Builder connectionLimit(int connectionLimit) {
      this.connectionLimit = connectionLimit;
      return this;
    }

    /** What is noted about it. Default: unchanged. */
    public Builder comment(String comment) {
      this.comment = Objects.requireNonNull(comment, "comment");
      return this;
    }

    /**
     * The finished options.
     *
     * @throws io.gds.database.error.InvalidOptionsException with all faults at once
     */
    public AlterUserOptions build() {
      List<OptionFault> faults = new ArrayList<>();
      if (name == null || name.isEmpty()) {
        faults.add(new OptionFault("name", "is missing: name the user"));
      }
      if (publicKey != null && publicKey.contains("PRIVATE KEY")) {
        faults.add(new OptionFault("publicKey", "is a private key: give the public one"));
      }
      if (connectionLimit != null && connectionLimit < 0) {
        faults.add(new OptionFault("connectionLimit", "is zero or more"));
      }
      if (removeOldKey && publicKey != null) {
        faults.add(
            new OptionFault("removeOldKey", "goes without publicKey: spread the new key first"));
      }
      AlterUserOptions options = new AlterUserOptions(this);
      if (!options.changesAnything()) {
        faults.add(new OptionFault("alter", "names no change"));
      }
      refuse(options.what(), faults);
      return options;
    }
  }
}
