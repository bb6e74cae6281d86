package io.gds.database.snowflake;

import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.DatabaseType;
import io.gds.database.core.OperationRunner;
import io.gds.database.spi.EngineEnvironment;
import io.gds.database.testkit.FakeClock;
import io.gds.database.testkit.snowflake.SnowflakeModel;
import io.gds.database.testkit.wire.SnowflakePeer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;

/** The rooms of backups on a model of an account, through the real driver. */
final class SnowflakeVault implements AutoCloseable {
  private final ScheduledThreadPoolExecutor scheduler = new ScheduledThreadPoolExecutor(1);
  private final ExecutorService workers = Executors.newCachedThreadPool();
  final FakeClock clock = new FakeClock(Instant.parse("2026-03-01T10:00:00Z"));
  final SnowflakeModel model;
  final SnowflakePeer peer;
  final OperationRunner runner;
  final SnowflakeContext context;

  SnowflakeVault() {
    scheduler.setRemoveOnCancelPolicy(true);
    model = SnowflakeModel.builder().user("ada", "secret").clock(clock).build();
    peer = model.serve(SnowflakePeer.builder().clock(clock));
    runner =
        new OperationRunner(
            DatabaseType.SNOWFLAKE,
            "acme",
            EngineEnvironment.builder().scheduler(scheduler).workers(workers).clock(clock).build());
    ConnectionInfo info =
        SnowflakeUrlGrammar.parse(peer.jdbcUrl() + "&user=ada&password=secret&warehouse=COMPUTE_WH")
            .orElseThrow();
    context = new SnowflakeContext(runner, new SnowflakeConnections(runner, info));
  }

  /** A database with two tables, of which one has rows. */
  SnowflakeVault shop(String name) {
    model.access();
    sql("CREATE DATABASE " + SnowflakeSql.name(name) + " DATA_RETENTION_TIME_IN_DAYS = 7");
    sql(
        "CREATE TABLE "
            + SnowflakeSql.name(name, "PUBLIC", "ORDERS")
            + " (ID NUMBER(38,0), WHAT VARCHAR(20), AT TIMESTAMP_LTZ(9), DOC VARIANT)");
    sql("CREATE TABLE " + SnowflakeSql.name(name, "PUBLIC", "EMPTY") + " (A DATE)");
    order(name, 1);
    later(Duration.ofHours(1));
    return this;
  }

  void order(String name, long id) {
    model
        .data()
        .row(
            name,
            "PUBLIC",
            "ORDERS",
            id,
            "pen, '\"\\ " + id,
            java.time.OffsetDateTime.parse("2026-03-01T10:00:00.123456789Z"),
            "{\"a\":[1]}");
  }

  List<String> orders(String name) {
    return model.data().rows(name, "PUBLIC", "ORDERS").stream()
        .map(row -> String.valueOf(row.get(0)))
        .toList();
  }

  void later(Duration by) {
    clock.advance(by);
  }

  void sql(String sql) {
    context.sql().execute(sql);
  }

  SnowflakeBackups backups(String name) {
    return new SnowflakeBackups(context, name);
  }

  SnowflakeRestores restores(String name) {
    return new SnowflakeRestores(context, name);
  }

  SnowflakeCatalog catalog() {
    return new SnowflakeCatalog(context);
  }

  SnowflakeClones clones(String name) {
    return new SnowflakeClones(context, name);
  }

  @Override
  public void close() {
    runner.close();
    peer.close();
    model.close();
    scheduler.shutdownNow();
    workers.shutdownNow();
  }
}
