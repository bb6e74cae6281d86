package io.gds.database.mssql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.UnsupportedCapabilityException;
import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupOptions;
import io.gds.database.backup.BackupType;
import io.gds.database.backup.Location;
import io.gds.database.error.AlreadyExistsException;
import io.gds.database.error.InvalidOptionsException;
import io.gds.database.operation.Operation;
import io.gds.database.testkit.FakeClock;
import io.gds.database.testkit.sqlserver.SqlServerEdition;
import io.gds.database.testkit.sqlserver.SqlServerRelease;
import io.gds.database.testkit.wire.WireAnswer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Where backups go and how they are written. */
class MssqlBackupOptionsTest {
  private static final String BLOB = "https://account.blob.core.windows.net/backups";

  private final FakeClock clock = new FakeClock(Instant.parse("2026-03-01T10:00:00Z"));
  private final MssqlScene scene = new MssqlScene(builder -> builder.clock(clock));
  private final MssqlDatabase shop = scene.create("shop");

  @AfterEach
  void end() {
    scene.close();
  }

  private static BackupOptions.Builder to(String... files) {
    return BackupOptions.builder().to(Location.server(files));
  }

  private static String first(Operation<?> operation) {
    return operation.script().steps().get(0).text();
  }

  private static void assertFaults(MssqlDatabase database, BackupOptions options, String... words) {
    assertThatThrownBy(() -> database.prepareBackup(options))
        .isInstanceOf(InvalidOptionsException.class)
        .hasMessageContainingAll(words);
  }

  @Test
  void everyOptionIsSentAndKept() {
    BackupOptions options =
        to("/b/1", "/b/2")
            .option(MssqlBackup.COPY_ONLY, true)
            .option(MssqlBackup.COMPRESSION, MssqlCompression.XPRESS)
            .option(MssqlBackup.CERTIFICATE, "backup]s")
            .option(MssqlBackup.ENCRYPTION, MssqlEncryptionAlgorithm.AES_192)
            .option(MssqlBackup.NAME, "nightly")
            .option(MssqlBackup.DESCRIPTION, "before the 'big' one")
            .option(MssqlBackup.RETAIN_DAYS, 7)
            .option(MssqlBackup.BUFFER_COUNT, 20)
            .option(MssqlBackup.MAX_TRANSFER_SIZE, 1 << 20)
            .option(MssqlBackup.BLOCK_SIZE, 4096)
            .build();
    Operation<BackupInfo> planned = shop.prepareBackup(options);
    assertThat(first(planned))
        .startsWith(
            "BACKUP DATABASE [shop] TO DISK = N'/b/1', DISK = N'/b/2' WITH COPY_ONLY, COMPRESSION"
                + " (ALGORITHM = MS_XPRESS), ENCRYPTION (ALGORITHM = AES_192, SERVER CERTIFICATE ="
                + " [backup]]s]), NAME = N'nightly gds ")
        .endsWith(
            "', DESCRIPTION = N'before the ''big'' one', RETAINDAYS = 7, NOINIT, BUFFERCOUNT = 20,"
                + " MAXTRANSFERSIZE = 1048576, BLOCKSIZE = 4096, CHECKSUM, STOP_ON_ERROR, STATS = 5");
    BackupInfo made = planned.run();
    assertThat(made.location()).isEqualTo(Location.server("/b/1", "/b/2"));
    assertThat(made.attributes())
        .containsEntry("description", "before the 'big' one")
        .containsEntry("copyOnly", "true")
        .containsKey("expires");
    assertThat(made.pinned()).as("by the clock of the engine it has expired").isFalse();
  }

  @Test
  void contradictionsAreToldAllAtOnce() {
    assertFaults(
        shop,
        to("/b/1")
            .type(BackupType.DIFFERENTIAL)
            .option(MssqlBackup.COPY_ONLY, true)
            .option(MssqlBackup.STRIPES, 2)
            .option(MssqlBackup.CERTIFICATE, "c")
            .option(MssqlBackup.ASYMMETRIC_KEY, "k")
            .option(MssqlBackup.MEDIA, MssqlMediaUse.APPEND)
            .option(MssqlBackup.CREDENTIAL, "x")
            .option(MssqlBackup.BLOCK_SIZE, 1000)
            .build(),
        "copy only",
        "mssql.stripes",
        "mssql.asymmetric-key",
        "encryption",
        "credential",
        "mssql.block-size");
    assertFaults(
        shop,
        to("/b/1")
            .type(BackupType.LOG)
            .includeLogs(true)
            .option(MssqlBackup.ENCRYPTION, MssqlEncryptionAlgorithm.AES_128)
            .build(),
        "includeLogs",
        "mssql.encryption");
    assertFaults(
        shop,
        BackupOptions.builder().to(new Location(Location.Kind.LOCAL, List.of("/b/1"))).build(),
        "out of the server's reach");
    for (String nowhere : List.of("NUL", "D:\\b\\nul", "nul.bak", "NUL:")) {
      assertFaults(shop, to(nowhere).build(), "NUL is no place");
    }
    assertFaults(
        shop,
        BackupOptions.builder().to(Location.url(BLOB + "/x.bak?sig=secret")).build(),
        "no access token");
  }

  @Test
  void aPlaceIsNeverWrittenOverUnlessThatIsAskedFor() {
    BackupInfo first = shop.backup(to("/b/1").build());
    assertThatThrownBy(() -> shop.backup(to("/b/1").build()))
        .isInstanceOf(AlreadyExistsException.class);
    BackupInfo second =
        shop.backup(to("/b/1").option(MssqlBackup.MEDIA, MssqlMediaUse.APPEND).build());
    assertThat(scene.engine.backupSets(first.location()))
        .extracting(BackupInfo::id)
        .containsExactly(first.id(), second.id());
    BackupInfo third =
        shop.backup(to("/b/1").option(MssqlBackup.MEDIA, MssqlMediaUse.OVERWRITE).build());
    assertThat(scene.engine.backupSets(first.location()))
        .extracting(BackupInfo::id)
        .containsExactly(third.id());
  }

  @Test
  void whatIsToBeKeptIsNotOverwrittenBeforeItsTime() {
    MssqlScene living = new MssqlScene();
    try (living) {
      MssqlDatabase other = living.create("shop");
      BackupInfo kept = other.backup(to("/b/1").option(MssqlBackup.RETAIN_DAYS, 2).build());
      assertThat(kept.pinned()).isTrue();
      BackupOptions again = to("/b/1").option(MssqlBackup.MEDIA, MssqlMediaUse.OVERWRITE).build();
      assertThatThrownBy(() -> other.backup(again)).hasMessageContaining("to be kept");
      BackupOptions anew = to("/b/1").option(MssqlBackup.MEDIA, MssqlMediaUse.FORMAT).build();
      assertThat(other.backup(anew).attributes()).containsEntry("position", "1");
    }
  }

  @Test
  void somethingThatIsNoBackupIsInTheWayToo() {
    WireAnswer foreign =
        WireAnswer.error("3242", "The file on device '/b/1' is not a valid Microsoft Tape Format.")
            .then(WireAnswer.error("3013", "RESTORE LABELONLY is terminating abnormally."));
    scene.peer.script().beginningWith("RESTORE LABELONLY").once(foreign);
    Operation<BackupInfo> planned = shop.prepareBackup(to("/b/1").build());
    assertThat(planned.refused()).isTrue();
    assertThatThrownBy(planned::run)
        .isInstanceOf(AlreadyExistsException.class)
        .hasMessageContaining("something that is no backup");
  }

  @Test
  void aDirectoryThatIsNotThereIsFoundBefore() {
    scene
        .peer
        .script()
        .beginningWith("RESTORE LABELONLY")
        .once(
            WireAnswer.error(
                "3201",
                "Cannot open backup device '/nowhere/1'. Operating system error 3(The system cannot"
                    + " find the path specified.)."));
    Operation<BackupInfo> planned = shop.prepareBackup(to("/nowhere/1").build());
    assertThat(planned.refused()).isTrue();
  }

  @Test
  void aDirectoryGetsANameForEachStripeThatNoOtherBackupHas() {
    BackupOptions options =
        BackupOptions.builder()
            .into(Location.server("D:\\backups"))
            .option(MssqlBackup.STRIPES, 2)
            .type(BackupType.FULL)
            .build();
    assertThat(shop.prepareBackup(options).script().steps().get(0).text())
        .containsPattern(
            "DISK = N'D:\\\\backups\\\\shop-full-[0-9TZ]+-[0-9a-f]{6}-1of2\\.bak', DISK ="
                + " N'D:\\\\backups\\\\shop-full-[0-9TZ]+-[0-9a-f]{6}-2of2\\.bak'");
    BackupInfo made = shop.backup(BackupOptions.builder().into(Location.server("nightly")).build());
    assertThat(made.location().parts().get(0))
        .as("under the server's own directory of backups")
        .startsWith("/var/opt/mssql/data/nightly/shop-full-");
  }

  @Test
  void aServerThatTellsNoDirectoryOfBackupsTakesWholePathsOnly() {
    try (MssqlScene old =
        new MssqlScene(SqlServerRelease.SQL_SERVER_2017, SqlServerEdition.DEVELOPER)) {
      assertFaults(old.create("shop"), to("1.bak").build(), "the whole path");
    }
  }

  @Test
  void blobsAndObjectsAreWrittenWithoutWhatTheyDoNotTake() {
    BackupInfo made =
        shop.backup(BackupOptions.builder().into(Location.url(BLOB + "/shop")).build());
    assertThat(made.location().kind()).isEqualTo(Location.Kind.URL);
    assertThat(scene.changes().get(scene.changes().size() - 1)).startsWith("RESTORE VERIFYONLY");
    BackupOptions page =
        BackupOptions.builder()
            .to(Location.url(BLOB + "/x.bak"))
            .option(MssqlBackup.CREDENTIAL, "store's key")
            .option(MssqlBackup.MEDIA, MssqlMediaUse.FORMAT)
            .build();
    Operation<BackupInfo> planned = shop.prepareBackup(page);
    assertThat(first(planned))
        .contains("TO URL = N'" + BLOB + "/x.bak' WITH CREDENTIAL = N'store''s key'")
        .contains(", FORMAT, CHECKSUM")
        .doesNotContain("INIT");
    assertThat(planned.script().steps().get(2).text()).contains("CREDENTIAL = N'store''s key'");
    assertFaults(
        shop,
        BackupOptions.builder()
            .to(Location.url("s3://store:443/b/x.bak"))
            .includeLogs(true)
            .option(MssqlBackup.RETAIN_DAYS, 1)
            .option(MssqlBackup.MEDIA, MssqlMediaUse.APPEND)
            .build(),
        "includeLogs",
        "retain days",
        "media");
  }

  @Test
  void whatAnEditionOrAVersionDoesNotHaveIsRefusedByItsOption() {
    try (MssqlScene express =
        new MssqlScene(SqlServerRelease.SQL_SERVER_2019, SqlServerEdition.EXPRESS)) {
      MssqlDatabase small = express.create("shop");
      assertFaults(
          small,
          to("/b/1")
              .option(MssqlBackup.COMPRESSION, MssqlCompression.DEFAULT)
              .option(MssqlBackup.CERTIFICATE, "c")
              .build(),
          "mssql.compression",
          "mssql.certificate",
          "EXPRESS");
      assertFaults(
          small, BackupOptions.builder().to(Location.url("s3://s:443/b/x")).build(), "S3", "2022");
    }
    assertFaults(
        shop,
        to("/b/1").option(MssqlBackup.COMPRESSION, MssqlCompression.ZSTD).build(),
        "Zstandard",
        "2025");
  }

  @Test
  void aManagedInstanceMakesCopiesToAddressesOnly() {
    try (MssqlScene managed =
        new MssqlScene(SqlServerRelease.SQL_SERVER_2022, SqlServerEdition.MANAGED_INSTANCE)) {
      MssqlDatabase cloud = managed.create("shop");
      assertFaults(cloud, to("/b/1").build(), "to: cannot be", "mssql.copy-only: has to be set");
      assertThatThrownBy(() -> cloud.prepareBackup(to("/b/1").type(BackupType.LOG).build()))
          .isInstanceOf(UnsupportedCapabilityException.class)
          .hasMessageContaining("log backups");
      assertThat(cloud.backupTypes()).containsExactly(BackupType.FULL);
    }
  }

  @Test
  void theLogComesAlongBehindTheDataIfAskedFor() {
    clock.advance(Duration.ofMinutes(1));
    BackupInfo made = shop.backup(to("/b/1").includeLogs(true).build());
    assertThat(made.backupType()).isEqualTo(BackupType.FULL);
    List<BackupInfo> both = scene.engine.backupSets(made.location());
    assertThat(both)
        .extracting(BackupInfo::backupType)
        .containsExactly(BackupType.FULL, BackupType.LOG);
    assertThat(made.attributes())
        .containsEntry("log", both.get(1).id())
        .containsEntry("logPosition", "2");
    assertThat(both.get(1).basedOn()).contains(made.id());
    assertThat(made.checked()).hasSize(6).anyMatch(text -> text.startsWith("of the log: "));
  }
}
