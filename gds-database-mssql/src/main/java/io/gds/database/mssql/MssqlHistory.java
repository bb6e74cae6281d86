package io.gds.database.mssql;

import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupQuery;
import io.gds.database.backup.BackupType;
import io.gds.database.error.InvalidOptionsException;
import io.gds.database.error.OptionFault;
import io.gds.database.jdbc.Row;
import io.gds.database.jdbc.Sql;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Reads the history of backups that the server keeps in {@code msdb}, in one statement.
 *
 * @see <a
 *     href="https://learn.microsoft.com/en-us/sql/relational-databases/system-tables/backupset-transact-sql">backupset</a>
 */
final class MssqlHistory {
  private static final String COLUMNS =
      "SELECT s.backup_set_uuid, s.name, s.description, s.user_name, s.type, s.position,"
          + " s.expiration_date, s.machine_name, s.database_name, s.family_guid, s.database_guid,"
          + " s.first_lsn, s.last_lsn, s.checkpoint_lsn, s.database_backup_lsn,"
          + " s.differential_base_guid, s.first_recovery_fork_guid, s.last_recovery_fork_guid,"
          + " s.fork_point_lsn, s.backup_start_date, s.backup_finish_date, s.time_zone,"
          + " s.recovery_model, s.software_major_version, s.software_minor_version,"
          + " s.software_build_version, s.encryptor_thumbprint, s.key_algorithm, s.is_copy_only,"
          + " s.is_snapshot, s.is_damaged, s.has_backup_checksums, s.has_bulk_logged_data,"
          + " s.begins_log_chain, s.is_force_offline, s.has_incomplete_metadata, s.backup_size,"
          + " s.compressed_backup_size, m.media_uuid, m.media_family_count,"
          + " f.family_sequence_number, f.mirror, f.device_type, f.physical_device_name,"
          + " SYSDATETIMEOFFSET() AS server_now";

  private static final String NOBODY = new UUID(0, 0).toString();

  private static final String FROM =
      " FROM msdb.dbo.backupset s"
          + " JOIN msdb.dbo.backupmediaset m ON m.media_set_id = s.media_set_id"
          + " LEFT JOIN msdb.dbo.backupmediafamily f ON f.media_set_id = s.media_set_id";

  private static final String NEWEST = "SELECT t.backup_set_id FROM msdb.dbo.backupset t";

  private static final String AS_MANY =
      " ORDER BY t.backup_set_id DESC OFFSET 0 ROWS FETCH NEXT ? ROWS ONLY";

  private static final String ORDER =
      " ORDER BY s.backup_set_id DESC, f.family_sequence_number, f.mirror";

  private final MssqlContext context;

  MssqlHistory(MssqlContext context) {
    this.context = context;
  }

  /** What was read. Immutable. */
  static final class Read {
    private final MssqlBackupHistory sets;
    private final List<MssqlBackupEntry> entries;
    private final ZoneId zone;
    private final MssqlBasis basis;

    /**
     * What was read.
     *
     * @param sets the sets, each once
     * @param entries them with what is told for people, in the order of the history, newest first
     * @param zone the zone of the server's clock, as far as it tells
     */
    Read(MssqlBackupHistory sets, List<MssqlBackupEntry> entries, ZoneId zone) {
      this.sets = sets;
      this.entries = List.copyOf(entries);
      this.zone = zone;
      basis = new MssqlBasis(sets);
    }

    MssqlBackupHistory sets() {
      return sets;
    }

    List<MssqlBackupEntry> entries() {
      return entries;
    }

    ZoneId zone() {
      return zone;
    }

    private static Read of(List<MssqlBackupEntry> rows, ZoneId zone) {
      MssqlBackupHistory sets =
          MssqlBackupHistory.of(rows.stream().map(MssqlBackupEntry::set).toList());
      Map<UUID, MssqlBackupEntry> first = new LinkedHashMap<>();
      rows.forEach(row -> first.putIfAbsent(row.set().id(), row));
      List<MssqlBackupEntry> entries = new ArrayList<>();
      for (MssqlBackupSet set : sets.sets()) {
        MssqlBackupEntry entry = first.get(set.id());
        if (entry != null) {
          entries.add(entry.of(set));
        }
      }
      return new Read(sets, entries, zone);
    }

    /** The set of this name. */
    Optional<MssqlBackupEntry> named(String name) {
      return entries.stream()
          .filter(entry -> entry.about().name().filter(name::equals).isPresent())
          .findFirst();
    }

    /** As the library tells of one of them. */
    BackupInfo info(MssqlBackupEntry entry, Instant now) {
      return entry.info(new MssqlServerTime(zone), basis.of(entry.set()), now);
    }

    /** As the library tells of them, newest first. */
    List<BackupInfo> infos(Instant now) {
      MssqlServerTime time = new MssqlServerTime(zone);
      return entries.stream().map(entry -> entry.info(time, basis.of(entry.set()), now)).toList();
    }
  }

  private static String select(MssqlProduct product) {
    boolean told = product.lack(MssqlFeature.LAST_VALID_RESTORE_TIME).isEmpty();
    return COLUMNS + zoneId(product) + (told ? ", s.last_valid_restore_time" : "") + FROM;
  }

  /** Told from the same version on. */
  private static String zoneId(MssqlProduct product) {
    return product.lack(MssqlFeature.LAST_VALID_RESTORE_TIME).isEmpty()
        ? ", CURRENT_TIMEZONE_ID() AS server_zone"
        : "";
  }

  /** What a query asks for, the newest of it. */
  Read of(BackupQuery query) {
    List<String> conditions = new ArrayList<>();
    List<Object> binds = new ArrayList<>();
    query
        .database()
        .ifPresent(
            name -> {
              conditions.add("t.database_name = ? COLLATE Latin1_General_BIN2");
              binds.add(name);
            });
    query.type().ifPresent(type -> conditions.add("t.type IN (" + letters(type) + ")"));
    query
        .since()
        .ifPresent(
            since -> {
              // In some local time or other: what is too old nevertheless is sorted out later.
              conditions.add("t.backup_finish_date >= ?");
              binds.add(LocalDateTime.ofInstant(since, ZoneOffset.UTC).minusDays(1));
            });
    query
        .directory()
        .ifPresent(
            place -> {
              conditions.add(
                  "EXISTS (SELECT 1 FROM msdb.dbo.backupmediafamily p"
                      + " WHERE p.media_set_id = t.media_set_id"
                      + " AND LEFT(p.physical_device_name, ?) = ?)");
              String beginning = MssqlPlace.beginning(place);
              binds.add(beginning.length());
              binds.add(beginning);
            });
    binds.add(query.limit());
    return read(
        " WHERE s.backup_set_id IN ("
            + NEWEST
            + (conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions))
            + AS_MANY
            + ")",
        binds);
  }

  /** All that was ever recorded of databases of this name, and of those they are copies of. */
  Read ofDatabase(String name) {
    return read(
        " WHERE s.database_name = ? OR s.family_guid IN"
            + " (SELECT t.family_guid FROM msdb.dbo.backupset t WHERE t.database_name = ?)",
        List.of(name, name));
  }

  /** All of databases of this name, and what else was ever written to the same files. */
  Read besides(String name) {
    return read(
        " WHERE s.database_name = ? OR s.media_set_id IN"
            + " (SELECT p.media_set_id FROM msdb.dbo.backupmediafamily p"
            + " JOIN msdb.dbo.backupmediafamily q"
            + " ON q.physical_device_name = p.physical_device_name"
            + " JOIN msdb.dbo.backupset t ON t.media_set_id = q.media_set_id"
            + " WHERE t.database_name = ?)",
        List.of(name, name));
  }

  /**
   * What ends within sets of one family, or between them, themselves among them: that is what logs
   * may follow.
   *
   * @param sets at least one
   */
  Read around(List<MssqlBackupSet> sets) {
    return read(
        " WHERE s.family_guid = ? AND s.last_lsn >= ? AND s.last_lsn <= ?",
        List.of(
            sets.get(0).origin().family().map(UUID::toString).orElse(NOBODY),
            sets.stream()
                .map(MssqlBackupSet::firstLsn)
                .min(Comparator.naturalOrder())
                .orElseThrow()
                .value(),
            sets.stream()
                .map(MssqlBackupSet::lastLsn)
                .max(Comparator.naturalOrder())
                .orElseThrow()
                .value()));
  }

  /** The zone of the server's clock, as far as it tells. */
  ZoneId zone() {
    return context
        .sql()
        .first(
            "SELECT SYSDATETIMEOFFSET() AS server_now" + zoneId(context.product()),
            MssqlHistory::zone)
        .orElseThrow();
  }

  /** Everything. */
  Read all() {
    return read("", List.of());
  }

  /**
   * Everything, if that is not too much.
   *
   * @param most how many sets at most: all of them are held at once
   * @throws InvalidOptionsException if there are more, so that a database has to be named
   */
  Read atMost(int most) {
    Read read =
        read(" WHERE s.backup_set_id IN (" + NEWEST + AS_MANY + ")", List.<Object>of(most + 1));
    if (read.entries().size() > most) {
      throw InvalidOptionsException.of(
          "retention",
          List.of(
              new OptionFault(
                  "database",
                  "has to be named: this server has recorded more than " + most + " backups")));
    }
    return read;
  }

  /**
   * The statement that finds the set of this name, which is one of ours and so unique.
   *
   * @param log whether it is one of a log, with which come those that end within it
   */
  static MssqlStatement named(MssqlProduct product, String name, boolean log) {
    String which =
        log
            ? " JOIN msdb.dbo.backupset l ON l.family_guid = s.family_guid"
                + " AND s.last_lsn >= l.first_lsn AND s.last_lsn <= l.last_lsn WHERE l.name = ?"
            : " WHERE s.name = ?";
    return new MssqlStatement(select(product) + which + ORDER, List.<Object>of(name));
  }

  private Read read(String which, List<Object> binds) {
    return read(
        context.sql(), new MssqlStatement(select(context.product()) + which + ORDER, binds));
  }

  /** What a statement of this class finds. */
  Read read(Sql sql, MssqlStatement statement) {
    List<MssqlBackupEntry> rows = new ArrayList<>();
    List<ZoneId> zone = new ArrayList<>(1);
    sql.query(
        statement.sql(),
        row -> {
          if (zone.isEmpty()) {
            zone.add(zone(row));
          }
          MssqlBackupEntry.history(new MssqlRow(row)).ifPresent(rows::add);
          return true;
        },
        statement.values());
    return Read.of(rows, zone.isEmpty() ? ZoneOffset.UTC : zone.get(0));
  }

  /** By its name where the server tells one that is known here, else as it is now. */
  private static ZoneId zone(Row row) {
    OffsetDateTime now = row.offsetTime("server_now");
    return new MssqlRow(row)
        .text("server_zone")
        .flatMap(MssqlHistory::known)
        .filter(zone -> zone.getRules().getOffset(now.toInstant()).equals(now.getOffset()))
        .orElse(now.getOffset());
  }

  private static Optional<ZoneId> known(String name) {
    try {
      return Optional.of(ZoneId.of(name));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static String letters(BackupType type) {
    return Arrays.stream(MssqlBackupKind.values())
        .filter(kind -> MssqlBackupEntry.type(kind) == type)
        .map(MssqlBackupKind::letter)
        .filter(letter -> !letter.isEmpty())
        .map(MssqlSql::literal)
        .collect(Collectors.joining(", ", "", ""));
  }
}
