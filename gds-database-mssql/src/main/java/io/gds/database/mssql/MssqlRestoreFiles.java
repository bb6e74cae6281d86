package io.gds.database.mssql;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;

/** The files that the databases in backups have, and what their content is encrypted with. */
final class MssqlRestoreFiles {
  private static final String KEYS =
      "SELECT c.thumbprint FROM master.sys.certificates c"
          + " UNION ALL SELECT k.thumbprint FROM master.sys.asymmetric_keys k";

  private static final String FILES =
      "SELECT s.backup_set_uuid, f.logical_name, f.physical_name, f.file_type, f.filegroup_name,"
          + " f.file_size FROM msdb.dbo.backupfile f"
          + " JOIN msdb.dbo.backupset s ON s.backup_set_id = f.backup_set_id"
          + " WHERE s.database_name = ? OR s.family_guid IN"
          + " (SELECT t.family_guid FROM msdb.dbo.backupset t WHERE t.database_name = ?)"
          + " ORDER BY f.backup_set_id, f.file_number";

  private final MssqlContext context;
  private final String name;

  /** Those of backups that a database of this name is restored from. */
  MssqlRestoreFiles(MssqlContext context, String name) {
    this.context = context;
    this.name = name;
  }

  /** The files of the sets of a database, as the history has them. */
  Map<UUID, List<MssqlBackupFile>> recorded(String database) {
    Map<UUID, List<MssqlBackupFile>> files = new HashMap<>();
    context
        .sql()
        .query(
            FILES,
            row -> {
              MssqlRow columns = new MssqlRow(row);
              return columns
                  .guid("backup_set_uuid")
                  .map(
                      id ->
                          files
                              .computeIfAbsent(id, set -> new ArrayList<>())
                              .add(MssqlBackupFile.recorded(columns)))
                  .orElse(false);
            },
            database,
            database);
    return files;
  }

  /** The files of a set, as it tells them itself. */
  List<MssqlBackupFile> listed(MssqlDestination source, int position) {
    return new MssqlMediaReading(context).files(source, position);
  }

  /** The thumbprints among these files that the server has no certificate for. */
  Set<String> missingKeys(List<MssqlBackupFile> files) {
    Set<String> wanted =
        files.stream()
            .flatMap(file -> file.key().stream())
            .collect(Collectors.toCollection(TreeSet::new));
    if (!wanted.isEmpty()) {
      wanted.removeAll(keys().orElse(wanted));
    }
    return wanted;
  }

  /** Who sees none may lack the right to see them: then the server itself has the word. */
  Optional<Set<String>> keys() {
    Set<String> keys =
        context.sql().query(KEYS, row -> new MssqlRow(row).hexadecimal("thumbprint")).stream()
            .flatMap(Optional::stream)
            .collect(Collectors.toSet());
    boolean sees = MssqlRights.read(context, name).administrator();
    return keys.isEmpty() && !sees ? Optional.empty() : Optional.of(keys);
  }
}
