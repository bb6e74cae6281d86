package io.gds.database.mssql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupOptions;
import io.gds.database.backup.BackupType;
import io.gds.database.backup.Location;
import io.gds.database.error.ErrorCode;
import io.gds.database.lifecycle.SetStateOptions;
import io.gds.database.lifecycle.StateChange;
import io.gds.database.operation.Check;
import io.gds.database.operation.Operation;
import io.gds.database.operation.Step;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MssqlBackupsTest {
  private static final Location PLACE = Location.server("/b/shop.bak");

  private final MssqlScene scene = new MssqlScene();
  private final MssqlDatabase shop = scene.create("shop");

  @AfterEach
  void end() {
    scene.close();
  }

  private static BackupOptions.Builder to(String... files) {
    return BackupOptions.builder().to(Location.server(files));
  }

  private static List<String> script(Operation<?> operation) {
    return operation.script().steps().stream().map(Step::text).toList();
  }

  private static List<ErrorCode> refusals(Operation<?> operation) {
    return operation.checks().stream().filter(Check::refused).map(Check::code).toList();
  }

  @Test
  void aBackupIsMadeFoundUnderItsNameAndReadAgain() {
    Operation<BackupInfo> planned = shop.prepareBackup(to("/b/shop.bak").build());
    List<String> script = script(planned);
    assertThat(script).hasSize(3);
    assertThat(script.get(0))
        .matches(
            "BACKUP DATABASE \\[shop\\] TO DISK = N'/b/shop.bak' WITH NAME = N'gds [-0-9a-f]{36}',"
                + " NOINIT, CHECKSUM, STOP_ON_ERROR, STATS = 5");
    assertThat(script.get(1)).contains("FROM msdb.dbo.backupset s").contains("s.name = N'gds ");
    assertThat(script.get(2))
        .isEqualTo(
            "RESTORE VERIFYONLY FROM DISK = N'/b/shop.bak' WITH FILE = 1, CHECKSUM, STOP_ON_ERROR,"
                + " STATS = 5");
    BackupInfo made = planned.run();
    assertThat(made.location()).isEqualTo(PLACE);
    assertThat(made.backupType()).isEqualTo(BackupType.FULL);
    assertThat(made.checked()).hasSize(3);
    assertThat(made.attributes())
        .containsEntry("position", "1")
        .containsEntry("checksums", "true")
        .containsEntry("recoveryModel", "FULL");
    assertThat(made.positions()).containsKeys("firstLsn", "lastLsn", "checkpointLsn");
  }

  @Test
  void aBackupTakesFewStatements() {
    shop.exists();
    assertThat(scene.statements(() -> shop.backup(to("/b/shop.bak").build())))
        .as(
            "two times the database and the place, then the session and BACKUP, the history, the"
                + " session and VERIFYONLY")
        .isEqualTo(9);
  }

  @Test
  void anOfflineDatabaseIsRefusedBeforeAnythingIsSent() {
    shop.setState(SetStateOptions.of(StateChange.OFFLINE));
    Operation<BackupInfo> planned = shop.prepareBackup(to("/b/shop.bak").build());
    assertThat(refusals(planned)).containsExactly(ErrorCode.WRONG_STATE);
    assertThatThrownBy(planned::run).hasMessageContaining("OFFLINE");
    assertThat(scene.changes()).noneMatch(sql -> sql.startsWith("BACKUP"));
  }
}
