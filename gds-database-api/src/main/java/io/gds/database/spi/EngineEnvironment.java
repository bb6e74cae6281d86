package io.gds.database.spi;

import io.gds.database.DatabaseEngine;
import io.gds.database.connection.SecretResolver;
import io.gds.database.operation.OperationContext;
import io.gds.database.operation.OperationListener;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What an engine shares with the other engines of its manager. The engine uses it and closes none
 * of it. Immutable and thread-safe.
 */
public final class EngineEnvironment {
  private final ScheduledExecutorService scheduler;
  private final ExecutorService workers;
  private final Clock clock;
  private final List<SecretResolver> secretResolvers;
  private final List<OperationListener> requiredListeners;
  private final List<OperationListener> listeners;
  private final OperationContext defaultContext;
  private final Consumer<DatabaseEngine> onClosed;

  private EngineEnvironment(
      Builder builder, ScheduledExecutorService scheduler, ExecutorService workers) {
    this.scheduler = scheduler;
    this.workers = workers;
    clock = builder.clock;
    secretResolvers = builder.secretResolvers;
    requiredListeners = builder.requiredListeners;
    listeners = builder.listeners;
    defaultContext = builder.defaultContext;
    onClosed = builder.onClosed;
  }

  /** Starts an environment; scheduler and workers must be given. */
  public static Builder builder() {
    return new Builder();
  }

  /** For short periodic work: pool housekeeping, deadlines, progress. Never block on it. */
  public ScheduledExecutorService scheduler() {
    return scheduler;
  }

  /** For work that takes its time: submitted operations, draining a tool's output. Unbounded. */
  public ExecutorService workers() {
    return workers;
  }

  /** The clock all instants are taken from; the system's by default. */
  public Clock clock() {
    return clock;
  }

  /** Where secrets are fetched, the caller's before the built-in ones; none by default. */
  public List<SecretResolver> secretResolvers() {
    return secretResolvers;
  }

  /** Listeners whose failure at STARTED stops an operation; none by default. */
  public List<OperationListener> requiredListeners() {
    return requiredListeners;
  }

  /** Listeners whose failure is logged and ignored; none by default. */
  public List<OperationListener> listeners() {
    return listeners;
  }

  /** What operations say of themselves unless told otherwise; nothing by default. */
  public OperationContext defaultContext() {
    return defaultContext;
  }

  /** Tells the manager that an engine has been closed; each engine does so once. */
  public void engineClosed(DatabaseEngine engine) {
    onClosed.accept(engine);
  }

  /** Builds an environment. Not thread-safe. */
  public static final class Builder {
    private @Nullable ScheduledExecutorService scheduler;
    private @Nullable ExecutorService workers;
    private Clock clock = Clock.systemUTC();
    private List<SecretResolver> secretResolvers = List.of();
    private List<OperationListener> requiredListeners = List.of();
    private List<OperationListener> listeners = List.of();
    private OperationContext defaultContext = OperationContext.none();
    private Consumer<DatabaseEngine> onClosed = engine -> {};

    private Builder() {}

    /** For short periodic work. Must be given. */
    public Builder scheduler(ScheduledExecutorService scheduler) {
      this.scheduler = scheduler;
      return this;
    }

    /** For work that takes its time. Must be given. */
    public Builder workers(ExecutorService workers) {
      this.workers = workers;
      return this;
    }

    /** The clock. Default: the system's. */
    public Builder clock(Clock clock) {
      this.clock = clock;
      return this;
    }

    /** Where secrets are fetched. Default: none. */
    public Builder secretResolvers(List<SecretResolver> resolvers) {
      this.secretResolvers = List.copyOf(resolvers);
      return this;
    }

    /** Listeners that must not fail at STARTED. Default: none. */
    public Builder requiredListeners(List<OperationListener> listeners) {
      this.requiredListeners = List.copyOf(listeners);
      return this;
    }

    /** Listeners that may fail. Default: none. */
    public Builder listeners(List<OperationListener> listeners) {
      this.listeners = List.copyOf(listeners);
      return this;
    }

    /** What operations say of themselves. Default: nothing. */
    public Builder defaultContext(OperationContext context) {
      this.defaultContext = context;
      return this;
    }

    /** Who is told that an engine has been closed. Default: nobody. */
    public Builder onClosed(Consumer<DatabaseEngine> onClosed) {
      this.onClosed = onClosed;
      return this;
    }

    /** The finished environment. */
    public EngineEnvironment build() {
      return new EngineEnvironment(
          this,
          Objects.requireNonNull(scheduler, "scheduler"),
          Objects.requireNonNull(workers, "workers"));
    }
  }
}
