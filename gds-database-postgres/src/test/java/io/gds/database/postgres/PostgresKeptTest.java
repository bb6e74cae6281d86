package io.gds.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupOptions;
import io.gds.database.backup.RestoreInfo;
import io.gds.database.backup.RestoreOptions;
import io.gds.database.core.archive.ArchiveNames;
import io.gds.database.core.archive.Manifest;
import io.gds.database.core.archive.ManifestFile;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.operation.Operation;
import io.gds.database.operation.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a database that is replaced keeps, where the archive tells nothing of it. */
class PostgresKeptTest {
  private static final String SECRET = "k3pt-s3cret";

  private Depot depot;
  private PostgresDatabase database;
  private String name;
  private String owner;
  private String guest;

  @BeforeEach
  void open() throws Exception {
    depot = Depot.shared();
    database = depot.filled(20);
    name = database.name();
    owner = depot.role("owner");
    guest = depot.role("guest");
  }

  @AfterEach
  void close() throws Exception {
    depot.close();
  }

  private void close(String toWhom) {
    depot.server.execute(
        "ALTER DATABASE " + name + " OWNER TO " + owner,
        "ALTER DATABASE " + name + " CONNECTION LIMIT 7",
        "ALTER DATABASE " + name + " SET work_mem TO '7MB'",
        "ALTER DATABASE " + name + " SET my.secret TO '" + SECRET + "'",
        "COMMENT ON DATABASE " + name + " IS 'closed'",
        "REVOKE ALL ON DATABASE " + name + " FROM PUBLIC",
        "GRANT CONNECT ON DATABASE " + name + " TO " + toWhom,
        "ALTER ROLE " + toWhom + " IN DATABASE " + name + " SET statement_timeout TO '9s'");
  }

  private String rights() {
    return depot
        .server
        .value("SELECT datacl::text FROM pg_database WHERE datname = '" + name + "'")
        .orElse("as every new database has");
  }

  private RestoreOptions.Builder bare(BackupInfo backup) throws Exception {
    Files.delete(ArchiveNames.manifestOf(backup.location().path()));
    return Depot.from(backup).option(PostgresRestore.WITHOUT_MANIFEST, true).overwrite(true);
  }

  @Test
  void anArchiveWithoutManifestLeavesTheDatabaseWhatIsItsOwn() throws Exception {
    BackupInfo backup = depot.backup(database);
    close(guest);
    depot.server.executeIn(name, "DELETE FROM item");
    String before = rights();
    Operation<RestoreInfo> planned = database.prepareRestore(bare(backup).build());
    assertThat(planned.script().text())
        .contains("REVOKE ALL ON DATABASE", "\"my\".\"secret\" TO <hidden>")
        .doesNotContain(SECRET);
    RestoreInfo info = planned.run();
    assertThat(rights()).isEqualTo(before).doesNotContain("{=").doesNotContain(",=");
    assertThat(depot.content(name)).startsWith("20 ");
    assertThat(database.refresh().owner()).contains(owner);
    assertThat(database.metadata().settings()).contains("work_mem=7MB");
    assertThat(depot.server.valueIn(name, "SELECT current_setting('my.secret')")).contains(SECRET);
    assertThat(depot.plainDump(name))
        .contains("CONNECTION LIMIT = 7", "IS 'closed'", "SET statement_timeout TO '9s'");
    assertThat(info.next())
        .anyMatch(
            text ->
                text.contains("owner " + owner)
                    && text.contains("connection limit 7, comment, rights, settings")
                    && text.contains("settings of roles"))
        .noneMatch(text -> text.contains(SECRET))
        .noneMatch(text -> text.startsWith("Set the database's owner"));
    depot.server.executeIn(name, "DROP OWNED BY " + guest);
  }

  @Test
  void rightsThatAreLeftOutOfTheArchiveAreThoseOfTheReplacedDatabase() throws Exception {
    depot.server.execute(
        "ALTER DATABASE " + name + " SET work_mem TO '3MB'",
        "GRANT CREATE ON DATABASE " + name + " TO " + owner);
    BackupInfo backup = depot.backup(database);
    close(guest);
    RestoreInfo info =
        database.restore(
            Depot.from(backup).option(PostgresRestore.NO_ACL, true).overwrite(true).build());
    assertThat(rights())
        .contains(guest + "=c/")
        .doesNotContain("{=")
        .doesNotContain(",=")
        .doesNotContain(owner);
    assertThat(database.refresh().settings()).as("the archive's").containsExactly("work_mem=3MB");
    assertThat(database.metadata().owner()).contains(depot.server.superuser());
    assertThat(info.next()).anyMatch(text -> text.contains("left out: rights, settings of roles."));
    depot.server.executeIn(name, "DROP OWNED BY " + guest);
  }

  @Test
  void whatTheArchiveTellsGoesBeforeWhatThereIs() throws Exception {
    BackupInfo backup = depot.backup(database);
    String before = rights();
    close(guest);
    RestoreInfo info = database.restore(Depot.from(backup).overwrite(true).build());
    assertThat(rights()).isEqualTo(before);
    assertThat(info.next()).noneMatch(text -> text.contains("kept of the database"));
  }

  @Test
  void whatIsClosedAfterThePlanningIsNotOpenedAgain() throws Exception {
    BackupInfo backup = depot.backup(database);
    Operation<RestoreInfo> planned = database.prepareRestore(bare(backup).build());
    depot.server.execute("REVOKE ALL ON DATABASE " + name + " FROM PUBLIC");
    String before = rights();
    DatabaseException refusal = catchThrowableOfType(DatabaseException.class, planned::run);
    assertThat(refusal.code()).isEqualTo(ErrorCode.PLAN_STALE);
    assertThat(rights()).isEqualTo(before);
    assertThat(depot.leftovers()).isEmpty();
  }

  @Test
  void valuesThatMayBeSecretAreInTheArchiveAloneAndComeBack() throws Exception {
    close(guest);
    depot.server.execute(
        "ALTER ROLE " + guest + " IN DATABASE " + name + " SET my.token TO '" + SECRET + "2'");
    for (PostgresBackupFormat format :
        new PostgresBackupFormat[] {
          PostgresBackupFormat.CUSTOM, PostgresBackupFormat.DIRECTORY, PostgresBackupFormat.TAR
        }) {
      BackupInfo backup = depot.backup(database, PostgresBackup.FORMAT, format);
      assertThat(backup.toString()).contains("my.token").doesNotContain(SECRET);
      assertThat(Files.readString(ArchiveNames.manifestOf(backup.location().path())))
          .doesNotContain(SECRET);
      String before = depot.plainDump(name);
      depot.server.execute("DROP DATABASE " + name);
      Operation<RestoreInfo> planned = database.prepareRestore(Depot.from(backup).build());
      assertThat(planned.script().text()).contains("my").doesNotContain(SECRET);
      assertThat(planned.run().next()).noneMatch(text -> text.startsWith("Not applied"));
      assertThat(depot.plainDump(name)).isEqualTo(before).contains(SECRET + "2");
    }
    depot.server.executeIn(name, "DROP OWNED BY " + guest);
  }

  @Test
  void aScriptHoldsNoSuchValueWhichIsToldBeforeAndAfter() throws Exception {
    depot.server.execute("ALTER DATABASE " + name + " SET my.secret TO '" + SECRET + "'");
    Operation<BackupInfo> planned =
        database.prepareBackup(
            BackupOptions.builder()
                .to(depot.place())
                .option(PostgresBackup.FORMAT, PostgresBackupFormat.PLAIN)
                .build());
    assertThat(planned.checks())
        .anyMatch(
            check ->
                check.verdict() == Verdict.WARNING
                    && check.measured().equals("not of settings with a dot in their name"));
    BackupInfo backup = planned.run();
    RestoreInfo info =
        depot
            .engine
            .database(depot.name())
            .restore(Depot.from(backup).option(PostgresRestore.RUN_SCRIPT, true).build());
    assertThat(info.next())
        .anyMatch(
            text ->
                text.startsWith("Not applied: ALTER DATABASE")
                    && text.endsWith("<hidden>: the archive does not hold its value"));
  }

  @Test
  void whatAnOlderVersionPutIntoAManifestIsAppliedAndNotShown() throws Exception {
    BackupInfo backup = depot.backup(database);
    Path archive = backup.location().path();
    Manifest manifest = ManifestFile.read(archive);
    Map<String, String> attributes = new HashMap<>(manifest.attributes());
    attributes.put("roleSettings " + guest, "my.token=" + SECRET + "\nwork_mem=8MB");
    ManifestFile.replace(archive, manifest.toBuilder().attributes(attributes).build());
    assertThat(depot.engine.inspectBackup(backup.location()).attributes())
        .containsEntry("roleSettings " + guest, "my.token=<hidden>\nwork_mem=8MB");
    PostgresDatabase target = depot.engine.database(depot.name());
    RestoreInfo info = target.restore(Depot.from(backup).build());
    assertThat(info.toString()).doesNotContain(SECRET);
    assertThat(depot.plainDump(target.name())).contains(SECRET);
  }
}
