package io.gds.database.mongodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupOptions;
import io.gds.database.backup.Location;
import io.gds.database.backup.RestoreInfo;
import io.gds.database.backup.RestoreOptions;
import io.gds.database.backup.RestoreSource;
import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.Credentials;
import io.gds.database.connection.SecretRef;
import io.gds.database.error.ArchiveException;
import io.gds.database.error.AuthenticationFailedException;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.manager.DatabaseManager;
import io.gds.database.testkit.mongodb.MongoKit;
import io.gds.database.testkit.mongodb.MongoSetModel;
import io.gds.database.testkit.wire.MongoPeer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.bson.BsonDocument;
import org.bson.ByteBuf;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes wrong in the midst of a restore, and archives that were made to do harm. */
class MongoFaultsTest {
  @TempDir Path directory;

  private final DatabaseManager manager = DatabaseManager.of(new MongoProvider());
  private final MongoStore store = MongoStore.replicaSet(MongoDumpTest.SEVEN);

  @AfterEach
  void close() {
    manager.close();
    store.close();
  }

  private static BsonDocument json(String json) {
    return BsonDocument.parse(json);
  }

  private RestoreOptions backup(MongoEngine engine, MongoBackupForm form) {
    BackupInfo backup =
        engine
            .database("shop")
            .backup(BackupOptions.builder().into(directory).option(MongoBackup.FORM, form).build());
    return RestoreOptions.builder()
        .from(RestoreSource.archive(backup.location()))
        .overwrite(true)
        .build();
  }

  /** The primary steps down; nobody is asked again, and what was there is there. */
  @ParameterizedTest
  @CsvSource({
    "insert, 10107, NotWritablePrimary",
    "insert, 189, PrimarySteppedDown",
    "insert, 11602, InterruptedDueToReplStateChange",
    "createIndexes, 10107, NotWritablePrimary",
    "insert, 10334, BSONObjectTooLarge",
    "insert, 13, Unauthorized"
  })
  void aRestoreThatIsInterruptedLeavesTheTargetAsItWas(String command, int code, String name) {
    store.put("shop", "a", json("{_id: 1, n: 1}"));
    store
        .client()
        .getDatabase("shop")
        .runCommand(json("{createIndexes: 'a', indexes: [{key: {n: 1}, name: 'n_1'}]}"));
    store.put("there", "a", json("{_id: 'old'}"));
    try (MongoEngine engine = (MongoEngine) manager.open(store.url())) {
      RestoreOptions options = backup(engine, MongoBackupForm.ARCHIVE);
      store.on(
          command, request -> Optional.of(MongoStoreWire.error(code, name, "in the midst of it")));
      DatabaseException refused =
          catchThrowableOfType(
              DatabaseException.class, () -> engine.database("there").restore(options));
      assertThat(refused).hasMessageContaining(command);
      assertThat(refused.nativeCode()).contains(Integer.toString(code));
      assertThat(store.names("there")).containsExactly("a");
    }
  }

  @Test
  void aDocumentThatIsTwiceInADumpIsCountedAndNamed() throws IOException {
    Path dump = archive(new MongoNamespace("shop", "a"), "{_id: 1, n: 1}", "{_id: 1, n: 2}");
    try (MongoEngine engine = (MongoEngine) manager.open(store.url())) {
      RestoreInfo restored = engine.database("copy").restore(foreign(dump));
      assertThat(restored.next()).anyMatch(each -> each.startsWith("1 documents were refused"));
      assertThat(store.names("copy")).containsExactly("a");
    }
  }

  @Test
  void whatAServerWritesItselfIsPassedOver() throws IOException {
    Path dump = archive(new MongoNamespace("shop", "system.profile"), "{op: 'query'}");
    try (MongoEngine engine = (MongoEngine) manager.open(store.url())) {
      RestoreInfo restored = engine.database("copy").restore(foreign(dump));
      assertThat(restored.next()).anyMatch(each -> each.contains("system.profile is passed over"));
      assertThat(store.sent("insert")).isEmpty();
    }
  }

  private static RestoreOptions foreign(Path dump) {
    return RestoreOptions.builder()
        .from(RestoreSource.archive(Location.local(dump)))
        .option(MongoRestore.WITHOUT_MANIFEST, true)
        .build();
  }

  private Path archive(MongoNamespace namespace, String... documents) throws IOException {
    Path file = Files.createTempFile(directory, "dump", ".archive");
    MongoArchivePrelude prelude =
        new MongoArchivePrelude(
            1,
            "7.0.14",
            "100.10.0",
            List.of(
                new MongoArchivePrelude.Entry(
                    namespace, "{\"options\": {}, \"indexes\": []}", "collection")));
    try (OutputStream out = Files.newOutputStream(file)) {
      MongoArchiveWriter writer = new MongoArchiveWriter(out, prelude);
      MongoArchiveWriter.Part part = writer.begin(namespace);
      for (String each : documents) {
        ByteBuf bytes = new RawBsonDocument(json(each), new BsonDocumentCodec()).getByteBuffer();
        part.document(bytes.array(), 0, bytes.remaining());
      }
      part.end();
      writer.finish();
    }
    return file;
  }

  /** A name is nothing that leads anywhere, be it written as it is or escaped. */
  @ParameterizedTest
  @CsvSource({
    "shop, a\0b",
    "shop, a$b",
    "shop, ''",
    "shop, .a",
    "../shop, a",
    "sh/op, a",
    "sh$op, a",
    "'', a"
  })
  void anArchiveWithNamesThatNothingCanHaveIsRefused(String database, String collection)
      throws IOException {
    Path dump = archive(new MongoNamespace(database, collection), "{_id: 1}");
    try (MongoEngine engine = (MongoEngine) manager.open(store.url())) {
      DatabaseException refused =
          catchThrowableOfType(
              DatabaseException.class, () -> engine.database("copy").restore(foreign(dump)));
      assertThat(refused.code()).as("%s", refused).isEqualTo(ErrorCode.ARCHIVE_UNSAFE);
      assertThat(store.names("copy")).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a/b", "a/../../b", "a%2Fb", "%2e%2e", "C:\\x", "nul"})
  void aNameOfACollectionThatLooksLikeAPathIsAName(String name) throws IOException {
    store.put("shop", name, json("{_id: 1}"));
    try (MongoEngine engine = (MongoEngine) manager.open(store.url())) {
      for (MongoBackupForm form : MongoBackupForm.values()) {
        RestoreOptions options = backup(engine, form);
        engine
            .database("copy")
            .restore(options.toBuilder().overwrite(form == MongoBackupForm.DIRECTORY).build());
        assertThat(store.names("copy")).containsExactly(name);
      }
    }
  }

  /** As zstd, bzip2, xz and lz4 begin; and a gzip of something else. */
  @ParameterizedTest
  @ValueSource(strings = {"28b52ffd", "425a6839", "fd377a58", "04224d18", "1f8b0800", "6de29981"})
  void whatIsPackedInAnyOtherWayIsNoArchive(String begin) throws IOException {
    Path file = directory.resolve("dump.archive");
    byte[] noise = new byte[4096];
    System.arraycopy(HexFormat.of().parseHex(begin), 0, noise, 0, 4);
    Files.write(file, noise);
    try (MongoEngine engine = (MongoEngine) manager.open(store.url())) {
      DatabaseException refused =
          catchThrowableOfType(
              DatabaseException.class, () -> engine.database("copy").restore(foreign(file)));
      assertThat(refused).isInstanceOf(ArchiveException.class);
      assertThat(store.names("copy")).isEmpty();
    }
  }

  @Test
  void aWrongPasswordIsProvedOnceHoweverManyMembersThereAre() {
    UnaryOperator<MongoPeer.Builder> like = peer -> peer.user("ann", "right-7Qx");
    try (MongoKit kit = MongoKit.replicaSet(MongoKit.USUAL, "rs0");
        MongoSetModel set = MongoSetModel.over(kit, "rs0", 3, like)) {
      ConnectionInfo info =
          MongoSetScene.info(set.url()).toBuilder()
              .credentials(Credentials.password("ann", SecretRef.inline("wrong-7Qx".toCharArray())))
              .lazy(true)
              .build();
      MongoEngine engine = manager.open(info, MongoEngine.class);
      List<Runnable> calls =
          List.of(engine::haStatus, engine::metadata, engine::metrics, engine::configuration);
      for (Runnable each : calls) {
        long before = attempts(set);
        assertThatThrownBy(each::run).isInstanceOf(AuthenticationFailedException.class);
        assertThat(attempts(set) - before).isEqualTo(1);
      }
    }
  }

  private static long attempts(MongoSetModel set) {
    return Stream.of(0, 1, 2).mapToLong(number -> set.peer(number).script().logins().size()).sum();
  }
}
