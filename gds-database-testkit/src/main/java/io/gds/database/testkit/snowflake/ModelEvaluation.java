package io.gds.database.testkit.snowflake;

import io.gds.database.testkit.snowflake.SnowflakeToken.Kind;
import io.gds.database.testkit.wire.WireAnswer;
import io.gds.database.testkit.wire.WireColumn;
import io.gds.database.testkit.wire.WireRow;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Works queries out. */
final class ModelEvaluation {
  private ModelEvaluation() {}

  /** The value of one expression. */
  static @Nullable Object value(
      ModelSession session, List<SnowflakeToken> expression, List<@Nullable Object> bound) {
    List<SnowflakeToken> select = new ArrayList<>();
    select.add(new SnowflakeToken(Kind.WORD, "SELECT", 0, 0));
    select.addAll(expression);
    return rows(session, select, bound).rows().get(0).get(0);
  }

  /** The answer to a query. */
  static WireAnswer.Rows answer(
      ModelSession session, List<SnowflakeToken> query, List<@Nullable Object> bound) {
    ModelRows rows = rows(session, query, bound);
    return WireAnswer.rows(rows.columns()).all(rows.rows().stream().map(WireRow::new).toList());
  }

  /** The rows of a query. */
  static ModelRows rows(
      ModelSession session, List<SnowflakeToken> tokens, List<@Nullable Object> bound) {
    ModelQuery query = new ModelQuery(session, tokens, bound);
    ModelCatalog catalog = session.account().catalog();
    return ModelFunctions.as(
        session,
        () -> {
          try {
            for (Map.Entry<String, ModelRows> each : query.tables().entrySet()) {
              catalog.put(each.getKey(), each.getValue());
            }
            try (PreparedStatement statement = catalog.connection().prepareStatement(query.sql())) {
              for (int i = 0; i < query.binds().size(); i++) {
                statement.setObject(i + 1, query.binds().get(i));
              }
              try (ResultSet rows = statement.executeQuery()) {
                return read(rows, query.tables());
              }
            } finally {
              for (String table : query.tables().keySet()) {
                catalog.remove(table);
              }
            }
          } catch (SQLException e) {
            throw failure(e, query.sql());
          }
        });
  }

  /** An error of the server that a function raised, or something that the model cannot do. */
  private static RuntimeException failure(SQLException e, String sql) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof ModelError error) {
        return error;
      }
      if (cause instanceof AssertionError fault) {
        throw fault;
      }
    }
    throw new AssertionError("the model cannot work this out: " + e.getMessage() + " in " + sql, e);
  }

  private static ModelRows read(ResultSet rows, Map<String, ModelRows> tables) throws SQLException {
    ResultSetMetaData meta = rows.getMetaData();
    List<WireColumn> columns = new ArrayList<>();
    for (int i = 1; i <= meta.getColumnCount(); i++) {
      columns.add(new WireColumn(meta.getColumnLabel(i), type(meta, i, tables)));
    }
    List<List<@Nullable Object>> all = new ArrayList<>();
    while (rows.next()) {
      List<@Nullable Object> values = new ArrayList<>();
      for (int i = 1; i <= columns.size(); i++) {
        values.add(value(rows, i, meta.getColumnType(i)));
      }
      all.add(values);
    }
    return new ModelRows(columns, all);
  }

  /** The declared type, if the column comes straight from a table; else that of what came out. */
  private static String type(ResultSetMetaData meta, int column, Map<String, ModelRows> tables)
      throws SQLException {
    ModelRows table = tables.get(meta.getTableName(column));
    if (table != null) {
      for (WireColumn each : table.columns()) {
        if (each.name().equals(meta.getColumnName(column))) {
          return each.type();
        }
      }
    }
    return switch (meta.getColumnType(column)) {
      case Types.BOOLEAN -> "boolean";
      case Types.TINYINT, Types.SMALLINT, Types.INTEGER, Types.BIGINT -> "fixed(38,0)";
      case Types.NUMERIC, Types.DECIMAL -> "fixed(38," + Math.min(37, meta.getScale(column)) + ")";
      case Types.REAL, Types.FLOAT, Types.DOUBLE -> "real";
      case Types.DATE -> "date";
      case Types.TIME -> "time";
      case Types.TIMESTAMP -> "timestamp_ntz";
      case Types.TIMESTAMP_WITH_TIMEZONE -> "timestamp_ltz";
      case Types.BINARY, Types.VARBINARY -> "binary";
      default -> "text";
    };
  }

  private static @Nullable Object value(ResultSet rows, int column, int type) throws SQLException {
    return switch (type) {
      case Types.TIMESTAMP -> rows.getObject(column, LocalDateTime.class);
      case Types.TIMESTAMP_WITH_TIMEZONE -> rows.getObject(column, OffsetDateTime.class);
      case Types.DATE -> rows.getObject(column, LocalDate.class);
      case Types.TIME -> rows.getObject(column, LocalTime.class);
      default -> rows.getObject(column);
    };
  }
}
