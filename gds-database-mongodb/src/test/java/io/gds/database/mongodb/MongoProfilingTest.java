package io.gds.database.mongodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.UnsupportedCapabilityException;
import io.gds.database.error.InvalidOptionsException;
import io.gds.database.error.NotFoundException;
import io.gds.database.error.PermissionDeniedException;
import io.gds.database.observe.StatementOrder;
import io.gds.database.observe.StatementQuery;
import io.gds.database.observe.StatementStats;
import io.gds.database.operation.Check;
import io.gds.database.operation.Operation;
import io.gds.database.testkit.mongodb.MongoKit;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.bson.BsonDocument;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MongoProfilingTest {
  private static final String KEPT =
      """
      {ts: {$date: '2026-03-01T10:00:00Z'}, op: 'query', ns: 'shop.a', millis: 120,
        command: {find: 'a', filter: {n: 1, password: 'hunter2'}, $db: 'shop'},
        user: 'app@admin', appName: 'till', client: '10.0.0.1:4711', planSummary: 'COLLSCAN',
        keysExamined: 0, docsExamined: 1000, nreturned: 2, queryHash: 'AB12'}""";

  private final MongoScene scene = MongoScene.start();
  private final MongoEngine engine = scene.engine();
  private final MongoDatabase shop = engine.database("shop");

  @AfterEach
  void close() {
    scene.close();
  }

  private void there() {
    scene.kit().client().getDatabase("shop").getCollection("a").insertOne(new Document("n", 1));
  }

  private static String cursor(String... documents) {
    return "{cursor: {id: 0, ns: \"shop.system.profile\", firstBatch: ["
        + String.join(", ", documents)
        + "]}}";
  }

  private static List<String> refusals(Operation<?> planned) {
    return planned.checks().stream().filter(Check::refused).map(Check::rule).toList();
  }

  @Test
  void aLevelIsSetAndReadBack() {
    there();
    assertThat(shop.profiling())
        .isEqualTo(
            new MongoProfilingState(
                MongoProfilingLevel.OFF,
                java.util.Optional.of(Duration.ofMillis(100)),
                java.util.OptionalDouble.of(1),
                java.util.Optional.empty()));
    Operation<MongoProfilingState> planned =
        shop.prepareSetProfiling(
            MongoProfilingOptions.builder()
                .level(MongoProfilingLevel.SLOW)
                .slow(Duration.ofMillis(20))
                .sampleRate(0.5)
                .filter("{millis: {$gte: 5}}")
                .build());
    assertThat(planned.script().text())
        .contains(
            "use \"shop\"; db.runCommand({\"profile\": 1, \"slowms\": 20, \"sampleRate\": 0.5,"
                + " \"filter\": {\"millis\": {\"$gte\": 5}}})");
    MongoProfilingState then = planned.run();
    assertThat(then.level()).isEqualTo(MongoProfilingLevel.SLOW);
    assertThat(then.slow()).contains(Duration.ofMillis(20));
    assertThat(then.filter()).contains("{\"millis\": {\"$gte\": 5}}");
    assertThat(
            shop.setProfiling(
                    MongoProfilingOptions.builder()
                        .level(MongoProfilingLevel.OFF)
                        .unfiltered(true)
                        .build())
                .filter())
        .isEmpty();
    assertThat(scene.commands(shop::profiling)).containsExactly("profile");
  }

  @Test
  void whatCannotBeSetIsRefused() {
    assertThatThrownBy(() -> shop.setProfiling(MongoProfilingOptions.of(MongoProfilingLevel.SLOW)))
        .as("a profiler would make the database")
        .isInstanceOf(NotFoundException.class);
    assertThat(scene.kit().sent("profile")).isEmpty();
    MongoProfilingOptions.Builder builder =
        MongoProfilingOptions.builder().level(MongoProfilingLevel.ALL);
    for (MongoProfilingOptions.Builder bad :
        List.of(
            MongoProfilingOptions.builder(),
            builder.build().toBuilder().slow(Duration.ofNanos(5)),
            builder.build().toBuilder().slow(Duration.ofMillis(-5)),
            builder.build().toBuilder().sampleRate(Double.NaN),
            builder.build().toBuilder().sampleRate(1.5),
            builder.build().toBuilder().filter("{a: 1}").unfiltered(true),
            builder.build().toBuilder().filter("{a: 1"))) {
      assertThatThrownBy(bad::build).isInstanceOf(InvalidOptionsException.class);
    }
    there();
    try (MongoScene old = MongoScene.on(MongoKit.start("4.2.24"))) {
      old.kit().client().getDatabase("shop").getCollection("a").insertOne(new Document("n", 1));
      assertThat(
              refusals(
                  old.engine()
                      .database("shop")
                      .prepareSetProfiling(
                          MongoProfilingOptions.builder()
                              .level(MongoProfilingLevel.SLOW)
                              .filter("{}")
                              .build())))
          .containsExactly("the server's version has filters");
    }
    scene.kit().on("isMaster", "{msg: 'isdbgrid', ismaster: true, maxWireVersion: 21}");
    engine.refresh();
    assertThat(
            refusals(shop.prepareSetProfiling(MongoProfilingOptions.of(MongoProfilingLevel.SLOW))))
        .containsExactly("the server has collections to keep it in");
    assertThat(
            refusals(shop.prepareSetProfiling(MongoProfilingOptions.of(MongoProfilingLevel.OFF))))
        .isEmpty();
    scene.kit().refuse("profile", 13, "Unauthorized", "not authorized on shop");
    assertThatThrownBy(shop::profiling)
        .isInstanceOf(PermissionDeniedException.class)
        .hasMessageContaining("profile");
  }

  @Test
  void slowOperationsAreReadBoundedAndWithoutSecrets() {
    there();
    scene.kit().on("find", cursor(KEPT));
    MongoSlowQuery query =
        MongoSlowQuery.newest()
            .since(Instant.parse("2026-01-01T00:00:00Z"))
            .until(Instant.parse("2027-01-01T00:00:00Z"))
            .atLeast(Duration.ofMillis(50))
            .collection("a'}, {$where: 'x")
            .limit(7);
    assertThatThrownBy(() -> shop.slowOperations(query))
        .as("no collection is called so")
        .isInstanceOf(InvalidOptionsException.class);

    List<MongoSlowOperation> slow = shop.slowOperations(query.collection("a"));

    assertThat(scene.kit().sent("find").get(0))
        .containsAllEntriesOf(
            BsonDocument.parse(
                """
                {find: 'system.profile', filter: {
                  ts: {$gte: {$date: '2026-01-01T00:00:00Z'}, $lt: {$date: '2027-01-01T00:00:00Z'}},
                  millis: {$gte: {$numberLong: '50'}}, ns: {$eq: 'shop.a'}},
                  sort: {$natural: -1}, limit: 7}"""));
    assertThat(slow)
        .singleElement()
        .satisfies(
            one -> {
              assertThat(one.endedAt()).isEqualTo(Instant.parse("2026-03-01T10:00:00Z"));
              assertThat(one.operation()).isEqualTo("query");
              assertThat(one.duration()).isEqualTo(Duration.ofMillis(120));
              assertThat(one.command())
                  .isEqualTo(
                      "{\"find\": \"a\", \"filter\": {\"n\": 1, \"password\": \"<hidden>\"},"
                          + " \"$db\": \"shop\"}");
              assertThat(one.plan()).contains("COLLSCAN");
              assertThat(one.documentsExamined()).hasValue(1000);
              assertThat(one.user()).contains("app@admin");
              assertThat(one.toString()).doesNotContain("find");
            });
    assertThat(scene.commands(() -> shop.slowOperations(MongoSlowQuery.newest())))
        .containsExactly("find");
    assertThatThrownBy(() -> MongoSlowQuery.newest().limit(10_001))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void secretsOfTheServersOwnCommandsAreHidden() {
    assertThat(
            MongoJson.of(
                MongoSecretNames.redacted(
                    BsonDocument.parse(
                        "{createUser: 'u', pwd: 'x', roles: [{role: 'r', apiKey: 'y'}]}"))))
        .isEqualTo(
            "{\"createUser\": \"u\", \"pwd\": \"<hidden>\", \"roles\": [{\"role\": \"r\","
                + " \"apiKey\": \"<hidden>\"}]}");
    assertThat(
            MongoJson.of(
                MongoSecretNames.redacted(BsonDocument.parse("{distinct: 'a', key: 'n'}"))))
        .as("what is a secret there is none here")
        .isEqualTo("{\"distinct\": \"a\", \"key\": \"n\"}");
  }

  @Test
  void theCostliestAreAddedUpByTheServer() {
    there();
    engine.ping();
    assertThat(scene.commands(() -> engine.topStatements(StatementQuery.top())))
        .containsExactly("listDatabases", "aggregate");
    scene
        .kit()
        .on(
            "aggregate",
            cursor(
                """
                {_id: {hash: 'AB12', op: 'query', ns: 'shop.a'}, calls: 3, millis: 300, least: 50,
                  most: 150, mean: 100.0, cpu: {$numberLong: '7000000'}, rows: 6, read: 4096,
                  first: {$date: '2026-03-01T10:00:00Z'}, last: {$date: '2026-03-01T11:00:00Z'},
                  keys: 0, documents: 3000, user: 'app@admin', lastUser: 'app@admin',
                  plan: 'COLLSCAN', command: {find: 'a', filter: {secretWord: 'x'}}}""",
                """
                {_id: {op: 'insert', ns: 'shop.b'}, calls: 1, millis: 500, rows: 0,
                  user: 'a', lastUser: 'b'}"""));
    List<StatementStats> top =
        engine.topStatements(StatementQuery.top().database("shop").textLength(20).limit(5));
    assertThat(top).extracting(StatementStats::id).containsExactly("insert shop.b", "AB12");
    StatementStats found = top.get(1);
    assertThat(found.text()).isEqualTo("{\"find\": \"a\", \"filte");
    assertThat(found.calls()).isEqualTo(3);
    assertThat(found.totalTime()).isEqualTo(Duration.ofMillis(300));
    assertThat(found.cpuTime()).contains(Duration.ofMillis(7));
    assertThat(found.user()).contains("app@admin");
    assertThat(found.lastRunAt()).contains(Instant.parse("2026-03-01T11:00:00Z"));
    assertThat(found.attributes())
        .containsEntry("documentsExamined", "3000")
        .containsEntry("plan", "COLLSCAN");
    assertThat(top.get(0).user()).isEmpty();
    List<BsonDocument> sent = scene.kit().sent("aggregate");
    assertThat(sent.get(sent.size() - 1).getArray("pipeline"))
        .endsWith(BsonDocument.parse("{$sort: {millis: -1}}"), BsonDocument.parse("{$limit: 5}"));
    assertThat(engine.topStatements(StatementQuery.top().by(StatementOrder.CPU_TIME))).hasSize(2);
    assertThatThrownBy(() -> engine.topStatements(StatementQuery.top().database("a$b")))
        .isInstanceOf(InvalidOptionsException.class);
    try (MongoScene old = MongoScene.on(MongoKit.start("5.0.3"))) {
      old.kit().client().getDatabase("shop").getCollection("a").insertOne(new Document("n", 1));
      assertThatThrownBy(
              () -> old.engine().topStatements(StatementQuery.top().by(StatementOrder.CPU_TIME)))
          .isInstanceOf(UnsupportedCapabilityException.class)
          .hasMessageContaining("6.3");
    }
  }
}
