package io.gds.database.mssql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.error.InvalidOptionsException;
import io.gds.database.mssql.MssqlBackupSpec.Encryption;
import io.gds.database.mssql.MssqlBackupSpec.LogUse;
import io.gds.database.mssql.MssqlBackupSpec.Transfer;
import io.gds.database.mssql.MssqlRestoreSpec.Ending;
import io.gds.database.mssql.MssqlRestoreSpec.Move;
import io.gds.database.mssql.MssqlRestoreSpec.Page;
import io.gds.database.mssql.MssqlRestoreSpec.Part;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MssqlStatementsTest {
  private static final MssqlDestination FILE = MssqlDestination.disk("/b/x.bak");

  private static MssqlBackupSpec backup(
      MssqlBackupKind kind,
      MssqlDestination to,
      boolean copyOnly,
      MssqlCompression compression,
      Optional<Encryption> encryption,
      MssqlMediaUse media,
      LogUse log) {
    return new MssqlBackupSpec(
        "sales",
        kind,
        to,
        "gds 1",
        Optional.of("nightly"),
        copyOnly,
        true,
        compression,
        encryption,
        media,
        OptionalInt.of(7),
        new Transfer(OptionalInt.of(50), OptionalInt.of(1 << 20), OptionalInt.of(65_536)),
        Optional.empty(),
        log);
  }

  @Test
  void aPlainBackupChecksItsPagesAndStopsAtTheFirstError() {
    MssqlStatement sql =
        MssqlBackupSpec.of("sales", MssqlBackupKind.FULL, FILE, "gds 1").statement();

    assertThat(sql.sql())
        .isEqualTo(
            "BACKUP DATABASE ? TO DISK = ? WITH NAME = ?, NOINIT, CHECKSUM, STOP_ON_ERROR, STATS ="
                + " 5");
    assertThat(sql.values()).containsExactly("sales", "/b/x.bak", "gds 1");
  }

  @Test
  void everyOptionOfABackupHasItsPlace() {
    MssqlStatement sql =
        backup(
                MssqlBackupKind.FULL,
                MssqlDestination.disk("/b/1", "/b/2"),
                true,
                MssqlCompression.ZSTD,
                Optional.of(new Encryption(MssqlEncryptionAlgorithm.AES_256, "cert]x", false)),
                MssqlMediaUse.FORMAT,
                LogUse.TRUNCATE)
            .statement();

    assertThat(sql.sql())
        .isEqualTo(
            "BACKUP DATABASE ? TO DISK = ?, DISK = ? WITH COPY_ONLY, COMPRESSION (ALGORITHM ="
                + " ZSTD), ENCRYPTION (ALGORITHM = AES_256, SERVER CERTIFICATE = [cert]]x]), NAME ="
                + " ?, DESCRIPTION = ?, RETAINDAYS = ?, FORMAT, INIT, BUFFERCOUNT = ?,"
                + " MAXTRANSFERSIZE = ?, BLOCKSIZE = ?, CHECKSUM, STOP_ON_ERROR, STATS = 5");
    assertThat(sql.values())
        .containsExactly("sales", "/b/1", "/b/2", "gds 1", "nightly", 7, 50, 1 << 20, 65_536);
  }

  @Test
  void aDifferentialAndALogSayWhatTheyAre() {
    assertThat(MssqlBackupSpec.of("s", MssqlBackupKind.DIFFERENTIAL, FILE, "n").statement().sql())
        .startsWith("BACKUP DATABASE ? TO DISK = ? WITH DIFFERENTIAL, NAME");
    assertThat(
            backup(
                    MssqlBackupKind.LOG,
                    FILE,
                    false,
                    MssqlCompression.NONE,
                    Optional.empty(),
                    MssqlMediaUse.APPEND,
                    LogUse.NORECOVERY)
                .statement()
                .sql())
        .startsWith("BACKUP LOG ? TO DISK = ? WITH NORECOVERY, NO_COMPRESSION, NAME");
  }

  @Test
  void theTailOfADamagedDatabaseGoesOnAfterErrors() {
    assertThat(
            backup(
                    MssqlBackupKind.LOG,
                    FILE,
                    false,
                    MssqlCompression.SERVER,
                    Optional.empty(),
                    MssqlMediaUse.OVERWRITE,
                    LogUse.NO_TRUNCATE)
                .statement()
                .sql())
        .contains("NO_TRUNCATE", "INIT, SKIP", "CHECKSUM, CONTINUE_AFTER_ERROR")
        .doesNotContain("STOP_ON_ERROR");
  }

  @Test
  void contradictionsInABackupAreToldAllAtOnce() {
    assertThatThrownBy(
            () ->
                new MssqlBackupSpec(
                    "s",
                    MssqlBackupKind.DIFFERENTIAL,
                    FILE,
                    " ",
                    Optional.of("x".repeat(256)),
                    true,
                    true,
                    MssqlCompression.SERVER,
                    Optional.of(new Encryption(MssqlEncryptionAlgorithm.AES_128, "c", true)),
                    MssqlMediaUse.APPEND,
                    OptionalInt.of(-1),
                    new Transfer(OptionalInt.of(0), OptionalInt.of(1), OptionalInt.of(3)),
                    Optional.of("credential"),
                    LogUse.NORECOVERY))
        .isInstanceOf(InvalidOptionsException.class)
        .hasMessageContainingAll(
            "name",
            "description",
            "copy only",
            "encryption",
            "retain days",
            "buffer count",
            "max transfer size",
            "block size",
            "credential",
            "log use");
    assertThatThrownBy(() -> MssqlBackupSpec.of("s", MssqlBackupKind.FILE, FILE, "n"))
        .hasMessageContaining("type");
  }

  @Test
  void anAddressMayHaveACredentialAndNeverAToken() {
    MssqlDestination url = MssqlDestination.url("https://a.blob.core.windows.net/c/x.bak");
    MssqlBackupSpec spec =
        new MssqlBackupSpec(
            "s",
            MssqlBackupKind.FULL,
            url,
            "n",
            Optional.empty(),
            true,
            true,
            MssqlCompression.SERVER,
            Optional.empty(),
            MssqlMediaUse.FORMAT,
            OptionalInt.empty(),
            Transfer.DEFAULT,
            Optional.of("it's"),
            LogUse.TRUNCATE);

    assertThat(spec.statement().sql()).contains("TO URL = ?", "CREDENTIAL = N'it''s'");
    for (String faulty :
        new String[] {
          "https://a/c?sig=x", "https://u@a/c", "http://a/c", "ftp://a/c", "/b/x", " "
        }) {
      assertThatThrownBy(() -> MssqlDestination.url(faulty))
          .isInstanceOf(InvalidOptionsException.class)
          .satisfies(error -> assertThat(error.toString()).doesNotContain("sig=x"));
    }
    assertThat(MssqlDestination.url("s3://h/b/x.bak").sql()).isEqualTo("URL = ?");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  ", "nul", "NUL", "/b/a\u0000b", "/b/a\nb"})
  void whatIsNoPlaceForABackupIsRefused(String path) {
    assertThatThrownBy(() -> MssqlDestination.disk(path))
        .isInstanceOf(InvalidOptionsException.class);
  }

  @Test
  void aBackupHasOneTo64DevicesEachOnce() {
    assertThatThrownBy(MssqlDestination::disk).isInstanceOf(InvalidOptionsException.class);
    assertThatThrownBy(() -> MssqlDestination.disk("/a", "/a")).hasMessageContaining("twice");
    assertThatThrownBy(() -> MssqlDestination.disk("x".repeat(260))).hasMessageContaining("259");
    String[] many = new String[65];
    for (int i = 0; i < many.length; i++) {
      many[i] = "/b/" + i;
    }
    assertThatThrownBy(() -> MssqlDestination.disk(many)).hasMessageContaining("64");
    assertThatThrownBy(
            () -> new MssqlDestination(MssqlMedia.DeviceType.TAPE, List.of("\\\\.\\TAPE0")))
        .isInstanceOf(InvalidOptionsException.class);
  }

  @Test
  void aRestoreNamesItsPositionAndIsLeftForTheNextStep() {
    MssqlStatement sql =
        MssqlRestoreSpec.builder("sales", false, MssqlDestination.disk("/b/1", "/b/2"), 3)
            .moves(List.of(new Move("da'ta", "/d/x.mdf"), new Move("log", "/l/x.ldf")))
            .build()
            .statement();

    assertThat(sql.sql())
        .isEqualTo(
            "RESTORE DATABASE ? FROM DISK = ?, DISK = ? WITH FILE = ?, MOVE N'da''ta' TO"
                + " N'/d/x.mdf', MOVE N'log' TO N'/l/x.ldf', STOP_ON_ERROR, NORECOVERY, STATS = 5");
    assertThat(sql.values()).containsExactly("sales", "/b/1", "/b/2", 3);
  }

  @Test
  void aStepOfAPlanStopsWhereItSaysAndChecksWhatCanBeChecked() {
    MssqlBackupSet log = MssqlTestSets.log(10, 20, "2026-03-01T10:00:30.250").checksums().set();
    MssqlPlanning.Step step =
        new MssqlPlanning.Step(
            log,
            log.reading().orElseThrow(),
            Optional.of(new MssqlStop.AtTime(LocalDateTime.parse("2026-03-01T10:00:00.120456"))),
            false);

    MssqlStatement sql = MssqlRestoreSpec.builder("sales", step).build().statement();

    assertThat(sql.sql())
        .isEqualTo(
            "RESTORE LOG ? FROM DISK = ? WITH FILE = ?, CHECKSUM, STOP_ON_ERROR, NORECOVERY, STOPAT"
                + " = '2026-03-01T10:00:00.120', STATS = 5");
  }

  @Test
  void allStopsAreWrittenAsTheServerReadsThem() {
    LocalDateTime after = LocalDateTime.parse("2026-03-01T00:00:00");
    assertThat(restore(new MssqlStop.AtLsn(MssqlLsn.of(37_000_000_001_200_001L), false)))
        .contains("STOPATMARK = 'lsn:37000000001200001'");
    assertThat(restore(new MssqlStop.AtLsn(MssqlLsn.of(5), true)))
        .contains("STOPBEFOREMARK = 'lsn:5'");
    assertThat(restore(new MssqlStop.AtMark("end'of", true, Optional.of(after))))
        .contains("STOPBEFOREMARK = N'end''of' AFTER '2026-03-01T00:00:00.000'");
    assertThat(restore(new MssqlStop.AtMark("x", false, Optional.empty())))
        .contains("STOPATMARK = N'x', STATS");
  }

  private static String restore(MssqlStop stop) {
    return spec(true, Optional.empty(), Optional.of(stop), new Ending.NoRecovery(), false)
        .statement()
        .sql();
  }

  private static MssqlRestoreSpec spec(
      boolean log, Optional<Part> part, Optional<MssqlStop> stop, Ending ending, boolean all) {
    return MssqlRestoreSpec.builder("s", log, FILE, 1)
        .part(part)
        .checksums(all)
        .stop(stop)
        .ending(ending)
        .replace(all)
        .keepReplication(all)
        .restrictedUser(all)
        .build();
  }

  @Test
  void theEndOfARestoreIsSaid() {
    assertThat(
            spec(true, Optional.empty(), Optional.empty(), new Ending.Recovery(), true)
                .statement()
                .sql())
        .isEqualTo(
            "RESTORE LOG ? FROM DISK = ? WITH FILE = ?, CHECKSUM, STOP_ON_ERROR, REPLACE,"
                + " KEEP_REPLICATION, RESTRICTED_USER, RECOVERY, STATS = 5");
    MssqlStatement standby =
        MssqlRestoreSpec.builder("s", true, FILE, 1)
            .ending(new Ending.Standby("/u/x.undo"))
            .build()
            .statement();
    assertThat(standby.sql()).contains("STANDBY = ?").doesNotContain("RECOVERY");
    assertThat(standby.values()).containsExactly("s", "/b/x.bak", 1, "/u/x.undo");
    assertThat(MssqlRestoreSpec.recover("s").shown())
        .isEqualTo("RESTORE DATABASE [s] WITH RECOVERY");
  }

  @Test
  void pagesAndFilegroupsAreRestoredByThemselves() {
    Part pages = new Part.Pages(List.of(new Page(1, 57), new Page(3, 202)));
    assertThat(
            spec(false, Optional.of(pages), Optional.empty(), new Ending.NoRecovery(), false)
                .statement()
                .sql())
        .startsWith("RESTORE DATABASE ? PAGE = '1:57,3:202' FROM DISK = ?");
    Part groups = new Part.Filegroups(List.of("A]", "B"), true);
    MssqlStatement partial =
        spec(false, Optional.of(groups), Optional.empty(), new Ending.NoRecovery(), false)
            .statement();
    assertThat(partial.sql())
        .startsWith("RESTORE DATABASE ? FILEGROUP = ?, FILEGROUP = ? FROM DISK = ? WITH PARTIAL");
    assertThat(partial.values()).containsExactly("s", "A]", "B", "/b/x.bak", 1);
  }

  @Test
  void contradictionsInARestoreAreToldAllAtOnce() {
    assertThatThrownBy(
            () ->
                MssqlRestoreSpec.builder("s", false, FILE, 0)
                    .part(Optional.of(new Part.Pages(List.of(new Page(1, 1)))))
                    .moves(List.of(new Move("a", "/x"), new Move("a", "/y"), new Move("b", "/y")))
                    .stop(Optional.of(new MssqlStop.AtMark("m", false, Optional.empty())))
                    .ending(new Ending.Recovery())
                    .build())
        .hasMessageContainingAll("position", "moved twice", "two files go to", "ending", "stop");
    assertThatThrownBy(
            () -> spec(true, Optional.empty(), Optional.empty(), new Ending.NoRecovery(), true))
        .hasMessageContainingAll("restricted user", "keep replication");
    Part group = new Part.Filegroups(List.of("A"), false);
    assertThatThrownBy(
            () -> spec(true, Optional.of(group), Optional.empty(), new Ending.NoRecovery(), false))
        .hasMessageContaining("part");
  }

  @Test
  void mediaAreReadWithoutRestoringThem() {
    MssqlDestination stripes = MssqlDestination.disk("/b/1", "/b/2");
    assertThat(MssqlMediaSql.headers(stripes).sql())
        .as("the grammar takes one device")
        .isEqualTo("RESTORE HEADERONLY FROM DISK = ?");
    assertThat(MssqlMediaSql.headers(stripes).values()).containsExactly("/b/1");
    assertThat(MssqlMediaSql.files(FILE, 4).shown())
        .isEqualTo("RESTORE FILELISTONLY FROM DISK = N'/b/x.bak' WITH FILE = 4");
    assertThat(MssqlMediaSql.label(FILE).sql()).isEqualTo("RESTORE LABELONLY FROM DISK = ?");
    assertThat(MssqlMediaSql.verify(FILE, 2, true).sql())
        .isEqualTo(
            "RESTORE VERIFYONLY FROM DISK = ? WITH FILE = ?, CHECKSUM, STOP_ON_ERROR, STATS = 5");
    assertThat(MssqlMediaSql.verify(FILE, 2, false).sql()).doesNotContain("CHECKSUM");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a]b", "a'b", "a?b", "x] WITH REPLACE --", "'; DROP DATABASE x --", "[?]"})
  void aHostileNameIsAValueAndIsShownAsOne(String name) {
    MssqlStatement backup = MssqlBackupSpec.of(name, MssqlBackupKind.FULL, FILE, "n?'").statement();
    assertThat(backup.sql()).doesNotContain(name);
    assertThat(backup.values()).startsWith(name);
    assertThat(backup.shown())
        .startsWith("BACKUP DATABASE " + MssqlSql.name(name) + " TO DISK = N'/b/x.bak'")
        .contains("NAME = N'n?'''");
    MssqlStatement restore =
        MssqlRestoreSpec.builder(name, false, FILE, 1)
            .moves(List.of(new Move(name, "/d/" + name)))
            .build()
            .statement();
    assertThat(restore.sql())
        .contains("MOVE " + MssqlSql.literal(name) + " TO " + MssqlSql.literal("/d/" + name));
    assertThat(restore.shown()).contains("FILE = 1, MOVE " + MssqlSql.literal(name) + " TO");
    assertThat(MssqlSql.name(name)).isEqualTo("[" + name.replace("]", "]]") + "]");
  }

  @Test
  void aNameHas128CharactersAtMost() {
    String longest = "x".repeat(128);
    assertThat(MssqlSql.name(longest, "a")).isEqualTo("[" + longest + "].[a]");
    assertThatThrownBy(() -> MssqlSql.name(longest + "x"))
        .isInstanceOf(InvalidOptionsException.class);
    assertThatThrownBy(() -> MssqlBackupSpec.of(longest + "x", MssqlBackupKind.FULL, FILE, "n"))
        .isInstanceOf(InvalidOptionsException.class);
    assertThatThrownBy(() -> MssqlRestoreSpec.of("", false, FILE, 1))
        .isInstanceOf(InvalidOptionsException.class);
  }
}
