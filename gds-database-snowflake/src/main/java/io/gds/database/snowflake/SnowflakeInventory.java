package io.gds.database.snowflake;

import io.gds.database.jdbc.Row;
import io.gds.database.jdbc.SqlExecutor;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What lies in a database, as far as this role sees it.
 *
 * @param schemas its schemas
 * @param tables its tables
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/show-tables">SHOW TABLES</a>
 */
record SnowflakeInventory(List<Schema> schemas, List<Table> tables) {
  private static final String INFORMATION_SCHEMA = "INFORMATION_SCHEMA";

  /**
   * A schema.
   *
   * @param name its name
   * @param createdOn when it was made
   * @param days for how many days its history is kept
   * @param owner the role that owns it
   * @param isTransient whether it has no fail-safe
   */
  record Schema(
      String name, Instant createdOn, Optional<Integer> days, String owner, boolean isTransient) {
    /** As something with a past. */
    SnowflakeReach.Item item() {
      return new SnowflakeReach.Item(
          "SCHEMA",
          name,
          createdOn,
          days,
          isTransient ? Optional.of("transient") : Optional.empty());
    }
  }

  /** What a table is. */
  enum Kind {
    TABLE,
    TRANSIENT,
    TEMPORARY,
    EXTERNAL,
    HYBRID,
    ICEBERG,
    DYNAMIC,
    EVENT;

    /** Whether a clone of the database has it. */
    boolean isCloned(boolean ofThePast) {
      return switch (this) {
        case TEMPORARY, EXTERNAL -> false;
        case HYBRID -> !ofThePast;
        default -> true;
      };
    }

    /** Whether its rows are its own, so that an unload has to have them. */
    boolean hasRows() {
      return this == TABLE || this == TRANSIENT;
    }
  }

  /**
   * A table.
   *
   * @param schema its schema
   * @param name its name
   * @param kind what it is
   * @param createdOn when it was made
   * @param days for how many days its history is kept
   * @param rows how many rows it has, as far as the server tells
   * @param bytes how large it is, as far as the server tells
   */
  record Table(
      String schema,
      String name,
      Kind kind,
      Instant createdOn,
      Optional<Integer> days,
      OptionalLong rows,
      OptionalLong bytes) {
    private static Table of(Row row) {
      OptionalLong days = SnowflakeRows.number(row, "retention_time");
      return new Table(
          row.text("schema_name"),
          row.text("name"),
          kind(row),
          row.instant("created_on"),
          days.isPresent() ? Optional.of((int) days.getAsLong()) : Optional.empty(),
          SnowflakeRows.number(row, "rows"),
          SnowflakeRows.number(row, "bytes"));
    }

    private static Kind kind(Row row) {
      if (SnowflakeRows.isTrue(row, "is_external")) {
        return Kind.EXTERNAL;
      }
      if (SnowflakeRows.isTrue(row, "is_hybrid")) {
        return Kind.HYBRID;
      }
      if (SnowflakeRows.isTrue(row, "is_iceberg")) {
        return Kind.ICEBERG;
      }
      if (SnowflakeRows.isTrue(row, "is_dynamic")) {
        return Kind.DYNAMIC;
      }
      if (SnowflakeRows.isTrue(row, "is_event")) {
        return Kind.EVENT;
      }
      String word = SnowflakeRows.text(row, "kind").orElse("TABLE");
      return word.equals("TRANSIENT")
          ? Kind.TRANSIENT
          : word.equals("TEMPORARY") ? Kind.TEMPORARY : Kind.TABLE;
    }

    String qualified() {
      return schema + "." + name;
    }

    /** As something with a past; what a clone never has, has none. */
    SnowflakeReach.Item item() {
      return new SnowflakeReach.Item(
          "TABLE",
          qualified(),
          createdOn,
          days,
          kind == Kind.TRANSIENT ? Optional.of("transient") : Optional.empty());
    }
  }

  /** Keeps copies. */
  SnowflakeInventory {
    schemas = List.copyOf(schemas);
    tables = List.copyOf(tables);
  }

  /** Reads it: two statements, and one for each schema if there are very many tables. */
  static SnowflakeInventory read(SqlExecutor sql, String database) {
    String name = SnowflakeSql.name(database);
    List<Schema> schemas =
        SnowflakePages.all(
                sql,
                "SHOW SCHEMAS IN DATABASE " + name,
                SnowflakeInventory::schema,
                Schema::name,
                Schema::name)
            .stream()
            .filter(schema -> !schema.name().equals(INFORMATION_SCHEMA))
            .toList();
    List<Table> tables =
        sql.query("SHOW TABLES IN DATABASE " + name + " LIMIT " + SnowflakePages.PAGE, Table::of);
    if (tables.size() < SnowflakePages.PAGE) {
      return new SnowflakeInventory(schemas, tables);
    }
    // Names repeat over schemas, so that pages of all of them could not be told apart.
    List<Table> all = new ArrayList<>();
    for (Schema schema : schemas) {
      all.addAll(
          SnowflakePages.all(
              sql,
              "SHOW TABLES IN SCHEMA " + SnowflakeSql.name(database, schema.name()),
              Table::of,
              Table::name,
              Table::name));
    }
    return new SnowflakeInventory(schemas, all);
  }

  private static Schema schema(Row row) {
    OptionalLong days = SnowflakeRows.number(row, "retention_time");
    return new Schema(
        row.text("name"),
        row.instant("created_on"),
        days.isPresent() ? Optional.of((int) days.getAsLong()) : Optional.empty(),
        SnowflakeRows.text(row, "owner").orElse(""),
        SnowflakeRows.text(row, "options").orElse("").contains("TRANSIENT"));
  }

  List<String> schemaNames() {
    return schemas.stream().map(Schema::name).toList();
  }

  /** How far back all of it can be cloned. */
  SnowflakeReach reach(SnowflakeShelf.Entry database, Instant now) {
    return new SnowflakeReach(
        database.item(),
        tables.stream().filter(t -> t.kind().isCloned(true)).map(Table::item).toList(),
        now);
  }

  /** The tables that a clone does not have. */
  List<Table> notCloned(boolean ofThePast) {
    return tables.stream().filter(table -> !table.kind().isCloned(ofThePast)).toList();
  }

  /**
   * The tables that a clone lacks, and should have.
   *
   * @param clone what the clone has
   * @param after what the source has now: what was dropped meanwhile need not be in the clone
   * @param later what was not there at the instant that was cloned
   */
  Set<String> missing(SnowflakeInventory clone, SnowflakeInventory after, Set<String> later) {
    Set<String> there = clone.names();
    Set<String> still = after.names();
    Set<String> missing = new LinkedHashSet<>();
    for (Table table : tables) {
      String name = table.qualified();
      if (table.kind().isCloned(true)
          && still.contains(name)
          && !there.contains(name)
          && !later.contains(name)) {
        missing.add(name);
      }
    }
    return missing;
  }

  private Set<String> names() {
    Set<String> names = new LinkedHashSet<>();
    tables.forEach(table -> names.add(table.qualified()));
    return names;
  }
}
