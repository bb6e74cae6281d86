package io.gds.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.Availability;
import io.gds.database.CapabilityStatus;
import io.gds.database.UnsupportedCapabilityException;
import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupOptions;
import io.gds.database.backup.BackupType;
import io.gds.database.backup.RestoreInfo;
import io.gds.database.backup.RestoreOptions;
import io.gds.database.backup.SupportsBackup;
import io.gds.database.backup.VerifyLevel;
import io.gds.database.backup.VerifyOptions;
import io.gds.database.core.archive.Manifest;
import io.gds.database.core.archive.ManifestFile;
import io.gds.database.error.ToolException;
import io.gds.database.operation.Check;
import io.gds.database.operation.Operation;
import io.gds.database.testkit.server.PostgresTestServer;
import io.gds.database.testkit.server.PostgresTools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * How a chain is combined, by the installed tools and one that only stands for pg_combinebackup:
 * full backups that call themselves incremental, of which it takes the last. What the real one does
 * is for {@link PostgresIncrementalTest}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PostgresCombinationTest {
  @TempDir private static Path shared;
  @TempDir Path directory;

  private Servers servers;
  private Path shelf;
  private Path bin;
  private BackupInfo first;
  private BackupInfo second;
  private BackupInfo third;

  @BeforeAll
  void start() throws IOException {
    PostgresTools tools = PostgresTools.require();
    servers = new Servers(PostgresTestServer.installed().checksums().start());
    shelf = Files.createDirectory(shared.resolve("shelf"));
    bin = Files.createDirectory(shared.resolve("bin"));
    for (String name :
        List.of(
            "pg_verifybackup",
            "pg_waldump",
            "pg_ctl",
            "postgres",
            "pg_controldata",
            "pg_checksums")) {
      Files.createSymbolicLink(bin.resolve(name), tools.tool(name));
    }
    combine(
        """
        for a in "$@"; do
          case "$a" in --dry-run) dry=1 ;; --output=*) out=${a#--output=} ;; -*) ;; *) last=$a ;; esac
        done
        [ -n "$dry" ] || cp -R "$last/." "$out"
        """);
    first = backup(PostgresBackupLayout.PLAIN, null);
    second = backup(PostgresBackupLayout.TAR, first);
    servers.server.execute("CREATE TABLE item AS SELECT 3 AS n");
    third = backup(PostgresBackupLayout.PLAIN, second);
  }

  @AfterAll
  void stop() {
    if (servers != null) {
      servers.close();
    }
  }

  private void combine(String body) throws IOException {
    Files.deleteIfExists(bin.resolve(PostgresCombination.TOOL));
    Depot.script(
        bin.resolve(PostgresCombination.TOOL),
        "if [ \"$1\" = --version ]; then echo 'pg_combinebackup (PostgreSQL) "
            + PostgresTools.require().version()
            + "'; exit 0; fi\necho \"$@\" >> "
            + shared.resolve("said")
            + "\n"
            + body);
  }

  private BackupInfo backup(PostgresBackupLayout layout, BackupInfo base) {
    BackupInfo made =
        servers.engine.backup(
            BackupOptions.builder()
                .into(shelf)
                .option(PostgresServerBackup.LAYOUT, layout)
                .build());
    if (base == null) {
      return made;
    }
    Path archive = made.location().path();
    Manifest manifest = ManifestFile.read(archive);
    Map<String, String> positions = new HashMap<>(manifest.positions());
    positions.put(
        PostgresServerBackups.BASE_START, base.positions().get(PostgresServerBackups.START));
    Manifest changed =
        manifest.toBuilder()
            .backupType(BackupType.INCREMENTAL)
            .basedOn(base.id())
            .positions(positions)
            .build();
    ManifestFile.replace(archive, changed);
    return changed.toBackupInfo(archive, List.of());
  }

  private RestoreOptions options(BackupInfo backup) {
    return RestoreOptions.builder()
        .from(backup.location().path())
        .option(PostgresServerRestore.TOOLS, bin)
        .option(PostgresServerRestore.DATA_DIRECTORY, directory.resolve("data"))
        .build();
  }

  private static List<String> names(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void theMembersAreGivenInOrderAndWhatWasTakenOutIsRemovedAgain() throws Exception {
    Files.deleteIfExists(shared.resolve("said"));
    Operation<RestoreInfo> restore = servers.engine.prepareRestore(options(third));
    assertThat(restore.script().text())
        .containsSubsequence(
            "take out, checking each file",
            first.location() + " (read where it lies)",
            second.location().toString(),
            third.location().toString(),
            "pg_combinebackup --manifest-checksums=SHA256 '--output=<unfinished directory>' "
                + first.location(),
            "member-2",
            "member-3",
            "first with --dry-run; prove what it made by pg_verifybackup; append to"
                + " postgresql.auto.conf");
    RestoreInfo info = restore.run();
    assertThat(info.used())
        .extracting(BackupInfo::id)
        .containsExactly(first.id(), second.id(), third.id());
    assertThat(info.used().get(2).checked())
        .anyMatch(text -> text.contains("made a whole of 3 backups, in which pg_verifybackup"));
    assertThat(names(directory)).containsExactly("data");
    assertThat(directory.resolve("data").resolve(PostgresBaseManifest.NAME)).doesNotExist();
    List<String> said = Files.readAllLines(shared.resolve("said"));
    assertThat(said).hasSize(2);
    assertThat(said.get(0)).startsWith("--dry-run --manifest-checksums=SHA256 --output=");
    assertThat(said.get(1)).startsWith("--manifest-checksums=SHA256 --output=");
    assertThat(said.get(1)).matches(".* " + first.location() + " .*/member-2 .*/member-3");
    try (RestoredServer copy = new RestoredServer(servers.server, directory.resolve("data"))) {
      copy.awaitPromoted();
      assertThat(copy.value("SELECT n FROM item")).isEqualTo("3");
    }
  }

  @Test
  void aChainIsProvedByCombiningAndOpeningIt() throws IOException {
    List<String> before = names(shelf);
    assertThat(
            servers
                .engine
                .verifyBackup(
                    VerifyOptions.builder()
                        .backup(second.location())
                        .level(VerifyLevel.RESTORE)
                        .option(PostgresRestore.TOOLS, bin)
                        .build())
                .checked())
        .anyMatch(text -> text.startsWith("of " + first.location()))
        .anyMatch(text -> text.contains("made a whole of 2 backups"))
        .anyMatch(text -> text.contains("recovered a copy"));
    assertThat(names(shelf)).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"exit 3", "[ \"$1\" = --dry-run ] || exit 3", "exit 0"})
  void aToolThatFailsOrMakesNothingLeavesNothingBehind(String body) throws IOException {
    Path kept = Files.copy(bin.resolve(PostgresCombination.TOOL), directory.resolve("kept"));
    try {
      combine("echo 'pg_combinebackup: error: no' >&2\n" + body);
      assertThatThrownBy(() -> servers.engine.restore(options(second)))
          .isInstanceOf(ToolException.class);
      assertThat(names(directory)).containsExactly("kept");
    } finally {
      Files.delete(bin.resolve(PostgresCombination.TOOL));
      Files.move(kept, bin.resolve(PostgresCombination.TOOL));
      assertThat(bin.resolve(PostgresCombination.TOOL).toFile().setExecutable(true)).isTrue();
    }
  }

  @Test
  void withoutTheToolNothingIsBegun() throws IOException {
    Path empty = Files.createDirectory(directory.resolve("empty"));
    Operation<RestoreInfo> restore =
        servers.engine.prepareRestore(
            options(second).toBuilder().option(PostgresServerRestore.TOOLS, empty).build());
    assertThat(restore.checks())
        .filteredOn(Check::refused)
        .extracting(Check::rule)
        .contains("pg_combinebackup fits", "pg_verifybackup fits");
    assertThatThrownBy(restore::run).hasMessageContaining("pg_combinebackup");
    assertThat(names(directory)).containsExactly("empty");
  }

  @Test
  void beforeSeventeenThereIsNoneAndThatIsSaid() {
    try (Servers old = Servers.of(PostgresMajors.OLDEST)) {
      assertThat(old.engine.backupTypes()).doesNotContain(BackupType.INCREMENTAL);
      assertThatThrownBy(
              () ->
                  old.engine.prepareBackup(
                      BackupOptions.builder().into(directory).type(BackupType.INCREMENTAL).build()))
          .isInstanceOf(UnsupportedCapabilityException.class)
          .hasMessageContaining("from 17 on");
      assertThat(
              old.engine
                  .capabilities()
                  .status(SupportsBackup.class, BackupType.INCREMENTAL)
                  .availability())
          .isEqualTo(Availability.VERSION);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {17, 18})
  void whereNothingIsSummarizedTheRemedyIsTold(int major) throws IOException {
    try (Servers modern = Servers.of(major)) {
      CapabilityStatus status =
          modern.engine.capabilities().status(SupportsBackup.class, BackupType.INCREMENTAL);
      assertThat(status.availability()).isEqualTo(Availability.CONFIGURATION);
      assertThat(status.remedy()).contains("ALTER SYSTEM SET summarize_wal = on");
      String system =
          modern.server.value("SELECT system_identifier FROM pg_control_system()").orElseThrow();
      new SampleBase("base")
          .with(
              Map.of(
                  PostgresServerFacts.SYSTEM,
                  system,
                  PostgresServerFacts.CHECKSUMS,
                  modern.server.value("SHOW data_checksums").orElseThrow()))
          .version(modern.server.version())
          .lie(directory);
      Operation<BackupInfo> operation =
          modern.engine.prepareBackup(
              BackupOptions.builder().into(directory).type(BackupType.INCREMENTAL).build());
      assertThat(operation.checks())
          .filteredOn(check -> check.refused() && !check.rule().endsWith(" fits"))
          .singleElement()
          .satisfies(
              check -> {
                assertThat(check.rule()).isEqualTo("the server summarizes its WAL");
                assertThat(check.remedy()).contains("pg_reload_conf()");
              });
      assertThat(operation.checks())
          .extracting(Check::rule)
          .contains(
              "the backup to build on is of this server",
              "the server is on the timeline of the backup to build on",
              "page checksums are as they were");
      assertThat(operation.script().text())
          .contains("--incremental=" + directory.resolve("base/backup_manifest"));
    }
  }
}
