package io.gds.database.access;

import io.gds.database.error.OptionFault;
import io.gds.database.operation.Options;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A role to create. Immutable and thread-safe. */
public final class CreateRoleOptions extends Options {
  private final @Nullable String name;
  private final @Nullable String database;
  private final boolean ifNotExists;
  private final List<String> roles;
  private final @Nullable String comment;

  private CreateRoleOptions(Builder builder) {
    super(builder);
    name = builder.name;
    database = builder.database;
    ifNotExists = builder.ifNotExists;
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

  /** The role's exact name. */
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

  /** Whether it is fine if the role exists; it then stays as it is. False by default. */
  public boolean ifNotExists() {
    return ifNotExists;
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
    return "role options";
  }

  @Override
  protected void describe(Map<String, Object> into) {
    into.put("name", name());
    database().ifPresent(value -> into.put("database", value));
    into.put("ifNotExists", ifNotExists);
    if (!roles.isEmpty()) {
      into.put("roles", roles);
    }
    comment().ifPresent(value -> into.put("comment", value));
  }

  /** Builds role options. Not thread-safe. */
  public static final class Builder extends Options.Builder<Builder> {
    private @Nullable String name;
    private @Nullable String database;
    private boolean ifNotExists;
    private final List<String> roles = new ArrayList<>();
    private @Nullable String comment;

    private Builder() {}

    private Builder(CreateRoleOptions options) {
      super(options);
      name = options.name;
      database = options.database;
      ifNotExists = options.ifNotExists;
      roles.addAll(options.roles);
      comment = options.comment;
    }

    @Override
    protected Builder self() {
      return this;
    }

    /** The role's exact name. Default: none, it must be given. */
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

    /** Whether it is fine if the role exists; it then stays as it is. Default: false. */
    public Builder ifNotExists(boolean ifNotExists) {
      this.ifNotExists = ifNotExists;
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
    public CreateRoleOptions build() {
      List<OptionFault> faults = new ArrayList<>();
      if (name == null || name.isEmpty()) {
        faults.add(new OptionFault("name", "is missing: name the role"));
      }
      CreateRoleOptions options = new CreateRoleOptions(this);
      refuse(options.what(), faults);
      return options;
    }
  }
}
