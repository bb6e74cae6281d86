package io.gds.database.mongodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.backup.BackupOptions;
import io.gds.database.backup.RestoreOptions;
import io.gds.database.cloning.CloneOptions;
import io.gds.database.error.OperationCancelledException;
import io.gds.database.manager.DatabaseManager;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OperationContext;
import io.gds.database.operation.OperationHandle;
import io.gds.database.operation.OperationResult;
import io.gds.database.operation.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A server that is at work on something and does not answer, told to stop. */
class MongoSessionsTest {
  @TempDir Path directory;

  private final DatabaseManager manager = DatabaseManager.of(new MongoProvider());
  private final MongoStore store = MongoStore.replicaSet(MongoDumpTest.SEVEN);
  private final MongoEngine engine =
      manager.open(MongoUrlGrammar.parse(store.url()).orElseThrow(), MongoEngine.class);

  @BeforeEach
  void fill() {
    MongoDumpTest.fill(store);
  }

  @AfterEach
  void close() {
    manager.close();
    store.close();
  }

  /** Runs it until the server is at work on a command that it will not answer, and cancels it. */
  private <T> OperationResult<T> cancelledIn(String command, Operation<T> planned) {
    store.hold(command);
    store.forget();
    OperationHandle<T> running = engine.operations().submit(planned, OperationContext.none());
    while (store.sent(command).isEmpty()) {
      Thread.onSpinWait();
    }
    long began = System.nanoTime();
    running.cancel();
    OperationResult<T> result = running.await();
    // A second where nothing else goes on; without the killing the server would take ten.
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(3));
    List<BsonValue> killed =
        store.sent("killSessions").stream()
            .flatMap(each -> each.getArray("killSessions").stream())
            .toList();
    assertThat(killed)
        .containsAll(
            store.sent(command).stream().map((BsonDocument each) -> each.get("lsid")).toList());
    assertThat(result.outcome()).isEqualTo(Outcome.CANCELLED);
    return result;
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void whatADumpReadsIsKilledAndNothingStays(boolean snapshot) throws IOException {
    cancelledIn(
        "find",
        engine
            .database("shop")
            .prepareBackup(
                BackupOptions.builder()
                    .to(directory.resolve("b"))
                    .option(
                        MongoBackup.CONSISTENCY,
                        snapshot ? MongoConsistency.SNAPSHOT : MongoConsistency.NONE)
                    .build()));
    try (Stream<Path> left = Files.list(directory)) {
      assertThat(left).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({"insert, ARCHIVE", "insert, DIRECTORY", "createIndexes, ARCHIVE"})
  void whatARestoreWritesIsKilledAndDropped(String command, MongoBackupForm form) {
    Path backup = directory.resolve("b");
    engine
        .database("shop")
        .backup(
            BackupOptions.builder()
                .to(backup)
                .option(MongoBackup.FORM, form)
                .option(MongoBackup.CONSISTENCY, MongoConsistency.NONE)
                .build());
    cancelledIn(command, engine.database("copy").prepareRestore(RestoreOptions.from(backup)));
    assertThat(store.names("copy")).isEmpty();
  }

  @Test
  void whatACloneWritesIsKilledAndDropped() {
    cancelledIn("insert", engine.database("shop").prepareClone(CloneOptions.to("copy")));
    assertThat(store.names("copy")).isEmpty();
  }

  @Test
  void whatIsNoneOfTheWorkHasNoSession() {
    assertThat(MongoSessions.of(store.client())).isNull();
    MongoSessions sessions = new MongoSessions();
    sessions.within(
        () -> {
          assertThat(MongoSessions.of(store.client()))
              .isNotNull()
              .isSameAs(MongoSessions.of(store.client()));
          assertThat(sessions.isIdle()).isFalse();
        });
    assertThat(sessions.isIdle()).isTrue();
  }

  @Test
  void nothingMoreIsBegunOnceTheWorkIsGivenUp() {
    MongoSessions sessions = new MongoSessions();
    sessions.kill();
    sessions.within(
        () ->
            assertThatThrownBy(() -> MongoSessions.of(store.client()))
                .isInstanceOf(OperationCancelledException.class));
    assertThat(sessions.isIdle()).isTrue();
  }
}
