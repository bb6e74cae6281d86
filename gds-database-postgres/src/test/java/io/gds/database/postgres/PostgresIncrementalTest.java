package io.gds.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.Availability;
import io.gds.database.CapabilityStatus;
import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupOptions;
import io.gds.database.backup.BackupQuery;
import io.gds.database.backup.BackupType;
import io.gds.database.backup.BackupVerification;
import io.gds.database.backup.DeleteBackupsOptions;
import io.gds.database.backup.Location;
import io.gds.database.backup.ReachableWindow;
import io.gds.database.backup.RestoreInfo;
import io.gds.database.backup.RestoreMapping;
import io.gds.database.backup.RestoreOptions;
import io.gds.database.backup.RestoreSource;
import io.gds.database.backup.RetentionPlan;
import io.gds.database.backup.RetentionPolicy;
import io.gds.database.backup.SupportsBackup;
import io.gds.database.backup.VerifyLevel;
import io.gds.database.backup.VerifyOptions;
import io.gds.database.core.archive.ArchiveNames;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.InvalidOptionsException;
import io.gds.database.error.NotFoundException;
import io.gds.database.operation.Check;
import io.gds.database.operation.Operation;
import io.gds.database.testkit.server.PostgresCluster;
import io.gds.database.testkit.server.PostgresTestServer;
import io.gds.database.testkit.server.PostgresTools;
import io.gds.database.testkit.server.StopMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Incremental base backups, by tools that make them: three that build on one another. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.MethodName.class)
class PostgresIncrementalTest {
  @TempDir private static Path shared;
  @TempDir Path directory;

  private ModernServer modern;
  private Path wal;
  private Path backups;
  private BackupInfo full;
  private BackupInfo second;
  private BackupInfo third;
  private Instant behindThird;

  @BeforeAll
  void start() throws Exception {
    wal = Files.createDirectory(shared.resolve("wal"));
    Path space = Files.createDirectory(shared.resolve("odd=space"));
    backups = Files.createDirectory(shared.resolve("backups"));
    modern =
        new ModernServer(
            builder ->
                builder
                    .checksums()
                    .setting("archive_mode", "on")
                    .setting("archive_command", "cp %p \"" + wal + "/%f\""));
    modern.server.execute(
        "CREATE TABLE item AS SELECT n, repeat('x', 500) AS body FROM generate_series(1, 20000) n",
        "CREATE TABLE grown AS SELECT 0 AS n",
        "CREATE TABLESPACE odd LOCATION '" + space + "'",
        "CREATE TABLE placed TABLESPACE odd AS SELECT n FROM generate_series(1, 5000) n",
        "CHECKPOINT");
    full = backup(PostgresBackupLayout.TAR, BackupType.FULL, "1");
    modern.server.execute("INSERT INTO grown VALUES (1)", "UPDATE placed SET n = -1 WHERE n = 7");
    second = backup(PostgresBackupLayout.TAR, BackupType.INCREMENTAL, "0");
    modern.server.execute(
        "INSERT INTO grown SELECT 2 FROM generate_series(1, 3000)",
        "UPDATE item SET body = 'changed' WHERE n = 7",
        "DELETE FROM placed WHERE n > 4000",
        "VACUUM placed");
    third = backup(PostgresBackupLayout.PLAIN, BackupType.INCREMENTAL, "0");
    modern.server.execute("INSERT INTO grown VALUES (4)");
    behindThird =
        modern
            .context()
            .sql()
            .first("SELECT clock_timestamp() AS now", row -> row.instant("now"))
            .orElseThrow();
    modern.server.execute("INSERT INTO grown VALUES (5)");
    modern.archived(wal);
  }

  @AfterAll
  void stop() {
    if (modern != null) {
      modern.close();
    }
  }

  private BackupInfo backup(PostgresBackupLayout layout, BackupType type, String compression) {
    return modern.engine.backup(
        BackupOptions.builder()
            .into(backups)
            .type(type)
            .option(PostgresServerBackup.LAYOUT, layout)
            .option(PostgresServerBackup.COMPRESSION, compression)
            .option(PostgresServerBackup.WAL_ARCHIVE, wal)
            .build());
  }

  private RestoreOptions.Builder options() {
    return RestoreOptions.builder()
        .map(RestoreMapping.Kind.TABLESPACE, "odd", directory.resolve("od=d").toString())
        .option(PostgresServerRestore.DATA_DIRECTORY, directory.resolve("data"));
  }

  private String restored(RestoreOptions options) throws Exception {
    RestoreInfo info = modern.engine.restore(options);
    assertThat(names()).containsExactly("data", "od=d");
    try (RestoredServer copy =
        new RestoredServer(modern.server, modern.tools, directory.resolve("data"))) {
      copy.awaitPromoted();
      assertThat(copy.value("SELECT count(*) || ' ' || sum(hashtext(i::text)) FROM item i"))
          .isNotEmpty();
      assertThat(
              copy.value(
                  "SELECT pg_tablespace_location(oid) FROM pg_tablespace"
                      + " WHERE spcname = 'odd'"))
          .isEqualTo(directory.resolve("od=d").toString());
      return info.used().size()
          + ": "
          + copy.value(
              "SELECT count(*) || ' ' || max(n) || ' ' || (SELECT body FROM item WHERE n = 7 AND"
                  + " length(body) < 10 UNION ALL SELECT 'kept' LIMIT 1) || ' ' || (SELECT count(*)"
                  + " || ' ' || min(n) FROM placed) FROM grown");
    }
  }

  private List<String> names() throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries
          .map(path -> path.getFileName().toString())
          .filter(name -> !name.endsWith(".log"))
          .sorted()
          .toList();
    }
  }

  @Test
  void eachTellsWhatItBuildsOn() {
    assertThat(modern.engine.backupTypes())
        .containsExactly(BackupType.FULL, BackupType.INCREMENTAL, BackupType.LOG);
    assertThat(full.basedOn()).isEmpty();
    assertThat(second.backupType()).isEqualTo(BackupType.INCREMENTAL);
    assertThat(second.basedOn()).contains(full.id());
    assertThat(third.basedOn()).contains(second.id());
    assertThat(third.positions())
        .containsEntry(
            PostgresServerBackups.BASE_START, second.positions().get(PostgresServerBackups.START));
    assertThat(modern.engine.inspectBackup(third.location()))
        .isEqualTo(third.withChecked(List.of()));
    assertThat(second.bytes().orElseThrow()).isLessThan(full.bytes().orElseThrow() * 20);
    List<String> names = new ArrayList<>();
    PostgresBaseManifest.read(second.location().path(), (path, bytes, sha256) -> names.add(path));
    assertThat(names).anyMatch(name -> name.contains("/INCREMENTAL."));
    assertThat(third.location().path().getFileName().toString()).contains("-incremental-");
  }

  @Test
  void theFirstIsRestoredAlone() throws Exception {
    assertThat(restored(to(full, full))).isEqualTo("1: 1 0 kept 5000 1");
  }

  /** To the end of the backup, without the WAL behind it. */
  private RestoreOptions to(BackupInfo backup, BackupInfo until) {
    return options()
        .from(backup.location().path())
        .pointInTime(until.consistentAt().orElseThrow())
        .build();
  }

  @Test
  void theSecondIsCombinedWithTheFirst() throws Exception {
    assertThat(restored(to(second, second))).isEqualTo("2: 2 1 kept 5000 -1");
  }

  @Test
  void theThirdIsCombinedWithBoth() throws Exception {
    assertThat(restored(to(third, third))).isEqualTo("3: 3002 2 changed 4000 -1");
  }

  @Test
  void fromACombinedOneALaterInstantIsReached() throws Exception {
    assertThat(
            restored(
                options()
                    .from(RestoreSource.history(modern.engine.name(), Location.local(backups)))
                    .pointInTime(behindThird)
                    .build()))
        .isEqualTo("3: 3003 4 changed 4000 -1");
  }

  @Test
  void theScriptShowsEachMemberInItsOrder() {
    String script =
        modern
            .engine
            .prepareRestore(options().from(third.location().path()).build())
            .script()
            .text();
    assertThat(script)
        .containsSubsequence(
            full.location().toString(), second.location().toString(), third.location().toString())
        .contains("pg_combinebackup", "--dry-run", "pg_verifybackup");
    assertThat(
            modern
                .engine
                .prepareBackup(
                    BackupOptions.builder().into(backups).type(BackupType.INCREMENTAL).build())
                .script()
                .text())
        .contains("--incremental=" + third.location().path() + "/backup_manifest");
  }

  @Test
  void aChainIsProvedMemberByMemberAndByBeingCombinedAndOpened() throws IOException {
    BackupVerification proof =
        modern.engine.verifyBackup(
            VerifyOptions.builder()
                .backup(third.location())
                .level(VerifyLevel.RESTORE_AND_CHECK)
                .build());
    for (BackupInfo member : List.of(full, second, third)) {
      assertThat(proof.checked())
          .anyMatch(
              text ->
                  text.startsWith("of " + member.location().path())
                      && text.contains("every byte is"));
    }
    assertThat(proof.checked())
        .anyMatch(text -> text.contains("made a whole of 3 backups"))
        .anyMatch(text -> text.contains("recovered a copy"))
        .anyMatch(text -> text.contains("each page's checksum"));
    try (Stream<Path> left = Files.list(backups)) {
      assertThat(left).hasSize(6);
    }
  }

  @Test
  void aHoleInTheChainIsRefusedBeforeAnythingIsWritten() throws IOException {
    Path shelf = Files.createDirectory(directory.resolve("shelf"));
    copy(full, shelf);
    copy(third, shelf);
    Path archive = shelf.resolve(third.location().path().getFileName());
    Operation<RestoreInfo> restore = modern.engine.prepareRestore(options().from(archive).build());
    assertThat(refusal(restore, "all that the backup builds on is there").measured())
        .contains("builds on the backup " + second.id());
    assertThatThrownBy(restore::run).isInstanceOf(NotFoundException.class);
    assertThatThrownBy(() -> modern.engine.verifyBackup(VerifyOptions.of(archive)))
        .isInstanceOf(NotFoundException.class);
    assertThat(names()).containsExactly("shelf");
    ReachableWindow window =
        modern.engine.reachableWindow(
            modern.engine.name(), BackupQuery.all().in(Location.local(shelf)));
    assertThat(window.spans()).hasSize(1);
    assertThat(window.spans().get(0).from()).isEqualTo(full.consistentAt().orElseThrow());
    // Nothing can be restored from it, so it does not push out what can be.
    RetentionPlan plan =
        modern.engine.planRetention(
            DeleteBackupsOptions.builder()
                .in(Location.local(shelf))
                .policy(RetentionPolicy.keepLast(1))
                .build());
    assertThat(plan.delete()).isEmpty();
    assertThat(plan.reasons().get(third.id())).contains("cannot be restored");
    assertThat(plan.reasons().get(full.id())).contains("newest");
  }

  @Test
  void aDamagedMemberIsFoundBeforeAnythingIsWritten() throws IOException {
    Path shelf = Files.createDirectory(directory.resolve("shelf"));
    for (BackupInfo member : List.of(full, second, third)) {
      copy(member, shelf);
    }
    Path damaged = shelf.resolve(second.location().path().getFileName()).resolve("base.tar");
    byte[] bytes = Files.readAllBytes(damaged);
    bytes[bytes.length / 2] ^= 1;
    Files.write(damaged, bytes);
    Path archive = shelf.resolve(third.location().path().getFileName());
    for (VerifyLevel level : List.of(VerifyLevel.MANIFEST, VerifyLevel.ARCHIVE)) {
      assertThatThrownBy(() -> modern.engine.restore(options().from(archive).verify(level).build()))
          .hasMessageContaining("damaged");
      assertThat(names()).containsExactly("shelf");
    }
  }

  private static void copy(BackupInfo backup, Path shelf) throws IOException {
    Path from = backup.location().path();
    Path to = shelf.resolve(from.getFileName());
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Files.copy(file, to.resolve(from.relativize(file)));
      }
    }
    Files.copy(ArchiveNames.manifestOf(from), ArchiveNames.manifestOf(to));
  }

  private static Check refusal(Operation<?> operation, String rule) {
    return operation.checks().stream()
        .filter(check -> check.rule().equals(rule) && check.refused())
        .findFirst()
        .orElseThrow(() -> new AssertionError(operation.checks().toString()));
  }

  @Test
  void theWindowCountsThemAll() {
    ReachableWindow window =
        modern.engine.reachableWindow(
            modern.engine.name(), BackupQuery.all().in(Location.local(backups)));
    assertThat(window.spans()).hasSize(1);
    assertThat(window.spans().get(0).from()).isEqualTo(full.consistentAt().orElseThrow());
    assertThat(window.reaches(behindThird)).isTrue();
  }

  @Test
  void whatAKeptOneBuildsOnIsKept() {
    RetentionPlan plan =
        modern.engine.planRetention(
            DeleteBackupsOptions.builder()
                .in(Location.local(backups))
                .policy(RetentionPolicy.keepLast(1))
                .build());
    assertThat(plan.delete()).isEmpty();
    assertThat(plan.reasons().get(full.id())).isEqualTo("a kept backup is based on it");
    assertThat(plan.reasons().get(second.id())).isEqualTo("a kept backup is based on it");
  }

  @Test
  void withoutABaseOrOnOneOfAnotherServerItIsRefused() throws IOException {
    Path empty = Files.createDirectory(directory.resolve("empty"));
    BackupOptions into = BackupOptions.builder().into(empty).type(BackupType.INCREMENTAL).build();
    Operation<BackupInfo> alone = modern.engine.prepareBackup(into);
    assertThat(refusal(alone, "there is a backup to build on").remedy()).contains("FULL");
    assertThatThrownBy(alone::run).isInstanceOf(NotFoundException.class);

    try (ModernServer other = new ModernServer(PostgresIncrementalTest::unlike)) {
      CapabilityStatus status =
          other.engine.capabilities().status(SupportsBackup.class, BackupType.INCREMENTAL);
      assertThat(status.availability()).isEqualTo(Availability.CONFIGURATION);
      assertThat(status.remedy()).contains("ALTER SYSTEM SET summarize_wal = on");
      copy(full, empty);
      Path foreign = empty.resolve(full.location().path().getFileName());
      Operation<BackupInfo> refused =
          other.engine.prepareBackup(
              into.toBuilder().option(PostgresServerBackup.BASED_ON, foreign).build());
      assertThat(refusal(refused, "the backup to build on is of this server").measured())
          .contains(full.attributes().get(PostgresServerFacts.SYSTEM));
      assertThat(refusal(refused, "the server summarizes its WAL").remedy())
          .contains("ALTER SYSTEM SET summarize_wal = on");
      assertThat(refusal(refused, "page checksums are as they were").refused()).isTrue();
      // By itself it chooses none of another server's.
      assertThat(refusal(other.engine.prepareBackup(into), "there is a backup to build on"))
          .isNotNull();

      // Made while nothing was summarized, and the WAL of then is gone.
      BackupInfo before = other.engine.backup(BackupOptions.into(empty));
      other.server.execute(
          "SELECT pg_switch_wal()",
          "CHECKPOINT",
          "SELECT pg_switch_wal()",
          "CHECKPOINT",
          "ALTER SYSTEM SET summarize_wal = on",
          "SELECT pg_reload_conf()");
      Operation<BackupInfo> late = awaitSummary(other, into);
      assertThat(
              refusal(late, "what was changed since the backup to build on is summarized").remedy())
          .contains("FULL");
      assertThatThrownBy(late::run)
          .isInstanceOf(DatabaseException.class)
          .satisfies(
              e ->
                  assertThat(((DatabaseException) e).code())
                      .isEqualTo(ErrorCode.PRECONDITION_FAILED));
      assertThat(before.basedOn()).isEmpty();
    }
  }

  private static PostgresTestServer.Builder unlike(PostgresTestServer.Builder builder) {
    builder.setting("summarize_wal", "off");
    // From 18 on pages have checksums unless told otherwise.
    return PostgresTools.requireFrom(PostgresIncremental.SINCE).major() < 18
        ? builder
        : builder.initdb("--no-data-checksums");
  }

  private static Operation<BackupInfo> awaitSummary(ModernServer other, BackupOptions options) {
    for (int i = 0; i < 200; i++) {
      other.server.execute("SELECT pg_switch_wal()", "CHECKPOINT");
      Operation<BackupInfo> operation = other.engine.prepareBackup(options);
      if (operation.refused()) {
        return operation;
      }
    }
    throw new AssertionError("nothing was summarized");
  }

  @Test
  void aStandbysBackupBuildsOnThePrimarysAndNoneOnThatOfAnotherTimeline() throws Exception {
    Path mixed = Files.createDirectory(directory.resolve("mixed"));
    try (PostgresCluster cluster =
        PostgresCluster.start(
            PostgresTestServer.installed()
                .major(modern.tools.major())
                .setting("summarize_wal", "on"))) {
      PostgresTestServer standby = cluster.addStandby("s1");
      PostgresEngine ofPrimary = modern.open(cluster.primary());
      PostgresEngine ofStandby = modern.open(standby);
      cluster.primary().execute("CREATE TABLE item (n int)", "INSERT INTO item VALUES (1)");
      BackupInfo base = ofPrimary.backup(BackupOptions.into(mixed));
      cluster.primary().execute("INSERT INTO item VALUES (2)", "CHECKPOINT");
      cluster.awaitReplayed("s1");
      BackupOptions next = BackupOptions.builder().into(mixed).type(BackupType.INCREMENTAL).build();
      BackupInfo made = ofStandby.backup(next);
      assertThat(made.basedOn()).contains(base.id());
      ofStandby.restore(
          RestoreOptions.builder()
              .from(made.location().path())
              .option(PostgresServerRestore.DATA_DIRECTORY, directory.resolve("data"))
              .build());
      try (RestoredServer copy =
          new RestoredServer(standby, modern.tools, directory.resolve("data"))) {
        copy.awaitPromoted();
        assertThat(copy.value("SELECT n FROM item ORDER BY n")).isEqualTo("1,2");
      }

      cluster.primary().stop(StopMode.FAST);
      cluster.promote("s1");
      Operation<BackupInfo> refused = ofStandby.prepareBackup(next);
      assertThat(
              refusal(refused, "the server is on the timeline of the backup to build on").remedy())
          .contains("FULL");
    }
  }

  @Test
  void aBaseThatLiesElsewhereIsAFault() {
    assertThatThrownBy(
            () ->
                modern.engine.prepareBackup(
                    BackupOptions.builder()
                        .into(directory)
                        .type(BackupType.INCREMENTAL)
                        .option(PostgresServerBackup.BASED_ON, full.location().path())
                        .build()))
        .isInstanceOf(InvalidOptionsException.class)
        .hasMessageContaining("not beside the new backup");
    assertThatThrownBy(
            () ->
                modern.engine.prepareBackup(
                    BackupOptions.builder()
                        .into(backups)
                        .option(PostgresServerBackup.BASED_ON, full.location().path())
                        .build()))
        .isInstanceOf(InvalidOptionsException.class)
        .hasMessageContaining("INCREMENTAL");
  }
}
