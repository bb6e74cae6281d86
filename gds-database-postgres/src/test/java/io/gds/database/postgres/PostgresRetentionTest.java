package io.gds.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupQuery;
import io.gds.database.backup.DeleteBackupsOptions;
import io.gds.database.backup.Location;
import io.gds.database.backup.RetentionPlan;
import io.gds.database.backup.RetentionPolicy;
import io.gds.database.core.archive.Directories;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.NotFoundException;
import io.gds.database.operation.Operation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Which base backups and which archived WAL go; by backups that nobody made, on any server. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PostgresRetentionTest {
  private static final int HEADER = 40;
  private static final String OTHER = "7400000000000000099";

  @TempDir Path directory;
  private Path shelf;
  private Path wal;
  private Servers servers;

  @BeforeAll
  void start() {
    servers = Servers.of(PostgresMajors.OLDEST);
  }

  @AfterAll
  void stop() {
    servers.close();
  }

  @BeforeEach
  void make() throws IOException {
    shelf = Files.createDirectory(directory.resolve("shelf"));
    wal = Files.createDirectory(directory.resolve("wal"));
  }

  private void segment(String name, String system) throws IOException {
    ByteBuffer header = ByteBuffer.allocate(HEADER).order(ByteOrder.LITTLE_ENDIAN);
    header.putLong(24, Long.parseLong(system));
    header.putInt(32, 16 << 20);
    Files.write(wal.resolve(name), header.array());
  }

  private void segments(String system, String... names) throws IOException {
    for (String name : names) {
      segment(name, system);
    }
  }

  private static List<String> names(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  private DeleteBackupsOptions.Builder keepLast(int count) {
    return DeleteBackupsOptions.builder()
        .in(Location.local(shelf))
        .policy(RetentionPolicy.keepLast(count))
        .option(PostgresRetention.WAL_ARCHIVE, wal);
  }

  private static SampleBase base(String id, int segment) {
    return new SampleBase(id).at(((long) segment << 24) + 0x28);
  }

  @Test
  void allWalBeforeTheOldestKeptBackupGoesAndNothingElse() throws IOException {
    base("old", 2).lie(shelf);
    base("middle", 5).lie(shelf);
    base("new", 7).lie(shelf);
    segments(
        SampleBase.SYSTEM,
        "000000010000000000000001",
        "000000010000000000000003",
        "000000010000000000000004",
        "000000010000000000000004.partial",
        "000000010000000000000005",
        "000000010000000000000006",
        "000000020000000000000004",
        "000000020000000000000006",
        "0000000100000001000000FF");
    segments(OTHER, "000000030000000000000002");
    List<String> stays =
        List.of(
            "000000010000000000000003.00000028.backup",
            "00000002.history",
            "000000010000000000000002.gz",
            "mine.txt",
            "000000040000000000000003");
    for (String name : stays) {
      Files.writeString(wal.resolve(name), "x");
    }
    List<String> before = names(wal);

    RetentionPlan seen = servers.engine.planRetention(keepLast(2).build());
    assertThat(seen.delete()).extracting(BackupInfo::id).containsExactly("old");
    assertThat(seen.reasons().get(wal.toString()))
        .contains("5 segments, 200 bytes, go, from 000000010000000000000001 to")
        .contains("all from 000000010000000000000005 on stays")
        .contains(shelf.resolve("middle").toString());
    Operation<RetentionPlan> operation = servers.engine.prepareDeleteBackups(keepLast(2).build());
    assertThat(operation.script().text())
        .contains("clean the WAL in " + wal)
        .contains("5 segments, 200 bytes");
    assertThat(names(wal)).isEqualTo(before);
    assertThat(names(shelf)).hasSize(6);

    assertThat(operation.run().reasons()).isEqualTo(seen.reasons());
    assertThat(names(shelf))
        .containsExactly("middle", "middle.manifest.json", "new", "new.manifest.json");
    assertThat(names(wal))
        .containsExactlyInAnyOrder(
            "000000010000000000000005",
            "000000010000000000000006",
            "000000020000000000000006",
            "0000000100000001000000FF",
            "000000030000000000000002",
            "000000010000000000000003.00000028.backup",
            "00000002.history",
            "000000010000000000000002.gz",
            "mine.txt",
            "000000040000000000000003");
  }

  @Test
  void withoutTheOptionNoWalGoesAndItIsToldWhatIsNeeded() throws IOException {
    base("old", 2).lie(shelf);
    base("new", 7).with(Map.of("walArchive", wal.toString())).lie(shelf);
    segments(SampleBase.SYSTEM, "000000010000000000000001");
    Operation<RetentionPlan> operation =
        servers.engine.prepareDeleteBackups(
            DeleteBackupsOptions.builder()
                .in(Location.local(shelf))
                .policy(RetentionPolicy.keepLast(1))
                .build());
    assertThat(operation.script().text())
        .contains("they need all from 000000010000000000000007 on");
    operation.run();
    assertThat(names(wal)).containsExactly("000000010000000000000001");
  }

  @Test
  void aKeptIncrementalBackupKeepsItsBaseAndTheWalFromThatOn() throws IOException {
    base("lone", 1).lie(shelf);
    base("full", 3).lie(shelf);
    base("next", 6).on("full", 0x3000028).lie(shelf);
    segments(
        SampleBase.SYSTEM,
        "000000010000000000000002",
        "000000010000000000000003",
        "000000010000000000000005");
    RetentionPlan done = servers.engine.deleteBackups(keepLast(1).build());
    assertThat(done.keep()).extracting(BackupInfo::id).containsExactly("next", "full");
    assertThat(done.delete()).extracting(BackupInfo::id).containsExactly("lone");
    assertThat(done.reasons()).containsEntry("full", "a kept backup is based on it");
    assertThat(names(wal)).containsExactly("000000010000000000000003", "000000010000000000000005");
  }

  @Test
  void dependantsGoBeforeWhatTheyBuildOn() throws IOException {
    base("full", 1).lie(shelf);
    base("next", 2).on("full", 0x1000028).lie(shelf);
    base("last", 3).on("next", 0x2000028).lie(shelf);
    base("new", 6).lie(shelf);
    String script = servers.engine.prepareDeleteBackups(keepLast(1).build()).script().text();
    assertThat(script)
        .containsSubsequence(
            "delete " + shelf.resolve("last"),
            "delete " + shelf.resolve("next"),
            "delete " + shelf.resolve("full"));
  }

  @Test
  void whatWasMadeSinceItWasPlannedStopsIt() throws IOException {
    base("old", 2).lie(shelf);
    base("new", 7).lie(shelf);
    segments(SampleBase.SYSTEM, "000000010000000000000003");
    Operation<RetentionPlan> operation = servers.engine.prepareDeleteBackups(keepLast(1).build());
    base("dependant", 5).on("old", 0x2000028).lie(shelf);
    assertThatThrownBy(operation::run)
        .isInstanceOf(DatabaseException.class)
        .hasMessageContaining("dependant");
    assertThat(names(shelf)).hasSize(6);
    assertThat(names(wal)).hasSize(1);
  }

  @Test
  void anotherArchiveUnderThePathOfOneThatGoesIsNotDeleted() throws IOException {
    BackupInfo old = base("old", 2).lie(shelf);
    base("new", 7).lie(shelf);
    Operation<RetentionPlan> operation = servers.engine.prepareDeleteBackups(keepLast(1).build());
    Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
    base("old", 3).named("other").lie(elsewhere);
    Directories.deleteTree(shelf.resolve("old"));
    Files.move(elsewhere.resolve("old"), shelf.resolve("old"));
    Files.move(
        elsewhere.resolve("old.manifest.json"),
        shelf.resolve("old.manifest.json"),
        StandardCopyOption.REPLACE_EXISTING);

    assertThatThrownBy(operation::run)
        .isInstanceOf(DatabaseException.class)
        .hasMessageContaining("the backup other")
        .satisfies(e -> assertThat(((DatabaseException) e).code()).isEqualTo(ErrorCode.PLAN_STALE));
    assertThatThrownBy(() -> PostgresServerRetention.delete(old))
        .hasMessageContaining("was not deleted, since it is not the backup old any more");
    Files.delete(shelf.resolve("old.manifest.json"));
    assertThatThrownBy(() -> PostgresServerRetention.delete(old))
        .hasMessageContaining("something without a manifest");
    assertThat(shelf.resolve("old")).isDirectory();
    Directories.deleteTree(shelf.resolve("old"));
    PostgresServerRetention.delete(old);
    assertThat(names(shelf)).containsExactly("new", "new.manifest.json");
  }

  @Test
  void aBackupThatAppearedSinceKeepsItsWal() throws IOException {
    base("old", 2).lie(shelf);
    base("new", 7).lie(shelf);
    segments(SampleBase.SYSTEM, "000000010000000000000003", "000000010000000000000006");
    Operation<RetentionPlan> operation = servers.engine.prepareDeleteBackups(keepLast(1).build());
    base("brought", 5).lie(shelf);
    assertThatThrownBy(operation::run)
        .isInstanceOf(DatabaseException.class)
        .hasMessageContaining("it is needed from 000000010000000000000005 on");
    assertThat(names(wal)).hasSize(2);
    assertThat(names(shelf)).hasSize(6);
  }

  @Test
  void aServerWhoseBackupsDoNotTellWhereTheyBeginLosesNoWal() throws IOException {
    base("new", 7).lie(shelf);
    base("vague", 8).without(PostgresServerFacts.SEGMENT_BYTES).lie(shelf);
    segments(SampleBase.SYSTEM, "000000010000000000000001");
    RetentionPlan done = servers.engine.deleteBackups(keepLast(1).build());
    assertThat(names(wal)).hasSize(1);
    assertThat(done.keep()).extracting(BackupInfo::id).containsExactly("vague", "new");
    assertThat(done.reasons().get("vague")).contains("cannot be restored, and is not counted");
  }

  @Test
  void aDirectoryOfWalThatIsNotThereIsRefused() throws IOException {
    base("new", 7).lie(shelf);
    assertThatThrownBy(
            () ->
                servers.engine.planRetention(
                    keepLast(1)
                        .option(PostgresRetention.WAL_ARCHIVE, directory.resolve("none"))
                        .build()))
        .isInstanceOf(NotFoundException.class);
  }

  @Test
  void serversAreToldApartByTheirIdentifierNotByTheirAddress() throws IOException {
    String name = servers.engine.name();
    String system =
        servers.server.value("SELECT system_identifier FROM pg_control_system()").orElseThrow();
    Map<String, String> mine = Map.of(PostgresServerFacts.SYSTEM, system);
    base("elsewhere", 2).with(mine).database("another:5432").lie(shelf);
    base("before", 3).with(Map.of(PostgresServerFacts.SYSTEM, OTHER)).database(name).lie(shelf);
    base("nameless", 4).without(PostgresServerFacts.SYSTEM).database(name).lie(shelf);
    base("mine", 5).with(mine).database(name).lie(shelf);
    BackupQuery query = BackupQuery.all().in(Location.local(shelf));

    assertThat(servers.engine.backupHistory(query)).hasSize(4);
    assertThat(servers.engine.backupHistory(query.database(name)))
        .extracting(BackupInfo::id)
        .containsExactly("mine", "nameless", "elsewhere");
    assertThat(servers.engine.backupHistory(query.database(system)))
        .extracting(BackupInfo::id)
        .containsExactly("mine", "elsewhere");
    assertThat(servers.engine.backupHistory(query.database(OTHER)))
        .extracting(BackupInfo::id)
        .containsExactly("before");
    assertThat(servers.engine.backupHistory(query.database("another:5432").limit(1)))
        .as("of another name that of the server which had it last")
        .extracting(BackupInfo::id)
        .containsExactly("mine");
    assertThat(servers.engine.reachableWindow(name, query).spans()).hasSize(3);
    assertThat(servers.engine.reachableWindow(OTHER, query).spans()).hasSize(1);

    RetentionPlan plan =
        servers.engine.planRetention(
            DeleteBackupsOptions.builder()
                .in(Location.local(shelf))
                .policy(RetentionPolicy.keepLast(1))
                .build());
    assertThat(plan.keep())
        .extracting(BackupInfo::id)
        .containsExactly("mine", "nameless", "before");
    assertThat(plan.delete()).extracting(BackupInfo::id).containsExactly("elsewhere");
  }
}
