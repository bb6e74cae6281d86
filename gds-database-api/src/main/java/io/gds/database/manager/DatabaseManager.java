package io.gds.database.manager;

import io.gds.database.DatabaseEngine;
import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.SecretResolver;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.error.InvalidOptionsException;
import io.gds.database.error.OptionFault;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OperationContext;
import io.gds.database.operation.OperationListener;
import io.gds.database.operation.OperationResult;
import io.gds.database.spi.DatabaseProvider;
import io.gds.database.spi.EngineEnvironment;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A closeable set of providers, and the owner of what its engines share: one scheduler thread and a
 * pool of worker threads that grows and shrinks with the work. Opens engines, and closes those
 * still open when it is closed itself. Thread-safe.
 */
public final class DatabaseManager implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DatabaseManager.class);

  private final Providers providers;
  private final ScheduledExecutorService scheduler;
  private final ExecutorService workers;
  private final EngineEnvironment environment;
  private final Clock clock;
  private final Set<DatabaseEngine> engines = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean closed = new AtomicBoolean();

  private DatabaseManager(Builder builder) {
    providers = builder.providers.copy();
    clock = builder.clock;
    ScheduledThreadPoolExecutor timer =
        new ScheduledThreadPoolExecutor(1, threads("gds-scheduler"));
    timer.setRemoveOnCancelPolicy(true);
    scheduler = timer;
    workers = Executors.newCachedThreadPool(threads("gds-worker"));
    environment =
        EngineEnvironment.builder()
            .scheduler(scheduler)
            .workers(workers)
            .clock(clock)
            .secretResolvers(builder.resolvers)
            .requiredListeners(builder.required)
            .listeners(builder.listeners)
            .defaultContext(builder.defaultContext)
            .onClosed(engines::remove)
            .build();
  }

  private static ThreadFactory threads(String name) {
    AtomicInteger count = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, name + "-" + count.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }

  /** A manager of exactly these providers. */
  public static DatabaseManager of(DatabaseProvider... providers) {
    Builder builder = builder();
    for (DatabaseProvider provider : providers) {
      builder.provider(provider);
    }
    return builder.build();
  }

  /** A manager of the providers that ServiceLoader finds by the thread's context class loader. */
  public static DatabaseManager discover() {
    return builder().discover().build();
  }

  /** A manager of the providers that ServiceLoader finds by this class loader. */
  public static DatabaseManager discover(ClassLoader loader) {
    return builder().discover(loader).build();
  }

  /** Starts a manager without providers. */
  public static Builder builder() {
    return new Builder();
  }

  /** The providers, in the order they were registered or found. */
  public List<DatabaseProvider> providers() {
    return List.copyOf(providers.all());
  }

  /** What was wrong with providers that were found and could not be loaded, as sentences. */
  public List<String> brokenProviders() {
    return providers.broken();
  }

  /**
   * Reads a URL. No I/O. A password in it ends up as a hidden inline secret.
   *
   * @throws io.gds.database.error.DatabaseException with code NO_PROVIDER if no provider knows it,
   *     saying what was asked (secrets hidden) and which providers were found
   * @throws InvalidOptionsException if it is faulty
   */
  public ConnectionInfo parse(String url) {
    return providers.parse(Objects.requireNonNull(url, "url"));
  }

  /** Opens the engine at this URL, as {@link #open(ConnectionInfo)} does. */
  public DatabaseEngine open(String url) {
    return open(parse(url));
  }

  /**
   * Opens an engine. Connects, unless the connection is lazy.
   *
   * @throws io.gds.database.error.DatabaseException with code NO_PROVIDER if there is none for the
   *     platform, PROVIDER_FAILED if it lacks a class, such as its driver's
   * @throws io.gds.database.error.AuthenticationFailedException if the credentials are refused
   * @throws io.gds.database.error.ConnectionException if there is no answer
   */
  public DatabaseEngine open(ConnectionInfo info) {
    DatabaseProvider provider = providers.of(Objects.requireNonNull(info, "info"));
    requireOpen();
    DatabaseEngine engine = Providers.open(provider, info, environment);
    engines.add(engine);
    if (closed.get()) {
      close(engine);
      requireOpen();
    }
    return engine;
  }

  /**
   * Opens an engine as its platform's own type.
   *
   * @throws InvalidOptionsException if the connection leads to an engine of another type
   */
  public <E extends DatabaseEngine> E open(ConnectionInfo info, Class<E> as) {
    DatabaseEngine engine = open(info);
    if (!as.isInstance(engine)) {
      close(engine);
      throw InvalidOptionsException.of(
          "open",
          List.of(new OptionFault("as", info.type() + " engines are no " + as.getSimpleName())));
    }
    return as.cast(engine);
  }

  /**
   * Runs an operation on each of many engines, so many at a time, and closes each again. A target
   * that cannot be opened has its failure as result; one that is slow to open gives its place to
   * the next meanwhile, so that dead servers do not hold up the others.
   *
   * @param targets where to; each is opened by itself
   * @param concurrency how many operations run at a time, at least 1
   * @param prepare makes the operation for an engine
   * @param context goes to each operation
   * @return one result per target, in the order of the targets
   */
  public <T extends @Nullable Object> List<OperationResult<T>> forEach(
      List<ConnectionInfo> targets,
      int concurrency,
      Function<DatabaseEngine, Operation<T>> prepare,
      OperationContext context) {
    requireOpen();
    return new Fleet<>(this, scheduler, workers, clock, concurrency, prepare, context).run(targets);
  }

  private void requireOpen() {
    if (closed.get()) {
      throw ErrorDetails.of(ErrorCode.ENGINE_CLOSED, "the manager has been closed")
          .remedy("Open engines by a manager that is still in use.")
          .toException();
    }
  }

  /** Closes its engines and what they share. Idempotent. */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    try {
      CompletableFuture.allOf(
              engines.stream()
                  .map(engine -> CompletableFuture.runAsync(() -> close(engine), workers))
                  .toArray(CompletableFuture<?>[]::new))
          .join();
    } finally {
      workers.shutdownNow();
      scheduler.shutdownNow();
    }
    try {
      workers.awaitTermination(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Closes an engine; a failure keeps neither the others open nor hides how work on it ended. */
  static void close(DatabaseEngine engine) {
    try {
      engine.close();
    } catch (RuntimeException e) {
      LOG.warn("{}: the engine did not close cleanly", engine.name(), e);
    }
  }

  /** Builds a manager. Not thread-safe. */
  public static final class Builder {
    private final Providers providers = new Providers();
    private final List<SecretResolver> resolvers = new ArrayList<>();
    private final List<OperationListener> required = new ArrayList<>();
    private final List<OperationListener> listeners = new ArrayList<>();
    private OperationContext defaultContext = OperationContext.none();
    private Clock clock = Clock.systemUTC();

    private Builder() {}

    /** Adds a provider. Default: none. */
    public Builder provider(DatabaseProvider provider) {
      providers.add(provider);
      return this;
    }

    /** Adds the providers found by the thread's context class loader. Default: none. */
    public Builder discover() {
      ClassLoader context = Thread.currentThread().getContextClassLoader();
      return discover(context != null ? context : DatabaseManager.class.getClassLoader());
    }

    /** Adds the providers found by this class loader. Default: none. */
    public Builder discover(ClassLoader loader) {
      providers.discover(loader);
      return this;
    }

    /** Adds a place to fetch secrets from, asked before the built-in ones. Default: none. */
    public Builder secrets(SecretResolver resolver) {
      resolvers.add(Objects.requireNonNull(resolver, "resolver"));
      return this;
    }

    /** Adds a listener without which no operation may begin. Default: none. */
    public Builder audit(OperationListener required) {
      this.required.add(Objects.requireNonNull(required, "required"));
      return this;
    }

    /** Adds a listener whose failure does no harm. Default: none. */
    public Builder listener(OperationListener listener) {
      listeners.add(Objects.requireNonNull(listener, "listener"));
      return this;
    }

    /** What operations say of themselves unless told otherwise. Default: nothing. */
    public Builder defaultContext(OperationContext context) {
      this.defaultContext = Objects.requireNonNull(context, "context");
      return this;
    }

    /** The clock that instants are taken from. Default: the system's. */
    public Builder clock(Clock clock) {
      this.clock = Objects.requireNonNull(clock, "clock");
      return this;
    }

    /** The finished manager. */
    public DatabaseManager build() {
      return new DatabaseManager(this);
    }
  }
}
