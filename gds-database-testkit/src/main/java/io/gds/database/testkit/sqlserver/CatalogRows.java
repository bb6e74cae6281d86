package io.gds.database.testkit.sqlserver;

import io.gds.database.testkit.wire.WireAnswer;
import io.gds.database.testkit.wire.WireColumn;
import io.gds.database.testkit.wire.WireRow;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a query over the catalogue gave, in SQL Server's types. */
final class CatalogRows {
  private static final int LONGEST = 4000;

  private CatalogRows() {}

  static WireAnswer.Rows read(ModelCatalog catalog, ResultSet rows) throws SQLException {
    ResultSetMetaData meta = rows.getMetaData();
    List<WireColumn> columns = new ArrayList<>();
    for (int i = 1; i <= meta.getColumnCount(); i++) {
      columns.add(new WireColumn(meta.getColumnLabel(i), type(catalog, meta, i)));
    }
    List<WireRow> all = new ArrayList<>();
    while (rows.next()) {
      @Nullable Object[] values = new Object[columns.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = value(rows, i + 1, meta.getColumnType(i + 1), columns.get(i).type());
      }
      all.add(WireRow.of(values));
    }
    return WireAnswer.rows(columns).all(all);
  }

  private static String type(ModelCatalog catalog, ResultSetMetaData meta, int column)
      throws SQLException {
    return catalog
        .type(meta.getSchemaName(column), meta.getTableName(column), meta.getColumnName(column))
        .map(ModelType::declared)
        .orElse(worked(meta, column));
  }

  /** The type of what is worked out, not read from a view. */
  private static String worked(ResultSetMetaData meta, int column) throws SQLException {
    int precision = meta.getPrecision(column);
    if (meta.getColumnTypeName(column).equals("UUID")) {
      return "uniqueidentifier";
    }
    return switch (meta.getColumnType(column)) {
      case Types.BOOLEAN, Types.BIT -> "bit";
      case Types.TINYINT, Types.SMALLINT -> "smallint";
      case Types.INTEGER -> "int";
      case Types.BIGINT -> "bigint";
      case Types.REAL -> "real";
      case Types.DOUBLE, Types.FLOAT -> "float";
      case Types.NUMERIC, Types.DECIMAL ->
          "decimal(" + Math.min(38, precision) + "," + meta.getScale(column) + ")";
      case Types.DATE -> "date";
      case Types.TIMESTAMP -> "datetime2";
      case Types.TIMESTAMP_WITH_TIMEZONE -> "datetimeoffset";
      case Types.BINARY, Types.VARBINARY ->
          precision > 0 && precision <= 2 * LONGEST
              ? "varbinary(" + precision + ")"
              : "varbinary(max)";
      case Types.OTHER, Types.NULL -> "int";
      default ->
          precision > 0 && precision <= LONGEST ? "nvarchar(" + precision + ")" : "nvarchar(max)";
    };
  }

  private static @Nullable Object value(ResultSet rows, int column, int kind, String declared)
      throws SQLException {
    Object value =
        switch (kind) {
          case Types.TIMESTAMP -> rows.getObject(column, LocalDateTime.class);
          case Types.TIMESTAMP_WITH_TIMEZONE -> rows.getObject(column, OffsetDateTime.class);
          case Types.DATE -> rows.getObject(column, LocalDate.class);
          default -> rows.getObject(column);
        };
    if (value instanceof String text) {
      return padded(text, declared);
    }
    return value;
  }

  /** A text of fixed length has blanks behind it. */
  private static String padded(String text, String declared) {
    ModelType type = new ModelType(declared);
    if (!type.name().equals("char") && !type.name().equals("nchar")) {
      return text;
    }
    int open = declared.indexOf('(');
    int length =
        open < 0 ? 1 : Integer.parseInt(declared.substring(open + 1, declared.length() - 1));
    return text + " ".repeat(Math.max(0, length - text.length()));
  }
}
