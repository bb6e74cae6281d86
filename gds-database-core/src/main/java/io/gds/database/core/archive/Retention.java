package io.gds.database.core.archive;

import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.RetentionPlan;
import io.gds.database.backup.RetentionPolicy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/** Which backups a policy keeps, with all that those need before them. */
public final class Retention {
  private Retention() {}

  /**
   * Divides backups, those of each database by themselves.
   *
   * @param newestFirst all backups concerned, of any number of databases
   * @param now what ages are counted from
   */
  public static RetentionPlan plan(
      List<BackupInfo> newestFirst, RetentionPolicy policy, Instant now) {
    return plan(newestFirst, policy, now, BackupInfo::database);
  }

  /**
   * Divides backups, those of each origin by themselves.
   *
   * @param newestFirst all backups concerned
   * @param now what ages are counted from
   * @param origin what a backup is of, where its database's name does not tell
   */
  public static RetentionPlan plan(
      List<BackupInfo> newestFirst,
      RetentionPolicy policy,
      Instant now,
      Function<BackupInfo, String> origin) {
    Map<String, String> reasons = new LinkedHashMap<>();
    Map<String, Integer> ranks = new HashMap<>();
    Set<String> reachesBack = new HashSet<>();
    for (BackupInfo backup : newestFirst) {
      int rank = ranks.merge(origin.apply(backup), 1, Integer::sum);
      reason(backup, rank, policy, now, () -> reachesBack.add(origin.apply(backup)))
          .ifPresent(reason -> reasons.put(backup.id(), reason));
    }
    keepWhatIsNeeded(newestFirst, reasons);
    List<BackupInfo> keep = new ArrayList<>();
    List<BackupInfo> delete = new ArrayList<>();
    for (BackupInfo backup : newestFirst) {
      (reasons.containsKey(backup.id()) ? keep : delete).add(backup);
      reasons.putIfAbsent(backup.id(), "no rule keeps it");
    }
    return new RetentionPlan(keep, delete, reasons);
  }

  /** What is kept keeps what it is based on, and that what it is based on. */
  private static void keepWhatIsNeeded(List<BackupInfo> backups, Map<String, String> reasons) {
    Map<String, String> basedOn = new HashMap<>();
    Set<String> known = new HashSet<>();
    for (BackupInfo backup : backups) {
      known.add(backup.id());
      backup.basedOn().ifPresent(base -> basedOn.put(backup.id(), base));
    }
    for (String kept : List.copyOf(reasons.keySet())) {
      String needed = basedOn.get(kept);
      while (needed != null
          && known.contains(needed)
          && reasons.putIfAbsent(needed, "a kept backup is based on it") == null) {
        needed = basedOn.get(needed);
      }
    }
  }

  private static Optional<String> reason(
      BackupInfo backup, int rank, RetentionPolicy policy, Instant now, BooleanSupplier first) {
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
    return first.getAsBoolean()
        ? Optional.of("it is what the begin of the kept stretch is restored from")
        : Optional.empty();
  }
}
