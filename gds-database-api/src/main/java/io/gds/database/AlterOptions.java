package io.gds.database;

import io.gds.database.error.OptionFault;
import io.gds.database.operation.Options;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What to change about a database. At least one change is needed. Immutable and thread-safe. */
public final class AlterOptions extends Options {
  private final @Nullable String newName;
  private final @Nullable String owner;
  private final boolean force;

  private AlterOptions(Builder builder) {
    super(builder);
    newName = builder.newName;
    owner = builder.owner;
    force = builder.force;
  }

  /** Only a new name. */
  public static AlterOptions rename(String newName) {
    return builder().rename(newName).build();
  }

  /** Starts with no change. */
  public static Builder builder() {
    return new Builder();
  }

  /** A builder holding all of this. */
  public Builder toBuilder() {
    return new Builder(this);
  }

  /** The new name; unchanged by default. */
  public Optional<String> newName() {
    return Optional.ofNullable(newName);
  }

  /** The new owner; unchanged by default. */
  public Optional<String> owner() {
    return Optional.ofNullable(owner);
  }

  /** Whether sessions that stand in the way are ended first; false by default. */
  public boolean force() {
    return force;
  }

  @Override
  protected String what() {
    return "alter options";
  }

  @Override
  protected void describe(Map<String, Object> into) {
    newName().ifPresent(value -> into.put("rename", value));
    owner().ifPresent(value -> into.put("owner", value));
    into.put("force", force);
  }

  /** Builds alter options. Not thread-safe. */
  public static final class Builder extends Options.Builder<Builder> {
    private @Nullable String newName;
    private @Nullable String owner;
    private boolean force;

    private Builder() {}

    private Builder(AlterOptions options) {
      super(options);
      newName = options.newName;
      owner = options.owner;
      force = options.force;
    }

    @Override
    protected Builder self() {
      return this;
    }

    /** The new name. Default: unchanged. */
    public Builder rename(String newName) {
      this.newName = Objects.requireNonNull(newName, "newName");
      return this;
    }

    /** The new owner. Default: unchanged. */
    public Builder owner(String owner) {
      this.owner = Objects.requireNonNull(owner, "owner");
      return this;
    }

    /** Whether sessions that stand in the way are ended first. Default: false. */
    public Builder force(boolean force) {
      this.force = force;
      return this;
    }

    /**
     * The finished options.
     *
     * @throws io.gds.database.error.InvalidOptionsException if nothing would change
     */
    public AlterOptions build() {
      AlterOptions options = new AlterOptions(this);
      if (newName == null && owner == null && options.platformOptions().keys().isEmpty()) {
        refuse(options.what(), List.of(new OptionFault("alter", "names no change")));
      }
      return options;
    }
  }
}
