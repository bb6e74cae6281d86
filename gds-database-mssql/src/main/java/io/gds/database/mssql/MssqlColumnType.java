package io.gds.database.mssql;

import io.gds.database.jdbc.Row;
import java.util.OptionalInt;

/**
 * The type of a column as it is written in CREATE TABLE.
 *
 * @see <a
 *     href="https://learn.microsoft.com/en-us/sql/relational-databases/system-catalog-views/sys-columns-transact-sql">sys.columns</a>
 */
final class MssqlColumnType {
  private MssqlColumnType() {}

  static String of(Row row) {
    String name = row.text("type_name");
    return row.bool("is_user_defined")
        ? MssqlSql.name(row.text("type_schema"), name)
        : of(
            name,
            row.intValue("max_length"),
            row.intValue("precision"),
            row.intValue("scale"),
            row.optionalInt("dimensions"));
  }

  /**
   * The type.
   *
   * @param length in bytes; -1 for no limit
   */
  static String of(String name, int length, int precision, int scale, OptionalInt dimensions) {
    return switch (name) {
      case "char", "varchar", "binary", "varbinary" -> name + "(" + length(length, 1) + ")";
      case "nchar", "nvarchar" -> name + "(" + length(length, 2) + ")";
      case "decimal", "numeric" -> name + "(" + precision + "," + scale + ")";
      case "time", "datetime2", "datetimeoffset" -> name + "(" + scale + ")";
      case "vector" -> dimensions.isPresent() ? name + "(" + dimensions.getAsInt() + ")" : name;
      default -> name;
    };
  }

  private static String length(int bytes, int each) {
    return bytes < 0 ? "max" : Integer.toString(bytes / each);
  }
}
