package io.gds.database.postgres;

import io.gds.database.error.OptionFault;
import io.gds.database.operation.Options;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * What is vacuumed and how. Immutable and thread-safe.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-vacuum.html">VACUUM</a>
 */
public final class PostgresVacuumOptions extends Options {
  /** The most workers that the server takes for one table. */
  private static final int MOST_WORKERS = 1024;

  private final @Nullable PostgresNames tables;
  private final boolean full;
  private final boolean freeze;
  private final boolean analyze;
  private final boolean truncate;
  private final @Nullable Boolean skipLocked;
  private final @Nullable Integer parallel;
  private final Duration lockTimeout;

  private PostgresVacuumOptions(Builder builder) {
    super(builder);
    tables = builder.tables;
    full = builder.full;
    freeze = builder.freeze;
    analyze = builder.analyze;
    truncate = builder.truncate;
    skipLocked = builder.skipLocked;
    parallel = builder.parallel;
    lockTimeout = builder.lockTimeout;
  }

  /** The whole database, all else by default. */
  public static PostgresVacuumOptions defaults() {
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

  /** The tables; all of the database by default. */
  public Optional<PostgresNames> tables() {
    return Optional.ofNullable(tables);
  }

  /** Whether tables are written anew, each locked against everybody meanwhile; false by default. */
  public boolean full() {
    return full;
  }

  /** Whether all rows are frozen; false by default. */
  public boolean freeze() {
    return freeze;
  }

  /** Whether statistics are gathered too; false by default. */
  public boolean analyze() {
    return analyze;
  }

  /** Whether empty pages at a table's end are given back, by a short exclusive lock; true. */
  public boolean truncate() {
    return truncate;
  }

  /** Whether tables that stay locked are left out and told: by default if none are named. */
  public boolean skipLocked() {
    return skipLocked == null ? tables == null : skipLocked;
  }

  /** How many workers clean one table's indexes; the server's choice by default. */
  public OptionalInt parallel() {
    return parallel == null ? OptionalInt.empty() : OptionalInt.of(parallel);
  }

  /** How long each table's lock is waited for; ten seconds by default. */
  public Duration lockTimeout() {
    return lockTimeout;
  }

  @Override
  protected String what() {
    return "vacuum options";
  }

  @Override
  protected void describe(Map<String, Object> into) {
    tables().ifPresent(value -> into.put("tables", value));
    into.put("full", full);
    into.put("freeze", freeze);
    into.put("analyze", analyze);
    into.put("truncate", truncate);
    into.put("skipLocked", skipLocked());
    parallel().ifPresent(value -> into.put("parallel", value));
    into.put("lockTimeout", lockTimeout);
  }

  /** Builds vacuum options. Not thread-safe. */
  public static final class Builder extends Options.Builder<Builder> {
    private @Nullable PostgresNames tables;
    private boolean full;
    private boolean freeze;
    private boolean analyze;
    private boolean truncate = true;
    private @Nullable Boolean skipLocked;
    private @Nullable Integer parallel;
    private Duration lockTimeout = PostgresLockTimeout.DEFAULT;

    private Builder() {}

    private Builder(PostgresVacuumOptions options) {
      super(options);
      tables = options.tables;
      full = options.full;
      freeze = options.freeze;
      analyze = options.analyze;
      truncate = options.truncate;
      skipLocked = options.skipLocked;
      parallel = options.parallel;
      lockTimeout = options.lockTimeout;
    }

    @Override
    protected Builder self() {
      return this;
    }

    /** The tables. Default: all of the database. */
    public Builder tables(PostgresNames tables) {
      this.tables = Objects.requireNonNull(tables, "tables");
      return this;
    }

    /** Whether tables are written anew, each locked against everybody. Default: false. */
    public Builder full(boolean full) {
      this.full = full;
      return this;
    }

    /** Whether all rows are frozen. Default: false. */
    public Builder freeze(boolean freeze) {
      this.freeze = freeze;
      return this;
    }

    /** Whether statistics are gathered too. Default: false. */
    public Builder analyze(boolean analyze) {
      this.analyze = analyze;
      return this;
    }

    /** Whether empty pages at a table's end are given back. Default: true. */
    public Builder truncate(boolean truncate) {
      this.truncate = truncate;
      return this;
    }

    /** Whether tables that stay locked are left out and told. Default: if none are named. */
    public Builder skipLocked(boolean skipLocked) {
      this.skipLocked = skipLocked;
      return this;
    }

    /** How many workers clean one table's indexes, 0 to 1024. Default: the server's choice. */
    public Builder parallel(int workers) {
      this.parallel = workers;
      return this;
    }

    /** How long each table's lock is waited for. Default: ten seconds. */
    public Builder lockTimeout(Duration timeout) {
      this.lockTimeout = Objects.requireNonNull(timeout, "timeout");
      return this;
    }

    /**
     * The finished options.
     *
     * @throws io.gds.database.error.InvalidOptionsException with all faults at once
     */
    public PostgresVacuumOptions build() {
      PostgresVacuumOptions options = new PostgresVacuumOptions(this);
      List<OptionFault> faults = new ArrayList<>();
      PostgresLockTimeout.check(lockTimeout, faults);
      if (parallel != null && (parallel < 0 || parallel > MOST_WORKERS)) {
        faults.add(new OptionFault("parallel", "is 0 to " + MOST_WORKERS));
      }
      if (parallel != null && parallel > 0 && full) {
        faults.add(new OptionFault("parallel", "cannot be had with full"));
      }
      refuse(options.what(), faults);
      return options;
    }
  }
}
