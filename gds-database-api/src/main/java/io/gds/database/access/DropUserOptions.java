package io.gds.database.access;

import io.gds.database.error.OptionFault;
import io.gds.database.operation.Options;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which user to drop, and what becomes of what it owns. Immutable and thread-safe. */
public final class DropUserOptions extends Options {
  private final @Nullable String name;
  private final @Nullable String database;
  private final boolean ifExists;
  private final @Nullable String reassignOwnedTo;
  private final boolean dropOwned;
  private final boolean force;

  private DropUserOptions(Builder builder) {
    super(builder);
    name = builder.name;
    database = builder.database;
    ifExists = builder.ifExists;
    reassignOwnedTo = builder.reassignOwnedTo;
    dropOwned = builder.dropOwned;
    force = builder.force;
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

  /** Whether its sessions are ended first; false by default. */
  public boolean force() {
    return force;
  }

  @Override
  protected String what() {
    return "user removal options";
  }

  @Override
  protected void describe(Map<String, Object> into) {
    into.put("name", name());
    database().ifPresent(value -> into.put("database", value));
    into.put("ifExists", ifExists);
    reassignOwnedTo().ifPresent(value -> into.put("reassignOwnedTo", value));
    into.put("dropOwned", dropOwned);
    into.put("force", force);
  }

  /** Builds user removal options. Not thread-safe. */
  public static final class Builder extends Options.Builder<Builder> {
    private @Nullable String name;
    private @Nullable String database;
    private boolean ifExists;
    private @Nullable String reassignOwnedTo;
    private boolean dropOwned;
    private boolean force;

    private Builder() {}

    private Builder(DropUserOptions options) {
      super(options);
      name = options.name;
      database = options.database;
      ifExists = options.ifExists;
      reassignOwnedTo = options.reassignOwnedTo;
      dropOwned = options.dropOwned;
      force = options.force;
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

    /** Whether its sessions are ended first. Default: false. */
    public Builder force(boolean force) {
      this.force = force;
      return this;
    }

    /**
     * The finished options.
     *
     * @throws io.gds.database.error.InvalidOptionsException with all faults at once
     */
    public DropUserOptions build() {
      List<OptionFault> faults = new ArrayList<>();
      if (name == null || name.isEmpty()) {
        faults.add(new OptionFault("name", "is missing: name the user"));
      }
      if (dropOwned && reassignOwnedTo != null) {
        faults.add(new OptionFault("dropOwned", "contradicts reassignOwnedTo: choose one"));
      }
      DropUserOptions options = new DropUserOptions(this);
      refuse(options.what(), faults);
      return options;
    }
  }
}
