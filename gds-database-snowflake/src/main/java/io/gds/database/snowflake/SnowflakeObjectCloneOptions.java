package io.gds.database.snowflake;

import io.gds.database.error.OptionFault;
import io.gds.database.operation.Options;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which schema or table of a database is cloned, and what the clone is called. Takes the options of
 * {@link SnowflakeClone} too. Immutable and thread-safe.
 *
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/create-clone">CREATE … CLONE</a>
 */
public final class SnowflakeObjectCloneOptions extends Options {
  private final @Nullable String schema;
  private final @Nullable String table;
  private final @Nullable String targetDatabase;
  private final @Nullable String targetSchema;
  private final @Nullable String targetTable;
  private final @Nullable Instant pointInTime;

  private SnowflakeObjectCloneOptions(Builder builder) {
    super(builder);
    schema = builder.schema;
    table = builder.table;
    targetDatabase = builder.targetDatabase;
    targetSchema = builder.targetSchema;
    targetTable = builder.targetTable;
    pointInTime = builder.pointInTime;
  }

  /** Starts with nothing said. */
  public static Builder builder() {
    return new Builder();
  }

  /** A builder holding all of this. */
  public Builder toBuilder() {
    return new Builder(this);
  }

  /** The schema that is cloned, or that the table lies in. */
  public String schema() {
    return Objects.requireNonNull(schema, "schema");
  }

  /** The table that is cloned; empty if it is the schema. */
  public Optional<String> table() {
    return Optional.ofNullable(table);
  }

  /** The database that the clone goes to; the source's by default. */
  public Optional<String> targetDatabase() {
    return Optional.ofNullable(targetDatabase);
  }

  /** The clone's name if a schema is cloned; else the schema that the clone goes to. */
  public String targetSchema() {
    return Objects.requireNonNull(targetSchema, "targetSchema");
  }

  /** The clone's name if a table is cloned; empty else. */
  public Optional<String> targetTable() {
    return Optional.ofNullable(targetTable);
  }

  /** The past instant that is cloned; by default now. */
  public Optional<Instant> pointInTime() {
    return Optional.ofNullable(pointInTime);
  }

  @Override
  protected String what() {
    return "object clone options";
  }

  @Override
  protected void describe(Map<String, Object> into) {
    into.put("schema", schema());
    table().ifPresent(value -> into.put("table", value));
    targetDatabase().ifPresent(value -> into.put("inDatabase", value));
    into.put("toSchema", targetSchema());
    targetTable().ifPresent(value -> into.put("toTable", value));
    pointInTime().ifPresent(value -> into.put("pointInTime", value));
  }

  /** Builds object clone options. Not thread-safe. */
  public static final class Builder extends Options.Builder<Builder> {
    private @Nullable String schema;
    private @Nullable String table;
    private @Nullable String targetDatabase;
    private @Nullable String targetSchema;
    private @Nullable String targetTable;
    private @Nullable Instant pointInTime;

    private Builder() {}

    private Builder(SnowflakeObjectCloneOptions options) {
      super(options);
      schema = options.schema;
      table = options.table;
      targetDatabase = options.targetDatabase;
      targetSchema = options.targetSchema;
      targetTable = options.targetTable;
      pointInTime = options.pointInTime;
    }

    @Override
    protected Builder self() {
      return this;
    }

    /** Clones a schema. Default: none, a schema or a table must be given. */
    public Builder schema(String schema) {
      this.schema = Objects.requireNonNull(schema, "schema");
      this.table = null;
      return this;
    }

    /** Clones a table. Default: none, a schema or a table must be given. */
    public Builder table(String schema, String table) {
      this.schema = Objects.requireNonNull(schema, "schema");
      this.table = Objects.requireNonNull(table, "table");
      return this;
    }

    /** The clone's name, if a schema is cloned. Default: none, a name must be given. */
    public Builder to(String schema) {
      this.targetSchema = Objects.requireNonNull(schema, "schema");
      this.targetTable = null;
      return this;
    }

    /** The clone's schema and name, if a table is cloned. Default: none, a name must be given. */
    public Builder to(String schema, String table) {
      this.targetSchema = Objects.requireNonNull(schema, "schema");
      this.targetTable = Objects.requireNonNull(table, "table");
      return this;
    }

    /** The database that the clone goes to. Default: the source's. */
    public Builder inDatabase(String database) {
      this.targetDatabase = Objects.requireNonNull(database, "database");
      return this;
    }

    /** The past instant that is cloned. Default: now. */
    public Builder pointInTime(Instant pointInTime) {
      this.pointInTime = Objects.requireNonNull(pointInTime, "pointInTime");
      return this;
    }

    /**
     * The finished options.
     *
     * @throws io.gds.database.error.InvalidOptionsException if it is not said what is cloned, or
     *     what the clone is called
     */
    public SnowflakeObjectCloneOptions build() {
      SnowflakeObjectCloneOptions options = new SnowflakeObjectCloneOptions(this);
      List<OptionFault> faults = new ArrayList<>();
      if (schema == null) {
        faults.add(new OptionFault("schema", "is missing: name a schema or a table"));
      }
      if (targetSchema == null) {
        faults.add(new OptionFault("to", "is missing: name the clone"));
      } else if ((table == null) != (targetTable == null)) {
        faults.add(
            new OptionFault(
                "to",
                table == null
                    ? "names a table, and a schema is cloned"
                    : "names a schema, and a table is cloned"));
      }
      refuse(options.what(), faults);
      return options;
    }
  }
}
