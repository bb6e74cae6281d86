package io.gds.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupOptions;
import io.gds.database.backup.BackupQuery;
import io.gds.database.backup.DeleteBackupsOptions;
import io.gds.database.backup.Location;
import io.gds.database.backup.RestoreInfo;
import io.gds.database.backup.RestoreOptions;
import io.gds.database.backup.RestoreSource;
import io.gds.database.backup.RetentionPolicy;
import io.gds.database.backup.VerifyLevel;
import io.gds.database.core.archive.Manifest;
import io.gds.database.core.archive.ManifestFile;
import io.gds.database.error.ArchiveException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.NotFoundException;
import io.gds.database.error.PermissionDeniedException;
import io.gds.database.operation.Check;
import io.gds.database.operation.Operation;
import io.gds.database.operation.Verdict;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Backups of a part, of something else, or of nothing whole, where the whole is meant. */
class PostgresPartsTest {
  private Depot depot;

  @BeforeEach
  void open() throws Exception {
    depot = Depot.shared();
  }

  @AfterEach
  void close() throws Exception {
    depot.close();
  }

  private BackupQuery here() {
    return BackupQuery.all().in(Location.local(depot.directory));
  }

  private RestoreOptions.Builder newest(PostgresDatabase database) {
    return RestoreOptions.builder()
        .from(RestoreSource.history(database.name(), Location.local(depot.directory)))
        .overwrite(true);
  }

  private BackupInfo definitions(PostgresDatabase database) {
    return database.backup(
        BackupOptions.builder()
            .into(depot.directory)
            .option(PostgresBackup.CONTENT, PostgresBackupContent.SCHEMA_ONLY)
            .build());
  }

  @Test
  void theNewestOfAHistoryIsTheNewestThatHoldsTheWholeDatabase() {
    PostgresDatabase database = depot.filled(30);
    BackupInfo whole = database.backup(BackupOptions.into(depot.directory));
    String content = depot.content(database.name());
    BackupInfo empty = definitions(database);
    database.backup(
        BackupOptions.builder()
            .into(depot.directory)
            .option(PostgresBackup.EXCLUDE_TABLE_DATA, PostgresNames.of("item"))
            .build());
    RestoreInfo info = database.restore(newest(database).build());
    assertThat(info.used()).extracting(BackupInfo::id).containsExactly(whole.id());
    assertThat(depot.content(database.name())).isEqualTo(content);
    assertThat(
            depot
                .engine
                .reachableWindow(database.name(), here())
                .reaches(empty.consistentAt().orElseThrow()))
        .isFalse();
    assertThatThrownBy(
            () ->
                database.prepareRestore(
                    newest(database).pointInTime(empty.consistentAt().orElseThrow()).build()))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining("the whole of");
    assertThat(depot.content(database.name())).isEqualTo(content);
  }

  @Test
  void whoNamesTheArchiveOfAPartIsToldSo() {
    PostgresDatabase database = depot.filled(3);
    BackupInfo empty = definitions(database);
    Operation<RestoreInfo> named =
        database.prepareRestore(Depot.from(empty).overwrite(true).build());
    assertThat(named.refused()).isFalse();
    assertThat(named.checks())
        .filteredOn(check -> check.rule().contains("whole"))
        .singleElement()
        .satisfies(
            check -> {
              assertThat(check.verdict()).isEqualTo(Verdict.WARNING);
              assertThat(check.measured()).contains("SCHEMA_ONLY");
            });
    BackupInfo whole = depot.backup(database);
    assertThat(database.prepareRestore(Depot.from(whole).overwrite(true).build()).checks())
        .extracting(Check::verdict)
        .containsOnly(Verdict.PASSED);
  }

  @Test
  void nothingIsDeletedWhileABackupThatIsKeptIsCut() throws Exception {
    PostgresDatabase database = depot.filled(3);
    BackupInfo old = database.backup(BackupOptions.into(depot.directory));
    BackupInfo kept = database.backup(BackupOptions.into(depot.directory));
    DeleteBackupsOptions options =
        DeleteBackupsOptions.builder()
            .policy(RetentionPolicy.keepLast(1))
            .in(Location.local(depot.directory))
            .build();
    byte[] good = Files.readAllBytes(kept.location().path());
    Files.write(kept.location().path(), Arrays.copyOf(good, good.length / 2));
    assertThatThrownBy(() -> depot.engine.deleteBackups(options))
        .isInstanceOf(ArchiveException.class)
        .hasMessageContaining("kept backup");
    assertThat(old.location().path()).exists();
    Files.write(kept.location().path(), good);
    depot.engine.deleteBackups(options);
    assertThat(old.location().path()).doesNotExist();
  }

  @Test
  void anArchiveThatWasChangedAfterItWasProvedIsNotRestored() throws Exception {
    PostgresDatabase database = depot.filled(40);
    depot.server.executeIn(database.name(), "INSERT INTO item VALUES (0, 'as it was written')");
    BackupInfo backup = depot.backup(database, PostgresBackup.COMPRESSION, "0");
    String content = depot.content(database.name());
    // The proof's last word is the tool's: behind it, the archive becomes another of its size.
    Path bin =
        depot.faked(
            "pg_restore",
            "case \"$*\" in *--dbname*) exec \"$real\" \"$@\";; esac\n\"$real\" \"$@\" || exit $?\n"
                + "sed -i 's/as it was written/as it was damaged/' '"
                + backup.location().path()
                + "'");
    assertThatThrownBy(
            () ->
                database.restore(
                    Depot.from(backup).overwrite(true).option(PostgresRestore.TOOLS, bin).build()))
        .isInstanceOf(ArchiveException.class)
        .hasMessageContaining("was changed since it was proved");
    assertThat(depot.content(database.name())).isEqualTo(content);
    assertThat(depot.leftovers()).isEmpty();
  }

  @Test
  void aScriptThatGoesToADatabaseOfItsOwnIsNotTakenForTheTarget() throws Exception {
    PostgresDatabase database = depot.filled(3);
    Path script = Files.writeString(depot.place(), depot.plainDump(database.name()));
    Path compressed = depot.place();
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(compressed))) {
      Files.copy(script, out);
    }
    depot.server.execute("DROP DATABASE " + PostgresSql.name(database.name()));
    PostgresDatabase target = depot.engine.database(depot.name());
    for (Path archive : List.of(script, compressed)) {
      assertThatThrownBy(
              () ->
                  target.restore(
                      RestoreOptions.builder()
                          .from(archive)
                          .option(PostgresRestore.RUN_SCRIPT, true)
                          .option(PostgresRestore.WITHOUT_MANIFEST, true)
                          .build()))
          .isInstanceOf(ArchiveException.class)
          .extracting(e -> ((ArchiveException) e).code())
          .isEqualTo(ErrorCode.ARCHIVE_UNSAFE);
    }
    assertThat(target.exists()).isFalse();
    assertThat(database.exists()).isFalse();
    assertThat(depot.leftovers()).isEmpty();
  }

  @Test
  void aManifestThatSomebodyEditedIsRefusedAndNotFatal() {
    PostgresDatabase database = depot.filled(1);
    BackupInfo backup = depot.backup(database);
    for (List<String> grants : List.of(List.of("nonsense"), List.of("a=b"))) {
      Manifest manifest = ManifestFile.read(backup.location().path());
      Map<String, String> attributes = new HashMap<>(manifest.attributes());
      attributes.put("ownAcl", "true");
      ManifestFile.replace(
          backup.location().path(),
          manifest.toBuilder().grants(grants).attributes(attributes).build());
      Operation<RestoreInfo> restore =
          database.prepareRestore(Depot.from(backup).overwrite(true).build());
      assertThat(restore.checks())
          .filteredOn(Check::refused)
          .extracting(Check::code)
          .containsExactly(ErrorCode.ARCHIVE_CORRUPT);
    }
  }

  @Test
  void whatNewerToolsWriteForAnOlderServerIsToldBeforeItIsWritten() throws Exception {
    assumeTrue(depot.tools.major() < 17, "the tools here are the newer ones");
    PostgresDatabase database = depot.filled(1);
    Path bin = Files.createDirectory(depot.directory.resolve("bin-newer"));
    for (String tool : List.of("pg_dump", "pg_restore")) {
      Depot.script(bin.resolve(tool), "echo '" + tool + " (PostgreSQL) 17.6'");
    }
    BackupOptions.Builder options =
        BackupOptions.builder().to(depot.place()).option(PostgresBackup.TOOLS, bin);
    assertThat(database.prepareBackup(options.build()).checks())
        .filteredOn(check -> check.verdict() == Verdict.WARNING)
        .singleElement()
        .satisfies(check -> assertThat(check.rule()).contains("can be restored"));
    assertThat(database.prepareBackup(options.verify(VerifyLevel.RESTORE).build()).checks())
        .filteredOn(Check::refused)
        .singleElement()
        .satisfies(check -> assertThat(check.rule()).isEqualTo("pg_restore fits"));
  }

  @Test
  void ofAPartOnlyThePartIsAskedAfterRights() {
    PostgresDatabase database = depot.filled(4);
    String role = depot.role("some");
    depot.server.executeIn(
        database.name(),
        "CREATE TABLE free (id int)",
        "ALTER TABLE item ENABLE ROW LEVEL SECURITY",
        "GRANT SELECT ON free, item TO " + role);
    PostgresDatabase mine =
        depot
            .open(depot.server.url("postgres").replace(depot.server.superuser() + "@", role + "@"))
            .database(database.name());
    BackupOptions.Builder options = BackupOptions.builder().to(depot.place());
    assertThat(mine.prepareBackup(options.build()).refused()).isTrue();
    assertThat(
            mine.backup(options.option(PostgresBackup.TABLES, PostgresNames.of("free")).build())
                .checked())
        .isNotEmpty();
    assertThatThrownBy(
            () ->
                mine.backup(
                    BackupOptions.builder()
                        .to(depot.place())
                        .option(PostgresBackup.TABLES, PostgresNames.of("item"))
                        .build()))
        .isInstanceOf(PermissionDeniedException.class)
        .hasMessageContaining("row-level security");
    depot.server.executeIn(database.name(), "REVOKE ALL ON free, item FROM " + role);
  }
}
