package io.gds.database.testkit.sqlserver;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The history of backups that the server keeps in msdb.
 *
 * @see <a
 *     href="https://learn.microsoft.com/sql/relational-databases/system-tables/backupset-transact-sql">
 *     backupset</a>
 */
final class MsdbHistory {
  private static final String SCHEMA = "\"msdb.dbo\".";
  private static final int DISK = 2;
  private static final int URL = 9;

  private final ModelServer server;
  private final ModelCatalog catalog;

  MsdbHistory(ModelServer server) {
    this.server = server;
    catalog = server.catalog();
  }

  /** Writes down that this set was taken. */
  void add(ModelMedia.MediaSet media, ModelBackupSet set) {
    int mediaNumber = media(media);
    int number = next("backupset", "backup_set_id");
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put("backup_set_id", number);
    row.put("media_set_id", mediaNumber);
    row.putAll(described(set));
    catalog.insertKnown("msdb.dbo", "backupset", row);
    set.database().files().forEach(file -> file(number, file));
  }

  /** Forgets all backups, as {@code sp_delete_backuphistory} does; their files stay. */
  void forget() {
    for (String table : List.of("backupfile", "backupset", "backupmediafamily", "backupmediaset")) {
      catalog.update("DELETE FROM " + SCHEMA + table);
    }
  }

  /** Forgets one of them: what did not come to its end was never written down. */
  void forget(ModelBackupSet set) {
    catalog.update(
        "DELETE FROM "
            + SCHEMA
            + "backupfile WHERE backup_set_id IN (SELECT backup_set_id FROM "
            + SCHEMA
            + "backupset WHERE backup_set_uuid = ?)",
        set.guid());
    catalog.update("DELETE FROM " + SCHEMA + "backupset WHERE backup_set_uuid = ?", set.guid());
  }

  /** Writes down that a transaction had a mark. */
  void mark(String database, String mark, BigDecimal lsn) {
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put("database_name", database);
    row.put("mark_name", mark);
    row.put("user_name", "sa");
    row.put("lsn", lsn);
    row.put("mark_time", server.now());
    catalog.insertKnown("msdb.dbo", "logmarkhistory", row);
  }

  private int media(ModelMedia.MediaSet media) {
    return catalog
        .first(
            Integer.class,
            "SELECT media_set_id FROM " + SCHEMA + "backupmediaset WHERE media_uuid = ?",
            media.guid())
        .orElseGet(() -> newMedia(media));
  }

  private int newMedia(ModelMedia.MediaSet media) {
    int number = next("backupmediaset", "media_set_id");
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put("media_set_id", number);
    row.put("media_uuid", media.guid());
    row.put("media_family_count", media.paths().size());
    row.put("name", media.name().isEmpty() ? null : media.name());
    row.put("software_name", "Microsoft SQL Server");
    row.put("is_compressed", false);
    catalog.insertKnown("msdb.dbo", "backupmediaset", row);
    int sequence = 1;
    for (String path : media.paths()) {
      Map<String, @Nullable Object> family = new LinkedHashMap<>();
      family.put("media_set_id", number);
      family.put("family_sequence_number", sequence);
      family.put("media_family_id", UUID.randomUUID());
      family.put("media_count", 1);
      family.put("physical_device_name", path);
      family.put("device_type", path.contains("://") ? URL : DISK);
      family.put("physical_block_size", 512);
      family.put("mirror", 0);
      catalog.insertKnown("msdb.dbo", "backupmediafamily", family);
      sequence++;
    }
    return number;
  }

  private int next(String table, String column) {
    return 1
        + catalog
            .first(Integer.class, "SELECT MAX(" + column + ") FROM " + SCHEMA + table)
            .orElse(0);
  }

  private Map<String, @Nullable Object> described(ModelBackupSet set) {
    ModelBackupSet.Database database = set.database();
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put("backup_set_uuid", set.guid());
    row.put("position", set.position());
    row.put("expiration_date", set.names().expires().map(this::local).orElse(null));
    row.put("software_vendor_id", 4608);
    row.put("name", set.names().name().isEmpty() ? null : set.names().name());
    row.put("description", set.names().description().isEmpty() ? null : set.names().description());
    row.put("user_name", set.names().user());
    row.put("software_major_version", server.release().major());
    row.put("software_minor_version", 0);
    row.put("software_build_version", Integer.parseInt(server.release().version().split("\\.")[2]));
    row.put("time_zone", quarters(set.started()));
    row.put("first_lsn", set.lsns().first());
    row.put("last_lsn", set.lsns().last());
    row.put("checkpoint_lsn", set.lsns().checkpoint());
    row.put("database_backup_lsn", set.lsns().database());
    row.put("database_creation_date", database.created());
    row.put("backup_start_date", local(set.started()));
    row.put("backup_finish_date", local(set.finished()));
    row.put("type", set.type().msdb());
    row.put("compatibility_level", database.compatibility());
    row.put("database_version", 957);
    row.put("backup_size", set.bytes());
    row.put("database_name", database.name());
    row.put("server_name", server.name());
    row.put("machine_name", server.property("MachineName"));
    row.put("collation_name", database.collation());
    row.put("is_password_protected", false);
    row.put("recovery_model", database.recoveryModel());
    row.put("has_bulk_logged_data", false);
    row.put("is_snapshot", false);
    row.put("is_readonly", database.readOnly());
    row.put("is_single_user", database.singleUser());
    row.put("has_backup_checksums", set.flags().checksums());
    row.put("is_damaged", false);
    row.put("begins_log_chain", set.forks().beginsChain());
    row.put("has_incomplete_metadata", false);
    row.put("is_force_offline", false);
    row.put("is_copy_only", set.flags().copyOnly());
    row.put("first_recovery_fork_guid", set.forks().first());
    row.put("last_recovery_fork_guid", set.forks().last());
    row.put("fork_point_lsn", set.forks().point().orElse(null));
    row.put("database_guid", database.guid());
    row.put("family_guid", database.family());
    row.put("differential_base_lsn", set.lsns().base().orElse(null));
    row.put("differential_base_guid", set.lsns().baseGuid().orElse(null));
    row.put("compressed_backup_size", set.compressedBytes());
    row.put("last_valid_restore_time", local(set.finished()));
    return row;
  }

  private void file(int set, ModelBackupSet.File file) {
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put("backup_set_id", set);
    row.put("file_number", file.number());
    row.put("file_type", file.type());
    row.put("logical_name", file.name());
    row.put("physical_name", file.path());
    row.put("filegroup_name", file.filegroup().isEmpty() ? null : file.filegroup());
    row.put("file_size", file.bytes());
    row.put("file_guid", file.guid());
    row.put("is_readonly", false);
    row.put("is_present", true);
    row.put("state", 0);
    row.put("state_desc", "ONLINE");
    catalog.insertKnown("msdb.dbo", "backupfile", row);
  }

  private LocalDateTime local(Instant at) {
    return LocalDateTime.ofInstant(at, server.zone());
  }

  /** The zone's distance from UTC at this moment, in quarters of an hour. */
  private int quarters(Instant at) {
    ZoneId zone = Objects.requireNonNull(server.zone());
    return zone.getRules().getOffset(at).getTotalSeconds() / (15 * 60);
  }
}
