package io.gds.database.mongodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.UnsupportedCapabilityException;
import io.gds.database.error.NotFoundException;
import io.gds.database.error.PermissionDeniedException;
import io.gds.database.observe.LogCoverage;
import io.gds.database.observe.LogEntry;
import io.gds.database.observe.LogLevel;
import io.gds.database.observe.LogQuery;
import io.gds.database.observe.Metric;
import io.gds.database.observe.MetricQuery;
import io.gds.database.testkit.mongodb.MongoKit;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MongoObservationTest {
  private final MongoScene scene = MongoScene.start();
  private final MongoEngine engine = scene.engine();

  @AfterEach
  void close() {
    scene.close();
  }

  private static Map<String, Double> values(List<Metric> metrics) {
    return metrics.stream()
        .collect(Collectors.toMap(metric -> metric.name() + metric.labels(), Metric::value));
  }

  private Map<String, Double> values() {
    return values(engine.metrics());
  }

  private void log(String... lines) {
    BsonArray all = new BsonArray();
    for (String line : lines) {
      all.add(new BsonString(line));
    }
    BsonDocument answer =
        new BsonDocument("totalLinesWritten", new BsonInt32(5000)).append("log", all);
    scene.kit().on("getLog", request -> answer);
  }

  @Test
  void aStatusIsToldWithUnitsAndRatios() {
    engine.ping();
    assertThat(values())
        .containsEntry("mongodb_up{}", 1.0)
        .containsEntry("mongodb_uptime_seconds{}", 61.0)
        .containsEntry("mongodb_connections_current_count{}", 3.0)
        .containsEntry("mongodb_operations_total{operation=command}", 70.0)
        .containsEntry("mongodb_memory_resident_bytes{}", 120.0 * 1024 * 1024)
        .containsEntry("mongodb_cache_used_ratio{}", 0.25)
        .containsEntry("mongodb_cache_dirty_ratio{}", 0.05)
        .containsEntry("mongodb_asserts_total{kind=user}", 2.0);
    assertThat(engine.metrics())
        .extracting(Metric::name)
        .as("what is not told is not 0")
        .doesNotContain("mongodb_tickets_used_count", "mongodb_flow_control_lagged");
    assertThat(scene.commands(() -> engine.metrics())).containsExactly("serverStatus");
    BsonDocument sent = scene.kit().sent("serverStatus").get(0);
    assertThat(sent.getInt32("locks").getValue()).isZero();
  }

  @Test
  void ticketsAreReadFromWhereTheVersionHasThem() {
    scene
        .kit()
        .on(
            "serverStatus",
            "{wiredTiger: {concurrentTransactions: {read: {out: 1, available: 127,"
                + " totalTickets: 128}}}}");
    assertThat(values())
        .containsEntry("mongodb_tickets_used_count{mode=read}", 1.0)
        .containsEntry("mongodb_tickets_count{mode=read}", 128.0);
    scene
        .kit()
        .on(
            "serverStatus",
            "{queues: {execution: {write: {out: 5, available: 3, totalTickets: 8}}},"
                + " flowControl: {isLagged: true, isLaggedTimeMicros: {$numberLong: '2500000'}}}");
    assertThat(values())
        .containsEntry("mongodb_tickets_used_count{mode=write}", 5.0)
        .containsEntry("mongodb_flow_control_lagged{}", 1.0)
        .containsEntry("mongodb_flow_control_lagged_seconds_total{}", 2.5)
        .doesNotContainKey("mongodb_tickets_used_count{mode=read}");
  }

  @Test
  void aReplicaSetTellsItsLagAndHowFarBackTheOplogReaches() {
    try (MongoScene set = MongoScene.on(MongoKit.replicaSet("7.0.14", "rs"))) {
      set.kit()
          .on(
              "replSetGetStatus",
              """
              {members: [
                {name: 'a:1', state: 1, health: 1, optimeDate: {$date: '2026-01-01T00:00:10Z'}},
                {name: 'b:1', state: 2, health: 1, optimeDate: {$date: '2026-01-01T00:00:03Z'}},
                {name: 'c:1', state: 2, health: 1, optimeDate: {$date: '2026-01-01T00:00:11Z'}},
                {name: 'd:1', state: 8, health: 0, optimeDate: {$date: '1970-01-01T00:00:00Z'}}]}""")
          .on(
              "find",
              request ->
                  BsonDocument.parse(
                      "{cursor: {id: 0, ns: 'local.oplog.rs', firstBatch: [{ts: {$timestamp: {t: "
                          + (request.getDocument("sort").getInt32("$natural").getValue() > 0
                              ? 1000
                              : 4600)
                          + ", i: 1}}}]}}"));
      set.engine().capabilities();
      assertThat(values(set.engine().metrics()))
          .containsEntry("mongodb_replication_lag_seconds{member=b:1}", 7.0)
          .containsEntry("mongodb_replication_lag_seconds{member=c:1}", 0.0)
          .containsEntry("mongodb_replication_member_up{member=d:1}", 0.0)
          .containsEntry("mongodb_oplog_window_seconds{}", 3600.0)
          .doesNotContainKey("mongodb_replication_lag_seconds{member=d:1}");
      assertThat(set.commands(() -> set.engine().metrics()))
          .containsExactly("serverStatus", "replSetGetStatus", "find", "find");
      set.kit().refuse("replSetGetStatus", 13, "Unauthorized", "not authorized");
      set.kit().refuse("find", 13, "Unauthorized", "not authorized");
      assertThat(values(set.engine().metrics()))
          .hasSizeGreaterThan(5)
          .doesNotContainKey("mongodb_oplog_window_seconds{}");
    }
  }

  @Test
  void databasesAreMeasuredOnlyIfTheyAreAskedFor() {
    scene.kit().client().getDatabase("shop").getCollection("a").insertOne(new Document("n", 1));
    engine.ping();
    assertThat(engine.metrics(MetricQuery.now().like("mongodb_database_*")))
        .extracting(Metric::labels)
        .isNotEmpty()
        .allMatch(labels -> labels.equals(Map.of("database", "shop")));
    assertThat(
            scene.commands(
                () -> engine.metrics(MetricQuery.now().like("mongodb_database_documents_count"))))
        .containsExactly("listDatabases", "dbStats");
    assertThat(scene.commands(() -> engine.metrics(MetricQuery.now().like("pg_*")))).isEmpty();
    assertThatThrownBy(() -> engine.metrics(MetricQuery.now().since(Instant.EPOCH)))
        .isInstanceOf(UnsupportedCapabilityException.class);
    scene.kit().refuse("serverStatus", 13, "Unauthorized", "not authorized on admin");
    assertThatThrownBy(engine::metrics)
        .isInstanceOf(PermissionDeniedException.class)
        .hasMessageContaining("serverStatus");
  }

  @Test
  void linesOfTheLogAreReadAsTheServerWritesThem() {
    log(
        "{\"t\":{\"$date\":\"2026-03-01T12:00:00.002+02:00\"},\"s\":\"W\",  \"c\":\"COMMAND\","
            + "  \"id\":51803, \"svc\":\"S\", \"ctx\":\"conn7\",\"msg\":\"Slow query\",\"attr\":"
            + "{\"ns\":\"shop.a\",\"command\":{\"find\":\"a\",\"n\":[1,2]},\"id\":5,"
            + "\"durationMillis\":120},\"tags\":[\"startupWarnings\"]}",
        "{\"t\":{\"$date\":\"2026-03-01T10:00:00.001+00:00\"},\"s\":\"D4\",  \"c\":\"-\", "
            + " \"id\":1, \"ctx\":\"x\",\"msg\":\"a \\\"b\\\"\"}",
        "{\"t\":{\"$date\":\"2026-03-01T10:00:00.003+00:00\"},\"s\":\"E\",\"c\":\"STORAGE\","
            + "\"id\":2,\"ctx\":\"x\",\"msg\":\"cut\",\"attr\":{\"long\":\"aaaa",
        "not a line at all");

    List<LogEntry> entries = engine.logs(LogQuery.all());

    assertThat(entries)
        .extracting(LogEntry::message)
        .startsWith("a \"b\"", "Slow query")
        .last()
        .isEqualTo("not a line at all");
    LogEntry slow = entries.get(1);
    assertThat(slow.timestamp()).isEqualTo(Instant.parse("2026-03-01T10:00:00.002Z"));
    assertThat(slow.level()).isEqualTo(LogLevel.WARNING);
    assertThat(slow.source()).contains("COMMAND");
    assertThat(slow.context())
        .containsEntry("id", "51803")
        .containsEntry("svc", "S")
        .containsEntry("ctx", "conn7")
        .containsEntry("ns", "shop.a")
        .containsEntry("command", "{\"find\":\"a\",\"n\":[1,2]}")
        .containsEntry("attr.id", "5")
        .containsEntry("durationMillis", "120")
        .containsEntry("tags", "[\"startupWarnings\"]")
        .containsEntry("severity", "W");
    assertThat(entries.get(0).level()).isEqualTo(LogLevel.TRACE);
    assertThat(entries.get(0).source()).isEmpty();
    LogEntry cut = entries.get(2);
    assertThat(cut.message()).startsWith("{\"t\"").endsWith("aaaa");
    assertThat(cut.level()).isEqualTo(LogLevel.ERROR);
    assertThat(cut.source()).contains("STORAGE");
    assertThat(cut.timestamp()).isEqualTo(Instant.parse("2026-03-01T10:00:00.003Z"));
    assertThat(cut.context()).containsEntry("raw", "true");
    assertThat(entries.get(3).timestamp()).isEqualTo(cut.timestamp());
    assertThat(engine.logs(LogQuery.all().atLeast(LogLevel.ERROR).source("STORAGE"))).hasSize(1);
    assertThat(engine.logs(LogQuery.all().since(Instant.parse("2026-03-01T10:00:00.003Z"))))
        .hasSize(2);
    assertThat(engine.logs(LogQuery.all().limit(1)))
        .extracting(LogEntry::message)
        .containsExactly("not a line at all");
  }

  @Test
  void olderServersWritePlainText() {
    log(
        "2020-01-01T10:00:00.000+0100 I  NETWORK  [listener] waiting for connections on port 1",
        "2020-01-01T10:00:00.001+0100 W  CONTROL  [main] ** WARNING: [x] off",
        "and more of it");
    List<LogEntry> entries = engine.logs(LogQuery.all());
    assertThat(entries.get(0).timestamp()).isEqualTo(Instant.parse("2020-01-01T09:00:00Z"));
    assertThat(entries.get(0).source()).contains("NETWORK");
    assertThat(entries.get(0).context()).containsEntry("ctx", "listener");
    assertThat(entries.get(1).message()).isEqualTo("** WARNING: [x] off");
    assertThat(entries.get(1).level()).isEqualTo(LogLevel.WARNING);
    assertThat(entries.get(2).timestamp()).isEqualTo(entries.get(1).timestamp());
  }

  @Test
  void everySeverityIsMapped() {
    assertThat(
            List.of("F", "E", "W", "I", "D", "D1", "D2", "D3", "D4", "D5", "?").stream()
                .map(MongoLogLine::level))
        .containsExactly(
            LogLevel.FATAL,
            LogLevel.ERROR,
            LogLevel.WARNING,
            LogLevel.INFO,
            LogLevel.DEBUG,
            LogLevel.DEBUG,
            LogLevel.DEBUG,
            LogLevel.TRACE,
            LogLevel.TRACE,
            LogLevel.TRACE,
            LogLevel.UNKNOWN);
  }

  @Test
  void howFarBackTheLogReachesIsSaid() {
    LogCoverage whole = engine.logCoverage();
    assertThat(whole.logs()).containsExactly("global", "startupWarnings");
    assertThat(whole.notes()).first().asString().startsWith("All lines since");
    log("{\"t\":{\"$date\":\"2026-03-01T10:00:00.003+00:00\"},\"s\":\"I\",\"msg\":\"x\"}");
    LogCoverage ring = engine.logCoverage();
    assertThat(ring.oldest()).contains(Instant.parse("2026-03-01T10:00:00.003Z"));
    assertThat(ring.covers(Instant.parse("2026-03-01T10:00:00Z"))).isFalse();
    assertThat(ring.notes()).first().asString().contains("forgotten");
    assertThat(scene.commands(engine::logCoverage)).containsExactly("getLog");
    scene.kit().off("getLog");
    assertThat(engine.logs(LogQuery.all().log("startupWarnings"))).hasSize(1);
    for (String log : List.of("", "rs", "*", "global\0", "{a: 1}")) {
      assertThatThrownBy(() -> engine.logs(LogQuery.all().log(log)))
          .isInstanceOf(NotFoundException.class);
    }
    scene.kit().refuse("getLog", 13, "Unauthorized", "not authorized on admin");
    assertThatThrownBy(() -> engine.logs(LogQuery.all()))
        .isInstanceOf(PermissionDeniedException.class)
        .hasMessageContaining("getLog");
    log();
    assertThat(engine.logCoverage().oldest()).isEmpty();
  }
}
