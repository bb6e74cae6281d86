package io.gds.database.sqlite;

import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.RetentionPlan;
import io.gds.database.backup.RetentionPolicy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which backups a policy keeps. Every backup of SQLite stands alone, so none keeps another. */
final class SqliteRetention {
  private SqliteRetention() {}

  /**
   * Divides backups.
   *
   * @param newestFirst all backups concerned
   * @param now what ages are counted from
   */
  static RetentionPlan plan(List<BackupInfo> newestFirst, RetentionPolicy policy, Instant now) {
    List<BackupInfo> keep = new ArrayList<>();
    List<BackupInfo> delete = new ArrayList<>();
    Map<String, String> reasons = new LinkedHashMap<>();
    Map<String, Integer> ranks = new HashMap<>();
    Map<String, Boolean> reachesBack = new HashMap<>();
    for (BackupInfo backup : newestFirst) {
      int rank = ranks.merge(backup.database(), 1, Integer::sum);
      Optional<String> reason = reason(backup, rank, policy, now, reachesBack);
      reasons.put(backup.id(), reason.orElse("no rule keeps it"));
      (reason.isPresent() ? keep : delete).add(backup);
    }
    return new RetentionPlan(keep, delete, reasons);
  }

  private static Optional<String> reason(
      BackupInfo backup,
      int rank,
      RetentionPolicy policy,
      Instant now,
      Map<String, Boolean> reachesBack) {
    if (backup.pinned()) {
      return Optional.of("it is pinned");
    }
    if (rank == 1) {
      return Optional.of("it is the newest of " + backup.database());
    }
    if (policy.keepLast().isPresent() && rank <= policy.keepLast().getAsInt()) {
      return Optional.of("it is among the last " + policy.keepLast().getAsInt());
    }
    if (policy.keepWithin().isEmpty()) {
      return Optional.empty();
    }
    Instant begin = now.minus(policy.keepWithin().get());
    Instant at = backup.consistentAt().orElse(backup.finishedAt());
    if (!at.isBefore(begin)) {
      return Optional.of("it is not older than " + policy.keepWithin().get());
    }
    // The newest one before the stretch is what its first instants are restored from.
    return reachesBack.putIfAbsent(backup.database(), true) == null
        ? Optional.of("it is what the begin of the kept stretch is restored from")
        : Optional.empty();
  }
}
