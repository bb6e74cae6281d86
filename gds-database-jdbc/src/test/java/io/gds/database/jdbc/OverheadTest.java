package io.gds.database.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.DatabaseType;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.JDBC;

/**
 * What the executor adds to a small read: bytes counted exactly, time only printed by the bench.
 */
class OverheadTest {
  private static final String SELECT = "select name from sqlite_schema where name = ?";
  private static final int CALLS = 2_000;

  @TempDir Path dir;

  private interface Read {
    List<String> run() throws SQLException;
  }

  @Test
  void aSmallReadAllocatesLittleMoreThanByHand() throws Exception {
    Path file = dir.resolve("a.db");
    ConnectionInfo info = ConnectionInfo.builder(DatabaseType.SQLITE).path(file).build();
    try (Surroundings around = new Surroundings();
        ConnectionPool pool =
            ConnectionPool.builder(
                    "gds-sqlite-a", info, SqliteStatementsTest.ERRORS, around.environment)
                .open(new JDBC(), "jdbc:sqlite:" + file)) {
      SqlExecutor sql =
          SqlExecutor.builder(pool, SqliteStatementsTest.ERRORS, around.environment).build();
      sql.script("create table t (a)");
      Read byHand = () -> byHand(pool);
      Read byExecutor = () -> sql.query(SELECT, row -> row.text("name"), "t");
      assertThat(byExecutor.run()).isEqualTo(byHand.run()).containsExactly("t");
      long[] extra = new long[9];
      for (int i = 0; i < extra.length; i++) {
        extra[i] = bytes(byExecutor) - bytes(byHand);
      }
      Arrays.sort(extra);
      assertThat(extra[extra.length / 2]).isLessThan(1_024);
    }
  }

  private static List<String> byHand(ConnectionPool pool) throws SQLException {
    try (Connection connection = pool.borrow();
        PreparedStatement statement = connection.prepareStatement(SELECT)) {
      statement.setString(1, "t");
      List<String> names = new ArrayList<>();
      try (ResultSet results = statement.executeQuery()) {
        while (results.next()) {
          names.add(results.getString("name"));
        }
      }
      return names;
    }
  }

  private static long bytes(Read read) throws SQLException {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < CALLS; i++) {
      read.run();
    }
    return (threads.getCurrentThreadAllocatedBytes() - before) / CALLS;
  }
}
