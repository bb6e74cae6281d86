package io.gds.database.bench;

import com.sun.management.ThreadMXBean;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.DatabaseType;
import io.gds.database.core.OperationRunner;
import io.gds.database.jdbc.ConnectionPool;
import io.gds.database.jdbc.ErrorTable;
import io.gds.database.jdbc.SqlExecutor;
import io.gds.database.operation.AuditRecord;
import io.gds.database.operation.Effect;
import io.gds.database.operation.OperationListener;
import io.gds.database.operation.StepKind;
import io.gds.database.spi.EngineEnvironment;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.LongAdder;
import org.sqlite.JDBC;

/**
 * One small read through pool, executor, gate and audit, against the same SQL on Hikari and JDBC.
 */
final class SmallRead {
  private static final String SQL = "select name, quantity from part where id = ?";
  private static final int PARTS = 1_000;
  private static final int CALLS = 2_000;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private SmallRead() {}

  static void measure(Path directory, Table table) throws Exception {
    String url = "jdbc:sqlite:" + directory.resolve("parts.db");
    ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(1);
    ExecutorService workers = Executors.newCachedThreadPool();
    LongAdder audited = new LongAdder();
    EngineEnvironment environment =
        EngineEnvironment.builder()
            .scheduler(scheduler)
            .workers(workers)
            .listeners(List.of(counting(audited)))
            .build();
    ErrorTable errors = ErrorTable.builder(DatabaseType.SQLITE).build();
    ConnectionInfo info = ConnectionInfo.builder(DatabaseType.SQLITE).path(directory).build();
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(url);
    try (ConnectionPool pool =
            ConnectionPool.builder("bench", info, errors, environment).open(new JDBC(), url);
        OperationRunner runner = new OperationRunner(DatabaseType.SQLITE, "bench", environment);
        HikariDataSource raw = new HikariDataSource(config)) {
      SqlExecutor sql = SqlExecutor.builder(pool, errors, environment).build();
      fill(sql);
      Pairs.Work ours = () -> repeat(id -> through(runner, sql, id));
      Pairs.Work theirs = () -> repeat(id -> plain(raw, id));
      table.ratio(
          "small read: engine + gate + audit / Hikari + JDBC",
          Pairs.measure(60, 31, ours, theirs),
          1.20);
      double extra = (allocated(ours) - allocated(theirs)) / (double) CALLS / 1024;
      table.figure("small read: allocated beyond the peer, per call", extra, "KiB", 4);
      if (audited.sum() < 2L * CALLS) {
        throw new IllegalStateException("the reads did not reach the audit trail");
      }
    } finally {
      workers.shutdownNow();
      scheduler.shutdownNow();
    }
  }

  private static OperationListener counting(LongAdder audited) {
    return new OperationListener() {
      @Override
      public void started(AuditRecord started) {
        audited.increment();
      }

      @Override
      public void finished(AuditRecord finished) {
        audited.increment();
      }
    };
  }

  private static void fill(SqlExecutor sql) {
    sql.update("create table part (id integer primary key, name text, quantity integer)");
    sql.update(
        """
        insert into part
        with recursive n(i) as (select 1 union all select i + 1 from n where i < %d)
        select i, 'part ' || i, i %% 7 from n
        """
            .formatted(PARTS));
  }

  private interface Call {
    String read(int id) throws Exception;
  }

  private static void repeat(Call call) throws Exception {
    for (int i = 0; i < CALLS; i++) {
      int id = 1 + i % PARTS;
      if (!call.read(id).equals("part " + id)) {
        throw new IllegalStateException("a wrong answer is not fast");
      }
    }
  }

  private static String through(OperationRunner runner, SqlExecutor sql, int id) {
    String[] name = new String[1];
    return runner
        .<String>plan("read", "part")
        .step(
            StepKind.SQL,
            Effect.READ,
            SQL,
            step ->
                name[0] = sql.during(step).first(SQL, row -> row.text("name"), id).orElseThrow())
        .yields(() -> name[0])
        .run();
  }

  private static String plain(HikariDataSource pool, int id) throws Exception {
    try (Connection connection = pool.getConnection();
        PreparedStatement statement = connection.prepareStatement(SQL)) {
      statement.setObject(1, id);
      try (ResultSet rows = statement.executeQuery()) {
        rows.next();
        return rows.getString("name");
      }
    }
  }

  private static long allocated(Pairs.Work work) throws Exception {
    long before = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
    work.run();
    return THREADS.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
  }
}
