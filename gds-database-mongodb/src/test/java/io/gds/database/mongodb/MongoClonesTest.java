package io.gds.database.mongodb;

import static io.gds.database.mongodb.MongoDumpTest.SEVEN;
import static io.gds.database.mongodb.MongoDumpTest.hex;
import static io.gds.database.mongodb.MongoDumpTest.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gds.database.CapabilityStatus;
import io.gds.database.UnsupportedCapabilityException;
import io.gds.database.cloning.CloneInfo;
import io.gds.database.cloning.CloneKind;
import io.gds.database.cloning.CloneOptions;
import io.gds.database.cloning.SupportsClone;
import io.gds.database.connection.ConnectionInfo;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.InvalidOptionsException;
import io.gds.database.manager.DatabaseManager;
import io.gds.database.operation.Check;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OperationContext;
import io.gds.database.operation.OperationHandle;
import io.gds.database.operation.OperationResult;
import io.gds.database.operation.Outcome;
import io.gds.database.operation.Step;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.BsonTimestamp;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MongoClonesTest {
  private static final List<String> FILLED =
      List.of("items", "caf\u00e9 #1/x", "system.buckets.temps", "system.js");

  private static final List<String> OF_CONNECTIONS = List.of("hello", "isMaster", "ismaster");
  private static final int PREPARED = 13;

  private final DatabaseManager manager = DatabaseManager.of(new MongoProvider());
  private final MongoStore alone = filled(MongoStore.alone(SEVEN));
  private final MongoDatabase shop = open(alone).database("shop");

  private static MongoStore filled(MongoStore store) {
    MongoDumpTest.fill(store);
    // One that its validator would refuse, and one with a value that servers change.
    store.put("shop", "items", json("{_id: 'old'}"));
    store.put(
        "shop",
        "items",
        new BsonDocument("_id", new BsonString("zero"))
            .append("b", new BsonTimestamp(0))
            .append("a", new BsonString("")));
    store
        .client()
        .getDatabase("shop")
        .runCommand(json("{create: 'log', capped: true, size: 4096}"));
    store.put("shop", "log", json("{_id: 9}"), json("{_id: 1}"));
    store.forget();
    return store;
  }

  private static ConnectionInfo at(MongoStore store) {
    return MongoUrlGrammar.parse(store.url()).orElseThrow();
  }

  private MongoEngine open(MongoStore store) {
    return manager.open(at(store), MongoEngine.class);
  }

  @AfterEach
  void close() {
    manager.close();
    alone.close();
  }

  private static void assertWhole(MongoStore from, MongoStore to) {
    assertThat(to.names("copy"))
        .containsExactly(
            "caf\u00e9 #1/x",
            "empty",
            "items",
            "log",
            "system.buckets.temps",
            "system.js",
            "temps",
            "v");
    for (String name : FILLED) {
      assertThat(hex(to, "copy", name))
          .containsExactlyInAnyOrderElementsOf(hex(from, "shop", name))
          .isNotEmpty();
    }
    assertThat(hex(to, "copy", "log")).isEqualTo(hex(from, "shop", "log")).hasSize(2);
    MongoStoreCollection items = Objects.requireNonNull(to.collection("copy", "items", false));
    assertThat(items.options).isEqualTo(json("{validator: {a: 1}}"));
    assertThat(items.indexes)
        .containsExactly(
            json("{v: 2, key: {_id: 1}, name: '_id_'}"),
            json("{v: 2, key: {a: 1}, name: 'a_1', unique: true}"));
    assertThat(items.uuid)
        .isNotEqualTo(Objects.requireNonNull(from.collection("shop", "items", false)).uuid);
    assertThat(Objects.requireNonNull(to.collection("copy", "v", false)).options)
        .isEqualTo(json("{viewOn: 'items', pipeline: []}"));
  }

  private static CloneOptions.Builder copy() {
    return CloneOptions.builder().to("copy");
  }

  private static List<String> script(Operation<?> operation) {
    return operation.script().steps().stream().map(Step::text).toList();
  }

  private static List<String> refusals(Operation<?> operation) {
    return operation.checks().stream().filter(Check::refused).map(Check::rule).toList();
  }

  @Test
  void aCopyHasAllDocumentsAsTheBytesThatTheyAre() {
    Operation<CloneInfo> planned = shop.prepareClone(CloneOptions.to("copy"));
    assertThat(alone.names("copy")).as("while it is only planned").isEmpty();
    assertThat(alone.sent())
        .filteredOn(command -> !OF_CONNECTIONS.contains(command))
        .as("one for the indexes of each of six collections, and no more than is needed")
        .hasSize(PREPARED);
    assertThat(script(planned)).hasSize(4);
    assertThat(script(planned).get(0))
        .contains(
            "use \"copy\"; db.runCommand({\"create\": \"items\", \"validator\": {\"a\": 1},"
                + " \"idIndex\"");
    assertThat(script(planned).get(1))
        .contains(
            "// read all documents, and insert them as the bytes that they are:"
                + " {\"from\": \"shop.items\", \"to\": \"copy.items\"}");
    assertThat(script(planned).get(2)).contains("\"createIndexes\": \"items\"");
    assertThat(script(planned).get(3)).contains("\"create\": \"v\"");

    CloneInfo info = planned.run();

    assertWhole(alone, alone);
    assertThat(info.kind()).isEqualTo(CloneKind.COPY);
    assertThat(info.bytes().orElseThrow()).isPositive();
    assertThat(info.consistentAt()).isEmpty();
    assertThat(info.notCarried())
        .containsExactly(
            "users and roles of the database: they stay its own",
            "one instant: each document is as it was when it was read");
    assertThat(alone.sent("renameCollection")).as("what would end a dump").isEmpty();
  }

  @Test
  void aCloneByStructureHasNoDocumentsButStoredFunctions() {
    CloneInfo info = shop.clone(copy().kind(CloneKind.STRUCTURE_ONLY).build());
    assertThat(alone.names("copy")).contains("items", "temps", "v", "log");
    assertThat(hex(alone, "copy", "system.js")).isEqualTo(hex(alone, "shop", "system.js"));
    assertThat(alone.bytes("copy", "items")).isEmpty();
    assertThat(Objects.requireNonNull(alone.collection("copy", "items", false)).indexes).hasSize(2);
    assertThat(info.notCarried()).contains("its documents");
  }

  @Test
  void theServerCopiesWhatItKeepsAsItIs() {
    alone.databases.get("shop").get("items").documents.remove(new BsonString("zero"));
    Operation<CloneInfo> planned =
        shop.prepareClone(copy().option(MongoClone.METHOD, MongoCloneMethod.SERVER).build());
    assertThat(script(planned).get(1))
        .contains(
            "use \"shop\"; db.runCommand({\"aggregate\": \"items\", \"pipeline\": [{\"$merge\":"
                + " {\"into\": {\"db\": \"copy\", \"coll\": \"items\"}, \"on\": \"_id\","
                + " \"whenMatched\": \"fail\", \"whenNotMatched\": \"insert\"}}]")
        .contains("{\"from\": \"shop.log\"")
        .contains("{\"from\": \"shop.temps\"");
    CloneInfo info = planned.run();
    assertWhole(alone, alone);
    assertThat(alone.sent("find"))
        .extracting(each -> each.getString("find").getValue())
        .doesNotContain("items");
    assertThat(info.notCarried()).anyMatch(each -> each.startsWith("the bytes of each document"));
  }

  @Test
  void aReplicaSetIsClonedAsItWasAtOneInstant() {
    try (MongoStore set = filled(MongoStore.replicaSet(SEVEN))) {
      MongoDatabase of = open(set).database("shop");
      CloneInfo mixed = of.clone(copy().build());
      assertWhole(set, set);
      assertThat(mixed.consistentAt()).as("since a capped collection is there").isEmpty();
      assertThat(mixed.notCarried()).anyMatch(each -> each.endsWith("when they were read: log"));

      set.client().getDatabase("shop").runCommand(json("{drop: 'log'}"));
      set.forget();
      CloneInfo info =
          of.clone(
              CloneOptions.builder()
                  .to("two")
                  .option(MongoClone.CONSISTENCY, MongoConsistency.SNAPSHOT)
                  .build());
      assertThat(info.consistentAt()).isPresent();
      assertThat(info.notCarried()).noneMatch(each -> each.contains("instant"));
      assertThat(set.sent("find"))
          .filteredOn(each -> each.getString("$db").getValue().equals("shop"))
          .isNotEmpty()
          .allSatisfy(
              each ->
                  assertThat(each.getDocument("readConcern").getString("level").getValue())
                      .isEqualTo("snapshot"));
    }
    assertThat(
            refusals(
                shop.prepareClone(
                    copy().option(MongoClone.CONSISTENCY, MongoConsistency.SNAPSHOT).build())))
        .containsExactly("the server has snapshot reads");
  }

  @Test
  void anotherServerGetsItByAClientThatIsClosedAgain() throws Exception {
    try (MongoStore other = MongoStore.alone(SEVEN)) {
      Operation<CloneInfo> planned = shop.prepareClone(copy().targetEngine(at(other)).build());
      assertThat(script(planned).get(0)).contains("// connect to").contains(other.address());
      assertThat(planned.script().steps().get(1).node()).contains(other.address());
      planned.run();
      assertWhole(alone, other);
      assertThat(alone.names("copy")).isEmpty();
      for (int i = 0; i < 200 && isWatched(other); i++) {
        Thread.sleep(10);
      }
      assertThat(isWatched(other)).as("whether a client of the other server is left").isFalse();
    }
  }

  private static boolean isWatched(MongoStore store) {
    return Thread.getAllStackTraces().keySet().stream()
        .anyMatch(each -> each.getName().contains(store.address()));
  }

  @Test
  void anOlderServerIsToldFirstWhatItDoesNotKnow() {
    try (MongoStore old = MongoStore.alone(MongoVersion.of(4, 2))) {
      Operation<CloneInfo> planned = shop.prepareClone(copy().targetEngine(at(old)).build());
      assertThat(refusals(planned))
          .containsExactly("the server that it is made on knows such collections");
      assertThatThrownBy(planned::run).hasMessageContaining("copy.temps is a time series");
      assertThat(old.sent("create")).isEmpty();
    }
  }

  @Test
  void namesThatGetTooLongAreRefusedBeforeAnythingIsMade() {
    alone.put("shop", "c".repeat(220), json("{_id: 1}"));
    Operation<CloneInfo> planned = shop.prepareClone(CloneOptions.to("d".repeat(35)));
    assertThat(refusals(planned))
        .containsExactly("the names are not too long together with the clone's");
    assertThat(shop.prepareClone(CloneOptions.to("d".repeat(34))).refused()).isFalse();
  }

  @Test
  void anUnfinishedCloneIsDropped() {
    alone.refuseOnce("createIndexes", 11_000, "DuplicateKey");
    DatabaseException refused =
        catchThrowableOfType(DatabaseException.class, () -> shop.clone(CloneOptions.to("copy")));
    assertThat(refused.code()).isEqualTo(ErrorCode.CONSTRAINT_UNIQUE);
    assertThat(refused.remedy().orElseThrow()).contains("mongodb.consistency");
    assertThat(alone.names("copy")).isEmpty();
    shop.clone(CloneOptions.to("copy"));
    assertWhole(alone, alone);
  }

  @Test
  void whatSomebodyElseHasMadeMeanwhileStays() {
    alone.on(
        "create",
        request -> {
          if (request.getString("create").getValue().equals("log")) {
            alone.put("copy", "log", json("{_id: 'theirs'}"));
          }
          return Optional.empty();
        });
    DatabaseException refused =
        catchThrowableOfType(DatabaseException.class, () -> shop.clone(CloneOptions.to("copy")));
    assertThat(refused.code()).isEqualTo(ErrorCode.ALREADY_EXISTS);
    assertThat(alone.names("copy")).containsExactly("log");
    assertThat(alone.bytes("copy", "log")).hasSize(1);
  }

  @Test
  void aCollectionThatWasMadeThoughTheAnswerWasLostIsDroppedIfItHoldsNothing() {
    alone.on(
        "create",
        request -> {
          String name = request.getString("create").getValue();
          if (name.equals("log")) {
            alone.put("copy", "log");
            alone.cut();
          }
          return Optional.empty();
        });
    DatabaseException lost =
        catchThrowableOfType(DatabaseException.class, () -> shop.clone(CloneOptions.to("copy")));
    assertThat(lost.code()).isEqualTo(ErrorCode.CONNECTION_LOST);
    assertThat(alone.names("copy")).isEmpty();
  }

  @Test
  void whatCannotBeDroppedIsTold() {
    alone.refuseOnce("createIndexes", 11_000, "DuplicateKey");
    alone.on(
        "drop", request -> Optional.of(MongoStoreWire.error(13, "Unauthorized", "not authorized")));
    DatabaseException refused =
        catchThrowableOfType(DatabaseException.class, () -> shop.clone(CloneOptions.to("copy")));
    assertThat(refused.remedy().orElseThrow())
        .contains("unfinished clone \"copy\"")
        .contains("items");
  }

  @Test
  void aCancelledCloneStopsAndIsDropped() {
    AtomicReference<OperationHandle<CloneInfo>> running = new AtomicReference<>();
    alone.on(
        "insert",
        request -> {
          OperationHandle<CloneInfo> handle = running.get();
          if (handle != null) {
            handle.cancel();
          }
          return Optional.empty();
        });
    Operation<CloneInfo> planned = shop.prepareClone(CloneOptions.to("copy"));
    alone.on(
        "create",
        request -> {
          for (int i = 0; i < 5_000 && running.get() == null; i++) {
            Thread.onSpinWait();
          }
          return Optional.empty();
        });
    running.set(shop.engine().operations().submit(planned, OperationContext.none()));
    OperationResult<CloneInfo> result = running.get().await();
    assertThat(result.outcome()).isEqualTo(Outcome.CANCELLED);
    assertThat(alone.names("copy")).isEmpty();
  }

  @Test
  void aCollectionWhoseCursorWasLostIsFilledAnew() {
    alone.refuseOnce("find", 43, "CursorNotFound");
    shop.clone(CloneOptions.to("copy"));
    assertWhole(alone, alone);
    assertThat(alone.sent("drop")).hasSize(1);
  }

  @Test
  void aDocumentThatIsMetTwiceIsToldAndKeptOnce() {
    alone.on(
        "find",
        request ->
            request.getString("find").getValue().equals("log")
                ? Optional.of(
                    json(
                        "{ok: 1, cursor: {ns: 'shop.log', id: {$numberLong: '0'},"
                            + " firstBatch: [{_id: 9}, {_id: 1}, {_id: 9}]}}"))
                : Optional.empty());
    CloneInfo info = shop.clone(CloneOptions.to("copy"));
    assertThat(alone.bytes("copy", "log")).hasSize(2);
    assertThat(info.notCarried())
        .anyMatch(each -> each.startsWith("1 documents that were deleted"));
  }

  @Test
  void aPlanIsStaleOnceTheSourceHasOtherCollections() {
    Operation<CloneInfo> planned = shop.prepareClone(CloneOptions.to("copy"));
    alone.put("shop", "new", json("{_id: 1}"));
    DatabaseException stale = catchThrowableOfType(DatabaseException.class, planned::run);
    assertThat(stale.code()).isEqualTo(ErrorCode.PLAN_STALE);
    assertThat(alone.names("copy")).isEmpty();
  }

  @Test
  void whoMayNotWriteThereIsToldWhatLacks() {
    alone.on(
        "connectionStatus",
        request ->
            Optional.of(
                json(
                    "{ok: 1, authInfo: {authenticatedUsers: [{user: 'a', db: 'admin'}],"
                        + " authenticatedUserPrivileges: [{resource: {db: 'shop', collection: ''},"
                        + " actions: ['find', 'listCollections', 'listIndexes']},"
                        + " {resource: {db: 'copy', collection: ''},"
                        + " actions: ['insert', 'createCollection', 'createIndex',"
                        + " 'dropCollection']}]}}")));
    assertThat(refusals(shop.prepareClone(CloneOptions.to("copy"))))
        .as("since documents are there that validators would refuse")
        .containsExactly("the user has the action bypassDocumentValidation");
    assertThat(refusals(shop.prepareClone(CloneOptions.to("other"))))
        .contains("the user has the action createCollection", "the user has the action insert");
  }

  @Test
  void whatIsNotOfferedIsRefusedWithTheReason() {
    assertThatThrownBy(() -> shop.prepareClone(copy().kind(CloneKind.ZERO_COPY).build()))
        .isInstanceOf(UnsupportedCapabilityException.class)
        .hasMessageContaining("two databases share no storage here");
    assertThatThrownBy(
            () ->
                shop.prepareClone(
                    copy()
                        .option(MongoClone.METHOD, MongoCloneMethod.SERVER)
                        .option(MongoClone.CONSISTENCY, MongoConsistency.SNAPSHOT)
                        .targetEngine(at(alone))
                        .build()))
        .isInstanceOf(InvalidOptionsException.class)
        .hasMessageContaining("mongodb.method")
        .hasMessageContaining("mongodb.consistency");
    assertThat(shop.capabilities().status(SupportsClone.class, CloneKind.TEMPLATE))
        .extracting(CapabilityStatus::isAvailable)
        .isEqualTo(false);
  }
}
