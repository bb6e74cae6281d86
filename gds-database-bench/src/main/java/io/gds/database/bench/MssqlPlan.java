package io.gds.database.bench;

import io.gds.database.CreateOptions;
import io.gds.database.backup.BackupOptions;
import io.gds.database.backup.BackupQuery;
import io.gds.database.backup.BackupType;
import io.gds.database.backup.Location;
import io.gds.database.backup.RestoreOptions;
import io.gds.database.backup.RestoreSource;
import io.gds.database.mssql.MssqlDatabase;
import io.gds.database.mssql.MssqlEngine;
import io.gds.database.testkit.sqlserver.SqlServerModel;
import io.gds.database.testkit.wire.SqlServerPeer;
import io.gds.database.testkit.wire.WireAnswer;
import io.gds.database.testkit.wire.WireRequest;
import java.sql.Connection;
import java.time.Duration;

/**
 * How the time to plan a restore, and to tell what can be reached, grows with the history of
 * backups in {@code msdb}: see {@link MssqlLongHistory}.
 */
final class MssqlPlan {
  private static final int[] ROWS = {10_000, 30_000, 100_000};
  private static final double GOAL_MILLIS = 1_000;
  private static final double GOAL_EXPONENT = 1.05;
  private static final String NAME = "gds_bench_plan";

  private final MssqlEngine engine;
  private final SqlServerModel model;
  private final SqlServerPeer peer;
  private final Connection connection;

  /**
   * For an engine.
   *
   * @param connection the same server by the driver alone
   */
  MssqlPlan(MssqlEngine engine, SqlServerModel model, SqlServerPeer peer, Connection connection) {
    this.engine = engine;
    this.connection = connection;
    this.model = model;
    this.peer = peer;
  }

  void measure(Table table) throws Exception {
    MssqlDatabase database = engine.database(NAME);
    database.create(CreateOptions.defaults());
    backup(database, BackupType.FULL, "/bench/1.bak");
    backup(database, BackupType.LOG, "/bench/2.trn");
    MssqlDatabase target = engine.database(NAME + "_restored");
    RestoreOptions latest = RestoreOptions.builder().from(RestoreSource.history(NAME)).build();
    WireRequest asked = asked(target, latest);
    MssqlLongHistory history = new MssqlLongHistory((WireAnswer.Rows) model.answer(asked));
    String sql = asked.statement().replaceAll("@P\\d+", "?");
    double[] n = new double[ROWS.length];
    double[] plan = new double[ROWS.length];
    double[] window = new double[ROWS.length];
    for (int i = 0; i < ROWS.length; i++) {
      int rows = ROWS[i];
      peer.script().on(asked.statement()).answer(history.answer(rows));
      n[i] = rows;
      double read = Limits.millis(() -> MssqlBench.raw(connection, sql, asked.binds()));
      plan[i] = Limits.millis(() -> plan(target, latest)) - read;
      window[i] = Limits.millis(() -> window(rows)) - read;
      double goal = rows == 100_000 ? GOAL_MILLIS : 0;
      table.figure("sql-plan: " + rows + " rows of history, read by the driver", read, "ms", 0);
      table.figure("sql-plan: a restore planned, beyond that", plan[i], "ms", goal);
      table.figure("sql-plan: what can be reached, beyond that", window[i], "ms", 0);
    }
    table.figure("sql-plan: growth exponent", Pairs.exponent(n, plan), "", GOAL_EXPONENT);
    table.figure(
        "sql-plan: growth exponent of what can be reached", Pairs.exponent(n, window), "", 0);
  }

  private static void backup(MssqlDatabase database, BackupType type, String file) {
    database.backup(BackupOptions.builder().to(Location.server(file)).type(type).build());
  }

  private static void plan(MssqlDatabase target, RestoreOptions options) {
    int steps = target.prepareRestore(options).script().steps().size();
    if (steps < 2) {
      throw new IllegalStateException("planned " + steps + " steps");
    }
  }

  private void window(int rows) {
    Duration reached =
        engine.reachableWindow(NAME, BackupQuery.all()).spans().stream()
            .map(span -> Duration.between(span.from(), span.to()))
            .reduce(Duration.ZERO, Duration::plus);
    if (reached.toMinutes() < rows - MssqlLongHistory.WEEK - MssqlLongHistory.DAY) {
      throw new IllegalStateException("reached " + reached + " of " + rows + " minutes");
    }
  }

  /** The statement that asks for the history. */
  private WireRequest asked(MssqlDatabase target, RestoreOptions options) {
    peer.script().forget();
    plan(target, options);
    return peer.script().requests().stream()
        .filter(request -> request.statement().contains("FROM msdb.dbo.backupset s"))
        .findFirst()
        .orElseThrow();
  }
}
