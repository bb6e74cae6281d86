package io.gds.database.testkit.snowflake;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The database in memory that works out what queries ask. It holds nothing: what a query reads is
 * put in before, and taken out after. Used by one thread at a time.
 */
final class ModelCatalog implements AutoCloseable {
  /** A column that no star shows: what HASH_AGG(*) adds up. */
  static final String HASH = "$HASH";

  private @Nullable Connection connection;

  /** The connection, made when it is first needed. */
  Connection connection() throws SQLException {
    Connection open = connection;
    if (open == null) {
      try {
        open =
            DriverManager.getConnection(
                "jdbc:h2:mem:" + UUID.randomUUID() + ";DEFAULT_ESCAPE=;TIME ZONE=UTC");
      } catch (SQLException e) {
        throw new IllegalStateException("SnowflakeModel needs com.h2database:h2: " + e, e);
      }
      connection = open;
      ModelFunctions.addTo(open);
    }
    return open;
  }

  /** Puts rows in, as a table of this name. */
  void put(String name, ModelRows table) throws SQLException {
    StringBuilder sql = new StringBuilder("CREATE LOCAL TEMPORARY TABLE ").append(name).append('(');
    table
        .columns()
        .forEach(
            column ->
                sql.append(ModelName.quoted(column.name()))
                    .append(' ')
                    .append(ModelType.ofWire(column.type()))
                    .append(", "));
    sql.append(ModelName.quoted(HASH)).append(" BIGINT INVISIBLE)");
    update(sql.toString());
    if (table.rows().isEmpty()) {
      return;
    }
    String columns =
        String.join(
            ", ", table.columns().stream().map(each -> ModelName.quoted(each.name())).toList());
    try (PreparedStatement insert =
        connection()
            .prepareStatement(
                "INSERT INTO "
                    + name
                    + "("
                    + columns
                    + ", "
                    + ModelName.quoted(HASH)
                    + ") VALUES ("
                    + String.join(", ", Collections.nCopies(table.columns().size() + 1, "?"))
                    + ")")) {
      for (List<@Nullable Object> row : table.rows()) {
        for (int i = 0; i < row.size(); i++) {
          insert.setObject(i + 1, row.get(i));
        }
        insert.setLong(row.size() + 1, ModelHash.of(row));
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  void remove(String name) throws SQLException {
    update("DROP TABLE IF EXISTS " + name);
  }

  private void update(String sql) throws SQLException {
    try (Statement statement = connection().createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  public void close() {
    Connection open = connection;
    if (open != null) {
      try {
        open.close();
      } catch (SQLException e) {
        throw new IllegalStateException(e.getMessage(), e);
      }
    }
  }
}
