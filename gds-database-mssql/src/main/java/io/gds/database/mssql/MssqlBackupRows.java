package io.gds.database.mssql;

import io.gds.database.mssql.MssqlMedia.Device;
import io.gds.database.mssql.MssqlMedia.DeviceType;
import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Makes backup sets of what the server tells of them. The history in {@code msdb} gives a row for
 * each device of a set, which {@link MssqlBackupHistory} joins again; a header gives one for each
 * set on the media. A row that tells neither what it is nor from where to where it goes is of no
 * use, and gives none.
 *
 * @see <a
 *     href="https://learn.microsoft.com/en-us/sql/relational-databases/system-tables/backupset-transact-sql">backupset</a>
 */
final class MssqlBackupRows {
  private static final int UNKNOWN_ZONE = 127;

  private static final Pattern QUARTERS = Pattern.compile("-?[0-9]{1,3}");

  private static final Names HISTORY =
      new Names(
          "backup_set_uuid",
          "machine_name",
          "database_name",
          "family_guid",
          "database_guid",
          "first_lsn",
          "last_lsn",
          "differential_base_guid",
          "first_recovery_fork_guid",
          "last_recovery_fork_guid",
          "fork_point_lsn",
          "backup_start_date",
          "backup_finish_date",
          "time_zone",
          "last_valid_restore_time",
          "recovery_model",
          "software_major_version",
          "encryptor_thumbprint",
          Map.of(
              MssqlBackupFlag.COPY_ONLY,
              "is_copy_only",
              MssqlBackupFlag.SNAPSHOT,
              "is_snapshot",
              MssqlBackupFlag.DAMAGED,
              "is_damaged",
              MssqlBackupFlag.CHECKSUMS,
              "has_backup_checksums",
              MssqlBackupFlag.BULK_LOGGED,
              "has_bulk_logged_data",
              MssqlBackupFlag.BEGINS_LOG_CHAIN,
              "begins_log_chain",
              MssqlBackupFlag.TAIL,
              "is_force_offline",
              MssqlBackupFlag.INCOMPLETE_METADATA,
              "has_incomplete_metadata"));

  private static final Names HEADER =
      new Names(
          "BackupSetGUID",
          "MachineName",
          "DatabaseName",
          "FamilyGUID",
          "BindingID",
          "FirstLSN",
          "LastLSN",
          "DifferentialBaseGUID",
          "FirstRecoveryForkID",
          "RecoveryForkID",
          "ForkPointLSN",
          "BackupStartDate",
          "BackupFinishDate",
          "TimeZone",
          "LastValidRestoreTime",
          "RecoveryModel",
          "SoftwareVersionMajor",
          "EncryptorThumbprint",
          Map.of(
              MssqlBackupFlag.COPY_ONLY,
              "IsCopyOnly",
              MssqlBackupFlag.SNAPSHOT,
              "IsSnapshot",
              MssqlBackupFlag.DAMAGED,
              "IsDamaged",
              MssqlBackupFlag.CHECKSUMS,
              "HasBackupChecksums",
              MssqlBackupFlag.BULK_LOGGED,
              "HasBulkLoggedData",
              MssqlBackupFlag.BEGINS_LOG_CHAIN,
              "BeginsLogChain",
              MssqlBackupFlag.TAIL,
              "IsForceOffline",
              MssqlBackupFlag.INCOMPLETE_METADATA,
              "HasIncompleteMetaData"));

  private MssqlBackupRows() {}

  /**
   * A row of {@code backupset} with those of {@code backupmediaset} and {@code backupmediafamily},
   * under the names that their columns have.
   */
  static Optional<MssqlBackupSet> history(MssqlColumns row) {
    MssqlBackupKind kind = MssqlBackupKind.ofLetter(row.text("type").orElse(""));
    Optional<MssqlMedia> media =
        row.guid("media_uuid")
            .map(
                id ->
                    new MssqlMedia(
                        id,
                        Math.max(1, row.intValue("media_family_count", 1)),
                        Math.max(1, row.intValue("position", 1)),
                        device(row)));
    return set(row, kind, HISTORY, media.map(List::of).orElse(List.of()));
  }

  private static List<Device> device(MssqlColumns row) {
    return row.text("physical_device_name")
        .map(
            name ->
                List.of(
                    new Device(
                        row.intValue("family_sequence_number", 1),
                        row.intValue("mirror", 0),
                        DeviceType.of(row.intValue("device_type", 0)),
                        name,
                        true)))
        .orElse(List.of());
  }

  /**
   * A row of {@code RESTORE HEADERONLY}.
   *
   * @param media the media it was read from: {@code MediaSetId} and {@code FamilyCount} of {@code
   *     RESTORE LABELONLY}
   * @param families how many there are
   * @param devices those that were looked at
   */
  static Optional<MssqlBackupSet> header(
      MssqlColumns row, UUID media, int families, List<Device> devices) {
    MssqlBackupKind kind = MssqlBackupKind.ofNumber(row.intValue("BackupType", 0));
    int position = Math.max(1, row.intValue("Position", 1));
    return set(row, kind, HEADER, List.of(new MssqlMedia(media, families, position, devices)));
  }

  /** What the same fact is called in a place. */
  private record Names(
      String id,
      String server,
      String database,
      String family,
      String binding,
      String firstLsn,
      String lastLsn,
      String base,
      String firstFork,
      String lastFork,
      String forkPoint,
      String start,
      String finish,
      String zone,
      String lastValid,
      String model,
      String version,
      String certificate,
      Map<MssqlBackupFlag, String> flags) {}

  private static Optional<MssqlBackupSet> set(
      MssqlColumns row, MssqlBackupKind kind, Names names, List<MssqlMedia> media) {
    Optional<UUID> id = row.guid(names.id());
    Optional<MssqlLsn> first = row.lsn(names.firstLsn());
    Optional<MssqlLsn> last = row.lsn(names.lastLsn());
    Optional<LocalDateTime> start = row.time(names.start());
    Optional<LocalDateTime> finish = row.time(names.finish());
    if (id.isEmpty() || first.isEmpty() || last.isEmpty() || start.isEmpty() || finish.isEmpty()) {
      return Optional.empty();
    }
    MssqlBackupSet.Builder set =
        MssqlBackupSet.builder(id.get(), kind)
            .origin(
                new MssqlBackupSet.Origin(
                    row.text(names.server()).orElse(""),
                    row.text(names.database()).orElse(""),
                    row.guid(names.family()),
                    row.guid(names.binding())))
            .lsns(first.get(), last.get())
            .base(row.guid(names.base()).orElse(null))
            .forks(
                new MssqlBackupSet.Forks(
                    row.guid(names.firstFork()),
                    row.guid(names.lastFork()),
                    row.lsn(names.forkPoint())))
            .times(
                new MssqlBackupSet.Times(
                    start.get(), finish.get(), zone(row, names), row.time(names.lastValid())))
            .recoveryModel(row.text(names.model()).orElse(""))
            .softwareMajor(row.intValue(names.version(), 0))
            .certificate(row.hexadecimal(names.certificate()).orElse(null))
            .media(media);
    names.flags().forEach((flag, column) -> set.flag(flag, row.flag(column)));
    return Optional.of(set.build());
  }

  /** A number in some builds and a text in others. */
  private static OptionalInt zone(MssqlColumns row, Names names) {
    int quarters =
        row.text(names.zone())
            .map(String::strip)
            .filter(text -> QUARTERS.matcher(text).matches())
            .map(BigDecimal::new)
            .map(BigDecimal::intValueExact)
            .orElse(UNKNOWN_ZONE);
    return OptionalInt.of(quarters);
  }
}
