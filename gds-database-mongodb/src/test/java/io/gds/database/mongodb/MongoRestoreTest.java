package io.gds.database.mongodb;

import static io.gds.database.mongodb.MongoDumpTest.hex;
import static io.gds.database.mongodb.MongoDumpTest.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.WriteConcern;
import io.gds.database.error.ArchiveException;
import io.gds.database.error.ConstraintViolationException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.bson.BsonDocument;
import org.bson.BsonTimestamp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MongoRestoreTest {
  private static final MongoVersion SEVEN = MongoDumpTest.SEVEN;

  @TempDir Path directory;

  private final MongoSteps step = new MongoSteps();

  private MongoDumpSource dump(MongoStore store, MongoDumpWish wish, boolean archive, boolean gzip)
      throws Exception {
    Path place = directory.resolve("dump" + (archive ? ".archive" : ""));
    MongoDump dump = new MongoDump(store.client(), store.version, wish, step);
    if (archive) {
      try (OutputStream out = Files.newOutputStream(place)) {
        dump.run(new MongoArchiveTarget(place, out, gzip), "test 1");
      }
      return new MongoArchiveSource(place);
    }
    Files.createDirectory(place);
    dump.run(new MongoDirectoryTarget(place, gzip), "test 1");
    return new MongoDirectorySource(place);
  }

  private static Function<MongoNamespace, Optional<MongoNamespace>> into(String database) {
    return from -> Optional.of(new MongoNamespace(database, from.collection()));
  }

  private MongoRestoreRun restore(
      MongoDumpSource source, MongoStore store, String database, MongoRestoreWish wish) {
    return new MongoRestoreRun(
        store.client(),
        store.version,
        source,
        MongoRestoreItems.of(
            source.contents(),
            into(database),
            wish.oplog() ? Optional.empty() : Optional.of("0000007f")),
        wish,
        "0000007f");
  }

  private MongoRestoreRun run(
      MongoDumpSource source, MongoStore store, String database, MongoRestoreWish wish) {
    MongoRestoreRun restore = restore(source, store, database, wish);
    restore.prove(step);
    restore.fill(step);
    restore.swap(step, () -> {});
    restore.finish(step);
    if (wish.oplog()) {
      restore.replay(List.of(), MongoReplayNames.same(), step);
    }
    return restore;
  }

  @ParameterizedTest
  @CsvSource({"false,false", "false,true", "true,false", "true,true"})
  void whatWasDumpedIsThereAgain(boolean archive, boolean gzip) throws Exception {
    try (MongoStore from = MongoStore.alone(SEVEN);
        MongoStore to = MongoStore.alone(SEVEN)) {
      MongoDumpTest.fill(from);
      MongoDumpSource source = dump(from, MongoDumpWish.of("shop"), archive, gzip);
      MongoRestoreRun restore = run(source, to, "copy", MongoRestoreWish.USUAL);

      assertThat(to.names("copy"))
          .containsExactly(
              "caf\u00e9 #1/x",
              "empty",
              "items",
              "system.buckets.temps",
              "system.js",
              "temps",
              "v");
      for (String name : List.of("items", "caf\u00e9 #1/x", "system.buckets.temps", "system.js")) {
        assertThat(hex(to, "copy", name)).isEqualTo(hex(from, "shop", name)).isNotEmpty();
      }
      MongoStoreCollection items = Objects.requireNonNull(to.collection("copy", "items", false));
      assertThat(items.options).isEqualTo(json("{validator: {a: 1}}"));
      // Only where a validator could refuse what was there: passing it by takes a right of its own.
      assertThat(to.sent("insert"))
          .filteredOn(sent -> sent.containsKey("bypassDocumentValidation"))
          .hasSize(1);
      assertThat(items.indexes)
          .containsExactly(
              json("{v: 2, key: {_id: 1}, name: '_id_'}"),
              json("{v: 2, key: {a: 1}, name: 'a_1', unique: true}"));
      assertThat(Objects.requireNonNull(to.collection("copy", "v", false)).options)
          .isEqualTo(json("{viewOn: 'items', pipeline: []}"));
      assertThat(restore.loaded().total()).isEqualTo(303);
      assertThat(restore.loaded().refused()).isZero();
    }
  }

  @Test
  void anExistingDatabaseIsReplacedAtTheEndOnlyAndWholly() throws Exception {
    try (MongoStore from = MongoStore.alone(SEVEN);
        MongoStore to = MongoStore.alone(SEVEN)) {
      MongoDumpTest.fill(from);
      to.put("shop", "items", json("{_id: 'old'}"));
      to.put("shop", "other", json("{_id: 'old'}"));
      MongoDumpSource source = dump(from, MongoDumpWish.of("shop"), false, false);
      MongoRestoreRun restore =
          restore(source, to, "shop", MongoRestoreWish.USUAL.overwriting(true));
      restore.prove(step);
      restore.fill(step);
      assertThat(hex(to, "shop", "items")).hasSize(1);
      restore.swap(step, () -> {});
      restore.finish(step);
      assertThat(hex(to, "shop", "items")).isEqualTo(hex(from, "shop", "items"));
      assertThat(to.names("shop")).doesNotContain("other").contains("v", "temps");
      assertThat(to.names("shop")).noneMatch(name -> name.startsWith("gds_restore_"));
    }
  }

  @Test
  void whatIsUnfinishedIsDropped() throws Exception {
    try (MongoStore from = MongoStore.alone(SEVEN);
        MongoStore to = MongoStore.alone(SEVEN)) {
      MongoDumpTest.fill(from);
      to.put("shop", "items", json("{_id: 'old'}"));
      MongoDumpSource source = dump(from, MongoDumpWish.of("shop"), true, false);
      MongoRestoreRun restore =
          restore(source, to, "shop", MongoRestoreWish.USUAL.overwriting(true));
      restore.prove(step);
      to.refuseOnce("createIndexes", 11_000, "DuplicateKey");
      assertThatThrownBy(() -> restore.fill(step)).hasMessageContaining("DuplicateKey");
      restore.discard();
      assertThat(to.names("shop")).containsExactly("items");
      assertThat(hex(to, "shop", "items")).hasSize(1);
    }
  }

  @Test
  void documentsThatAreRefusedAreCountedAndOthersAreTakenAllTheSame() throws Exception {
    try (MongoStore from = MongoStore.alone(SEVEN);
        MongoStore to = MongoStore.alone(SEVEN)) {
      from.client().getDatabase("shop").runCommand(json("{create: 'a', validator: {n: 1}}"));
      for (int i = 0; i < 250; i++) {
        from.put("shop", "a", json(i % 2 == 0 ? "{_id: " + i + ", n: 1}" : "{_id: " + i + "}"));
      }
      MongoDumpSource source = dump(from, MongoDumpWish.of("shop"), false, false);
      MongoRestoreRun restore =
          run(
              source,
              to,
              "copy",
              MongoRestoreWish.USUAL.validate(true).sending(WriteConcern.W1, 1, 60));
      assertThat(restore.loaded().total()).isEqualTo(125);
      assertThat(restore.loaded().refused()).isEqualTo(125);
      assertThat(restore.loaded().kept()).hasSize(MongoLoaded.KEPT);
      assertThat(restore.loaded().kept().get(0)).hasToString("copy.a {\"_id\": 1}: 121");

      assertThatThrownBy(
              () -> run(source, to, "stop", MongoRestoreWish.USUAL.validate(true).stopAtOnce(true)))
          .isInstanceOf(ConstraintViolationException.class)
          .hasMessageContaining("stop.a");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"4.2.0", "7.0.12", "7.0.13", "8.0.0", "8.3.0"})
  void aTimestampOfZeroStaysOne(String version) throws Exception {
    MongoVersion server = MongoVersion.parse(version).orElseThrow();
    try (MongoStore from = MongoStore.alone(SEVEN);
        MongoStore to = MongoStore.alone(server)) {
      BsonDocument zero =
          json("{_id: 1}").append("t", new BsonTimestamp(0)).append("u", new BsonTimestamp(5));
      from.put("shop", "a", zero, json("{_id: 2}").append("z", json("{a: 0, b: 0}")));
      MongoDumpSource source = dump(from, MongoDumpWish.of("shop"), false, false);
      run(source, to, "copy", MongoRestoreWish.USUAL);
      assertThat(hex(to, "copy", "a")).containsExactlyInAnyOrderElementsOf(hex(from, "shop", "a"));
    }
  }

  @Test
  void collectionsGetTheirNumbersOnlyIfThatIsWished() throws Exception {
    try (MongoStore from = MongoStore.alone(SEVEN);
        MongoStore to = MongoStore.alone(SEVEN)) {
      from.put("shop", "a", json("{_id: 1}"));
      MongoDumpSource source = dump(from, MongoDumpWish.of("shop"), false, false);
      run(source, to, "one", MongoRestoreWish.USUAL);
      run(source, to, "two", MongoRestoreWish.USUAL.uuids(true));
      java.util.UUID number = Objects.requireNonNull(from.collection("shop", "a", false)).uuid;
      assertThat(Objects.requireNonNull(to.collection("one", "a", false)).uuid)
          .isNotEqualTo(number);
      assertThat(Objects.requireNonNull(to.collection("two", "a", false)).uuid).isEqualTo(number);
      assertThat(to.sent("applyOps").get(0).toJson())
          .contains("\"idIndex\": {\"key\": {\"_id\": 1}, \"name\": \"_id_\", \"v\": 2}");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatWasWrittenMeanwhileIsDoneAgain(boolean archive) throws Exception {
    try (MongoStore from = MongoStore.replicaSet(SEVEN);
        MongoStore to = MongoStore.alone(SEVEN)) {
      for (int i = 0; i < 20; i++) {
        from.put("shop", "a", json("{_id: " + i + "}"));
      }
      from.on(
          "find",
          request -> {
            if (request.getString("find").getValue().equals("a")) {
              from.on("find", other -> Optional.empty());
              from.log("i", "shop.a", json("{_id: 'late'}"));
              from.log("d", "shop.a", json("{_id: 3}"));
              from.log("c", "shop.$cmd", json("{create: 'b'}"));
              from.log("i", "shop.b", json("{_id: 'new'}"));
            }
            return Optional.empty();
          });
      MongoDumpSource source =
          dump(
              from,
              MongoDumpWish.of("shop").consistency(MongoDumpWish.Consistency.OPLOG),
              archive,
              false);
      assertThat(source.contents().oplog()).isTrue();
      MongoRestoreRun restore =
          run(source, to, "shop", MongoRestoreWish.USUAL.oplog(Optional.empty()));
      assertThat(to.names("shop")).containsExactly("a", "b");
      assertThat(hex(to, "shop", "a")).hasSize(20);
      assertThat(hex(to, "shop", "b")).hasSize(1);
      assertThat(restore.notes()).contains("4 operations of the oplog were done again");
    }
  }

  @Test
  void whatAppearsMeanwhileIsNotReplacedUnlessThatIsWished() throws Exception {
    try (MongoStore from = MongoStore.alone(SEVEN);
        MongoStore to = MongoStore.alone(SEVEN)) {
      from.put("shop", "a", json("{_id: 1}"));
      MongoRestoreRun restore =
          restore(
              dump(from, MongoDumpWish.of("shop"), true, false),
              to,
              "copy",
              MongoRestoreWish.USUAL);
      restore.fill(step);
      to.put("copy", "a", json("{_id: 'new'}"), json("{_id: 'newer'}"));
      assertThatThrownBy(() -> restore.swap(step, () -> {}))
          .hasMessageContaining("target namespace exists");
      assertThat(hex(to, "copy", "a")).hasSize(2);
    }
  }

  @Test
  void whatHasNoOtherNameStaysUntilTheRestHasItsPlace() throws Exception {
    try (MongoStore from = MongoStore.alone(SEVEN);
        MongoStore to = MongoStore.alone(SEVEN)) {
      MongoDumpTest.fill(from);
      to.put("shop", "system.js", json("{_id: 'old'}"), json("{_id: 'older'}"));
      to.client().getDatabase("shop").runCommand(json("{create: 'v', viewOn: 'x', pipeline: []}"));
      MongoRestoreRun restore =
          restore(
              dump(from, MongoDumpWish.of("shop"), false, false),
              to,
              "shop",
              MongoRestoreWish.USUAL.overwriting(true));
      restore.fill(step);
      restore.swap(step, () -> {});
      assertThat(hex(to, "shop", "system.js")).hasSize(2);
      assertThat(to.names("shop")).contains("v", "items");
      restore.finish(step);
      assertThat(hex(to, "shop", "system.js")).isEqualTo(hex(from, "shop", "system.js"));
      assertThat(Objects.requireNonNull(to.collection("shop", "v", false)).options)
          .isEqualTo(json("{viewOn: 'items', pipeline: []}"));
    }
  }

  @Test
  void usersAndRolesAreMergedByTheServer() throws Exception {
    try (MongoStore from = MongoStore.alone(SEVEN);
        MongoStore to = MongoStore.alone(SEVEN)) {
      MongoDumpTest.fill(from);
      to.on("_mergeAuthzCollections", request -> Optional.of(MongoStoreCommands.ok()));
      MongoDumpSource source = dump(from, MongoDumpWish.of("shop").lists(true), true, false);
      run(source, to, "shop", MongoRestoreWish.USUAL.lists(true));
      BsonDocument sent = to.sent("_mergeAuthzCollections").get(0);
      assertThat(sent.getString("tempUsersCollection").getValue())
          .isEqualTo("admin.gds_restore_0000007f_users");
      assertThat(sent).doesNotContainKey("tempRolesCollection");
      assertThat(sent.getString("db").getValue()).isEqualTo("shop");
      assertThat(to.names("admin")).isEmpty();
      assertThat(to.names("shop")).doesNotContain(MongoDumpItem.USERS);
    }
  }

  @Test
  void whatTheVendorsToolMadeIsRestoredAndTheMalformedRefused() throws Exception {
    try (MongoStore to = MongoStore.alone(SEVEN)) {
      for (String name : List.of("test.bar.archive", "dump-w-oplog.archive")) {
        MongoDumpSource source = new MongoArchiveSource(MongoSamples.file(name));
        MongoRestoreRun restore = run(source, to, "t" + name.length(), MongoRestoreWish.USUAL);
        assertThat(restore.loaded().total()).isPositive();
        assertThat(restore.loaded().refused()).isZero();
      }
      for (String name :
          List.of("indextestdump", "oplogdump", "prelude_test/prelude_gzip", "specialcharacter")) {
        MongoDumpSource source = new MongoDirectorySource(MongoSamples.file(name));
        assertThat(source.contents().notes()).isEmpty();
        MongoRestoreRun restore = run(source, to, "d" + name.length(), MongoRestoreWish.USUAL);
        assertThat(restore.loaded().total()).isPositive();
      }
      assertThat(to.names("d16")).containsExactly("caf\u00e9s");
      assertThatThrownBy(() -> new MongoArchiveSource(MongoSamples.file("bad-format.archive")))
          .isInstanceOf(ArchiveException.class)
          .hasMessageContaining("metadata");
    }
  }
}
