package io.gds.database.mssql;

import static org.assertj.core.api.Assertions.assertThat;

import io.gds.database.mssql.MssqlBackupSpec.Encryption;
import io.gds.database.mssql.MssqlBackupSpec.LogUse;
import io.gds.database.mssql.MssqlBackupSpec.Transfer;
import io.gds.database.mssql.MssqlRestoreSpec.Afterwards;
import io.gds.database.mssql.MssqlRestoreSpec.Ending;
import io.gds.database.mssql.MssqlRestoreSpec.Move;
import io.gds.database.mssql.MssqlRestoreSpec.Page;
import io.gds.database.mssql.MssqlRestoreSpec.Part;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Every form of BACKUP and RESTORE, one a line in a file that any parser can read. */
class MssqlGoldenTest {
  private static final MssqlDestination DISK = MssqlDestination.disk("/b/1.bak", "/b/2.bak");
  private static final MssqlDestination ONE = MssqlDestination.disk("D:\\b\\it's.bak");

  private static List<String> file() throws IOException {
    try (InputStream in = MssqlGoldenTest.class.getResourceAsStream("backup-restore.sql")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("--") && !line.isBlank())
          .toList();
    }
  }

  private static String backup(
      MssqlBackupKind kind,
      MssqlDestination to,
      MssqlCompression compression,
      MssqlMediaUse media,
      LogUse log,
      Optional<Encryption> encryption) {
    return new MssqlBackupSpec(
            "Sales]1",
            kind,
            to,
            "gds 0001",
            Optional.of("nightly"),
            kind != MssqlBackupKind.DIFFERENTIAL,
            true,
            compression,
            encryption,
            media,
            to.isUrl() ? OptionalInt.empty() : OptionalInt.of(7),
            new Transfer(OptionalInt.of(20), OptionalInt.of(65_536), OptionalInt.of(512)),
            Optional.empty(),
            log)
        .statement()
        .shown();
  }

  private static List<String> backups() {
    List<String> all = new ArrayList<>();
    for (MssqlBackupKind kind :
        List.of(MssqlBackupKind.FULL, MssqlBackupKind.DIFFERENTIAL, MssqlBackupKind.LOG)) {
      all.add(MssqlBackupSpec.of("Sales]1", kind, ONE, "gds 0001").statement().shown());
    }
    MssqlDestination blob = MssqlDestination.url("https://a.blob.core.windows.net/c/1.bak");
    MssqlDestination s3 = MssqlDestination.url("s3://s3.example.com:443/b/1.bak");
    MssqlBackupKind full = MssqlBackupKind.FULL;
    for (MssqlCompression compression : MssqlCompression.values()) {
      all.add(
          backup(
              full, DISK, compression, MssqlMediaUse.OVERWRITE, LogUse.TRUNCATE, Optional.empty()));
    }
    for (MssqlDestination to : List.of(blob, s3)) {
      Optional<Encryption> by =
          Optional.of(new Encryption(MssqlEncryptionAlgorithm.AES_256, "cert", to.equals(s3)));
      all.add(
          backup(full, to, MssqlCompression.DEFAULT, MssqlMediaUse.FORMAT, LogUse.TRUNCATE, by));
    }
    for (LogUse use : LogUse.values()) {
      all.add(
          backup(
              MssqlBackupKind.LOG,
              ONE,
              MssqlCompression.SERVER,
              MssqlMediaUse.APPEND,
              use,
              Optional.empty()));
    }
    return all;
  }

  private static MssqlRestoreSpec restore(
      boolean log, Optional<Part> part, Optional<MssqlStop> stop, Ending ending, boolean guards) {
    boolean whole = !log && part.isEmpty();
    return MssqlRestoreSpec.builder("Sales]1", log, DISK, 2)
        .part(part)
        .moves(whole ? List.of(new Move("da'ta", "/d/x.mdf")) : List.of())
        .checksums(true)
        .stop(stop)
        .ending(ending)
        .replace(guards)
        .build();
  }

  private static List<String> restores() {
    Ending on = new Ending.NoRecovery();
    LocalDateTime time = LocalDateTime.parse("2026-05-01T12:30:00.997");
    Optional<MssqlStop> none = Optional.empty();
    List<MssqlRestoreSpec> all = new ArrayList<>();
    all.add(restore(false, Optional.empty(), none, on, false));
    all.add(restore(false, Optional.empty(), none, on, true));
    all.add(restore(false, Optional.empty(), none, new Ending.Standby("/d/x.undo"), false));
    all.add(restore(true, Optional.empty(), none, new Ending.Recovery(), false));
    for (MssqlStop stop :
        List.of(
            new MssqlStop.AtTime(time),
            new MssqlStop.AtLsn(MssqlLsn.parse("37000000012300001"), false),
            new MssqlStop.AtLsn(MssqlLsn.parse("37000000012300001"), true),
            new MssqlStop.AtMark("end'of month", false, Optional.of(time)),
            new MssqlStop.AtMark("end'of month", true, Optional.empty()))) {
      all.add(restore(true, Optional.empty(), Optional.of(stop), on, false));
    }
    Part pages = new Part.Pages(List.of(new Page(1, 57), new Page(1, 202)));
    Part groups = new Part.Filegroups(List.of("PRIMARY", "A"), true);
    all.add(restore(false, Optional.of(pages), none, on, false));
    all.add(restore(false, Optional.of(groups), none, on, false));
    List<String> texts = new ArrayList<>();
    all.forEach(spec -> texts.add(spec.statement().shown()));
    texts.add(MssqlRestoreSpec.recover("Sales]1").shown());
    texts.add(MssqlRestoreSpec.end("Sales]1", new Ending.Standby("/d/x's.undo"), Set.of()).shown());
    texts.add(
        MssqlRestoreSpec.end("Sales]1", new Ending.Recovery(), EnumSet.allOf(Afterwards.class))
            .shown());
    texts.add(MssqlMediaSql.headers(ONE).shown());
    texts.add(MssqlMediaSql.files(ONE, 2).shown());
    texts.add(MssqlMediaSql.label(ONE).shown());
    texts.add(MssqlMediaSql.verify(DISK, 2, true).shown());
    MssqlDestination blob =
        MssqlDestination.url("https://a.blob.core.windows.net/c/1.bak").by(Optional.of("it's"));
    texts.add(MssqlMediaSql.headers(blob).shown());
    texts.add(MssqlMediaSql.files(blob, 2).shown());
    texts.add(MssqlMediaSql.label(blob).shown());
    texts.add(MssqlMediaSql.verify(blob, 1, true).shown());
    return texts;
  }

  @Test
  void everyDocumentedFormHasOneText() throws IOException {
    List<String> all = new ArrayList<>(backups());
    all.addAll(restores());

    assertThat(all).doesNotHaveDuplicates().containsExactlyElementsOf(file());
  }
}
