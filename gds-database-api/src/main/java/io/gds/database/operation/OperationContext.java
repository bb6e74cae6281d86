package io.gds.database.operation;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Who runs an operation, why, how long it may take, and who watches. Immutable and thread-safe. */
public final class OperationContext {
  private static final OperationContext NONE = builder().build();

  private final @Nullable String actor;
  private final @Nullable String correlationId;
  private final @Nullable String reason;
  private final @Nullable Duration within;
  private final @Nullable Consumer<Progress> progress;

  private OperationContext(Builder builder) {
    actor = builder.actor;
    correlationId = builder.correlationId;
    reason = builder.reason;
    within = builder.within;
    progress = builder.progress;
  }

  /** Nothing said: the process's user, a fresh correlation id, no deadline. */
  public static OperationContext none() {
    return NONE;
  }

  /** Starts a context with nothing said. */
  public static Builder builder() {
    return new Builder();
  }

  /** A builder holding all of this. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.actor = actor;
    builder.correlationId = correlationId;
    builder.reason = reason;
    builder.within = within;
    builder.progress = progress;
    return builder;
  }

  /** This context with what it leaves unsaid taken from another. */
  public OperationContext orElse(OperationContext defaults) {
    Builder builder = defaults.toBuilder();
    actor().ifPresent(builder::actor);
    correlationId().ifPresent(builder::correlationId);
    reason().ifPresent(builder::reason);
    within().ifPresent(builder::within);
    progress().ifPresent(builder::progress);
    return builder.build();
  }

  /** Who is responsible, for the audit trail; by default the process's user. */
  public Optional<String> actor() {
    return Optional.ofNullable(actor);
  }

  /** The id by which the caller's own records know this; by default a fresh one. */
  public Optional<String> correlationId() {
    return Optional.ofNullable(correlationId);
  }

  /** Why, for the audit trail; none by default. */
  public Optional<String> reason() {
    return Optional.ofNullable(reason);
  }

  /** The time after which the operation is cancelled; none by default. */
  public Optional<Duration> within() {
    return Optional.ofNullable(within);
  }

  /** Who is told of progress, at most some times a second, on any thread; nobody by default. */
  public Optional<Consumer<Progress>> progress() {
    return Optional.ofNullable(progress);
  }

  /** Builds a context. Not thread-safe. */
  public static final class Builder {
    private @Nullable String actor;
    private @Nullable String correlationId;
    private @Nullable String reason;
    private @Nullable Duration within;
    private @Nullable Consumer<Progress> progress;

    private Builder() {}

    /** Who is responsible. Default: the process's user. */
    public Builder actor(String actor) {
      this.actor = Objects.requireNonNull(actor, "actor");
      return this;
    }

    /** The caller's own id for this. Default: a fresh one. */
    public Builder correlationId(String correlationId) {
      this.correlationId = Objects.requireNonNull(correlationId, "correlationId");
      return this;
    }

    /** Why. Default: none. */
    public Builder reason(String reason) {
      this.reason = Objects.requireNonNull(reason, "reason");
      return this;
    }

    /**
     * The longest it may take, more than zero. Default: no limit.
     *
     * @throws IllegalArgumentException if the duration is zero or negative
     */
    public Builder within(Duration within) {
      if (within.isZero() || within.isNegative()) {
        throw new IllegalArgumentException("within is more than zero");
      }
      this.within = within;
      return this;
    }

    /** Who is told of progress; a listener that throws is ignored. Default: nobody. */
    public Builder progress(Consumer<Progress> progress) {
      this.progress = Objects.requireNonNull(progress, "progress");
      return this;
    }

    /** The finished context. */
    public OperationContext build() {
      return new OperationContext(this);
    }
  }
}
