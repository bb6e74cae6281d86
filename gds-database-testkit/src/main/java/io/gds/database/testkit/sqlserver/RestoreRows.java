package io.gds.database.testkit.sqlserver;

import io.gds.database.testkit.wire.WireAnswer;
import io.gds.database.testkit.wire.WireColumn;
import io.gds.database.testkit.wire.WireRow;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What RESTORE HEADERONLY, FILELISTONLY and LABELONLY show. Columns and types are declared in the
 * catalogue's resource like those of views, under the schema {@code restore}.
 */
final class RestoreRows {
  private final ModelServer server;

  RestoreRows(ModelServer server) {
    this.server = server;
  }

  WireAnswer headers(ModelMedia.MediaSet media) {
    List<Map<String, @Nullable Object>> rows = new ArrayList<>();
    for (ModelBackupSet set : media.sets()) {
      Optional<ModelMedia.Remains> remains = server.media().remains(set);
      if (remains.isEmpty()) {
        rows.add(header(set));
      } else if (remains.get() != ModelMedia.Remains.HIDDEN) {
        rows.add(remains(set, remains.get() == ModelMedia.Remains.PROTECTED));
      }
    }
    return answer("headeronly", rows);
  }

  /** Nothing else is told of a set without an end; the page: of a protected one the name only. */
  private static Map<String, @Nullable Object> remains(ModelBackupSet set, boolean locked) {
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put("BackupName", locked ? "***Password Protected***" : "*** INCOMPLETE ***");
    row.put("Position", locked ? null : set.position());
    row.put("containment", 0);
    return row;
  }

  private Map<String, @Nullable Object> header(ModelBackupSet set) {
    ModelBackupSet.Database database = set.database();
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put("BackupName", set.names().name().isEmpty() ? null : set.names().name());
    row.put(
        "BackupDescription",
        set.names().description().isEmpty() ? null : set.names().description());
    row.put("BackupType", set.type().header());
    row.put("ExpirationDate", set.names().expires().map(this::local).orElse(null));
    row.put("Compressed", set.flags().compressed());
    row.put("Position", set.position());
    row.put("DeviceType", 2);
    row.put("UserName", set.names().user());
    row.put("ServerName", server.name());
    row.put("DatabaseName", database.name());
    row.put("DatabaseVersion", 957);
    row.put("DatabaseCreationDate", database.created());
    row.put("BackupSize", set.bytes());
    row.put("FirstLSN", set.lsns().first());
    row.put("LastLSN", set.lsns().last());
    row.put("CheckpointLSN", set.lsns().checkpoint());
    row.put("DatabaseBackupLSN", set.lsns().database());
    row.put("BackupStartDate", local(set.started()));
    row.put("BackupFinishDate", local(set.finished()));
    row.put("SortOrder", 52);
    row.put("CodePage", 0);
    row.put("UnicodeLocaleId", 1033);
    row.put("UnicodeComparisonStyle", 196609);
    row.put("CompatibilityLevel", database.compatibility());
    row.put("SoftwareVendorId", 4608);
    row.put("SoftwareVersionMajor", server.release().major());
    row.put("SoftwareVersionMinor", 0);
    row.put("SoftwareVersionBuild", Integer.parseInt(server.release().version().split("\\.")[2]));
    row.put("MachineName", server.property("MachineName"));
    row.put("Flags", 512);
    row.put("BindingID", database.guid());
    row.put("RecoveryForkID", set.forks().last());
    row.put("Collation", database.collation());
    row.put("FamilyGUID", database.family());
    row.put("HasBulkLoggedData", false);
    row.put("IsSnapshot", false);
    row.put("IsReadOnly", database.readOnly());
    row.put("IsSingleUser", database.singleUser());
    row.put("HasBackupChecksums", set.flags().checksums());
    row.put("IsDamaged", false);
    row.put("BeginsLogChain", set.forks().beginsChain());
    row.put("HasIncompleteMetaData", false);
    row.put("IsForceOffline", false);
    row.put("IsCopyOnly", set.flags().copyOnly());
    row.put("FirstRecoveryForkID", set.forks().first());
    row.put("ForkPointLSN", set.forks().point().orElse(null));
    row.put("RecoveryModel", database.recoveryModel());
    row.put("DifferentialBaseLSN", set.lsns().base().orElse(null));
    row.put("DifferentialBaseGUID", set.lsns().baseGuid().orElse(null));
    row.put("BackupTypeDescription", description(set.type()));
    row.put("BackupSetGUID", set.guid());
    row.put("CompressedBackupSize", set.compressedBytes());
    row.put("containment", 0);
    row.put("LastValidRestoreTime", local(set.finished()));
    return row;
  }

  private static String description(ModelBackupSet.Type type) {
    return switch (type) {
      case FULL -> "Database";
      case DIFFERENTIAL -> "Database Differential";
      case LOG -> "Transaction Log";
    };
  }

  WireAnswer files(ModelBackupSet set) {
    List<Map<String, @Nullable Object>> rows = new ArrayList<>();
    for (ModelBackupSet.File file : set.database().files()) {
      Map<String, @Nullable Object> row = new LinkedHashMap<>();
      row.put("LogicalName", file.name());
      row.put("PhysicalName", file.path());
      row.put("Type", file.type());
      row.put("FileGroupName", file.filegroup().isEmpty() ? null : file.filegroup());
      row.put("Size", file.bytes());
      row.put("MaxSize", 35_184_372_080_640L);
      row.put("FileID", file.number());
      row.put("CreateLSN", 0);
      row.put("DropLSN", 0);
      row.put("UniqueID", file.guid());
      row.put("ReadOnlyLSN", 0);
      row.put("ReadWriteLSN", 0);
      row.put("BackupSizeInBytes", file.bytes() / 4);
      row.put("SourceBlockSize", 512);
      row.put("FileGroupID", file.type().equals("L") ? 0 : 1);
      row.put("DifferentialBaseLSN", set.lsns().base().orElse(null));
      row.put("DifferentialBaseGUID", set.lsns().baseGuid().orElse(null));
      row.put("IsReadOnly", false);
      row.put("IsPresent", true);
      rows.add(row);
    }
    return answer("filelistonly", rows);
  }

  WireAnswer label(ModelMedia.MediaSet media, String path) {
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put("MediaName", media.name().isEmpty() ? null : media.name());
    row.put("MediaSetId", media.guid());
    row.put("FamilyCount", media.paths().size());
    row.put("FamilySequenceNumber", 1 + media.paths().indexOf(path));
    row.put("MediaFamilyId", UUID.nameUUIDFromBytes(path.getBytes(StandardCharsets.UTF_8)));
    row.put("MediaSequenceNumber", 1);
    row.put("MediaLabelPresent", 0);
    row.put("SoftwareName", "Microsoft SQL Server");
    row.put("SoftwareVendorId", 4608);
    row.put("Mirror_Count", 1);
    row.put("IsCompressed", false);
    return answer("labelonly", List.of(row));
  }

  private WireAnswer answer(String shape, List<Map<String, @Nullable Object>> rows) {
    ModelTable table = server.catalog().shared("restore", shape).orElseThrow();
    List<WireColumn> columns = new ArrayList<>();
    table.columns().forEach((name, type) -> columns.add(new WireColumn(name, type.declared())));
    List<WireRow> all = new ArrayList<>();
    for (Map<String, @Nullable Object> row : rows) {
      all.add(WireRow.of(columns.stream().map(column -> row.get(column.name())).toArray()));
    }
    return WireAnswer.rows(columns).all(all);
  }

  private LocalDateTime local(Instant at) {
    return LocalDateTime.ofInstant(at, server.zone());
  }
}
