package io.gds.database.postgres;

import io.gds.database.error.OptionFault;
import io.gds.database.operation.Options;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Of what statistics are gathered. Immutable and thread-safe.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-analyze.html">ANALYZE</a>
 */
public final class PostgresAnalyzeOptions extends Options {
  private final @Nullable PostgresNames tables;
  private final @Nullable Boolean skipLocked;
  private final Duration lockTimeout;

  private PostgresAnalyzeOptions(Builder builder) {
    super(builder);
    tables = builder.tables;
    skipLocked = builder.skipLocked;
    lockTimeout = builder.lockTimeout;
  }

  /** The whole database, all else by default. */
  public static PostgresAnalyzeOptions defaults() {
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

  /** Whether tables that stay locked are left out and told: by default if none are named. */
  public boolean skipLocked() {
    return skipLocked == null ? tables == null : skipLocked;
  }

  /** How long each table's lock is waited for; ten seconds by default. */
  public Duration lockTimeout() {
    return lockTimeout;
  }

  @Override
  protected String what() {
    return "analyze options";
  }

  @Override
  protected void describe(Map<String, Object> into) {
    tables().ifPresent(value -> into.put("tables", value));
    into.put("skipLocked", skipLocked());
    into.put("lockTimeout", lockTimeout);
  }

  /** Builds analyze options. Not thread-safe. */
  public static final class Builder extends Options.Builder<Builder> {
    private @Nullable PostgresNames tables;
    private @Nullable Boolean skipLocked;
    private Duration lockTimeout = PostgresLockTimeout.DEFAULT;

    private Builder() {}

    private Builder(PostgresAnalyzeOptions options) {
      super(options);
      tables = options.tables;
      skipLocked = options.skipLocked;
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

    /** Whether tables that stay locked are left out and told. Default: if none are named. */
    public Builder skipLocked(boolean skipLocked) {
      this.skipLocked = skipLocked;
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
    public PostgresAnalyzeOptions build() {
      PostgresAnalyzeOptions options = new PostgresAnalyzeOptions(this);
      List<OptionFault> faults = new ArrayList<>();
      PostgresLockTimeout.check(lockTimeout, faults);
      refuse(options.what(), faults);
      return options;
    }
  }
}
