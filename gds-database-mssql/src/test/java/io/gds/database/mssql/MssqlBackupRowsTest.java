package io.gds.database.mssql;

import static org.assertj.core.api.Assertions.assertThat;

import io.gds.database.mssql.MssqlMedia.Device;
import io.gds.database.mssql.MssqlMedia.DeviceType;
import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class MssqlBackupRowsTest {
  private static final String SET = "5a1f3c9e-0000-4000-8000-00000000000a";
  private static final String MEDIA = "5a1f3c9e-0000-4000-8000-00000000000b";
  private static final String FAMILY = "5a1f3c9e-0000-4000-8000-00000000000c";
  private static final String FORK = "5a1f3c9e-0000-4000-8000-00000000000d";
  private static final String OTHER = "5a1f3c9e-0000-4000-8000-00000000000e";

  /** A row of values by column name. */
  private record Values(Map<String, Object> values) implements MssqlColumns {
    @Override
    public Optional<String> text(String column) {
      return Optional.ofNullable(values.get(column)).map(Object::toString);
    }

    @Override
    public Optional<BigDecimal> number(String column) {
      return text(column).map(BigDecimal::new);
    }

    @Override
    public Optional<LocalDateTime> time(String column) {
      return text(column).map(LocalDateTime::parse);
    }

    @Override
    public Optional<byte[]> bytes(String column) {
      return Optional.ofNullable((byte[]) values.get(column));
    }
  }

  private static Map<String, Object> history() {
    Map<String, Object> row = new HashMap<>();
    row.put("backup_set_uuid", SET.toUpperCase(java.util.Locale.ROOT));
    row.put("machine_name", "SRV");
    row.put("database_name", "sales");
    row.put("type", "L");
    row.put("family_guid", FAMILY);
    row.put("database_guid", OTHER);
    row.put("first_lsn", "37000000012300001");
    row.put("last_lsn", "9999999999000000012300001");
    row.put("differential_base_guid", "00000000-0000-0000-0000-000000000000");
    row.put("first_recovery_fork_guid", FORK);
    row.put("last_recovery_fork_guid", OTHER);
    row.put("fork_point_lsn", "37000000012500001");
    row.put("backup_start_date", "2026-05-01T01:00:00");
    row.put("backup_finish_date", "2026-05-01T01:00:07");
    row.put("time_zone", 8);
    row.put("last_valid_restore_time", "2026-05-01T01:00:05");
    row.put("recovery_model", "FULL");
    row.put("software_major_version", 16);
    row.put("encryptor_thumbprint", new byte[] {1, (byte) 0xaf});
    row.put("has_backup_checksums", 1);
    row.put("has_bulk_logged_data", 1);
    row.put("begins_log_chain", 0);
    row.put("media_uuid", MEDIA);
    row.put("media_family_count", 2);
    row.put("position", 3);
    row.put("family_sequence_number", 2);
    row.put("mirror", 0);
    row.put("device_type", 102);
    row.put("physical_device_name", "/b/2.trn");
    return row;
  }

  private static Map<String, Object> header() {
    Map<String, Object> row = new HashMap<>();
    row.put("BackupSetGUID", SET);
    row.put("MachineName", "SRV");
    row.put("DatabaseName", "sales");
    row.put("BackupType", 2);
    row.put("FamilyGUID", FAMILY);
    row.put("BindingID", OTHER);
    row.put("FirstLSN", "37000000012300001");
    row.put("LastLSN", "9999999999000000012300001");
    row.put("FirstRecoveryForkID", FORK);
    row.put("RecoveryForkID", OTHER);
    row.put("ForkPointLSN", "37000000012500001");
    row.put("BackupStartDate", "2026-05-01T01:00:00");
    row.put("BackupFinishDate", "2026-05-01T01:00:07");
    row.put("TimeZone", "8");
    row.put("LastValidRestoreTime", "2026-05-01T01:00:05");
    row.put("RecoveryModel", "FULL");
    row.put("SoftwareVersionMajor", 16);
    row.put("EncryptorThumbprint", new byte[] {1, (byte) 0xaf});
    row.put("HasBackupChecksums", 1);
    row.put("HasBulkLoggedData", 1);
    row.put("Position", 3);
    return row;
  }

  private static List<Device> devices() {
    return List.of(new Device(2, 0, DeviceType.DISK, "/b/2.trn", true));
  }

  @Test
  void historyAndHeaderTellTheSameSet() {
    MssqlBackupSet told = MssqlBackupRows.history(new Values(history())).orElseThrow();
    MssqlBackupSet read =
        MssqlBackupRows.header(new Values(header()), UUID.fromString(MEDIA), 2, devices())
            .orElseThrow();

    assertThat(told).isEqualTo(read);
    assertThat(told.kind()).isEqualTo(MssqlBackupKind.LOG);
    assertThat(told.lastLsn()).hasToString("9999999999000000012300001");
    assertThat(told.flags())
        .containsExactlyInAnyOrder(MssqlBackupFlag.CHECKSUMS, MssqlBackupFlag.BULK_LOGGED);
    assertThat(told.base()).isEmpty();
    assertThat(told.certificate()).contains("0x01AF");
    assertThat(told.times().quarterHours()).hasValue(8);
    assertThat(told.times().lastValidRestore())
        .contains(LocalDateTime.parse("2026-05-01T01:00:05"));
    assertThat(told.forks().point()).contains(MssqlLsn.parse("37000000012500001"));
    assertThat(told.media()).hasSize(1);
    assertThat(told.media().get(0).position()).isEqualTo(3);
    assertThat(told.media().get(0).missing()).containsExactly(1);
  }

  @Test
  void theRowsOfAStripedSetAreJoined() {
    Map<String, Object> first = history();
    first.put("family_sequence_number", 1);
    first.put("physical_device_name", "/b/1.trn");

    MssqlBackupHistory joined =
        MssqlBackupHistory.of(
            List.of(
                MssqlBackupRows.history(new Values(history())).orElseThrow(),
                MssqlBackupRows.history(new Values(first)).orElseThrow()));

    assertThat(joined.sets()).hasSize(1);
    assertThat(joined.sets().get(0).reading().orElseThrow().devices())
        .extracting(Device::name)
        .containsExactly("/b/1.trn", "/b/2.trn");
  }

  @Test
  void columnsThatOlderReleasesLackReadAsUntold() {
    Map<String, Object> row = history();
    row.remove("last_valid_restore_time");
    row.remove("encryptor_thumbprint");
    row.put("time_zone", 127);

    MssqlBackupSet set = MssqlBackupRows.history(new Values(row)).orElseThrow();

    assertThat(set.times().lastValidRestore()).isEmpty();
    assertThat(set.certificate()).isEmpty();
    assertThat(set.times().quarterHours()).isEmpty();
    row.put("time_zone", "(UTC+01:00) Berlin");
    assertThat(MssqlBackupRows.history(new Values(row)).orElseThrow().times().quarterHours())
        .isEmpty();
  }

  @Test
  void aRowWithoutItsPlaceInTheLogIsOfNoUse() {
    for (String column :
        List.of(
            "backup_set_uuid",
            "first_lsn",
            "last_lsn",
            "backup_start_date",
            "backup_finish_date")) {
      Map<String, Object> row = history();
      row.remove(column);

      assertThat(MssqlBackupRows.history(new Values(row))).as(column).isEmpty();
    }
  }

  @Test
  void aSetWhoseMediaAreForgottenHasNoPlace() {
    Map<String, Object> row = history();
    row.remove("media_uuid");

    MssqlBackupSet set = MssqlBackupRows.history(new Values(row)).orElseThrow();

    assertThat(set.media()).isEmpty();
    assertThat(MssqlRestoreLimits.NONE.refusal(set)).contains("where it lies is not known");
  }
}
