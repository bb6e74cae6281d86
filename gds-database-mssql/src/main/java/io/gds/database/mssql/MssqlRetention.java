package io.gds.database.mssql;

import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupType;
import io.gds.database.backup.RetentionPlan;
import io.gds.database.backup.RetentionPolicy;
import io.gds.database.core.archive.Retention;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which backups a policy keeps. Policies count full backups, those that are copy-only by
 * themselves; a differential stays and goes with its full backup, and a log stays as long as a full
 * backup stays that it can be restored behind. So nothing that is kept lacks anything that goes.
 */
final class MssqlRetention {
  private final List<BackupInfo> newestFirst;
  private final RetentionPolicy policy;
  private final Instant now;

  MssqlRetention(List<BackupInfo> newestFirst, RetentionPolicy policy, Instant now) {
    this.newestFirst = newestFirst;
    this.policy = policy;
    this.now = now;
  }

  RetentionPlan plan() {
    RetentionPlan fulls =
        Retention.plan(
            newestFirst.stream().filter(MssqlRetention::isFull).toList(),
            policy,
            now,
            MssqlRetention::origin);
    Map<String, BackupInfo> kept = new HashMap<>();
    Map<String, MssqlLsn> oldest = new HashMap<>();
    for (BackupInfo full : fulls.keep()) {
      kept.put(full.id(), full);
      oldest.merge(family(full), end(full), (one, other) -> one.isBefore(other) ? one : other);
    }
    List<BackupInfo> keep = new ArrayList<>();
    List<BackupInfo> delete = new ArrayList<>();
    Map<String, String> reasons = new LinkedHashMap<>();
    for (BackupInfo backup : newestFirst) {
      Optional<String> reason =
          isFull(backup)
              ? Optional.of(backup.id())
                  .filter(kept::containsKey)
                  .map(id -> fulls.reasons().getOrDefault(id, "it is kept"))
              : needed(backup, kept, oldest);
      (reason.isPresent() ? keep : delete).add(backup);
      reasons.put(
          backup.id(),
          reason.orElse(
              isFull(backup) ? "no rule keeps it" : "no backup is kept that it belongs to"));
    }
    return new RetentionPlan(keep, delete, reasons);
  }

  private static Optional<String> needed(
      BackupInfo backup, Map<String, BackupInfo> kept, Map<String, MssqlLsn> oldest) {
    if (backup.pinned()) {
      return Optional.of("it has not expired");
    }
    return switch (backup.backupType()) {
      case DIFFERENTIAL ->
          backup.basedOn().isEmpty()
              ? Optional.of("it is not known what it is based on")
              : backup
                  .basedOn()
                  .filter(kept::containsKey)
                  .map(base -> "the full backup it is based on is kept");
      case LOG ->
          Optional.ofNullable(oldest.get(family(backup)))
              .filter(begin -> begin.isBefore(end(backup)))
              .map(begin -> "a full backup from before its end is kept");
      default -> Optional.of("it holds parts of a database, which are not judged");
    };
  }

  private static boolean isFull(BackupInfo backup) {
    return backup.backupType() == BackupType.FULL;
  }

  private static MssqlLsn end(BackupInfo backup) {
    return MssqlLsn.parse(backup.positions().getOrDefault("lastLsn", "0"));
  }

  private static String family(BackupInfo backup) {
    return backup.attributes().getOrDefault("family", backup.database());
  }

  private static String origin(BackupInfo backup) {
    boolean copy = backup.attributes().containsKey(MssqlBackupFlag.COPY_ONLY.attribute());
    return family(backup) + (copy ? " copy-only" : "");
  }
}
