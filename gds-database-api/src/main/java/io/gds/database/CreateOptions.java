package io.gds.database;

import io.gds.database.operation.Options;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How to create a database. Immutable and thread-safe. */
public final class CreateOptions extends Options {
  private final CreateMode mode;
  private final @Nullable String owner;
  private final @Nullable String collation;

  private CreateOptions(Builder builder) {
    super(builder);
    mode = builder.mode;
    owner = builder.owner;
    collation = builder.collation;
  }

  /** All defaults. */
  public static CreateOptions defaults() {
    return builder().build();
  }

  /** Starts with all defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** A builder holding all of this. */
  public Builder toBuilder() {
    return new Builder(this);
  }

  /** What to do if it exists; {@link CreateMode#ERROR} by default. */
  public CreateMode mode() {
    return mode;
  }

  /** The owner; by default the platform's own choice, usually who connects. */
  public Optional<String> owner() {
    return Optional.ofNullable(owner);
  }

  /** The default collation; by default the platform's own choice. */
  public Optional<String> collation() {
    return Optional.ofNullable(collation);
  }

  @Override
  protected String what() {
    return "create options";
  }

  @Override
  protected void describe(Map<String, Object> into) {
    into.put("mode", mode);
    owner().ifPresent(value -> into.put("owner", value));
    collation().ifPresent(value -> into.put("collation", value));
  }

  /** Builds create options. Not thread-safe. */
  public static final class Builder extends Options.Builder<Builder> {
    private CreateMode mode = CreateMode.ERROR;
    private @Nullable String owner;
    private @Nullable String collation;

    private Builder() {}

    private Builder(CreateOptions options) {
      super(options);
      mode = options.mode;
      owner = options.owner;
      collation = options.collation;
    }

    @Override
    protected Builder self() {
      return this;
    }

    /** What to do if it exists. Default: {@link CreateMode#ERROR}. */
    public Builder mode(CreateMode mode) {
      this.mode = Objects.requireNonNull(mode, "mode");
      return this;
    }

    /** The owner. Default: the platform's own choice. */
    public Builder owner(String owner) {
      this.owner = Objects.requireNonNull(owner, "owner");
      return this;
    }

    /** The default collation. Default: the platform's own choice. */
    public Builder collation(String collation) {
      this.collation = Objects.requireNonNull(collation, "collation");
      return this;
    }

    /** The finished options. */
    public CreateOptions build() {
      return new CreateOptions(this);
    }
  }
}
