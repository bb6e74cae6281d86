package io.gds.database.mssql;

import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupType;
import io.gds.database.backup.Location;
import io.gds.database.backup.RetentionPlan;
import io.gds.database.backup.RetentionPolicy;
import io.gds.database.core.archive.Retention;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which backups a policy keeps. Policies count full backups, those that are copy-only by
 * themselves, and none of a damaged database; a differential stays and goes with its full backup, a
 * log stays as long as a full backup stays that it can be restored behind, and all stay that share
 * a file with one that does. So nothing that is kept lacks anything that goes.
 */
final class MssqlRetention {
  private final List<BackupInfo> newestFirst;
  private final List<BackupInfo> others;
  private final RetentionPolicy policy;
  private final Instant now;

  /**
   * A division of backups.
   *
   * @param newestFirst those that are divided
   * @param others some that are not, and may lie in the same files
   */
  MssqlRetention(
      List<BackupInfo> newestFirst, List<BackupInfo> others, RetentionPolicy policy, Instant now) {
    this.newestFirst = newestFirst;
    this.others = others;
    this.policy = policy;
    this.now = now;
  }

  RetentionPlan plan() {
    RetentionPlan fulls =
        Retention.plan(
            newestFirst.stream().filter(MssqlRetention::counts).toList(),
            policy,
            now,
            MssqlRetention::origin);
    Map<String, BackupInfo> kept = new HashMap<>();
    Map<String, MssqlLsn> oldest = new HashMap<>();
    for (BackupInfo full : fulls.keep()) {
      kept.put(full.id(), full);
      oldest.merge(family(full), end(full), (one, other) -> one.isBefore(other) ? one : other);
    }
    Set<String> names = new HashSet<>();
    newestFirst.forEach(backup -> names.add(backup.database()));
    Set<String> judged = new HashSet<>();
    newestFirst.forEach(backup -> judged.add(backup.id()));
    // What lies elsewhere does not go, and what needs it stays with it.
    for (BackupInfo full : others.stream().filter(MssqlRetention::counts).toList()) {
      kept.put(full.id(), full);
      if (names.contains(full.database())) {
        oldest.merge(family(full), end(full), (one, other) -> one.isBefore(other) ? one : other);
      }
    }
    Map<String, String> reasons = new LinkedHashMap<>();
    for (BackupInfo backup : newestFirst) {
      Optional<String> reason =
          counts(backup)
              ? Optional.of(backup.id())
                  .filter(kept::containsKey)
                  .map(id -> fulls.reasons().getOrDefault(id, "it is kept"))
              : needed(backup, kept, judged, oldest);
      reason.ifPresent(why -> reasons.put(backup.id(), why));
    }
    return divided(reasons);
  }

  /** By file: what shares one with a backup that is kept cannot go by itself. */
  private RetentionPlan divided(Map<String, String> needed) {
    Set<String> files = new HashSet<>();
    others.forEach(backup -> files(backup).forEach(files::add));
    for (BackupInfo backup : newestFirst) {
      if (needed.containsKey(backup.id())) {
        files(backup).forEach(files::add);
      }
    }
    List<BackupInfo> keep = new ArrayList<>();
    List<BackupInfo> delete = new ArrayList<>();
    Map<String, String> reasons = new LinkedHashMap<>();
    for (BackupInfo backup : newestFirst) {
      String reason = needed.get(backup.id());
      if (reason == null && files(backup).anyMatch(files::contains)) {
        reason = "a backup that does not go lies in the same file";
      }
      (reason == null ? delete : keep).add(backup);
      if (reason == null) {
        reason = isFull(backup) ? "no rule keeps it" : "no backup is kept that it belongs to";
      }
      reasons.put(backup.id(), reason);
    }
    return new RetentionPlan(keep, delete, reasons);
  }

  /** On some servers case tells files apart; there, one too many is kept. */
  private static Stream<String> files(BackupInfo backup) {
    return backup.location().parts().stream().map(part -> part.toLowerCase(Locale.ROOT));
  }

  private static Optional<String> needed(
      BackupInfo backup,
      Map<String, BackupInfo> kept,
      Set<String> judged,
      Map<String, MssqlLsn> oldest) {
    if (backup.pinned()) {
      return Optional.of("it has not expired");
    }
    return switch (backup.backupType()) {
      case FULL -> Optional.of("the database was damaged, so that it counts for nothing");
      case DIFFERENTIAL ->
          backup.basedOn().filter(base -> judged.contains(base) || kept.containsKey(base)).isEmpty()
              ? Optional.of("the full backup it is based on is not known here")
              : backup
                  .basedOn()
                  .filter(kept::containsKey)
                  .map(base -> "the full backup it is based on is kept");
      case LOG ->
          oldest.containsKey(family(backup))
              ? Optional.ofNullable(oldest.get(family(backup)))
                  .filter(begin -> begin.isBefore(end(backup)))
                  .map(begin -> "a full backup from before its end is kept")
              : Optional.of("no full backup is known here that it is restored behind");
      default -> Optional.of("it holds parts of a database, which are not judged");
    };
  }

  private static boolean isFull(BackupInfo backup) {
    return backup.backupType() == BackupType.FULL;
  }

  /** One of a damaged database takes no good one's place. */
  private static boolean counts(BackupInfo backup) {
    return isFull(backup) && !backup.attributes().containsKey(MssqlBackupFlag.DAMAGED.attribute());
  }

  private static MssqlLsn end(BackupInfo backup) {
    return MssqlLsn.parse(backup.positions().getOrDefault("lastLsn", "0"));
  }

  private static String family(BackupInfo backup) {
    return backup.attributes().getOrDefault("family", backup.database());
  }

  private static String origin(BackupInfo backup) {
    boolean copy = backup.attributes().containsKey(MssqlBackupFlag.COPY_ONLY.attribute());
    // What another program took, without a file, takes the place of no file either.
    boolean elsewhere = backup.location().kind() == Location.Kind.ENGINE;
    return family(backup) + (copy ? " copy-only" : "") + (elsewhere ? " elsewhere" : "");
  }
}
