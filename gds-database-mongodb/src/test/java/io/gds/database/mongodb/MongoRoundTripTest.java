package io.gds.database.mongodb;

import static io.gds.database.mongodb.MongoDumpTest.hex;
import static io.gds.database.mongodb.MongoDumpTest.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupOptions;
import io.gds.database.backup.RestoreInfo;
import io.gds.database.backup.RestoreMapping;
import io.gds.database.backup.RestoreOptions;
import io.gds.database.backup.RestoreSource;
import io.gds.database.backup.VerifyLevel;
import io.gds.database.backup.VerifyOptions;
import io.gds.database.error.ArchiveException;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.manager.DatabaseManager;
import io.gds.database.operation.Check;
import io.gds.database.operation.Operation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import org.bson.BsonDocument;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Backups through the library, on a server that keeps every byte. */
class MongoRoundTripTest {
  @TempDir Path directory;

  private final DatabaseManager manager = DatabaseManager.of(new MongoProvider());
  private MongoStore store = MongoStore.replicaSet(MongoDumpTest.SEVEN);

  @BeforeEach
  void fresh() {
    store.forget();
  }

  @AfterEach
  void close() {
    manager.close();
    store.close();
  }

  private MongoEngine engine() {
    return (MongoEngine) manager.open(store.url());
  }

  private BackupInfo backup(MongoDatabase database, MongoBackupForm form, boolean gzip) {
    return database.backup(
        BackupOptions.builder()
            .into(directory)
            .option(MongoBackup.FORM, form)
            .option(MongoBackup.GZIP, gzip)
            .build());
  }

  private static RestoreOptions.Builder from(BackupInfo backup) {
    return RestoreOptions.builder().from(RestoreSource.archive(backup.location()));
  }

  @ParameterizedTest
  @CsvSource({"ARCHIVE,false,1", "ARCHIVE,true,2", "DIRECTORY,false,3", "DIRECTORY,true,4"})
  void whateverIsInADatabaseIsThereAgainByteByByte(MongoBackupForm form, boolean gzip, long seed)
      throws Exception {
    MongoRandomDocuments random = new MongoRandomDocuments(seed);
    TreeSet<String> names = new TreeSet<>();
    for (int i = 0; i < 8; i++) {
      String name = random.collection();
      names.add(name);
      List<BsonDocument> documents = new ArrayList<>();
      for (int id = 0; id < 150; id++) {
        documents.add(random.document(id));
      }
      documents.add(random.all(1_000));
      store.put("shop", name, documents.toArray(new BsonDocument[0]));
    }
    names.add("deep");
    store.put("shop", "deep", random.deep(1, 100), random.deep(2, 60));
    if (seed == 1) {
      names.add("long");
      store.put("shop", "long", json("{_id: 0}"), random.long16(1), json("{_id: 2}"));
    }
    String longest = "l".repeat(245);
    names.add(longest);
    store.put("shop", longest, json("{_id: 1}"));
    try (MongoEngine engine = engine()) {
      BackupInfo backup = backup(engine.database("shop"), form, gzip);
      assertThat(backup.consistentAt()).isPresent();
      RestoreInfo restored = engine.database("copy").restore(from(backup).build());
      assertThat(restored.used()).extracting(BackupInfo::id).containsExactly(backup.id());
      assertThat(store.names("copy")).containsExactlyElementsOf(names);
      for (String name : names) {
        assertThat(hex(store, "copy", name)).isEqualTo(hex(store, "shop", name)).isNotEmpty();
      }
    }
  }

  @Test
  void aBackupIsOfOneInstantWhateverIsWrittenMeanwhile() {
    for (int i = 0; i < 5; i++) {
      store.put("shop", "c" + i, json("{_id: 1}"));
    }
    store.on(
        "find",
        request -> {
          boolean reads = request.containsKey("noCursorTimeout");
          if (reads) {
            for (int i = 0; i < 5; i++) {
              store.put("shop", "c" + i, json("{_id: 'late'}"));
            }
          }
          return Optional.empty();
        });
    try (MongoEngine engine = engine()) {
      BackupInfo backup = backup(engine.database("shop"), MongoBackupForm.DIRECTORY, false);
      store.on("find", request -> Optional.empty());
      engine.database("copy").restore(from(backup).build());
      for (int i = 0; i < 5; i++) {
        assertThat(hex(store, "shop", "c" + i)).hasSize(2);
        assertThat(hex(store, "copy", "c" + i)).hasSize(1);
      }
    }
  }

  @Test
  void whatServersGiveNoSnapshotOfIsReadAsItIsAndTold() {
    store
        .client()
        .getDatabase("shop")
        .runCommand(json("{create: 'ring', capped: true, size: 4096}"));
    store.put("shop", "ring", json("{_id: 1}"));
    store.put("shop", "items", json("{_id: 1}"));
    store.put("shop", "gds_restore_0123abcd_1", json("{_id: 1}"));
    try (MongoEngine engine = engine()) {
      BackupInfo backup = backup(engine.database("shop"), MongoBackupForm.DIRECTORY, false);
      assertThat(backup.attributes())
          .containsEntry("not of the instant", "ring")
          .containsEntry("collections", "2");
      assertThat(store.sent("find"))
          .filteredOn(each -> each.getString("find").getValue().equals("ring"))
          .isNotEmpty()
          .noneMatch(each -> each.containsKey("readConcern"));
    }
  }

  @ParameterizedTest
  @EnumSource(MongoBackupForm.class)
  void aCursorThatIsLostIsBegunAgainWhereThatCanBe(MongoBackupForm form) {
    for (int i = 0; i < 2_000; i++) {
      store.put("shop", "a", json("{_id: " + i + "}"));
    }
    // Nothing tells how long documents are, so that they come in more than one batch.
    store.on("aggregate", request -> Optional.of(MongoStoreWire.error(166, "Refused", "no stats")));
    try (MongoEngine engine = engine()) {
      store.refuseOnce("getMore", 43, "CursorNotFound");
      if (form == MongoBackupForm.DIRECTORY) {
        BackupInfo backup = backup(engine.database("shop"), form, false);
        assertThat(backup.attributes()).containsEntry("documents", "2000");
      } else {
        assertThatThrownBy(() -> backup(engine.database("shop"), form, false))
            .isInstanceOf(DatabaseException.class)
            .hasMessageContaining("let go of the cursor on shop.a");
        assertThat(directory).isEmptyDirectory();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void noDamageGoesUnseenAndNothingIsTouchedByIt(boolean gzip) throws Exception {
    MongoRandomDocuments random = new MongoRandomDocuments(9);
    for (int id = 0; id < 40; id++) {
      store.put("shop", "a", random.document(id));
      store.put("shop", "b", random.document(id));
    }
    store.put("there", "a", json("{_id: 'old'}"));
    try (MongoEngine engine = engine()) {
      BackupInfo backup = backup(engine.database("shop"), MongoBackupForm.ARCHIVE, gzip);
      Path file = backup.location().path();
      byte[] good = Files.readAllBytes(file);
      Random bits = new Random(11);
      for (int i = 0; i < (gzip ? 100 : 1_000); i++) {
        byte[] bad = good.clone();
        int bit = bits.nextInt(good.length * 8);
        bad[bit / 8] ^= (byte) (1 << (bit % 8));
        Files.write(file, bad);
        requireRefused(file, "bit " + bit);
      }
      for (int i = 0; i < 20; i++) {
        Files.write(file, Arrays.copyOf(good, good.length * i / 20));
        requireRefused(file, "cut at " + i);
      }
      DatabaseException refused =
          catchThrowableOfType(
              DatabaseException.class,
              () -> engine.database("there").restore(from(backup).overwrite(true).build()));
      assertThat(refused).isInstanceOf(ArchiveException.class);
      assertThat(store.names("there")).containsExactly("a");
      assertThat(hex(store, "there", "a")).hasSize(1);
      Files.write(file, good);
      assertThat(engine.verifyBackup(VerifyOptions.of(file)).checked()).isNotEmpty();
    }
  }

  private static void requireRefused(Path backup, String what) {
    assertThatThrownBy(
            () -> MongoStored.at(backup).prove(VerifyLevel.ARCHIVE, false, new MongoSteps()), what)
        .isInstanceOf(ArchiveException.class);
  }

  @Test
  void aDirectoryIsHeldToItsManifestFileByFile() throws Exception {
    store.put("shop", "a", json("{_id: 1}"), json("{_id: 2}"));
    try (MongoEngine engine = engine()) {
      BackupInfo backup = backup(engine.database("shop"), MongoBackupForm.DIRECTORY, false);
      Path data = backup.location().path().resolve("shop/a.bson");
      byte[] good = Files.readAllBytes(data);
      // Cut between two documents, which the form itself cannot show.
      Files.write(data, Arrays.copyOf(good, good.length / 2));
      requireRefused(backup.location().path(), "cut at a document");
      Files.write(data, good);
      Files.writeString(backup.location().path().resolve("shop/b.bson"), "");
      requireRefused(backup.location().path(), "a file more");
    }
  }

  @Test
  void whatIsLeftOutIsNotInItAndAnotherNameIsGivenAsWished() {
    store.put("shop", "log_1", json("{_id: 1}"));
    store.put("shop", "log_2", json("{_id: 1}"));
    store.put("shop", "items", json("{_id: 1}"));
    store.put("copy", "kept", json("{_id: 1}"));
    try (MongoEngine engine = engine()) {
      BackupInfo backup =
          engine
              .database("shop")
              .backup(
                  BackupOptions.builder()
                      .into(directory)
                      .option(MongoBackup.COLLECTIONS, "log_*")
                      .option(MongoBackup.EXCLUDE_COLLECTIONS, "log_2")
                      .build());
      assertThat(backup.attributes()).containsEntry("filtered", "true");
      engine
          .database("copy")
          .restore(
              from(backup)
                  .overwrite(true)
                  .map(RestoreMapping.Kind.NAMESPACE, "log_*", "old_*")
                  .build());
      assertThat(store.names("copy")).containsExactly("kept", "old_1");
    }
  }

  @Test
  void aNumberThatALiveCollectionHasIsNeverTakenFromIt() {
    store.put("shop", "a", json("{_id: 1}"));
    try (MongoEngine engine = engine()) {
      BackupInfo backup = backup(engine.database("shop"), MongoBackupForm.ARCHIVE, false);
      Operation<RestoreInfo> restore =
          engine
              .database("copy")
              .prepareRestore(from(backup).option(MongoRestore.UUIDS, true).build());
      assertThat(restore.refused()).isTrue();
      assertThatThrownBy(restore::run).hasMessageContaining("taken by shop.a");
      assertThat(store.names("shop")).containsExactly("a");
      assertThat(store.names("copy")).isEmpty();
    }
  }

  @Test
  void theScriptShowsTheCommandsThatAreSent() {
    MongoDumpTest.fill(store);
    try (MongoEngine engine = engine()) {
      BackupInfo backup = backup(engine.database("shop"), MongoBackupForm.ARCHIVE, false);
      Operation<RestoreInfo> restore = engine.database("copy").prepareRestore(from(backup).build());
      String script = restore.script().toString();
      assertThat(script)
          .contains("\"create\": \"gds_restore_")
          .contains("\"validator\": {\"a\": 1}")
          .contains("\"renameCollection\": \"copy.gds_restore_")
          .contains("\"to\": \"copy.items\"")
          .contains("\"viewOn\": \"items\"");
      store.forget();
      restore.run();
      assertThat(store.sent("create")).hasSize(6);
      assertThat(store.sent("renameCollection")).hasSize(3);
    }
  }

  @Test
  void whoMayNotPassValidatorsByIsToldBeforeAnythingIsWritten() {
    MongoDumpTest.fill(store);
    try (MongoEngine engine = engine()) {
      BackupInfo backup = backup(engine.database("shop"), MongoBackupForm.ARCHIVE, false);
      store.on(
          "connectionStatus",
          request ->
              Optional.of(
                  json(
                      "{ok: 1, authInfo: {authenticatedUsers: [{user: 'a', db: 'admin'}],"
                          + " authenticatedUserPrivileges: [{resource: {db: 'copy', collection: ''},"
                          + " actions: ['createCollection', 'insert', 'createIndex',"
                          + " 'dropCollection', 'renameCollectionSameDB']}]}}")));
      assertThat(refusals(engine.database("copy").prepareRestore(from(backup).build())))
          .containsExactly("the user has the action bypassDocumentValidation");
      RestoreOptions asked = from(backup).option(MongoRestore.VALIDATE, true).build();
      assertThat(refusals(engine.database("copy").prepareRestore(asked))).isEmpty();
    }
  }

  private static List<String> refusals(Operation<?> planned) {
    return planned.checks().stream().filter(Check::refused).map(Check::rule).toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{ok: 1, nrecords: 1}               | the server does not call it valid",
        "{ok: 1, valid: false, nrecords: 1} | the server does not call it valid",
        "{ok: 1, valid: true, nrecords: 2}  | the server counts 2 documents instead of 1"
      })
  void whatTheServerDoesNotCallSoundIsNoProof(String answer, String told) {
    store.put("shop", "a", json("{_id: 1}"));
    store.on("validate", request -> Optional.of(json(answer)));
    try (MongoEngine engine = engine()) {
      BackupOptions options =
          BackupOptions.builder().into(directory).verify(VerifyLevel.RESTORE_AND_CHECK).build();
      assertThatThrownBy(() -> engine.database("shop").backup(options)).hasMessageContaining(told);
      assertThat(directory).isEmptyDirectory();
    }
  }

  @Test
  void aTrialRestoreIsMadeAndDroppedAgain() {
    store.put("shop", "a", json("{_id: 1}"));
    store.on("validate", request -> Optional.of(json("{ok: 1, valid: true, nrecords: 1}")));
    try (MongoEngine engine = engine()) {
      BackupInfo backup =
          engine
              .database("shop")
              .backup(
                  BackupOptions.builder()
                      .into(directory)
                      .verify(VerifyLevel.RESTORE_AND_CHECK)
                      .build());
      assertThat(String.join("; ", backup.checked()))
          .contains("restored as gds_trial_")
          .contains("validated all 1 collections");
      assertThat(store.databases.keySet()).noneMatch(name -> name.startsWith("gds_trial_"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "test.bar.archive",
        "dump-w-oplog.archive",
        "indextestdump",
        "oplogdump",
        "prelude_test/prelude_gzip",
        "specialcharacter"
      })
  void whatTheVendorsToolMadeIsTakenWithoutAManifestIfThatIsWished(String name) {
    Path dump = MongoSamples.file(name);
    try (MongoEngine engine = engine()) {
      assertThatThrownBy(() -> engine.database("copy").restore(RestoreOptions.from(dump)))
          .isInstanceOf(ArchiveException.class)
          .hasMessageContaining("manifest");
      engine
          .database("copy")
          .restore(
              RestoreOptions.builder()
                  .from(dump)
                  .option(MongoRestore.WITHOUT_MANIFEST, true)
                  .build());
      assertThat(store.names("copy")).hasSize(1);
    }
  }

  @Test
  void anErrorNamesTheCommandThatFailed() {
    MongoDumpTest.fill(store);
    try (MongoEngine engine = engine()) {
      BackupInfo backup = backup(engine.database("shop"), MongoBackupForm.ARCHIVE, false);
      store.refuseOnce("createIndexes", 11_000, "DuplicateKey");
      assertThatThrownBy(() -> engine.database("copy").restore(from(backup).build()))
          .hasMessageContaining("createIndexes failed");
      assertThat(store.names("copy")).isEmpty();
      store.refuseOnce("listIndexes", 13, "Unauthorized");
      assertThatThrownBy(() -> backup(engine.database("shop"), MongoBackupForm.DIRECTORY, false))
          .hasMessageContaining("listIndexes failed");
    }
  }

  @Test
  void namesThatLeadElsewhereAreRefusedBeforeAnythingIsMade() throws IOException {
    try (MongoEngine engine = engine()) {
      for (String bad : List.of(".x", "a%00b", "a%24b", "%2E%2E")) {
        Path dump = Files.createTempDirectory(directory, "dump");
        Files.createDirectory(dump.resolve("shop"));
        Files.write(dump.resolve("shop/" + bad + ".bson"), new byte[0]);
        requireUnsafe(engine, dump);
      }
      Path linked = Files.createTempDirectory(directory, "dump");
      Files.createDirectory(linked.resolve("shop"));
      Files.createSymbolicLink(linked.resolve("shop/a.bson"), Path.of("/etc/hostname"));
      requireUnsafe(engine, linked);
      Path dotted = Files.createTempDirectory(directory, "dump");
      Files.createDirectory(dotted.resolve("a.b"));
      Files.write(dotted.resolve("a.b/x.bson"), new byte[0]);
      requireUnsafe(engine, dotted);
    }
  }

  private static void requireUnsafe(MongoEngine engine, Path dump) {
    DatabaseException refused =
        catchThrowableOfType(
            DatabaseException.class,
            () ->
                engine
                    .database("copy")
                    .restore(
                        RestoreOptions.builder()
                            .from(dump)
                            .option(MongoRestore.WITHOUT_MANIFEST, true)
                            .build()));
    assertThat(refused.code()).as("%s: %s", dump, refused).isEqualTo(ErrorCode.ARCHIVE_UNSAFE);
  }
}
