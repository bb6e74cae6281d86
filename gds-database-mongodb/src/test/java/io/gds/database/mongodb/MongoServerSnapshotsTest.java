package io.gds.database.mongodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.Availability;
import io.gds.database.CapabilityStatus;
import io.gds.database.UnsupportedCapabilityException;
import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupOptions;
import io.gds.database.backup.BackupQuery;
import io.gds.database.backup.BackupType;
import io.gds.database.backup.DeleteBackupsOptions;
import io.gds.database.backup.Location;
import io.gds.database.backup.RestoreOptions;
import io.gds.database.backup.RestoreSource;
import io.gds.database.backup.RetentionPlan;
import io.gds.database.backup.RetentionPolicy;
import io.gds.database.backup.SupportsBackup;
import io.gds.database.backup.VerifyOptions;
import io.gds.database.connection.HostAddress;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.InvalidOptionsException;
import io.gds.database.lifecycle.HostCommand;
import io.gds.database.operation.Check;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OperationContext;
import io.gds.database.operation.OperationHandle;
import io.gds.database.operation.OperationResult;
import io.gds.database.operation.Outcome;
import io.gds.database.testkit.mongodb.MongoKit;
import io.gds.database.testkit.mongodb.MongoSetModel;
import io.gds.database.testkit.wire.MongoReply;
import io.gds.database.testkit.wire.WireAnswer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Snapshots by a command: whatever becomes of them, the server is unlocked, or it is said. */
class MongoServerSnapshotsTest {
  @TempDir Path directory;

  private final MongoKit kit = MongoKit.start();
  private final MongoSetModel set = MongoSetModel.over(kit, "rs0", 3, UnaryOperator.identity());
  private final MongoSetScene scene = new MongoSetScene(set);

  @AfterEach
  void close() {
    scene.close();
    kit.close();
  }

  private Path mark() {
    return directory.resolve("mark");
  }

  private Path archive() {
    return directory.resolve("a.snapshot");
  }

  private BackupOptions.Builder options(String shell) {
    return options(HostCommand.of("sh", "-c", shell));
  }

  private BackupOptions.Builder options(HostCommand command) {
    return BackupOptions.builder()
        .to(archive())
        .type(BackupType.SNAPSHOT)
        .option(MongoConfiguration.NODE, MongoConfiguration.node(set.host(1)))
        .option(MongoBackup.SNAPSHOT_COMMAND, command);
  }

  private OperationResult<BackupInfo> run(Operation<BackupInfo> planned) {
    assertThat(refusals(planned)).isEmpty();
    return scene.engine.operations().execute(planned, OperationContext.none());
  }

  private OperationResult<BackupInfo> run(String shell) {
    return run(scene.engine.prepareBackup(options(shell).build()));
  }

  private static List<String> refusals(Operation<?> planned) {
    return planned.checks().stream().filter(Check::refused).map(Check::rule).toList();
  }

  private static String remedy(OperationResult<?> result) {
    return result.error().flatMap(DatabaseException::remedy).orElse("");
  }

  private static ErrorCode code(OperationResult<?> result) {
    return result.error().orElseThrow().code();
  }

  /** As somebody else sends it. */
  private void elsewhere(BsonDocument command) {
    kit.answer(command.append("$db", new BsonString("admin")));
  }

  /** Nothing is left but what the command itself made. */
  private void nothingIsThere() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files.filter(path -> !path.equals(mark()))).isEmpty();
    }
  }

  private void failedUnlocked(OperationResult<?> result, ErrorCode code) throws IOException {
    assertThat(code(result)).as(result.message()).isEqualTo(code);
    assertThat(kit.fsync().locks()).isZero();
    nothingIsThere();
  }

  @Test
  void theCommandRunsWhileTheServerIsLockedAndItsOutputIsPublished() throws IOException {
    set.peer(1)
        .on("admin", "getCmdLineOpts")
        .answer("{parsed: {storage: {dbPath: '/var/lib/mongo'}}}");
    AtomicBoolean before = new AtomicBoolean();
    AtomicBoolean after = new AtomicBoolean();
    set.peer(1)
        .on("admin", "fsync")
        .by(
            request -> {
              before.set(Files.exists(mark()));
              return MongoReply.of(kit.answer(request.command()));
            });
    set.peer(1)
        .on("admin", "fsyncUnlock")
        .by(
            request -> {
              after.set(Files.exists(mark()) && kit.fsync().locks() == 1);
              return MongoReply.of(kit.answer(request.command()));
            });
    Operation<BackupInfo> planned =
        scene.engine.prepareBackup(
            options(
                    "echo $GDS_NODE $GDS_DB_PATH; echo much >&2; touch "
                        + mark()
                        + "; echo data > $GDS_BACKUP_DIRECTORY/copy")
                .build());
    assertThat(planned.script().text())
        .contains("{\"fsync\": 1, \"lock\": true}", "echo $GDS_NODE", "{\"fsyncUnlock\": 1}");
    assertThat(kit.fsync().locks()).isZero();

    BackupInfo backup = run(planned).value().orElseThrow();

    assertThat(before).isFalse();
    assertThat(after).isTrue();
    assertThat(kit.fsync().locks()).isZero();
    assertThat(backup.backupType()).isEqualTo(BackupType.SNAPSHOT);
    assertThat(backup.attributes())
        .containsEntry("scope", "server")
        .containsEntry("replicaSet", "rs0")
        .containsEntry("node", set.host(1));
    assertThat(Files.readString(archive().resolve("output.txt")))
        .startsWith(set.host(1) + " /var/lib/mongo\n")
        .contains("much");
    assertThat(archive().resolve("copy")).hasContent("data");
    assertThat(set.requests("fsync")).hasSize(1);
    assertThat(set.requests("fsyncUnlock")).hasSize(1);
    assertThat(set.peer(0).requests("fsync")).isEmpty();
  }

  @Test
  void aStandaloneServerIsTheOneThatAnswersAndItsOutputIsBounded() throws IOException {
    try (MongoScene alone = MongoScene.start()) {
      BackupInfo backup =
          alone
              .engine()
              .backup(
                  BackupOptions.builder()
                      .into(directory)
                      .type(BackupType.SNAPSHOT)
                      .option(
                          MongoBackup.SNAPSHOT_COMMAND,
                          HostCommand.of("head", "-c", "70000", "/dev/zero"))
                      .build());
      assertThat(backup.attributes())
          .containsEntry("node", alone.kit().address())
          .containsEntry("dbPath", "/var/lib/mongo");
      String output = Files.readString(backup.location().path().resolve("output.txt"));
      assertThat(output).hasSizeLessThan(66_000).endsWith("[4464 bytes more were not kept]\n");
      assertThat(alone.kit().fsync().locks()).isZero();
      assertThat(alone.kit().sent("fsyncUnlock")).hasSize(1);
    }
  }

  @Test
  void aCommandThatFailsIsToldAndTheServerUnlocked() throws IOException {
    OperationResult<BackupInfo> result = run("echo no room >&2; exit 3");
    failedUnlocked(result, ErrorCode.TOOL_FAILED);
    assertThat(result.message()).contains("exit code 3: no room");
    assertThat(remedy(result)).contains("is not removed").doesNotContain("LOCKED");
  }

  @Test
  void aCommandThatTakesTooLongIsKilledAndTheServerUnlocked() throws IOException {
    OperationResult<BackupInfo> result =
        run(
            scene.engine.prepareBackup(
                options("sleep 60")
                    .option(MongoBackup.SNAPSHOT_TIMEOUT, Duration.ofSeconds(1))
                    .build()));
    failedUnlocked(result, ErrorCode.TIMEOUT);
  }

  @Test
  void aCancelledOneIsKilledAndTheServerUnlocked() throws Exception {
    OperationHandle<BackupInfo> handle =
        scene
            .engine
            .operations()
            .submit(
                scene.engine.prepareBackup(options("touch " + mark() + "; sleep 60").build()),
                OperationContext.none());
    MongoWait.until(Duration.ofSeconds(5), () -> {}, () -> Files.exists(mark()));
    assertThat(kit.fsync().locks()).isEqualTo(1);
    handle.cancel();
    OperationResult<BackupInfo> result = handle.await();
    assertThat(result.outcome()).isEqualTo(Outcome.CANCELLED);
    failedUnlocked(result, ErrorCode.CANCELLED);
  }

  @Test
  void anEngineThatIsClosedMeanwhileUnlocksTheServer() throws Exception {
    OperationHandle<BackupInfo> handle =
        scene
            .engine
            .operations()
            .submit(
                scene.engine.prepareBackup(options("touch " + mark() + "; sleep 60").build()),
                OperationContext.none());
    MongoWait.until(Duration.ofSeconds(5), () -> {}, () -> Files.exists(mark()));
    scene.engine.close();
    assertThat(handle.await().outcome()).isNotEqualTo(Outcome.SUCCEEDED);
    assertThat(kit.fsync().locks()).isZero();
    nothingIsThere();
  }

  @Test
  void aJvmThatEndsUnlocksTheServerOnceAndWhatRanThenIsNoBackup() {
    MongoContext context = ((DefaultMongoEngine) scene.engine).context();
    HostAddress node = MongoConfiguration.node(set.host(1));
    try (MongoFsyncLock lock =
        new MongoFsyncLock(
            context,
            context.connections().holding(node).orElseThrow(),
            node.toString(),
            Duration.ofSeconds(1))) {
      lock.take(Duration.ofSeconds(5), new MongoSteps());
      assertThat(kit.fsync().locks()).isEqualTo(1);
      lock.releaseAtExit();
      assertThat(kit.fsync().locks()).isZero();
      assertThatThrownBy(lock::requireHeld).hasMessageContaining("has unlocked " + node);
      lock.release();
    }
    assertThat(set.requests("fsyncUnlock")).hasSize(1);
  }

  @Test
  void aLockWhoseAnswerIsLostIsTakenOff() throws IOException {
    set.peer(1).on("admin", "fsync").answer(WireAnswer.lost());
    OperationResult<BackupInfo> result = run("touch " + mark());
    failedUnlocked(result, ErrorCode.CONNECTION_LOST);
    assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(mark()).doesNotExist();
    assertThat(set.requests("fsyncUnlock")).hasSize(1);
  }

  @Test
  void aLockThatNeverCameToPassIsNotTakenOff() throws IOException {
    set.peer(1).on("admin", "fsync").answer(WireAnswer.drop());
    failedUnlocked(run("touch " + mark()), ErrorCode.CONNECTION_LOST);
    assertThat(set.requests("fsyncUnlock")).isEmpty();
  }

  @Test
  void aLockThatIsRefusedIsToldAndNothingIsSentAfterIt() throws IOException {
    set.once(1, "fsync", MongoReply.error(125, "CommandFailed", "cannot flush"));
    OperationResult<BackupInfo> result = run("touch " + mark());
    assertThat(result.message()).contains("cannot flush");
    assertThat(set.requests("fsyncUnlock")).isEmpty();
    assertThat(mark()).doesNotExist();
    nothingIsThere();
  }

  @Test
  void anUnlockWhoseAnswerIsLostIsSentAgainUntilItIsUnlocked() {
    set.peer(1).on("admin", "fsyncUnlock").times(2, WireAnswer.drop());
    assertThat(run("true").outcome()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(kit.fsync().locks()).isZero();
    assertThat(set.requests("fsyncUnlock")).hasSize(3);
  }

  @Test
  void anUnlockThatCameToPassThoughItsAnswerIsLostIsNotSentAgain() {
    set.peer(1).on("admin", "fsyncUnlock").answer(WireAnswer.lost());
    assertThat(run("true").outcome()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(kit.fsync().locks()).isZero();
    assertThat(set.requests("fsyncUnlock")).hasSize(1);
  }

  @Test
  void anUnlockThatIsRefusedIsSaidLoudly() throws IOException {
    set.peer(1)
        .on("admin", "fsyncUnlock")
        .answer(MongoReply.error(13, "Unauthorized", "not authorized on admin"));
    OperationResult<BackupInfo> result = run("true");
    assertThat(code(result)).isEqualTo(ErrorCode.PERMISSION_DENIED);
    assertThat(result.message()).contains(set.host(1) + " IS STILL LOCKED against writes");
    assertThat(remedy(result)).contains("db.fsyncUnlock()", set.host(1));
    nothingIsThere();
  }

  @Test
  void whereItCannotBeKnownTheOutcomeIsUnknownUntilItIsSeenToBeUnlocked() throws IOException {
    set.peer(1).on("admin", "fsyncUnlock").answer(WireAnswer.drop());
    MongoContext context = ((DefaultMongoEngine) scene.engine).context();
    Operation<BackupInfo> planned =
        new MongoServerSnapshots(context, Duration.ofMillis(200))
            .prepareBackup(options("exit 3").build());
    OperationResult<BackupInfo> result = run(planned);
    assertThat(result.outcome()).isEqualTo(Outcome.UNKNOWN);
    assertThat(remedy(result)).contains(set.host(1) + " MAY STILL BE LOCKED", "db.fsyncUnlock()");
    nothingIsThere();
    assertThat(scene.engine.operations().reconcile(planned).outcome()).isEqualTo(Outcome.UNKNOWN);

    elsewhere(MongoFsyncLock.unlockCommand());
    assertThat(scene.engine.operations().reconcile(planned).outcome()).isEqualTo(Outcome.FAILED);
  }

  @Test
  void oneThatSomebodyElseLocksFirstIsLeftAsItWas() throws IOException {
    Operation<BackupInfo> planned = scene.engine.prepareBackup(options("true").build());
    AtomicBoolean once = new AtomicBoolean();
    set.peer(1)
        .on("admin", "fsync")
        .by(
            request -> {
              if (once.compareAndSet(false, true)) {
                elsewhere(MongoFsyncLock.lockCommand());
              }
              return MongoReply.of(kit.answer(request.command()));
            });
    OperationResult<BackupInfo> result = run(planned);
    assertThat(code(result)).isEqualTo(ErrorCode.WRONG_STATE);
    assertThat(kit.fsync().locks()).isEqualTo(1);
    nothingIsThere();

    assertThat(refusals(scene.engine.prepareBackup(options("true").build())))
        .containsExactly("nobody has locked it against writes");
  }

  @Test
  void oneThatSomebodyElseUnlocksMeanwhileIsNoBackup() throws IOException {
    AtomicBoolean once = new AtomicBoolean();
    set.peer(1)
        .on("admin", "fsync")
        .by(
            request -> {
              MongoReply answer = MongoReply.of(kit.answer(request.command()));
              once.set(true);
              elsewhere(MongoFsyncLock.unlockCommand());
              return answer;
            });
    failedUnlocked(run("true"), ErrorCode.WRONG_STATE);
    assertThat(once).isTrue();
  }

  @Test
  void aMemberMustBeNamedAndHaveTheDataAndThePrimaryBeMeant() {
    BackupOptions unnamed =
        BackupOptions.builder()
            .to(archive())
            .type(BackupType.SNAPSHOT)
            .option(MongoBackup.SNAPSHOT_COMMAND, HostCommand.of("true"))
            .build();
    Operation<BackupInfo> planned = scene.engine.prepareBackup(unnamed);
    assertThat(refusals(planned)).containsExactly("the server that is meant is known");
    assertThat(planned.checks().get(0).remedy()).contains(set.host(1), set.host(2));

    HostAddress primary = MongoConfiguration.node(set.host(0));
    assertThat(
            refusals(
                scene.engine.prepareBackup(
                    options("true").option(MongoConfiguration.NODE, primary).build())))
        .containsExactly("its files may be copied under a lock");
    assertThat(
            refusals(
                scene.engine.prepareBackup(
                    options("true")
                        .option(MongoConfiguration.NODE, primary)
                        .option(MongoBackup.LOCK_PRIMARY, true)
                        .build())))
        .isEmpty();
    set.peer(2).hello(hello -> hello.put("setName", new BsonString("other")));
    assertThat(
            refusals(
                scene.engine.prepareBackup(
                    options("true")
                        .option(MongoConfiguration.NODE, MongoConfiguration.node(set.host(2)))
                        .build())))
        .containsExactly("its files may be copied under a lock");
    set.configured(1, "{arbiterOnly: true}");
    assertThat(refusals(scene.engine.prepareBackup(options("true").build())))
        .containsExactly("its files may be copied under a lock");
    assertThat(
            refusals(
                scene.engine.prepareBackup(options(HostCommand.of("gds-no-such-program")).build())))
        .contains("the command can be run");
    assertThat(kit.fsync().locks()).isZero();
  }

  @Test
  void whatAnotherTypeTakesIsAFault() {
    assertThatThrownBy(
            () ->
                scene.engine.prepareBackup(
                    options("true").option(MongoBackup.GZIP, true).includeLogs(true).build()))
        .isInstanceOf(InvalidOptionsException.class)
        .hasMessageContaining("mongodb.gzip")
        .hasMessageContaining("includeLogs");
    for (BackupType type : List.of(BackupType.LOGICAL, BackupType.LOG)) {
      assertThatThrownBy(() -> scene.engine.prepareBackup(options("true").type(type).build()))
          .isInstanceOf(InvalidOptionsException.class)
          .hasMessageContaining("mongodb.snapshot-command");
    }
    assertThatThrownBy(
            () ->
                scene.engine.prepareBackup(
                    BackupOptions.builder().to(archive()).type(BackupType.SNAPSHOT).build()))
        .isInstanceOf(InvalidOptionsException.class)
        .hasMessageContaining("mongodb.snapshot-command");
    assertThatThrownBy(
            () -> MongoUrlGrammar.parse("mongodb://h/?mongodb.snapshot-command=touch%20x"))
        .isInstanceOf(InvalidOptionsException.class);
  }

  @Test
  void itIsListedAndInspectedButNeitherVerifiedNorRestored() {
    BackupInfo backup = run("true").value().orElseThrow();
    assertThat(scene.engine.inspectBackup(backup.location()).id()).isEqualTo(backup.id());
    assertThat(scene.engine.backupHistory(BackupQuery.all().in(Location.local(directory))))
        .extracting(BackupInfo::id)
        .containsExactly(backup.id());
    assertThatThrownBy(
            () ->
                scene.engine.prepareVerifyBackup(
                    VerifyOptions.builder().backup(backup.location()).build()))
        .isInstanceOf(UnsupportedCapabilityException.class)
        .hasMessageContaining("a snapshot, no dump");
    RestoreOptions options =
        RestoreOptions.builder().from(RestoreSource.archive(backup.location())).build();
    assertThat(refusals(scene.engine.prepareRestore(options))).contains("the backup can be read");
    assertThat(refusals(scene.engine.database("shop").prepareRestore(options)))
        .contains("the backup can be read");
  }

  @Test
  void snapshotsAreCountedByThemselvesAndOnlyTheirDirectoryIsDeleted() {
    scene.engine.backup(options("touch " + mark()).build());
    BackupInfo newer =
        scene.engine.backup(options("true").to(directory.resolve("b.snapshot")).build());
    DeleteBackupsOptions options =
        DeleteBackupsOptions.builder()
            .policy(RetentionPolicy.keepLast(1))
            .in(Location.local(directory))
            .build();
    Operation<RetentionPlan> planned = scene.engine.prepareDeleteBackups(options);
    assertThat(planned.script().text()).contains("but not what its command made elsewhere");
    assertThat(planned.run().keep()).extracting(BackupInfo::id).containsExactly(newer.id());
    assertThat(archive()).doesNotExist();
    assertThat(mark()).exists();
  }

  @Test
  void withoutTheRightsItIsRefusedAndReported() {
    set.answer(
        "connectionStatus",
        MongoReply.parse(
            "{authInfo: {authenticatedUsers: [{user: 'u', db: 'admin'}],"
                + " authenticatedUserPrivileges: [{resource: {cluster: true}, actions:"
                + " ['fsync']}]}}"));
    assertThat(refusals(scene.engine.prepareBackup(options("true").build())))
        .containsExactly("the user has the action unlock");
    CapabilityStatus status =
        scene.engine.capabilities().status(SupportsBackup.class, BackupType.SNAPSHOT);
    assertThat(status.availability()).isEqualTo(Availability.PERMISSION);
    assertThat(status.reason()).contains("unlock");
  }
}
