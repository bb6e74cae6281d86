package io.gds.database.access;

import io.gds.database.connection.AuthType;
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
 * A user to create. The password is a reference: it is fetched when it is sent, and appears in no
 * text. Immutable and thread-safe.
 */
public final class CreateUserOptions extends Options {
  private final @Nullable String name;
  private final @Nullable String database;
  private final boolean ifNotExists;
  private final @Nullable SecretRef password;
  private final @Nullable String publicKey;
  private final @Nullable AuthType authType;
  private final boolean enabled;
  private final boolean mustChangePassword;
  private final @Nullable Instant expiresAt;
  private final @Nullable Integer connectionLimit;
  private final List<String> roles;
  private final @Nullable String comment;

  private CreateUserOptions(Builder builder) {
    super(builder);
    name = builder.name;
    database = builder.database;
    ifNotExists = builder.ifNotExists;
    password = builder.password;
    publicKey = builder.publicKey;
    authType = builder.authType;
    enabled = builder.enabled;
    mustChangePassword = builder.mustChangePassword;
    expiresAt = builder.expiresAt;
    connectionLimit = builder.connectionLimit;
    roles = List.copyOf(builder.roles);
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

  /** Whether it is fine if the user exists; it then stays as it is. False by default. */
  public boolean ifNotExists() {
    return ifNotExists;
  }

  /** Where the password is found; by default none. */
  public Optional<SecretRef> password() {
    return Optional.ofNullable(password);
  }

  /** The public key by which it proves who it is, in PEM form; by default none. */
  public Optional<String> publicKey() {
    return Optional.ofNullable(publicKey);
  }

  /**
   * How it proves who it is; by default PASSWORD with a password, KEYPAIR with a key, else the
   * platform's own choice.
   */
  public Optional<AuthType> authType() {
    return Optional.ofNullable(authType);
  }

  /** Whether it may log in; true by default. */
  public boolean enabled() {
    return enabled;
  }

  /** Whether it must choose another password at its first log-in; false by default. */
  public boolean mustChangePassword() {
    return mustChangePassword;
  }

  /** Until when it is valid; by default for ever. */
  public Optional<Instant> expiresAt() {
    return Optional.ofNullable(expiresAt);
  }

  /** The most connections it may have, zero or more; by default no limit. */
  public OptionalInt connectionLimit() {
    return connectionLimit == null ? OptionalInt.empty() : OptionalInt.of(connectionLimit);
  }

  /** The roles it has from the start; none by default. */
  public List<String> roles() {
    return roles;
  }

  /** What is noted about it; by default nothing. */
  public Optional<String> comment() {
    return Optional.ofNullable(comment);
  }

  @Override
  protected String what() {
    return "user options";
  }

  @Override
  protected void describe(Map<String, Object> into) {
    into.put("name", name());
    database().ifPresent(value -> into.put("database", value));
    into.put("ifNotExists", ifNotExists);
    password().ifPresent(value -> into.put("password", value));
    publicKey().ifPresent(value -> into.put("publicKey", value));
    authType().ifPresent(value -> into.put("authType", value));
    into.put("enabled", enabled);
    into.put("mustChangePassword", mustChangePassword);
    expiresAt().ifPresent(value -> into.put("expiresAt", value));
    connectionLimit().ifPresent(value -> into.put("connectionLimit", value));
    if (!roles.isEmpty()) {
      into.put("roles", roles);
    }
    comment().ifPresent(value -> into.put("comment", value));
  }

  /** Builds user options. Not thread-safe. */
  public static final class Builder extends Options.Builder<Builder> {
    private @Nullable String name;
    private @Nullable String database;
    private boolean ifNotExists;
    private @Nullable SecretRef password;
    private @Nullable String publicKey;
    private @Nullable AuthType authType;
    private boolean enabled = true;
    private boolean mustChangePassword;
    private @Nullable Instant expiresAt;
    private @Nullable Integer connectionLimit;
    private final List<String> roles = new ArrayList<>();
    private @Nullable String comment;

    private Builder() {}

    private Builder(CreateUserOptions options) {
      super(options);
      name = options.name;
      database = options.database;
      ifNotExists = options.ifNotExists;
      password = options.password;
      publicKey = options.publicKey;
      authType = options.authType;
      enabled = options.enabled;
      mustChangePassword = options.mustChangePassword;
      expiresAt = options.expiresAt;
      connectionLimit = options.connectionLimit;
      roles.addAll(options.roles);
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

    /** Whether it is fine if the user exists; it then stays as it is. Default: false. */
    public Builder ifNotExists(boolean ifNotExists) {
      this.ifNotExists = ifNotExists;
      return this;
    }

    /** Where the password is found. Default: none. */
    public Builder password(SecretRef password) {
      this.password = Objects.requireNonNull(password, "password");
      return this;
    }

    /** The public key by which it proves who it is, in PEM form. Default: none. */
    public Builder publicKey(String publicKey) {
      this.publicKey = Objects.requireNonNull(publicKey, "publicKey");
      return this;
    }

    /**
     * How it proves who it is. Default: PASSWORD with a password, KEYPAIR with a key, else the
     * platform's own choice.
     */
    public Builder authType(AuthType authType) {
      this.authType = Objects.requireNonNull(authType, "authType");
      return this;
    }

    /** Whether it may log in. Default: true. */
    public Builder enabled(boolean enabled) {
      this.enabled = enabled;
      return this;
    }

    /** Whether it must choose another password at its first log-in. Default: false. */
    public Builder mustChangePassword(boolean mustChangePassword) {
      this.mustChangePassword = mustChangePassword;
      return this;
    }

    /** Until when it is valid. Default: for ever. */
    public Builder expiresAt(Instant expiresAt) {
      this.expiresAt = Objects.requireNonNull(expiresAt, "expiresAt");
      return this;
    }

    /** The most connections it may have, zero or more. Default: no limit. */
    public Builder connectionLimit(int connectionLimit) {
      this.connectionLimit = connectionLimit;
      return this;
    }

    /** Adds a role it has from the start. Default: none. */
    public Builder role(String role) {
      roles.add(Objects.requireNonNull(role, "role"));
      return this;
    }

    /** What is noted about it. Default: nothing. */
    public Builder comment(String comment) {
      this.comment = Objects.requireNonNull(comment, "comment");
      return this;
    }

    /**
     * The finished options.
     *
     * @throws io.gds.database.error.InvalidOptionsException with all faults at once
     */
    public CreateUserOptions build() {
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
      if (mustChangePassword && password == null) {
        faults.add(new OptionFault("mustChangePassword", "needs a password"));
      }
      CreateUserOptions options = new CreateUserOptions(this);
      refuse(options.what(), faults);
      return options;
    }
  }
}
