package io.gds.database.testkit.fake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.CreateOptions;
import io.gds.database.DatabaseCondition;
import io.gds.database.DatabaseState;
import io.gds.database.DropOptions;
import io.gds.database.UnsupportedCapabilityException;
import io.gds.database.access.ProcessId;
import io.gds.database.access.ProcessState;
import io.gds.database.access.ServerProcess;
import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupOptions;
import io.gds.database.backup.BackupQuery;
import io.gds.database.backup.BackupType;
import io.gds.database.backup.Location;
import io.gds.database.backup.RestoreInfo;
import io.gds.database.backup.RestoreMapping;
import io.gds.database.backup.RestoreOptions;
import io.gds.database.backup.RestoreSource;
import io.gds.database.backup.SupportsBackup;
import io.gds.database.backup.SupportsBackupCatalog;
import io.gds.database.backup.SupportsRestore;
import io.gds.database.backup.VerifyLevel;
import io.gds.database.cloning.CloneInfo;
import io.gds.database.cloning.CloneOptions;
import io.gds.database.core.archive.ArchiveNames;
import io.gds.database.error.AlreadyExistsException;
import io.gds.database.error.ArchiveException;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.DatabaseInUseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.InvalidOptionsException;
import io.gds.database.error.NotFoundException;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OperationContext;
import io.gds.database.operation.OperationHandle;
import io.gds.database.testkit.FakeClock;
import io.gds.database.testkit.LeakCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LeakCheck.class)
class FakeBackupTest {
  private static final FakeTable EMPTY = FakeTable.of("customers", "id", "name");
  private static final FakeContent FIRST = FakeContent.of(EMPTY.row("1", "Ada \"\n\té"));
  private static final FakeContent SECOND = FakeContent.of(EMPTY.row("2", "Grace"));

  private final FakeClock clock = new FakeClock();
  private final FakeDatabaseEngine engine =
      FakeDatabaseEngine.builder().clock(clock).samples().database("shop", FIRST).build();
  private final FakeDatabase shop = engine.database("shop");
  private final FakeDatabase copy = engine.database("copy");

  @TempDir Path directory;

  @AfterEach
  void close() {
    engine.close();
  }

  private static BackupOptions to(String name) {
    return BackupOptions.builder().to(Location.engine(name)).build();
  }

  private static RestoreOptions from(String name) {
    return RestoreOptions.builder().from(RestoreSource.archive(Location.engine(name))).build();
  }

  private void change(FakeContent content) {
    clock.advance(Duration.ofMinutes(1));
    engine.server().database("shop", content);
    clock.advance(Duration.ofMinutes(1));
  }

  private BackupInfo backup(BackupType type, String name) {
    clock.advance(Duration.ofMinutes(1));
    return shop.backup(BackupOptions.builder().type(type).to(Location.engine(name)).build());
  }

  @Test
  void aBackupKeptByTheServerIsRestoredWithAllItsContent() {
    BackupInfo backup = shop.backup(to("b1"));
    engine.server().database("shop", SECOND);

    RestoreInfo info = copy.restore(from("b1"));

    assertThat(backup.checked()).isNotEmpty();
    assertThat(backup.bytes().getAsLong()).isPositive();
    assertThat(backup.sha256().orElseThrow()).hasSize(64);
    assertThat(backup.consistentAt()).contains(clock.instant());
    assertThat(info.used()).extracting(BackupInfo::id).containsExactly(backup.id());
    assertThat(info.reached()).contains(clock.instant());
    assertThat(engine.server().content("copy")).contains(FIRST);
    assertThat(engine.server().content("shop")).contains(SECOND);
  }

  @Test
  void aLocalBackupIsAFileWithItsManifestThatAnotherServerRestores() {
    Path file = directory.resolve("shop.bak");
    BackupInfo backup = shop.backup(BackupOptions.to(file));
    FakeDatabase samples = engine.database("orders");
    samples.backup(BackupOptions.to(directory.resolve("orders.bak")));

    assertThat(file).exists().hasSize(backup.bytes().getAsLong());
    assertThat(ArchiveNames.manifestOf(file.toAbsolutePath())).exists();
    try (FakeDatabaseEngine other = FakeDatabaseEngine.builder().build()) {
      other.database("copy").restore(RestoreOptions.from(file));
      other.database("orders").restore(RestoreOptions.from(directory.resolve("orders.bak")));

      assertThat(other.server().content("copy")).contains(FIRST);
      assertThat(other.server().content("orders")).isEqualTo(engine.server().content("orders"));
    }
  }

  @Test
  void aNewNameIsFoundInADirectoryOfAnyKind() {
    Location local = shop.backup(BackupOptions.into(directory)).location();
    assertThat(local.path()).exists().hasParent(directory);

    Location stage =
        shop.backup(BackupOptions.builder().into(Location.stage("@daily")).build()).location();
    assertThat(stage.kind()).isEqualTo(Location.Kind.STAGE);
    assertThat(stage.toString()).startsWith("@daily/full-");
    assertThat(
            engine
                .require(SupportsBackupCatalog.class)
                .backupHistory(BackupQuery.all().in(Location.stage("@daily"))))
        .hasSize(1);
  }

  @Test
  void aPlaceThatIsTakenIsNeverOverwritten() throws IOException {
    shop.backup(to("b1"));
    assertThatThrownBy(() -> shop.backup(to("b1"))).isInstanceOf(AlreadyExistsException.class);

    Path file = Files.writeString(directory.resolve("taken"), "something else");
    assertThatThrownBy(() -> shop.backup(BackupOptions.to(file)))
        .isInstanceOf(AlreadyExistsException.class);
    assertThat(file).hasContent("something else");
  }

  @Test
  void whatIsMissingOrOfflineIsNotBackedUp() {
    assertThatThrownBy(() -> engine.database("absent").backup(to("b1")))
        .isInstanceOf(NotFoundException.class);
    engine
        .server()
        .condition(
            "shop",
            new DatabaseCondition(
                DatabaseState.OFFLINE, io.gds.database.AccessMode.MULTI_USER, false));
    assertThatThrownBy(() -> shop.backup(to("b1")))
        .extracting(e -> ((DatabaseException) e).code())
        .isEqualTo(ErrorCode.WRONG_STATE);
  }

  @Test
  void aTargetThatExistsIsReplacedOnlyIfThatIsAllowed() {
    shop.backup(to("b1"));
    engine.server().database("shop", SECOND);
    engine
        .server()
        .process(
            ServerProcess.builder(new ProcessId("9", Instant.EPOCH), ProcessState.IDLE)
                .database("shop")
                .build());

    assertThatThrownBy(() -> shop.restore(from("b1").toBuilder().force(true).build()))
        .isInstanceOf(AlreadyExistsException.class);
    assertThatThrownBy(() -> shop.restore(from("b1").toBuilder().overwrite(true).build()))
        .isInstanceOf(DatabaseInUseException.class);
    assertThat(engine.server().content("shop")).contains(SECOND);

    shop.restore(from("b1").toBuilder().overwrite(true).force(true).build());
    assertThat(engine.server().content("shop")).contains(FIRST);
  }

  @Test
  void aDamagedBackupIsRefusedBeforeTheTargetIsTouched() throws IOException {
    BackupInfo kept = shop.backup(to("b1"));
    engine.server().corrupt(kept.id());
    assertRefused(from("b1"), ErrorCode.ARCHIVE_CORRUPT);
    assertThatIllegalArgumentException().isThrownBy(() -> engine.server().corrupt("no-such"));

    Path file = directory.resolve("shop.bak");
    shop.backup(BackupOptions.to(file));
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 4;
    Files.write(file, bytes);
    assertRefused(RestoreOptions.from(file), ErrorCode.ARCHIVE_CORRUPT);
    Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length - 1));
    assertRefused(RestoreOptions.from(file), ErrorCode.ARCHIVE_TRUNCATED);
    Files.delete(ArchiveNames.manifestOf(file.toAbsolutePath()));
    assertRefused(RestoreOptions.from(file), ErrorCode.ARCHIVE_UNRECOGNIZED);
  }

  private void assertRefused(RestoreOptions options, ErrorCode code) {
    String before = engine.server().fingerprint();
    assertThatThrownBy(() -> shop.restore(options.toBuilder().overwrite(true).force(true).build()))
        .isInstanceOf(ArchiveException.class)
        .extracting(e -> ((DatabaseException) e).code())
        .isEqualTo(code);
    assertThat(engine.server().fingerprint()).isEqualTo(before);
  }

  @Test
  void whatIsNoArchiveOfOursIsRefused() throws IOException {
    Path file = directory.resolve("shop.bak");
    BackupInfo backup = shop.backup(BackupOptions.to(file));
    assertThat(backup.platform()).isEqualTo(FakeProvider.TYPE);

    assertThatThrownBy(() -> FakeArchive.read("{}".getBytes(UTF_8), "here"))
        .isInstanceOf(ArchiveException.class);
    assertThatThrownBy(() -> FakeArchive.read("no json".getBytes(UTF_8), "here"))
        .isInstanceOf(ArchiveException.class);
    try (FakeDatabaseEngine posing =
        FakeDatabaseEngine.builder()
            .posingAs(io.gds.database.connection.DatabaseType.SQLITE)
            .build()) {
      assertThatThrownBy(() -> posing.database("copy").restore(RestoreOptions.from(file)))
          .extracting(e -> ((DatabaseException) e).code())
          .isEqualTo(ErrorCode.ARCHIVE_WRONG_PLATFORM);
    }
    assertThatThrownBy(() -> copy.restore(from("absent"))).isInstanceOf(NotFoundException.class);
  }

  @Test
  void aChainIsChosenFromTheHistoryAndShownInThePlan() {
    BackupInfo full = backup(BackupType.FULL, "full");
    change(SECOND);
    BackupInfo differential = backup(BackupType.DIFFERENTIAL, "diff");
    BackupInfo incremental = backup(BackupType.INCREMENTAL, "incr");

    Operation<RestoreInfo> restore =
        copy.prepareRestore(RestoreOptions.builder().from(RestoreSource.history("shop")).build());

    assertThat(restore.script().text()).contains("engine:full then engine:diff then engine:incr");
    assertThat(restore.run().used())
        .extracting(BackupInfo::id)
        .containsExactly(full.id(), differential.id(), incremental.id());
    assertThat(engine.server().content("copy")).contains(SECOND);
  }

  @Test
  void aBackupThatBuildsUponAnotherNeedsOne() {
    for (BackupType type :
        List.of(BackupType.DIFFERENTIAL, BackupType.INCREMENTAL, BackupType.LOG)) {
      assertThatThrownBy(() -> backup(type, "b" + type))
          .hasMessageContaining("FULL backup")
          .extracting(e -> ((DatabaseException) e).code())
          .isEqualTo(ErrorCode.PRECONDITION_FAILED);
    }
  }

  @Test
  void anyInstantBetweenLogBackupsIsReached() {
    backup(BackupType.FULL, "full");
    Instant before = clock.advance(Duration.ofSeconds(30));
    change(SECOND);
    Instant after = clock.instant();
    backup(BackupType.LOG, "log");

    RestoreOptions history =
        RestoreOptions.builder().from(RestoreSource.history("shop")).pointInTime(before).build();
    copy.restore(history);
    assertThat(engine.server().content("copy")).contains(FIRST);

    engine.database("later").restore(history.toBuilder().pointInTime(after).build());
    assertThat(engine.server().content("later")).contains(SECOND);

    Instant future = clock.instant().plusSeconds(99);
    assertThatThrownBy(
            () -> engine.database("never").restore(history.toBuilder().pointInTime(future).build()))
        .extracting(e -> ((DatabaseException) e).code())
        .isEqualTo(ErrorCode.PRECONDITION_FAILED);
    assertThatThrownBy(
            () ->
                engine
                    .database("never")
                    .restore(from("full").toBuilder().pointInTime(after).build()))
        .hasMessageContaining("reach");
  }

  @Test
  void aPastInstantIsBackedUp() {
    Instant past = clock.instant();
    change(SECOND);
    shop.backup(BackupOptions.builder().to(Location.engine("past")).pointInTime(past).build());
    copy.restore(from("past"));

    assertThat(engine.server().content("copy")).contains(FIRST);
  }

  @Test
  void aDroppedDatabaseComesBack() {
    RestoreOptions options = RestoreOptions.builder().from(RestoreSource.dropped("shop")).build();
    assertThatThrownBy(() -> copy.restore(options)).isInstanceOf(NotFoundException.class);
    shop.drop(DropOptions.defaults());

    shop.restore(options);

    assertThat(engine.server().content("shop")).contains(FIRST);
  }

  @Test
  void theWholeServerIsBackedUpAndRestored() {
    engine.require(SupportsBackup.class).backup(to("all"));
    try (FakeDatabaseEngine other = FakeDatabaseEngine.builder().name("fake").build()) {
      shop.drop(DropOptions.defaults());
      assertThatThrownBy(() -> engine.require(SupportsRestore.class).restore(from("all")))
          .isInstanceOf(DatabaseInUseException.class.getSuperclass());
      engine
          .require(SupportsRestore.class)
          .restore(from("all").toBuilder().overwrite(true).force(true).build());
      assertThat(engine.server().content("shop")).contains(FIRST);
      assertThat(other.databases()).isEmpty();
    }
    engine.database("shop").restore(from("all").toBuilder().overwrite(true).force(true).build());
    assertThatThrownBy(() -> copy.restore(from("all"))).isInstanceOf(NotFoundException.class);
  }

  @Test
  void typesLevelsAndMappingsThatAreNotThereAreRefused() {
    try (FakeDatabaseEngine few =
        FakeDatabaseEngine.builder()
            .database("shop")
            .backupTypes(BackupType.LOGICAL)
            .verifyLevels(VerifyLevel.MANIFEST, VerifyLevel.ARCHIVE)
            .build()) {
      FakeDatabase some = few.database("shop");
      assertThat(some.backupTypes()).containsExactly(BackupType.LOGICAL);
      assertThat(some.backup(to("b1")).backupType()).isEqualTo(BackupType.LOGICAL);
      assertThatThrownBy(
              () -> some.prepareBackup(to("b2").toBuilder().type(BackupType.LOG).build()))
          .isInstanceOf(UnsupportedCapabilityException.class)
          .hasMessageContaining("SupportsBackup.LOG");
      assertThatThrownBy(
              () -> some.prepareBackup(to("b2").toBuilder().verify(VerifyLevel.RESTORE).build()))
          .isInstanceOf(UnsupportedCapabilityException.class);
      assertThatThrownBy(
              () -> some.prepareRestore(from("b1").toBuilder().verify(VerifyLevel.RESTORE).build()))
          .isInstanceOf(UnsupportedCapabilityException.class);
    }
    assertThatThrownBy(
            () ->
                copy.prepareRestore(
                    from("b1").toBuilder().map(RestoreMapping.Kind.FILE, "a", "b").build()))
        .isInstanceOf(InvalidOptionsException.class)
        .hasMessageContaining("mappings");
  }

  @Test
  void somebodyWhoTakesTheNameOrPlaceAtTheLastMomentIsNotOverwritten() {
    shop.backup(to("b1"));
    FakeStop swap = engine.faults().stopAt("swap");
    OperationHandle<RestoreInfo> restore =
        engine.operations().submit(copy.prepareRestore(from("b1")), OperationContext.none());
    swap.awaitReached(Duration.ofSeconds(30));
    engine.server().database("copy", SECOND);
    swap.release();
    assertThat(restore.await().error().orElseThrow()).isInstanceOf(AlreadyExistsException.class);
    assertThat(engine.server().content("copy")).contains(SECOND);

    FakeStop clone = engine.faults().stopAt("copy");
    OperationHandle<CloneInfo> cloning =
        engine
            .operations()
            .submit(shop.prepareClone(CloneOptions.to("clone")), OperationContext.none());
    clone.awaitReached(Duration.ofSeconds(30));
    engine.server().database("clone", SECOND);
    clone.release();
    assertThat(cloning.await().error().orElseThrow()).isInstanceOf(AlreadyExistsException.class);

    FakeStop second = engine.faults().stopAt("copy");
    OperationHandle<BackupInfo> backup =
        engine.operations().submit(shop.prepareBackup(to("b2")), OperationContext.none());
    second.awaitReached(Duration.ofSeconds(30));
    BackupInfo quicker = engine.database("copy").backup(to("b2"));
    second.release();
    assertThat(backup.await().error().orElseThrow()).isInstanceOf(AlreadyExistsException.class);
    assertThat(engine.server().vault.inspect(Location.engine("b2")).id()).isEqualTo(quicker.id());
  }

  @Test
  void whetherTheLogIsKeptIsToldInStatementAndBackup() {
    BackupInfo backup = shop.backup(to("b1").toBuilder().includeLogs(true).build());

    assertThat(backup.attributes()).containsEntry("log", "true");
    assertThat(engine.changes().get(0).text()).contains("with log");
  }

  @Test
  void ownerAndCollationComeBackToo() {
    FakeDatabase owned =
        engine
            .database("owned")
            .create(CreateOptions.builder().owner("ada").collation("en").build());
    owned.backup(to("b1"));
    copy.restore(from("b1"));

    assertThat(copy.metadata().owner()).contains("ada");
    assertThat(copy.metadata().collation()).contains("en");
  }

  @Test
  void aSystemDatabaseIsNotRestoredOver() {
    shop.backup(to("b1"));
    engine.server().systemDatabase("system");

    assertThatThrownBy(
            () ->
                engine
                    .database("system")
                    .restore(from("b1").toBuilder().overwrite(true).force(true).build()))
        .hasMessageContaining("server's own");
  }
}
