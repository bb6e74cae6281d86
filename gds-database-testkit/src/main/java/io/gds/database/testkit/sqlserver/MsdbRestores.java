package io.gds.database.testkit.sqlserver;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The history of restores that the server keeps in msdb.
 *
 * @see <a
 *     href="https://learn.microsoft.com/sql/relational-databases/system-tables/restorehistory-transact-sql">
 *     restorehistory</a>
 */
final class MsdbRestores {
  private final ModelServer server;

  MsdbRestores(ModelServer server) {
    this.server = server;
  }

  /** Writes down that this set was restored. */
  void add(RestoreStatement restore, ModelBackupSet set, String user) {
    ModelCatalog catalog = server.catalog();
    int number =
        1
            + catalog
                .first(
                    Integer.class,
                    "SELECT MAX(restore_history_id) FROM \"msdb.dbo\".restorehistory")
                .orElse(0);
    Optional<Integer> known =
        catalog.first(
            Integer.class,
            "SELECT backup_set_id FROM \"msdb.dbo\".backupset WHERE backup_set_uuid = ?",
            set.guid());
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put("restore_history_id", number);
    row.put("restore_date", server.now());
    row.put("destination_database_name", restore.database());
    row.put("user_name", user);
    row.put("backup_set_id", known.orElse(null));
    row.put("restore_type", set.type().msdb());
    row.put("replace", restore.replace());
    row.put("recovery", !restore.noRecovery());
    row.put("stop_at", restore.stopAt().map(ModelStop::local).orElse(null));
    row.put("device_count", restore.devices().size());
    row.put("stop_at_mark_name", restore.stopAtMark().orElse(null));
    row.put("stop_before", restore.stopsBefore());
    catalog.insertKnown("msdb.dbo", "restorehistory", row);
  }
}
