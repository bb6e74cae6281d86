package io.gds.database.mongodb;

import static io.gds.database.mongodb.MongoDumpTest.hex;
import static io.gds.database.mongodb.MongoDumpTest.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupOptions;
import io.gds.database.backup.BackupQuery;
import io.gds.database.backup.BackupType;
import io.gds.database.backup.Location;
import io.gds.database.backup.ReachableWindow;
import io.gds.database.backup.RestoreInfo;
import io.gds.database.backup.RestoreOptions;
import io.gds.database.backup.RestoreSource;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.manager.DatabaseManager;
import io.gds.database.operation.Check;
import io.gds.database.operation.Operation;
import io.gds.database.operation.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.bson.BsonDocument;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Restores of a whole server, to the end of its backup and to instants behind it. */
class MongoServerRestoresTest {
  @TempDir Path directory;

  private final DatabaseManager manager = DatabaseManager.of(new MongoProvider());
  private final MongoStore from = MongoStore.replicaSet(MongoDumpTest.SEVEN);
  private final MongoStore to = MongoStore.replicaSet(MongoDumpTest.SEVEN);

  @AfterEach
  void close() {
    manager.close();
    from.close();
    to.close();
  }

  private MongoEngine source() {
    return (MongoEngine) manager.open(from.url());
  }

  private MongoEngine target() {
    return (MongoEngine) manager.open(to.url());
  }

  /** A write as a client makes it: the document, and what the oplog tells of it. */
  private void write(String database, String collection, String document) {
    from.put(database, collection, json(document));
    from.log("i", database + "." + collection, json(document));
  }

  private void remove(String database, String collection, int id) {
    from.remove(database, collection, json("{_id: " + id + "}"));
    from.log("d", database + "." + collection, json("{_id: " + id + "}"));
  }

  private BackupInfo dump(MongoEngine engine, MongoBackupForm form) {
    return engine.backup(
        BackupOptions.builder().into(directory).option(MongoBackup.FORM, form).build());
  }

  private BackupInfo log(MongoEngine engine) {
    return engine.backup(BackupOptions.builder().into(directory).type(BackupType.LOG).build());
  }

  private void fill() {
    for (int i = 0; i < 20; i++) {
      from.put("shop", "a", json("{_id: " + i + "}"));
    }
    from.put("other", "b", json("{_id: 1}"));
    from.client()
        .getDatabase("shop")
        .runCommand(
            json("{createIndexes: 'a', indexes: [{key: {x: 1}, name: 'x_1', unique: true}]}"));
    from.client().getDatabase("shop").runCommand(json("{create: 'v', viewOn: 'a', pipeline: []}"));
    from.put("admin", "system.users", json("{_id: 'shop.ann', user: 'ann', db: 'shop'}"));
    from.put("admin", "system.version", json("{_id: 'authSchema', currentVersion: 5}"));
    from.log("n", "", new BsonDocument());
    to.on("_mergeAuthzCollections", request -> Optional.of(MongoStoreCommands.ok()));
  }

  private void meanwhile(Runnable work) {
    AtomicBoolean once = new AtomicBoolean();
    from.on(
        "find",
        request -> {
          if (request.getString("find").getValue().equals("a") && once.compareAndSet(false, true)) {
            work.run();
          }
          return Optional.empty();
        });
  }

  private RestoreOptions.Builder of(BackupInfo backup) {
    return RestoreOptions.builder().from(RestoreSource.archive(backup.location()));
  }

  @ParameterizedTest
  @EnumSource(MongoBackupForm.class)
  void aServerIsAsItWasWhenItsBackupEnded(MongoBackupForm form) {
    fill();
    meanwhile(
        () -> {
          write("shop", "a", "{_id: 'late'}");
          remove("shop", "a", 3);
          // Comes and goes before the dump comes to it, and so is not in it.
          from.log("u", "other.b", json("{_id: 77}"), json("{$v: 2, diff: {u: {a: 2}}}"));
          from.log("d", "other.b", json("{_id: 77}"));
          from.log("c", "shop.$cmd", json("{createIndexes: 'a', v: 2, key: {y: 1}, name: 'y_1'}"));
        });
    try (MongoEngine engine = source();
        MongoEngine into = target()) {
      BackupInfo backup = dump(engine, form);
      to.log("n", "", new BsonDocument());
      to.forget();
      RestoreInfo restored = into.restore(of(backup).build());

      assertThat(hex(to, "shop", "a")).hasSameElementsAs(hex(from, "shop", "a")).hasSize(20);
      assertThat(hex(to, "other", "b")).isEqualTo(hex(from, "other", "b"));
      assertThat(to.names("shop")).containsExactly("a", "v");
      assertThat(to.collection("shop", "a", true).indexes)
          .extracting(index -> index.getString("name").getValue())
          .containsExactly("_id_", "x_1", "y_1");
      assertThat(restored.reached()).isEqualTo(backup.consistentAt());
      assertThat(restored.next())
          .anyMatch(line -> line.contains("operations of the oplog were done again"));
      assertThat(to.sent("_mergeAuthzCollections"))
          .singleElement()
          .satisfies(
              sent -> {
                assertThat(sent.getString("db").getValue()).isEmpty();
                assertThat(sent.getBoolean("drop").getValue()).isFalse();
              });
      // Changes of data go together, and indexes come last.
      assertThat(to.sent("applyOps").get(0).getArray("applyOps")).hasSize(4);
      assertThat(to.sent("applyOps"))
          .allMatch(command -> command.containsKey("bypassDocumentValidation"));
      List<String> sent = to.sent();
      assertThat(sent.lastIndexOf("applyOps")).isLessThan(sent.indexOf("createIndexes"));
    }
  }

  @Test
  void logsLeadToEveryInstantBetween() {
    fill();
    try (MongoEngine engine = source();
        MongoEngine into = target()) {
      BackupInfo backup = dump(engine, MongoBackupForm.ARCHIVE);
      write("shop", "a", "{_id: 100}");
      final Instant first = MongoSnapshot.second(from.now()).plusSeconds(1);
      from.log("c", "shop.$cmd", json("{create: 'c'}"));
      write("shop", "c", "{_id: 1}");
      BackupInfo one = log(engine);
      from.log("c", "shop.$cmd", json("{renameCollection: 'shop.c', to: 'shop.d'}"));
      write("shop", "d", "{_id: 2}");
      final Instant renamed = MongoSnapshot.second(from.now()).plusSeconds(1);
      write("new", "n", "{_id: 1}");
      from.log("c", "other.$cmd", json("{dropDatabase: 1}"));
      BackupInfo two = log(engine);

      assertThat(one.basedOn()).contains(backup.id());
      assertThat(two.basedOn()).contains(one.id());
      assertThat(one.positions()).containsEntry("oplogFrom", backup.positions().get("oplogTo"));
      assertThat(two.positions()).containsEntry("oplogFrom", one.positions().get("oplogTo"));
      ReachableWindow window =
          engine.reachableWindow(engine.name(), BackupQuery.all().in(Location.local(directory)));
      assertThat(window.spans())
          .containsExactly(
              new ReachableWindow.Span(
                  backup.consistentAt().orElseThrow(), two.consistentAt().orElseThrow()));
      assertThat(window.gaps()).isEmpty();

      RestoreSource history = RestoreSource.history(engine.name(), Location.local(directory));
      RestoreInfo early =
          into.restore(RestoreOptions.builder().from(history).pointInTime(first).build());
      assertThat(early.used()).extracting(BackupInfo::id).containsExactly(backup.id(), one.id());
      assertThat(early.reached()).contains(first);
      assertThat(hex(to, "shop", "a")).hasSize(21);
      assertThat(to.names("shop")).doesNotContain("c", "d");

      into.restore(
          RestoreOptions.builder().from(history).pointInTime(renamed).overwrite(true).build());
      assertThat(hex(to, "shop", "d")).hasSize(2);
      assertThat(to.names("shop")).doesNotContain("c");
      assertThat(to.names("other")).containsExactly("b");

      to.put("new", "old", json("{_id: 'mine'}"));
      RestoreInfo last =
          into.restore(
              of(backup).pointInTime(two.consistentAt().orElseThrow()).overwrite(true).build());
      assertThat(last.used())
          .extracting(BackupInfo::id)
          .containsExactly(backup.id(), one.id(), two.id());
      assertThat(to.names("other")).as("nothing of the second itself").containsExactly("b");
      into.restore(RestoreOptions.builder().from(history).overwrite(true).build());
      assertThat(to.names("other")).isEmpty();
      assertThat(to.names("new")).containsExactly("n");
    }
  }

  @Test
  void anInstantThatIsNotReachedIsRefusedWithTheWindow() {
    fill();
    try (MongoEngine engine = source();
        MongoEngine into = target()) {
      BackupInfo backup = dump(engine, MongoBackupForm.ARCHIVE);
      Instant end = backup.consistentAt().orElseThrow();
      assertThat(into.prepareRestore(of(backup).pointInTime(end.minusSeconds(1)).build()).checks())
          .filteredOn(Check::refused)
          .singleElement()
          .satisfies(check -> assertThat(check.measured()).isEqualTo(end + " to " + end));
      assertThat(into.prepareRestore(of(backup).pointInTime(end.plusSeconds(1)).build()).checks())
          .filteredOn(Check::refused)
          .hasSize(1);
      RestoreSource history = RestoreSource.history(engine.name(), Location.local(directory));
      assertThatThrownBy(
              () ->
                  into.prepareRestore(
                      RestoreOptions.builder()
                          .from(history)
                          .pointInTime(end.plusSeconds(9))
                          .build()))
          .isInstanceOfSatisfying(
              DatabaseException.class,
              e -> assertThat(e.remedy().orElseThrow()).contains("leads to " + end));
      assertThatThrownBy(
              () -> into.prepareRestore(of(backup).pointInTime(end.plusMillis(1)).build()))
          .hasMessageContaining("whole seconds");
    }
  }

  @ParameterizedTest
  @CsvSource({"true,does not reach back", "false,has not the entry any more"})
  void aGapInTheOplogEndsTheBackupOfTheLog(boolean round, String told) {
    fill();
    try (MongoEngine engine = source()) {
      dump(engine, MongoBackupForm.ARCHIVE);
      if (round) {
        write("shop", "a", "{_id: 100}");
        from.forgetOplog(1);
      } else {
        from.rewriteLastEntry();
        write("shop", "a", "{_id: 100}");
      }
      assertThatThrownBy(() -> log(engine))
          .isInstanceOfSatisfying(
              DatabaseException.class,
              e -> {
                assertThat(e.code()).isEqualTo(ErrorCode.WRONG_STATE);
                assertThat(e.remedy().orElseThrow()).contains("Make a new LOGICAL backup");
              })
          .hasMessageContaining(told);
      assertThat(directory).isDirectoryNotContaining(path -> path.toString().contains("-log-"));
    }
  }

  @Test
  void aLogThatIsMissingIsAGapOfTheWindow() throws Exception {
    fill();
    try (MongoEngine engine = source();
        MongoEngine into = target()) {
      BackupInfo backup = dump(engine, MongoBackupForm.ARCHIVE);
      write("shop", "a", "{_id: 100}");
      BackupInfo one = log(engine);
      write("shop", "a", "{_id: 101}");
      BackupInfo two = log(engine);
      Files.delete(one.location().path());
      Files.delete(Path.of(one.location().path() + ".manifest.json"));
      ReachableWindow window =
          engine.reachableWindow(engine.name(), BackupQuery.all().in(Location.local(directory)));
      assertThat(window.reaches(two.consistentAt().orElseThrow())).isFalse();
      assertThat(
              into.prepareRestore(of(backup).pointInTime(two.consistentAt().orElseThrow()).build())
                  .checks())
          .filteredOn(Check::refused)
          .hasSize(1);
    }
  }

  @Test
  void whatIsThereIsReplacedOnlyIfThatIsWishedAndTheRestStays() {
    fill();
    to.put("shop", "a", json("{_id: 'mine'}"));
    to.put("shop", "mine", json("{_id: 'mine'}"));
    to.put("mine", "x", json("{_id: 'mine'}"));
    try (MongoEngine engine = source();
        MongoEngine into = target()) {
      BackupInfo backup = dump(engine, MongoBackupForm.DIRECTORY);
      assertThat(into.prepareRestore(of(backup).build()).checks())
          .filteredOn(Check::refused)
          .singleElement()
          .satisfies(check -> assertThat(check.measured()).isEqualTo("there: [shop]"));
      into.restore(of(backup).overwrite(true).build());
      assertThat(to.names("shop")).containsExactly("a", "v");
      assertThat(hex(to, "shop", "a")).hasSameElementsAs(hex(from, "shop", "a"));
      assertThat(to.names("mine")).containsExactly("x");
    }
  }

  @Test
  void anEntryThatTheServerRefusesIsNamed() {
    fill();
    AtomicReference<String> at = new AtomicReference<>("");
    meanwhile(
        () -> {
          write("shop", "a", "{_id: 'one'}");
          write("shop", "a", "{_id: 'two'}");
          at.set(MongoPositions.text(from.now()));
          write("shop", "a", "{_id: 'three'}");
        });
    try (MongoEngine engine = source();
        MongoEngine into = target()) {
      BackupInfo backup = dump(engine, MongoBackupForm.ARCHIVE);
      to.on(
          "applyOps",
          request ->
              request.getArray("applyOps").toString().contains("two")
                  ? Optional.of(MongoStoreWire.error(8, "UnknownError", "had one or more errors"))
                  : Optional.empty());
      assertThatThrownBy(() -> into.restore(of(backup).build()))
          .hasMessageContaining("refuses the entry of the oplog at " + at.get())
          .isInstanceOfSatisfying(
              DatabaseException.class,
              e -> assertThat(e.toString()).contains("Restore again with overwrite"));
    }
  }

  @Test
  void whatTheOplogChangesAndNobodyHasIsTold() {
    fill();
    meanwhile(
        () -> from.log("u", "other.b", json("{_id: 77}"), json("{$v: 2, diff: {u: {a: 2}}}")));
    try (MongoEngine engine = source();
        MongoEngine into = target()) {
      BackupInfo backup = dump(engine, MongoBackupForm.ARCHIVE);
      assertThatThrownBy(() -> into.restore(of(backup).build()))
          .hasMessageContaining("changes a document of other.b, which is neither in the backup");
    }
  }

  @Test
  void oneDatabaseIsTakenOutOfItUnderAnotherName() {
    fill();
    meanwhile(
        () -> {
          write("shop", "a", "{_id: 'late'}");
          write("other", "b", "{_id: 'late'}");
          from.log("c", "shop.$cmd", json("{create: 'made'}"));
          write("shop", "made", "{_id: 1}");
          from.log("i", "shop.system.views", json("{_id: 'shop.w', viewOn: 'a', pipeline: []}"));
        });
    to.put("copy", "mine", json("{_id: 1}"));
    try (MongoEngine engine = source();
        MongoEngine into = target()) {
      BackupInfo backup = dump(engine, MongoBackupForm.ARCHIVE);
      RestoreInfo restored =
          into.database("copy")
              .restore(
                  of(backup).overwrite(true).option(MongoRestore.SOURCE_DATABASE, "shop").build());
      assertThat(hex(to, "copy", "a")).hasSameElementsAs(hex(from, "shop", "a")).hasSize(21);
      assertThat(to.names("copy")).containsExactly("a", "made", "system.views", "v");
      assertThat(hex(to, "copy", "system.views"))
          .containsExactly(
              java.util.HexFormat.of()
                  .formatHex(
                      MongoStoreWire.bytes(json("{_id: 'copy.w', viewOn: 'a', pipeline: []}"))));
      assertThat(to.names("shop")).isEmpty();
      assertThat(to.names("other")).isEmpty();
      assertThat(restored.reached()).isEqualTo(backup.consistentAt());

      to.put("copy", "made", json("{_id: 'mine'}"));
      assertThatThrownBy(
              () ->
                  into.database("copy")
                      .restore(
                          of(backup)
                              .overwrite(true)
                              .option(MongoRestore.SOURCE_DATABASE, "shop")
                              .option(MongoRestore.EXCLUDE_COLLECTIONS, "v")
                              .build()))
          .hasMessageContaining("makes copy.made, which is there already");
      assertThatThrownBy(
              () ->
                  into.database("copy")
                      .prepareRestore(
                          of(backup).pointInTime(backup.consistentAt().orElseThrow()).build()))
          .hasMessageContaining("as of the end of that backup");
    }
  }

  @Test
  void oneDatabaseIsTakenOutOfItWithoutItsOplogIfThatIsWished() {
    fill();
    meanwhile(() -> write("shop", "a", "{_id: 'late'}"));
    try (MongoEngine engine = source();
        MongoEngine into = target()) {
      BackupInfo backup = dump(engine, MongoBackupForm.ARCHIVE);
      Operation<RestoreInfo> planned =
          into.database("copy")
              .prepareRestore(
                  of(backup)
                      .option(MongoRestore.SOURCE_DATABASE, "shop")
                      .option(MongoRestore.OPLOG, false)
                      .build());
      assertThat(planned.checks())
          .filteredOn(check -> check.rule().equals("the database is of one instant"))
          .singleElement()
          .satisfies(check -> assertThat(check.verdict()).isEqualTo(Verdict.WARNING));
      assertThat(planned.run().reached()).as("it is of no instant").isEmpty();
      assertThat(to.names("copy")).contains("a");
      assertThat(to.sent("applyOps")).isEmpty();
    }
  }

  @Test
  void aLogAloneIsNoDatabaseAndNoServer() {
    fill();
    try (MongoEngine engine = source();
        MongoEngine into = target()) {
      dump(engine, MongoBackupForm.ARCHIVE);
      BackupInfo log = log(engine);
      assertThat(into.prepareRestore(of(log).build()).checks())
          .filteredOn(Check::refused)
          .singleElement()
          .satisfies(check -> assertThat(check.measured()).isEqualTo("a log only"));
      assertThat(into.database("shop").prepareRestore(of(log).build()).checks())
          .filteredOn(Check::refused)
          .isNotEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(MongoBackupForm.class)
  void noDamageOfALogGoesUnseenAndNothingIsTouchedByIt(MongoBackupForm form) throws Exception {
    fill();
    to.put("mine", "x", json("{_id: 1}"));
    try (MongoEngine engine = source();
        MongoEngine into = target()) {
      BackupInfo backup = dump(engine, form);
      write("shop", "a", "{_id: 100}");
      write("shop", "a", "{_id: 101}");
      BackupInfo log =
          engine.backup(
              BackupOptions.builder()
                  .into(directory)
                  .type(BackupType.LOG)
                  .option(MongoBackup.FORM, form)
                  .build());
      Path place = log.location().path();
      Path file = form == MongoBackupForm.DIRECTORY ? place.resolve("oplog.bson") : place;
      RestoreOptions options =
          of(backup).pointInTime(log.consistentAt().orElseThrow()).overwrite(true).build();
      byte[] good = Files.readAllBytes(file);
      Random bits = new Random(7);
      for (int i = 0; i < 15; i++) {
        byte[] bad = good.clone();
        int bit = bits.nextInt(good.length * 8);
        bad[bit / 8] ^= (byte) (1 << (bit % 8));
        Files.write(file, i % 3 == 0 ? Arrays.copyOf(good, bit / 8) : bad);
        assertThatThrownBy(() -> into.restore(options))
            .as("bit " + bit)
            .isInstanceOf(DatabaseException.class);
      }
      assertThat(to.names("shop")).isEmpty();
      assertThat(to.names("mine")).containsExactly("x");
      assertThat(to.sent("create")).isEmpty();
      Files.write(file, good);
      into.restore(options);
      assertThat(hex(to, "shop", "a")).as("without what its last second wrote").hasSize(21);
    }
  }

  @Test
  void aLogOfAnotherHistoryIsNotGoneOnWith() throws Exception {
    fill();
    try (MongoEngine engine = source();
        MongoEngine into = target()) {
      BackupInfo backup = dump(engine, MongoBackupForm.DIRECTORY);
      write("shop", "a", "{_id: 100}");
      BackupInfo log = log(engine);
      // What its manifest tells of it is right, and what it was based on is not what lies there.
      Path oplog = backup.location().path().resolve("oplog.bson");
      BsonDocument last =
          MongoDocuments.decode(Files.readAllBytes(oplog), "oplog")
              .append("more", new org.bson.BsonInt32(1));
      Files.write(oplog, MongoStoreWire.bytes(last));
      Files.delete(Path.of(backup.location().path() + ".manifest.json"));
      MongoDumpSource dump = MongoStored.at(backup.location()).source();
      assertThatThrownBy(
              () ->
                  MongoProof.of(
                      dump,
                      List.of(MongoStored.at(log.location()).source()),
                      new MongoTeam(2, new MongoSteps()),
                      new MongoSteps(),
                      Optional.empty(),
                      MongoReplayNames.same()))
          .hasMessageContaining("is of another history");
      Files.write(oplog, new byte[0]);
      RestoreOptions.Builder alone =
          of(backup).option(MongoRestore.WITHOUT_MANIFEST, true).pointInTime(Instant.EPOCH);
      assertThatThrownBy(() -> into.restore(alone.build()))
          .isInstanceOfSatisfying(
              DatabaseException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.PRECONDITION_FAILED));
      assertThat(to.names("shop")).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({"insert,false", "renameCollection,true", "applyOps,true"})
  void aStepdownWhileItIsRestoredLeavesWhatIsTold(String command, boolean begun) {
    fill();
    meanwhile(() -> write("shop", "a", "{_id: 'late'}"));
    to.put("shop", "a", json("{_id: 'mine'}"));
    try (MongoEngine engine = source();
        MongoEngine into = target()) {
      BackupInfo backup = dump(engine, MongoBackupForm.ARCHIVE);
      to.on(
          command,
          request ->
              Optional.of(
                  MongoStoreWire.error(
                      11_602, "InterruptedDueToReplStateChange", "the member steps down")));
      assertThatThrownBy(() -> into.restore(of(backup).overwrite(true).build()))
          .isInstanceOfSatisfying(
              DatabaseException.class,
              e ->
                  assertThat(e.toString().contains("Restore again with overwrite"))
                      .isEqualTo(begun));
      if (!begun) {
        assertThat(to.names("shop")).containsExactly("a");
        assertThat(hex(to, "shop", "a")).hasSize(1);
      }
    }
  }

  @Test
  void anEntryOfTheSameSecondCanBeTheLimit() {
    fill();
    try (MongoEngine engine = source();
        MongoEngine into = target()) {
      BackupInfo backup = dump(engine, MongoBackupForm.ARCHIVE);
      write("shop", "a", "{_id: 100}");
      write("shop", "a", "{_id: 101}");
      String limit = MongoPositions.text(from.now()).replace(',', ':');
      log(engine);
      RestoreInfo restored =
          into.restore(of(backup).option(MongoRestore.OPLOG_LIMIT, limit).build());
      assertThat(hex(to, "shop", "a")).hasSize(21);
      assertThat(restored.reached()).contains(MongoSnapshot.second(from.now()).minusSeconds(1));
    }
  }

  @Test
  void whatAnotherRestoreIsFillingMeanwhileIsThereWhenTheLogGoesOnWithIt() {
    fill();
    from.put("shop", "gds_restore_0123abcd_1", json("{_id: 1}"));
    try (MongoEngine engine = source();
        MongoEngine into = target()) {
      dump(engine, MongoBackupForm.ARCHIVE);
      write("shop", "gds_restore_0123abcd_1", "{_id: 2}");
      from.log(
          "c",
          "shop.$cmd",
          json("{renameCollection: 'shop.gds_restore_0123abcd_1', to: 'shop.filled'}"));
      log(engine);
      into.restore(
          RestoreOptions.builder()
              .from(RestoreSource.history(engine.name(), Location.local(directory)))
              .build());
      assertThat(to.names("shop")).containsExactly("a", "filled", "v");
      assertThat(hex(to, "shop", "filled")).hasSize(2);
    }
  }

  @Test
  void aLogThatCanNeverBeDoneAgainIsNotKept() {
    fill();
    try (MongoEngine engine = source()) {
      dump(engine, MongoBackupForm.ARCHIVE);
      from.log("c", "shop.$cmd", json("{upgradeDowngradeViewlessTimeseries: 't'}"));
      assertThatThrownBy(() -> log(engine))
          .isInstanceOfSatisfying(
              DatabaseException.class,
              e -> assertThat(e.remedy().orElseThrow()).contains("Make a new LOGICAL backup"))
          .hasMessageContaining("the oplog cannot be done again whole");
      assertThat(directory).isDirectoryNotContaining(path -> path.toString().contains("-log-"));
    }
  }
}
