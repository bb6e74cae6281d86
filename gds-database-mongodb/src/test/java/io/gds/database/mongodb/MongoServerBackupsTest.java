package io.gds.database.mongodb;

import static io.gds.database.mongodb.MongoDumpTest.hex;
import static io.gds.database.mongodb.MongoDumpTest.json;
import static io.gds.database.mongodb.MongoDumpTest.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupOptions;
import io.gds.database.backup.BackupType;
import io.gds.database.backup.DeleteBackupsOptions;
import io.gds.database.backup.Location;
import io.gds.database.backup.RetentionPlan;
import io.gds.database.backup.RetentionPolicy;
import io.gds.database.backup.VerifyLevel;
import io.gds.database.backup.VerifyOptions;
import io.gds.database.core.archive.ManifestFile;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.manager.DatabaseManager;
import io.gds.database.operation.Check;
import io.gds.database.operation.OperationContext;
import io.gds.database.operation.OperationHandle;
import io.gds.database.operation.Outcome;
import io.gds.database.operation.Verdict;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.bson.BsonArray;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt64;
import org.bson.BsonObjectId;
import org.bson.BsonString;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Backups of a whole server, of one that keeps every byte. */
class MongoServerBackupsTest {
  @TempDir Path directory;

  private final DatabaseManager manager = DatabaseManager.of(new MongoProvider());
  private final MongoStore store = MongoStore.replicaSet(MongoDumpTest.SEVEN);

  @AfterEach
  void close() {
    manager.close();
    store.close();
  }

  private MongoEngine engine() {
    return (MongoEngine) manager.open(store.url());
  }

  private void fill() {
    for (int i = 0; i < 5; i++) {
      store.put("shop", "a", json("{_id: " + i + "}"));
      store.put("other", "b", json("{_id: " + i + "}"));
    }
    store.put("admin", "system.users", json("{_id: 'shop.ann', user: 'ann', db: 'shop'}"));
    store.put("admin", "system.keys", json("{_id: 1, key: 'secret'}"));
    store.put("config", "system.sessions", json("{_id: 1}"));
  }

  /** Does something when the first collection is read. */
  private void meanwhile(Runnable work) {
    AtomicBoolean once = new AtomicBoolean();
    store.on(
        "find",
        request -> {
          if (request.getString("find").getValue().equals("a") && once.compareAndSet(false, true)) {
            work.run();
          }
          return Optional.empty();
        });
  }

  @ParameterizedTest
  @CsvSource({"ARCHIVE,false", "ARCHIVE,true", "DIRECTORY,false", "DIRECTORY,true"})
  void aBackupHoldsAllDatabasesAndWhatWasWrittenMeanwhile(MongoBackupForm form, boolean gzip)
      throws Exception {
    fill();
    meanwhile(
        () -> {
          store.log("i", "shop.a", json("{_id: 'late'}"));
          store.log("d", "shop.a", json("{_id: 3}"));
        });
    try (MongoEngine engine = engine()) {
      BackupInfo backup =
          engine.backup(
              BackupOptions.builder()
                  .into(directory)
                  .option(MongoBackup.FORM, form)
                  .option(MongoBackup.GZIP, gzip)
                  .build());

      assertThat(backup.backupType()).isEqualTo(BackupType.LOGICAL);
      assertThat(backup.database()).isEqualTo(engine.name());
      assertThat(backup.attributes())
          .containsEntry("scope", "server")
          .containsEntry("consistency", "OPLOG")
          .containsEntry("databases", "admin,other,shop")
          .containsEntry("oplogEntries", "3");
      assertThat(backup.consistentAt()).contains(MongoSnapshot.second(store.now()));
      assertThat(backup.positions())
          .containsEntry("oplogTo", MongoPositions.text(store.now()))
          .containsKeys("oplogFrom", "oplogLast");
      assertThat(backup.checked())
          .anyMatch(line -> line.contains("3 entries of the oplog were read"));
      Map<String, List<String>> held = read(MongoStored.at(backup.location()).source());
      assertThat(held).containsOnlyKeys("admin.system.users", "other.b", "shop.a", "the oplog");
      assertThat(held.get("shop.a")).isEqualTo(hex(store, "shop", "a"));
      List<String> oplog = hex(store, "local", "oplog.rs");
      assertThat(held.get("the oplog")).isEqualTo(oplog.subList(oplog.size() - 3, oplog.size()));
      if (form == MongoBackupForm.DIRECTORY) {
        assertThat(MongoDumpTest.files(backup.location().path()))
            .contains("oplog.bson", "prelude.json" + (gzip ? ".gz" : ""));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{op: 'c', ns: 'shop.$cmd', o: {renameCollection: 'shop.a', to: 'shop.b'}}",
        "{op: 'u', ns: 'admin.system.version', o: {_id: 'featureCompatibilityVersion'}}",
        "{op: 'c', ns: 'shop.$cmd', o: {importCollection: 'shop.a'}}",
        "{op: 'c', ns: 'config.$cmd', o: {create: 'reshardingOperations'}}"
      })
  void whatBreaksItEndsItAndLeavesNothing(String entry) {
    fill();
    meanwhile(() -> store.log(json(entry)));
    try (MongoEngine engine = engine()) {
      assertThatThrownBy(() -> engine.backup(BackupOptions.into(directory)))
          .isInstanceOfSatisfying(
              DatabaseException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.WRONG_STATE))
          .hasMessageContaining("the dump may hold one half of it");
      assertThat(directory).isEmptyDirectory();
    }
  }

  @Test
  void anElectionMeanwhileEndsIt() {
    fill();
    AtomicBoolean elected = new AtomicBoolean();
    meanwhile(() -> elected.set(true));
    store.on(
        "hello",
        request ->
            elected.get() && !request.containsKey("topologyVersion")
                ? Optional.of(
                    store
                        .hello()
                        .append("electionId", new BsonObjectId(new ObjectId(new byte[12]))))
                : Optional.empty());
    try (MongoEngine engine = engine()) {
      assertThatThrownBy(() -> engine.backup(BackupOptions.into(directory)))
          .hasMessageContaining("another member became the primary meanwhile");
      assertThat(directory).isEmptyDirectory();
    }
  }

  @Test
  void anOplogThatCameRoundMeanwhileEndsIt() {
    fill();
    meanwhile(
        () -> {
          store.log("n", "", new BsonDocument());
          store.forgetOplog(1);
        });
    try (MongoEngine engine = engine()) {
      assertThatThrownBy(() -> engine.backup(BackupOptions.into(directory)))
          .hasMessageContaining("the oplog does not reach back to where the dump began");
      assertThat(directory).isEmptyDirectory();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "{renameCollection: 'shop.a'; to: 'shop.b'},renameCollection of shop.a",
    "{aggregate: 'a'; pipeline: [{$match: {}}; {$out: 'x'}]},$out of a"
  })
  void whatWouldBreakItIsLookedForBefore(String command, String found) {
    fill();
    store.on(
        "aggregate",
        request ->
            request.getArray("pipeline").get(0).asDocument().containsKey("$currentOp")
                ? Optional.of(
                    MongoStoreCommands.ok()
                        .append(
                            "cursor",
                            new BsonDocument(
                                    "firstBatch",
                                    new BsonArray(
                                        List.of(
                                            new BsonDocument(
                                                "command", json(command.replace(';', ','))))))
                                .append("id", new BsonInt64(0))
                                .append("ns", new BsonString("admin.$cmd.aggregate"))))
                : Optional.empty());
    try (MongoEngine engine = engine()) {
      assertThat(engine.prepareBackup(BackupOptions.into(directory)).checks())
          .filteredOn(Check::refused)
          .singleElement()
          .satisfies(
              check -> {
                assertThat(check.measured()).isEqualTo(found);
                assertThat(check.code()).isEqualTo(ErrorCode.WRONG_STATE);
              });
    }
  }

  @Test
  void aServerWithoutAnOplogIsBackedUpAsItIsReadAndThatIsSaid() {
    try (MongoStore alone = MongoStore.alone(MongoDumpTest.SEVEN);
        MongoEngine engine = (MongoEngine) manager.open(alone.url())) {
      alone.put("shop", "a", json("{_id: 1}"));
      var plan = engine.prepareBackup(BackupOptions.into(directory));
      assertThat(plan.checks())
          .filteredOn(check -> check.verdict() == Verdict.WARNING)
          .anyMatch(check -> check.measured().equals("not possible on STANDALONE"));
      BackupInfo backup = plan.run();
      assertThat(backup.consistentAt()).isEmpty();
      assertThat(backup.attributes()).containsEntry("consistency", "NONE");
      assertThat(
              engine
                  .prepareBackup(BackupOptions.builder().into(directory).includeLogs(true).build())
                  .checks())
          .filteredOn(Check::refused)
          .singleElement()
          .satisfies(check -> assertThat(check.code()).isEqualTo(ErrorCode.UNSUPPORTED_CAPABILITY));
    }
  }

  @Test
  void aStepdownOrACancelWhileItIsMadeLeavesNothing() {
    fill();
    try (MongoEngine engine = engine()) {
      store.on(
          "find",
          request ->
              request.getString("find").getValue().equals("b")
                  ? Optional.of(
                      MongoStoreWire.error(
                          11_602, "InterruptedDueToReplStateChange", "the member steps down"))
                  : Optional.empty());
      assertThatThrownBy(() -> engine.backup(BackupOptions.into(directory)))
          .isInstanceOfSatisfying(
              DatabaseException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.CONNECTION_LOST));
      assertThat(directory).isEmptyDirectory();

      AtomicReference<OperationHandle<BackupInfo>> handle = new AtomicReference<>();
      CountDownLatch submitted = new CountDownLatch(1);
      store.on(
          "aggregate",
          request -> {
            if (request.getArray("pipeline").get(0).asDocument().containsKey("$collStats")) {
              awaited(submitted);
              handle.get().cancel();
            }
            return Optional.empty();
          });
      store.on("find", request -> Optional.empty());
      handle.set(
          engine
              .operations()
              .submit(
                  engine.prepareBackup(BackupOptions.into(directory)), OperationContext.none()));
      submitted.countDown();
      assertThat(handle.get().await().outcome()).isEqualTo(Outcome.CANCELLED);
      assertThat(directory).isEmptyDirectory();
    }
  }

  private static void awaited(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whoMayNotReadTheOplogIsToldBefore(boolean may) {
    fill();
    store.on(
        "connectionStatus",
        request ->
            Optional.of(
                MongoStoreCommands.ok()
                    .append(
                        "authInfo",
                        json(
                            "{authenticatedUsers: [{user: 'u', db: 'admin'}],"
                                + " authenticatedUserPrivileges: [{resource: {cluster: true},"
                                + " actions: ['listDatabases', 'inprog']}, {resource: {db: 'shop',"
                                + " collection: ''}, actions: ['find', 'listCollections',"
                                + " 'listIndexes']}, {resource: {db: 'other', collection: ''},"
                                + " actions: ['find', 'listCollections', 'listIndexes']},"
                                + " {resource: {db: 'admin', collection: ''}, actions: ['find',"
                                + " 'listCollections', 'listIndexes']}, {resource: {db: 'config',"
                                + " collection: ''}, actions: ['find', 'listCollections',"
                                + " 'listIndexes']}, {resource: {db: 'local', collection: '"
                                + (may ? "oplog.rs" : "other")
                                + "'}, actions: ['find']}]}"))));
    try (MongoEngine engine = engine()) {
      assertThat(engine.prepareBackup(BackupOptions.into(directory)).checks())
          .filteredOn(Check::refused)
          .extracting(Check::subject)
          .isEqualTo(may ? List.of() : List.of("local.oplog.rs"));
    }
  }

  @Test
  void itIsRestoredForTrialWithItsOplogBesideAllElse() {
    fill();
    meanwhile(() -> store.log("i", "other.b", json("{_id: 'late'}")));
    store.on(
        "validate",
        request -> Optional.of(MongoStoreCommands.ok().append("valid", BsonBoolean.TRUE)));
    try (MongoEngine engine = engine()) {
      BackupInfo backup =
          engine.backup(
              BackupOptions.builder()
                  .into(directory)
                  .verify(VerifyLevel.RESTORE_AND_CHECK)
                  .build());
      assertThat(backup.checked())
          .anyMatch(line -> line.contains("10 documents, all indexes, and what its oplog tells"))
          .anyMatch(line -> line.contains("validated all 2 collections"));
      assertThat(store.sent("applyOps"))
          .anyMatch(
              sent -> sent.toString().contains("gds_trial_") && sent.toString().contains("late"));
      assertThat(store.sent("applyOps")).noneMatch(sent -> sent.toString().contains("'other.b'"));
      assertThat(store.databases.keySet()).noneMatch(name -> name.startsWith("gds_trial_"));
      assertThat(hex(store, "other", "b")).hasSize(5);
      BackupInfo log =
          engine.backup(BackupOptions.builder().into(directory).type(BackupType.LOG).build());
      assertThatThrownBy(
              () ->
                  engine.verifyBackup(
                      VerifyOptions.builder()
                          .backup(log.location())
                          .level(VerifyLevel.RESTORE)
                          .build()))
          .hasMessageContaining("restored behind a backup only");
    }
  }

  @Test
  void logsGoWithWhatTheyFollowOn() {
    fill();
    try (MongoEngine engine = engine()) {
      BackupInfo old = engine.backup(BackupOptions.into(directory));
      store.log("n", "", new BsonDocument());
      BackupInfo oldLog =
          engine.backup(BackupOptions.builder().into(directory).type(BackupType.LOG).build());
      store.log("n", "", new BsonDocument());
      BackupInfo young = engine.backup(BackupOptions.into(directory));
      store.log("n", "", new BsonDocument());
      BackupInfo youngLog =
          engine.backup(BackupOptions.builder().into(directory).type(BackupType.LOG).build());
      RetentionPlan plan =
          engine.planRetention(
              DeleteBackupsOptions.builder()
                  .in(Location.local(directory))
                  .policy(RetentionPolicy.keepLast(1))
                  .build());
      assertThat(plan.delete())
          .extracting(BackupInfo::id)
          .containsExactlyInAnyOrder(old.id(), oldLog.id());
      assertThat(plan.keep())
          .extracting(BackupInfo::id)
          .containsExactlyInAnyOrder(young.id(), youngLog.id());
      // The log goes on from what leads farthest, which is the newest one.
      assertThat(youngLog.basedOn()).contains(young.id());

      Path pinned = oldLog.location().path();
      ManifestFile.replace(pinned, ManifestFile.read(pinned).toBuilder().pinned(true).build());
      RetentionPlan kept =
          engine.planRetention(
              DeleteBackupsOptions.builder()
                  .in(Location.local(directory))
                  .policy(RetentionPolicy.keepLast(1))
                  .build());
      assertThat(kept.delete()).as("a log is nothing without what it goes on from").isEmpty();
      assertThat(kept.reasons())
          .containsEntry(old.id(), "a pinned log goes back to it")
          .containsEntry(oldLog.id(), "it is pinned");
    }
  }

  @Test
  void whoMayNotDoAnOplogAgainIsToldBeforeATrial() {
    fill();
    store.on(
        "connectionStatus",
        request ->
            Optional.of(
                MongoStoreCommands.ok()
                    .append(
                        "authInfo",
                        json(
                            "{authenticatedUsers: [{user: 'u', db: 'admin'}],"
                                + " authenticatedUserPrivileges: []}"))));
    try (MongoEngine engine = engine()) {
      for (VerifyLevel level : List.of(VerifyLevel.ARCHIVE, VerifyLevel.RESTORE)) {
        assertThat(
                engine
                    .prepareBackup(BackupOptions.builder().into(directory).verify(level).build())
                    .checks())
            .filteredOn(check -> check.refused() && check.rule().contains("applyOps"))
            .hasSize(level == VerifyLevel.RESTORE ? 1 : 0);
      }
    }
  }

  @Test
  void theSliceBeginsWhereAMajorityIsAndEndsWhereTheNewestEntryIs() {
    fill();
    String safe = MongoPositions.text(store.now());
    BsonDocument before = store.hello().getDocument("lastWrite").getDocument("majorityOpTime");
    // Not on a majority yet, and perhaps not the earliest that is not.
    store.log("i", "shop.a", json("{_id: 'new'}"));
    AtomicBoolean read = new AtomicBoolean();
    meanwhile(() -> read.set(true));
    store.on(
        "hello",
        request -> {
          BsonDocument hello = store.hello();
          BsonDocument last = hello.getDocument("lastWrite");
          if (!read.get()) {
            last.put("majorityOpTime", before);
          }
          last.put("opTime", before);
          return Optional.of(hello);
        });
    try (MongoEngine engine = engine()) {
      BackupInfo backup = engine.backup(BackupOptions.into(directory));
      assertThat(backup.positions())
          .containsEntry("oplogFrom", safe)
          .containsEntry("oplogTo", MongoPositions.text(store.now()));
    }
  }
}
