package io.gds.database.cloning;

import io.gds.database.connection.ConnectionInfo;
import io.gds.database.error.OptionFault;
import io.gds.database.operation.Options;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a clone is called and how it is made. Immutable and thread-safe. */
public final class CloneOptions extends Options {
  private final @Nullable String target;
  private final @Nullable CloneKind kind;
  private final @Nullable Instant pointInTime;
  private final @Nullable ConnectionInfo targetEngine;
  private final boolean force;

  private CloneOptions(Builder builder) {
    super(builder);
    target = builder.target;
    kind = builder.kind;
    pointInTime = builder.pointInTime;
    targetEngine = builder.targetEngine;
    force = builder.force;
  }

  /** A clone of this name, all else by default. */
  public static CloneOptions to(String target) {
    return builder().to(target).build();
  }

  /** Starts with all defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** A builder holding all of this. */
  public Builder toBuilder() {
    return new Builder(this);
  }

  /** The clone's name, which must not exist. */
  public String target() {
    return Objects.requireNonNull(target, "target");
  }

  /** How it is made; by default the cheapest way that has the data. */
  public Optional<CloneKind> kind() {
    return Optional.ofNullable(kind);
  }

  /** The past instant to clone, where the platform can; by default now. */
  public Optional<Instant> pointInTime() {
    return Optional.ofNullable(pointInTime);
  }

  /** The other engine to clone to; by default the database's own. */
  public Optional<ConnectionInfo> targetEngine() {
    return Optional.ofNullable(targetEngine);
  }

  /** Whether sessions that stand in the way are ended; false by default. */
  public boolean force() {
    return force;
  }

  @Override
  protected String what() {
    return "clone options";
  }

  @Override
  protected void describe(Map<String, Object> into) {
    into.put("to", target());
    kind().ifPresent(value -> into.put("kind", value));
    pointInTime().ifPresent(value -> into.put("pointInTime", value));
    targetEngine().ifPresent(value -> into.put("targetEngine", value));
    into.put("force", force);
  }

  /** Builds clone options. Not thread-safe. */
  public static final class Builder extends Options.Builder<Builder> {
    private @Nullable String target;
    private @Nullable CloneKind kind;
    private @Nullable Instant pointInTime;
    private @Nullable ConnectionInfo targetEngine;
    private boolean force;

    private Builder() {}

    private Builder(CloneOptions options) {
      super(options);
      target = options.target;
      kind = options.kind;
      pointInTime = options.pointInTime;
      targetEngine = options.targetEngine;
      force = options.force;
    }

    @Override
    protected Builder self() {
      return this;
    }

    /** The clone's name. Default: none, it must be given. */
    public Builder to(String target) {
      this.target = Objects.requireNonNull(target, "target");
      return this;
    }

    /** How it is made. Default: the cheapest way that has the data. */
    public Builder kind(CloneKind kind) {
      this.kind = Objects.requireNonNull(kind, "kind");
      return this;
    }

    /** The past instant to clone. Default: now. */
    public Builder pointInTime(Instant pointInTime) {
      this.pointInTime = Objects.requireNonNull(pointInTime, "pointInTime");
      return this;
    }

    /** The other engine to clone to. Default: the database's own. */
    public Builder targetEngine(ConnectionInfo targetEngine) {
      this.targetEngine = Objects.requireNonNull(targetEngine, "targetEngine");
      return this;
    }

    /** Whether sessions that stand in the way are ended. Default: false. */
    public Builder force(boolean force) {
      this.force = force;
      return this;
    }

    /**
     * The finished options.
     *
     * @throws io.gds.database.error.InvalidOptionsException if no name is given
     */
    public CloneOptions build() {
      CloneOptions options = new CloneOptions(this);
      if (target == null) {
        refuse(options.what(), List.of(new OptionFault("to", "is missing: name the clone")));
      }
      return options;
    }
  }
}
