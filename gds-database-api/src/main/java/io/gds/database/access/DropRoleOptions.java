package io.gds.database.access;

import io.gds.database.error.OptionFault;
import io.gds.database.operation.Options;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which role to drop, and what becomes of what it owns. Immutable and thread-safe. */
public final class DropRoleOptions extends Options {
  private final @Nullable String name;
  private final @Nullable String database;
  private final boolean ifExists;
  private final @Nullable String reassignOwnedTo;
  private final boolean dropOwned;

  private DropRoleOptions(Builder builder) {
    super(builder);
    name = builder.name;
    database = builder.database;
    ifExists = builder.ifExists;
    reassignOwnedTo = builder.reassignOwnedTo;
    dropOwned = builder.dropOwned;
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

  /** Whether its absence is fine; false by default. */
  public boolean ifExists() {
    return ifExists;
  }

  /** Who gets what it owns; by default nobody: if it owns anything, it is refused. */
  public Optional<String> reassignOwnedTo() {
    return Optional.ofNullable(reassignOwnedTo);
  }

  /** Whether what it owns is dropped with it; false by default. */
  public boolean dropOwned() {
    return dropOwned;
  }

  @Override
  protected String what() {
    return "role removal options";
  }

  @Override
  protected void describe(Map<String, Object> into) {
    into.put("name", name());
    database().ifPresent(value -> into.put("database", value));
    into.put("ifExists", ifExists);
    reassignOwnedTo().ifPresent(value -> into.put("reassignOwnedTo", value));
    into.put("dropOwned", dropOwned);
  }

  /** Builds role removal options. Not thread-safe. */
  public static final class Builder extends Options.Builder<Builder> {
    private @Nullable String name;
    private @Nullable String database;
    private boolean ifExists;
    private @Nullable String reassignOwnedTo;
    private boolean dropOwned;

    private Builder() {}

    private Builder(DropRoleOptions options) {
      super(options);
      name = options.name;
      database = options.database;
      ifExists = options.ifExists;
      reassignOwnedTo = options.reassignOwnedTo;
      dropOwned = options.dropOwned;
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

    /** Whether its absence is fine. Default: false. */
    public Builder ifExists(boolean ifExists) {
      this.ifExists = ifExists;
      return this;
    }

    /** Who gets what it owns. Default: nobody: if it owns anything, it is refused. */
    public Builder reassignOwnedTo(String reassignOwnedTo) {
      this.reassignOwnedTo = Objects.requireNonNull(reassignOwnedTo, "reassignOwnedTo");
      return this;
    }

    /** Whether what it owns is dropped with it. Default: false. */
    public Builder dropOwned(boolean dropOwned) {
      this.dropOwned = dropOwned;
      return this;
    }

    /**
     * The finished options.
     *
     * @throws io.gds.database.error.InvalidOptionsException with all faults at once
     */
    public DropRoleOptions build() {
      List<OptionFault> faults = new ArrayList<>();
      if (name == null || name.isEmpty()) {
        faults.add(new OptionFault("name", "is missing: name the role"));
      }
      if (dropOwned && reassignOwnedTo != null) {
        faults.add(new OptionFault("dropOwned", "contradicts reassignOwnedTo: choose one"));
      }
      DropRoleOptions options = new DropRoleOptions(this);
      refuse(options.what(), faults);
      return options;
    }
  }
}
