package io.gds.database.mongodb;

import static io.gds.database.mongodb.MongoDumpTest.hex;
import static io.gds.database.mongodb.MongoDumpTest.json;
import static io.gds.database.mongodb.MongoDumpTest.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupOptions;
import io.gds.database.backup.BackupType;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.manager.DatabaseManager;
import io.gds.database.operation.Check;
import io.gds.database.operation.Verdict;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.bson.BsonArray;
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
}
