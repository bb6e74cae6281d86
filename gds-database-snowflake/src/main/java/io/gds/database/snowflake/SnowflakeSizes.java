package io.gds.database.snowflake;

import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.jdbc.Row;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How much the tables of databases hold now. A list of all tables where there are few; above that a
 * list for each database, or each schema.
 *
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/show-tables">SHOW TABLES: rows,
 *     bytes</a>
 */
final class SnowflakeSizes {
  private final SnowflakeContext context;

  SnowflakeSizes(SnowflakeContext context) {
    this.context = context;
  }

  private record Table(String database, long rows, long bytes) {
    static Table of(Row row) {
      return new Table(
          row.text("database_name"),
          SnowflakeRows.number(row, "rows").orElse(0),
          SnowflakeRows.number(row, "bytes").orElse(0));
    }
  }

  /** Of these databases; one that cannot be looked into is left out. */
  Map<String, SnowflakeSize> of(List<String> names) {
    Map<String, SnowflakeSize> sizes = new HashMap<>();
    List<Table> all =
        context.sql().query("SHOW TABLES IN ACCOUNT LIMIT " + SnowflakePages.PAGE, Table::of);
    if (all.size() < SnowflakePages.PAGE) {
      names.forEach(name -> sizes.put(name, SnowflakeSize.NONE));
      all.forEach(
          table ->
              sizes.computeIfPresent(
                  table.database(), (name, size) -> size.plus(table.rows(), table.bytes())));
      return sizes;
    }
    for (String name : names) {
      try {
        sizes.put(name, of(name));
      } catch (DatabaseException e) {
        if (e.code() != ErrorCode.NOT_FOUND && e.code() != ErrorCode.PERMISSION_DENIED) {
          throw e;
        }
      }
    }
    return sizes;
  }

  /** Of one database. */
  SnowflakeSize of(String name) {
    String in = "SHOW TABLES IN DATABASE " + SnowflakeSql.name(name);
    List<Table> tables = context.sql().query(in + " LIMIT " + SnowflakePages.PAGE, Table::of);
    if (tables.size() >= SnowflakePages.PAGE) {
      tables = new SnowflakeSchemas(context, name).eachSchema("TABLES", Table::of);
    }
    SnowflakeSize size = SnowflakeSize.NONE;
    for (Table table : tables) {
      size = size.plus(table.rows(), table.bytes());
    }
    return size;
  }
}
