package io.gds.database.cli;

import io.gds.database.Database;
import io.gds.database.data.SqlSource;
import io.gds.database.data.SupportsSql;
import io.gds.database.schema.SchemaDetail;
import io.gds.database.schema.SchemaQuery;
import io.gds.database.schema.SupportsSchemas;
import io.gds.database.schema.TableInfo;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What is in a table or view: how many rows, and a hash of every value of every row.
 *
 * @param rows how many rows
 * @param sha256 the hash of their values, in the order of all columns
 */
record Fingerprint(long rows, String sha256) {
  /** The fingerprints of all tables and views of a database, and of its definitions. */
  static Map<String, Fingerprint> of(Database database) throws SQLException {
    List<TableInfo> tables =
        database
            .require(SupportsSchemas.class)
            .tables(SchemaQuery.all().with(SchemaDetail.COLUMNS));
    Map<String, Fingerprint> prints = new LinkedHashMap<>();
    try (SqlSource source = database.require(SupportsSql.class).openSql();
        Connection connection = source.getConnection()) {
      for (TableInfo table : tables) {
        String quoted = '"' + table.name().replace("\"", "\"\"") + '"';
        String order =
            IntStream.rangeClosed(1, table.columns().size())
                .mapToObj(Integer::toString)
                .collect(Collectors.joining(", "));
        prints.put(
            table.name(), read(connection, "SELECT * FROM " + quoted + " ORDER BY " + order));
      }
      prints.put(
          "(definitions)",
          read(connection, "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY 1, 2"));
    }
    return prints;
  }

  private static Fingerprint read(Connection connection, String sql) throws SQLException {
    MessageDigest digest = newDigest();
    long rows = 0;
    try (PreparedStatement select = connection.prepareStatement(sql);
        ResultSet result = select.executeQuery()) {
      int columns = result.getMetaData().getColumnCount();
      while (result.next()) {
        rows++;
        for (int i = 1; i <= columns; i++) {
          add(digest, result.getObject(i));
        }
      }
    }
    return new Fingerprint(rows, HexFormat.of().formatHex(digest.digest()));
  }

  /** A value with its type and its length, so that no two rows can be mistaken for one another. */
  private static void add(MessageDigest digest, @Nullable Object value) {
    byte[] bytes =
        value instanceof byte[] raw ? raw : String.valueOf(value).getBytes(StandardCharsets.UTF_8);
    String type = value == null ? "null" : value.getClass().getSimpleName();
    digest.update(type.getBytes(StandardCharsets.UTF_8));
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
    digest.update(bytes);
  }

  private static MessageDigest newDigest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
