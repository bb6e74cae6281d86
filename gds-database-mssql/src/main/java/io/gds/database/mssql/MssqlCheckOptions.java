package io.gds.database.mssql;

import io.gds.database.error.OptionFault;
import io.gds.database.operation.Options;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * How a database is checked. Nothing is ever repaired: that may lose data, and is decided by a
 * person who has read what was found. Immutable and thread-safe.
 *
 * @see <a
 *     href="https://learn.microsoft.com/en-us/sql/t-sql/database-console-commands/dbcc-checkdb-transact-sql">
 *     DBCC CHECKDB</a>
 */
public final class MssqlCheckOptions extends Options {
  /** As many as a server schedules on. */
  private static final int MOST_PROCESSORS = 32_767;

  private final boolean physicalOnly;
  private final boolean extendedLogicalChecks;
  private final boolean withoutIndexes;
  private final boolean locked;
  private final boolean dataPurity;
  private final boolean estimateOnly;
  private final @Nullable Integer maxDop;

  private MssqlCheckOptions(Builder builder) {
    super(builder);
    physicalOnly = builder.physicalOnly;
    extendedLogicalChecks = builder.extendedLogicalChecks;
    withoutIndexes = builder.withoutIndexes;
    locked = builder.locked;
    dataPurity = builder.dataPurity;
    estimateOnly = builder.estimateOnly;
    maxDop = builder.maxDop;
  }

  /** The full check. */
  public static MssqlCheckOptions defaults() {
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

  /** Whether only pages, records and allocation are checked, which takes much less time; false. */
  public boolean physicalOnly() {
    return physicalOnly;
  }

  /** Whether indexed views, XML and spatial indexes are compared with their tables; false. */
  public boolean extendedLogicalChecks() {
    return extendedLogicalChecks;
  }

  /** Whether the nonclustered indexes of users' tables are left out; false. */
  public boolean withoutIndexes() {
    return withoutIndexes;
  }

  /**
   * Whether it locks what it checks instead of making an inner snapshot, and so leaves out the
   * catalogue and what the Service Broker holds; false.
   */
  public boolean locked() {
    return locked;
  }

  /** Whether values out of range are looked for in a database of an old version too; false. */
  public boolean dataPurity() {
    return dataPurity;
  }

  /** Whether nothing is checked, and only told how much room in tempdb it would take; false. */
  public boolean estimateOnly() {
    return estimateOnly;
  }

  /** How many processors work at it, 0 for the server's choice; the server's setting by default. */
  public OptionalInt maxDop() {
    return maxDop == null ? OptionalInt.empty() : OptionalInt.of(maxDop);
  }

  @Override
  protected String what() {
    return "check options";
  }

  @Override
  protected void describe(Map<String, Object> into) {
    into.put("physicalOnly", physicalOnly);
    into.put("extendedLogicalChecks", extendedLogicalChecks);
    into.put("withoutIndexes", withoutIndexes);
    into.put("locked", locked);
    into.put("dataPurity", dataPurity);
    into.put("estimateOnly", estimateOnly);
    maxDop().ifPresent(value -> into.put("maxDop", value));
  }

  /** Builds check options. Not thread-safe. */
  public static final class Builder extends Options.Builder<Builder> {
    private boolean physicalOnly;
    private boolean extendedLogicalChecks;
    private boolean withoutIndexes;
    private boolean locked;
    private boolean dataPurity;
    private boolean estimateOnly;
    private @Nullable Integer maxDop;

    private Builder() {}

    private Builder(MssqlCheckOptions options) {
      super(options);
      physicalOnly = options.physicalOnly;
      extendedLogicalChecks = options.extendedLogicalChecks;
      withoutIndexes = options.withoutIndexes;
      locked = options.locked;
      dataPurity = options.dataPurity;
      estimateOnly = options.estimateOnly;
      maxDop = options.maxDop;
    }

    @Override
    protected Builder self() {
      return this;
    }

    /** Whether only pages, records and allocation are checked. Default: false. */
    public Builder physicalOnly(boolean physicalOnly) {
      this.physicalOnly = physicalOnly;
      return this;
    }

    /** Whether indexed views, XML and spatial indexes are compared too. Default: false. */
    public Builder extendedLogicalChecks(boolean extended) {
      this.extendedLogicalChecks = extended;
      return this;
    }

    /** Whether the nonclustered indexes of users' tables are left out. Default: false. */
    public Builder withoutIndexes(boolean without) {
      this.withoutIndexes = without;
      return this;
    }

    /** Whether it locks instead of making an inner snapshot. Default: false. */
    public Builder locked(boolean locked) {
      this.locked = locked;
      return this;
    }

    /** Whether values out of range are looked for at any rate. Default: false. */
    public Builder dataPurity(boolean dataPurity) {
      this.dataPurity = dataPurity;
      return this;
    }

    /** Whether only the room in tempdb is estimated. Default: false. */
    public Builder estimateOnly(boolean estimateOnly) {
      this.estimateOnly = estimateOnly;
      return this;
    }

    /** How many processors, 0 for the server's choice. Default: the server's setting. */
    public Builder maxDop(int processors) {
      this.maxDop = processors;
      return this;
    }

    /**
     * The finished options.
     *
     * @throws io.gds.database.error.InvalidOptionsException with all faults at once
     */
    public MssqlCheckOptions build() {
      MssqlCheckOptions options = new MssqlCheckOptions(this);
      List<OptionFault> faults = new ArrayList<>();
      if (physicalOnly && extendedLogicalChecks) {
        faults.add(new OptionFault("extendedLogicalChecks", "cannot be had with physicalOnly"));
      }
      if (physicalOnly && dataPurity) {
        faults.add(new OptionFault("dataPurity", "cannot be had with physicalOnly"));
      }
      if (maxDop != null && (maxDop < 0 || maxDop > MOST_PROCESSORS)) {
        faults.add(new OptionFault("maxDop", "is 0 to " + MOST_PROCESSORS));
      }
      refuse(options.what(), faults);
      return options;
    }
  }
}
