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
 * Which indexes are built anew, and how. Immutable and thread-safe.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-reindex.html">REINDEX</a>
 */
public final class PostgresReindexOptions extends Options {
  /** Waiting for others harms nobody where nobody is locked out. */
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final @Nullable String schema;
  private final @Nullable PostgresNames tables;
  private final @Nullable PostgresNames indexes;
  private final boolean concurrently;
  private final @Nullable Duration lockTimeout;

  private PostgresReindexOptions(Builder builder) {
    super(builder);
    schema = builder.schema;
    tables = builder.tables;
    indexes = builder.indexes;
    concurrently = builder.concurrently;
    lockTimeout = builder.lockTimeout;
  }

  /** The whole database, all else by default. */
  public static PostgresReindexOptions defaults() {
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

  /** The schema whose indexes are meant; none by default. */
  public Optional<String> schema() {
    return Optional.ofNullable(schema);
  }

  /** The tables whose indexes are meant; none by default. */
  public Optional<PostgresNames> tables() {
    return Optional.ofNullable(tables);
  }

  /** The indexes that are meant; none by default. */
  public Optional<PostgresNames> indexes() {
    return Optional.ofNullable(indexes);
  }

  /** Whether tables can be written meanwhile; true by default. */
  public boolean concurrently() {
    return concurrently;
  }

  /** How long a lock is waited for; five minutes concurrently, else ten seconds by default. */
  public Duration lockTimeout() {
    return lockTimeout != null
        ? lockTimeout
        : concurrently ? PATIENCE : PostgresLockTimeout.DEFAULT;
  }

  @Override
  protected String what() {
    return "reindex options";
  }

  @Override
  protected void describe(Map<String, Object> into) {
    schema().ifPresent(value -> into.put("schema", value));
    tables().ifPresent(value -> into.put("tables", value));
    indexes().ifPresent(value -> into.put("indexes", value));
    into.put("concurrently", concurrently);
    into.put("lockTimeout", lockTimeout());
  }

  /** Builds reindex options. Not thread-safe. */
  public static final class Builder extends Options.Builder<Builder> {
    private @Nullable String schema;
    private @Nullable PostgresNames tables;
    private @Nullable PostgresNames indexes;
    private boolean concurrently = true;
    private @Nullable Duration lockTimeout;

    private Builder() {}

    private Builder(PostgresReindexOptions options) {
      super(options);
      schema = options.schema;
      tables = options.tables;
      indexes = options.indexes;
      concurrently = options.concurrently;
      lockTimeout = options.lockTimeout;
    }

    @Override
    protected Builder self() {
      return this;
    }

    /** The schema whose indexes are meant. Default: all of the database. */
    public Builder schema(String schema) {
      this.schema = PostgresSql.NAMES.check(schema);
      return this;
    }

    /** The tables whose indexes are meant. Default: all of the database. */
    public Builder tables(PostgresNames tables) {
      this.tables = Objects.requireNonNull(tables, "tables");
      return this;
    }

    /** The indexes that are meant. Default: all of the database. */
    public Builder indexes(PostgresNames indexes) {
      this.indexes = Objects.requireNonNull(indexes, "indexes");
      return this;
    }

    /**
     * Whether tables can be written meanwhile; the server's own catalogues are left out then.
     * Default: true.
     */
    public Builder concurrently(boolean concurrently) {
      this.concurrently = concurrently;
      return this;
    }

    /**
     * How long a lock is waited for; concurrently also how long other transactions may take to end.
     * Default: five minutes concurrently, else ten seconds.
     */
    public Builder lockTimeout(Duration timeout) {
      this.lockTimeout = Objects.requireNonNull(timeout, "timeout");
      return this;
    }

    /**
     * The finished options.
     *
     * @throws io.gds.database.error.InvalidOptionsException with all faults at once
     */
    public PostgresReindexOptions build() {
      PostgresReindexOptions options = new PostgresReindexOptions(this);
      List<OptionFault> faults = new ArrayList<>();
      PostgresLockTimeout.check(options.lockTimeout(), faults);
      int given = (schema == null ? 0 : 1) + (tables == null ? 0 : 1) + (indexes == null ? 0 : 1);
      if (given > 1) {
        faults.add(new OptionFault("schema", "tables and indexes exclude each other"));
      }
      refuse(options.what(), faults);
      return options;
    }
  }
}
