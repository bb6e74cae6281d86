package io.gds.database.snowflake;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A table of an unload: where its rows lie, how many there are, and what they are.
 *
 * @param schema its schema
 * @param name its name
 * @param directory the directory of its files, below that of the unload
 * @param columns its columns, without those that are computed
 * @param rows how many rows it has
 * @param bytes how many bytes its files have
 * @param files how many files there are; none for no rows
 * @param hash the hash over all rows of the columns that can be hashed, if it was asked for
 * @see <a href="https://docs.snowflake.com/en/sql-reference/functions/hash_agg">HASH_AGG</a>
 */
record SnowflakeUnloadTable(
    String schema,
    String name,
    String directory,
    List<SnowflakeUnloadColumn> columns,
    long rows,
    long bytes,
    long files,
    OptionalLong hash) {
  /** Keeps a copy. */
  SnowflakeUnloadTable {
    columns = List.copyOf(columns);
  }

  /** One that is not unloaded yet. */
  static SnowflakeUnloadTable planned(
      String schema, String name, int number, List<SnowflakeUnloadColumn> columns) {
    return new SnowflakeUnloadTable(
        schema, name, String.format("%06d", number), columns, 0, 0, 0, OptionalLong.empty());
  }

  SnowflakeUnloadTable counted(long rowCount, long byteCount, long fileCount) {
    return new SnowflakeUnloadTable(
        schema, name, directory, columns, rowCount, byteCount, fileCount, hash);
  }

  SnowflakeUnloadTable hashed(OptionalLong value) {
    return new SnowflakeUnloadTable(schema, name, directory, columns, rows, bytes, files, value);
  }

  String qualified(String database) {
    return SnowflakeSql.name(database, schema, name);
  }

  /** The statement that writes its rows: with the query's id in the names of the files. */
  String unload(
      String database, SnowflakeStagePath unload, SnowflakeFileFormat format, long fileBytes) {
    List<String> selected = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      selected.add(columns.get(i).unload(format, i + 1));
    }
    return "COPY INTO "
        + place(unload).sql()
        + " FROM (SELECT "
        + String.join(", ", selected)
        + " FROM "
        + qualified(database)
        + ") FILE_FORMAT = ("
        + format.options()
        + ")"
        + (format == SnowflakeFileFormat.PARQUET ? " HEADER = TRUE" : "")
        + " MAX_FILE_SIZE = "
        + fileBytes
        + " INCLUDE_QUERY_ID = TRUE DETAILED_OUTPUT = TRUE";
  }

  SnowflakeStagePath place(SnowflakeStagePath unload) {
    return unload.below("data").below(directory);
  }

  /**
   * The statement that reads them back, all or none. What was read before is read again: a table
   * made anew has read nothing.
   *
   * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/copy-into-table">COPY INTO a
   *     table</a>
   */
  String load(String database, SnowflakeStagePath unload, SnowflakeFileFormat format) {
    List<String> names = new ArrayList<>();
    List<String> selected = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      names.add(SnowflakeSql.name(columns.get(i).name()));
      selected.add(columns.get(i).load(format, i + 1));
    }
    return "COPY INTO "
        + qualified(database)
        + " ("
        + String.join(", ", names)
        + ") FROM (SELECT "
        + String.join(", ", selected)
        + " FROM "
        + place(unload).sql()
        + ") FILE_FORMAT = ("
        + format.options()
        + ") ON_ERROR = ABORT_STATEMENT PURGE = FALSE FORCE = TRUE";
  }

  String count(String database) {
    return "SELECT COUNT(*) AS N FROM " + qualified(database);
  }

  /** The statement that hashes what can be hashed; empty if nothing can. */
  Optional<String> hashing(String database) {
    List<String> hashed =
        columns.stream()
            .filter(SnowflakeUnloadColumn::isHashable)
            .map(column -> SnowflakeSql.name(column.name()))
            .toList();
    return hashed.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "SELECT HASH_AGG(" + String.join(", ", hashed) + ") AS H FROM " + qualified(database));
  }

  @Override
  public String toString() {
    return schema + "." + name;
  }
}
