package io.gds.database.mssql;

import static org.assertj.core.api.Assertions.assertThat;

import io.gds.database.backup.BackupOptions;
import io.gds.database.backup.BackupQuery;
import io.gds.database.backup.BackupType;
import io.gds.database.backup.DeleteBackupsOptions;
import io.gds.database.backup.Location;
import io.gds.database.backup.RetentionPolicy;
import io.gds.database.operation.OperationContext;
import io.gds.database.testkit.sqlserver.SqlServerEdition;
import io.gds.database.testkit.sqlserver.SqlServerRelease;
import io.gds.database.testkit.wire.WireAnswer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Whatever is asked of the server about backups is in a file, one a line, as it is sent. */
class MssqlHistoryGoldenTest {
  private static List<String> file() throws IOException {
    try (InputStream in = MssqlHistoryGoldenTest.class.getResourceAsStream("history.sql")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("--") && !line.isBlank())
          .toList();
    }
  }

  private static BackupOptions.Builder to(String file) {
    return BackupOptions.builder().to(Location.server(file));
  }

  private static Set<String> asked(MssqlScene scene) {
    Set<String> asked = new TreeSet<>();
    scene.peer.script().statements().stream()
        .filter(sql -> sql.startsWith("SELECT"))
        // The driver's own, on each connection.
        .filter(sql -> !sql.equals("SELECT @@SPID"))
        .map(sql -> sql.replaceAll("@P[0-9]+", "?"))
        .forEach(asked::add);
    return asked;
  }

  private static MssqlDatabase ready(MssqlScene scene) {
    MssqlDatabase shop = scene.create("shop");
    scene.peer.script().forget();
    return shop;
  }

  @Test
  void everyQuestionAboutBackupsIsWrittenDown() throws IOException {
    Set<String> asked;
    try (MssqlScene scene = new MssqlScene()) {
      MssqlDatabase shop = ready(scene);
      shop.backup(to("/b/1").build());
      shop.backup(to("/b/2").type(BackupType.LOG).build());
      scene.engine.backupHistory(BackupQuery.all());
      scene.engine.backupHistory(
          BackupQuery.all()
              .database("shop")
              .in(Location.server("/b"))
              .since(Instant.EPOCH)
              .type(BackupType.FULL));
      scene.engine.reachableWindow("shop", BackupQuery.all());
      scene.engine.planRetention(
          DeleteBackupsOptions.builder()
              .policy(RetentionPolicy.keepLast(1))
              .database("shop")
              .build());
      scene.engine.inspectBackup(Location.server("/b/1"));
      scene.engine.backupCoverage(Duration.ofDays(1), Duration.ofHours(1));
      shop.prepareBackup(
          BackupOptions.builder()
              .into(Location.server("."))
              .option(MssqlBackup.CERTIFICATE, "c")
              .build());
      shop.prepareBackup(to("/b/1").option(MssqlBackup.MEDIA, MssqlMediaUse.OVERWRITE).build());
      scene.peer.script().beginningWith("BACKUP DATABASE").once(WireAnswer.drop());
      scene
          .engine
          .operations()
          .execute(shop.prepareBackup(to("/b/3").build()), OperationContext.none());
      scene.model.join("shop", "group");
      shop.prepareBackup(to("/b/4").build());
      asked = asked(scene);
    }
    try (MssqlScene older =
        new MssqlScene(SqlServerRelease.SQL_SERVER_2019, SqlServerEdition.DEVELOPER)) {
      ready(older);
      older.engine.backupHistory(BackupQuery.all());
      asked.addAll(asked(older));
    }
    assertThat(file()).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(asked);
  }
}
