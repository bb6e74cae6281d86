package io.gds.database.jdbc;

import io.gds.database.connection.Timeouts;
import io.gds.database.core.StepContext;
import io.gds.database.core.Watch;
import io.gds.database.core.tool.Cancellation;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.spi.EngineEnvironment;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one place where SQL statements run. Called directly, each statement borrows a connection of
 * its own; {@link #session()} keeps one for several. See {@link Sql} for what is promised.
 *
 * <p>Thread-safe. It owns no connection and needs no closing.
 */
public final class SqlExecutor extends SqlBase {
  /**
   * How much longer than the driver's own time-out ours waits, so that the driver's comes first.
   */
  private static final long DRIVER_FIRST_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final ConnectionSource source;
  private final Executor workers;
  private final Watch<Call> watch;
  private final Diagnosis diagnosis;
  private final Logger log;
  private final String engine;
  private final Duration defaultTimeout;
  private final long graceNanos;
  private final boolean driverTimeouts;
  private final boolean scriptsByUpdate;
  private final Bounds bounds;

  private SqlExecutor(Builder builder) {
    source = builder.source;
    workers = builder.environment.workers();
    watch = new Watch<>(builder.environment.scheduler(), Call::look);
    diagnosis = new Diagnosis(builder.errors, builder.engine, builder.target);
    log = LoggerFactory.getLogger(builder.topic);
    engine = builder.engine;
    defaultTimeout = builder.timeout;
    graceNanos = TimeUnit.NANOSECONDS.convert(builder.cancelGrace);
    driverTimeouts = builder.driverTimeouts;
    scriptsByUpdate = builder.scriptsByUpdate;
    bounds = new Bounds(builder.timeout, null, null);
  }

  private SqlExecutor(SqlExecutor base, Bounds bounds) {
    source = base.source;
    workers = base.workers;
    watch = base.watch;
    diagnosis = base.diagnosis;
    log = base.log;
    engine = base.engine;
    defaultTimeout = base.defaultTimeout;
    graceNanos = base.graceNanos;
    driverTimeouts = base.driverTimeouts;
    scriptsByUpdate = base.scriptsByUpdate;
    this.bounds = bounds;
  }

  /** Starts an executor on these connections, with the environment's scheduler and workers. */
  public static Builder builder(
      ConnectionSource source, ErrorTable errors, EngineEnvironment environment) {
    return new Builder(source, errors, environment);
  }

  /** Borrows a connection for several statements. Close the session to give it back. */
  public SqlSession session() {
    return new SqlSession(this, lease(), bounds);
  }

  /**
   * Runs statements on this private connection, which is closed with the session; a transaction
   * left open is rolled back. Not for a borrowed one.
   */
  public SqlSession session(Connection connection) {
    return new SqlSession(this, new Lease(connection, null), bounds);
  }

  @Override
  public SqlExecutor during(StepContext step) {
    return new SqlExecutor(this, bounds.withStep(step));
  }

  @Override
  public SqlExecutor timeout(Duration timeout) {
    return new SqlExecutor(this, bounds.withTimeout(timeout));
  }

  @Override
  public SqlExecutor showing(String text) {
    return new SqlExecutor(this, bounds.withShown(text));
  }

  Duration defaultTimeout() {
    return defaultTimeout;
  }

  private Lease lease() {
    return new Lease(
        bounds.step() == null ? source.borrow() : source.borrow(bounds::throwIfCancelled), source);
  }

  @Override
  <R> R run(Intake<R> intake, boolean script, String sql, @Nullable Object[] binds) {
    long began = System.nanoTime();
    try (Lease lease = lease()) {
      return run(lease, bounds, intake, script, sql, binds);
    } catch (DatabaseException e) {
      if (!mayAskAgain(e, System.nanoTime() - began) || !intake.beginAgain()) {
        throw e;
      }
      log.debug("{}: asked again on a fresh connection: {}", engine, bounds.text(sql));
    }
    try (Lease lease = lease()) {
      return run(lease, bounds, intake, script, sql, binds);
    }
  }

  /**
   * A server that restarted has broken its idle connections, which shows at their first use. A
   * question is then asked once more; within a step the gate decides that, and what the watchdog
   * has stopped took its time already.
   */
  private boolean mayAskAgain(DatabaseException failure, long elapsedNanos) {
    Duration timeout = bounds.timeout();
    return failure.code() == ErrorCode.CONNECTION_LOST
        && bounds.step() == null
        && (timeout == null || elapsedNanos < timeout.toNanos());
  }

  /** Runs a statement, or a script of several, on a connection. */
  <R> R run(
      Lease lease,
      Bounds bounds,
      Intake<R> intake,
      boolean script,
      String sql,
      @Nullable Object[] binds) {
    Exchange<R> exchange =
        new Exchange<>(bounds, intake, driverTimeouts, script && scriptsByUpdate, sql, binds);
    return watched(
        lease,
        bounds,
        sql,
        (connection, call) -> {
          try {
            return exchange.run(connection, call);
          } finally {
            if (exchange.isUnclean()) {
              lease.spoil();
            }
          }
        });
  }

  /** Work on a connection. */
  interface Work<R> {
    R run(Connection connection, Call call) throws SQLException;
  }

  /**
   * Does something under watch: it ends in time, or by the cancel of its step, or with an error.
   */
  <R> R watched(Lease lease, Bounds bounds, String sql, Work<R> work) {
    bounds.throwIfCancelled();
    Duration timeout = bounds.timeout();
    StepContext step = bounds.step();
    Call call =
        new Call(
            lease.connection(),
            workers,
            timeout == null ? 0 : TimeUnit.NANOSECONDS.convert(timeout),
            driverTimeouts ? DRIVER_FIRST_NANOS : 0,
            graceNanos,
            step == null);
    if (log.isTraceEnabled()) {
      log.trace("{}: begins: {}", engine, bounds.text(sql));
    }
    watch.add(call);
    Cancellation.Registration registration =
        step == null ? null : step.onCancel(() -> call.stop(Call.Stop.CANCEL));
    DatabaseException failure = null;
    boolean secret = bounds.shown() != null;
    try {
      if (secret) {
        Discretion.begin();
      }
      return work.run(lease.connection(), call);
    } catch (SQLException e) {
      failure = diagnosis.of(e, call, bounds, sql);
      throw failure;
    } catch (SqlFailure e) {
      failure = diagnosis.of(e.exception(), call, bounds, sql);
      throw failure;
    } catch (UnsupportedOperationException | IllegalStateException | NullPointerException e) {
      // What drivers throw when the connection is dropped under them.
      if (!call.isAborted()) {
        throw e;
      }
      failure = diagnosis.of(new SQLException(e.toString(), e), call, bounds, sql);
      throw failure;
    } finally {
      if (registration != null) {
        registration.close();
      }
      watch.remove(call);
      if (call.end()) {
        lease.spoil();
      }
      if (secret) {
        Discretion.end();
      }
      if (failure != null && secret) {
        lease.spoil();
      }
      if (failure != null && failure.code() == ErrorCode.CONNECTION_LOST) {
        lease.lost();
      }
      if (log.isDebugEnabled()) {
        log.debug(
            "{}: {} in {} ms: {}",
            engine,
            failure == null ? "done" : failure.code(),
            TimeUnit.NANOSECONDS.toMillis(call.elapsedNanos()),
            bounds.text(sql));
      }
    }
  }

  /** Builds a {@link SqlExecutor}. Not thread-safe. */
  public static final class Builder {
    private final ConnectionSource source;
    private final ErrorTable errors;
    private final EngineEnvironment environment;
    private String engine = "";
    private String target = "";
    private String topic = "gds.sql";
    private Duration timeout = Timeouts.defaults().query();
    private Duration cancelGrace = Duration.ofSeconds(3);
    private boolean driverTimeouts;
    private boolean scriptsByUpdate;

    private Builder(ConnectionSource source, ErrorTable errors, EngineEnvironment environment) {
      this.source = Objects.requireNonNull(source, "source");
      this.errors = Objects.requireNonNull(errors, "errors");
      this.environment = Objects.requireNonNull(environment, "environment");
    }

    /** The engine's name, in front of each log line and in errors. Default: none. */
    public Builder engine(String engine) {
      this.engine = Objects.requireNonNull(engine, "engine");
      return this;
    }

    /** The database that the connections lead to, named in errors. Default: none. */
    public Builder target(String target) {
      this.target = Objects.requireNonNull(target, "target");
      return this;
    }

    /** The SLF4J logger for statements. Default: {@code gds.sql}. */
    public Builder topic(String topic) {
      this.topic = Objects.requireNonNull(topic, "topic");
      return this;
    }

    /** The time-out of statements outside of steps. Default: 30 seconds. */
    public Builder timeout(Duration timeout) {
      this.timeout = Objects.requireNonNull(timeout, "timeout");
      return this;
    }

    /**
     * How long a server may take to answer a cancel before the connection is dropped. Default: 3
     * seconds.
     */
    public Builder cancelGrace(Duration grace) {
      this.cancelGrace = Objects.requireNonNull(grace, "grace");
      return this;
    }

    /**
     * Whether the driver's own query time-out works and is set too, in whole seconds; ours follows
     * a second later. Default: false.
     */
    public Builder driverTimeouts(boolean works) {
      this.driverTimeouts = works;
      return this;
    }

    /**
     * Whether the driver runs several statements of one text only by {@code executeUpdate}, and
     * silently drops all but the first elsewhere: SQLite. Default: false.
     */
    public Builder scriptsByUpdate(boolean byUpdate) {
      this.scriptsByUpdate = byUpdate;
      return this;
    }

    /** The finished executor. */
    public SqlExecutor build() {
      return new SqlExecutor(this);
    }
  }
}
