package io.gds.database.testkit.fake;

import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.RetentionPlan;
import io.gds.database.backup.RetentionPolicy;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which backups a policy keeps. */
final class FakeRetention {
  private FakeRetention() {}

  static RetentionPlan plan(List<BackupInfo> newestFirst, RetentionPolicy policy, Instant now) {
    Map<String, String> kept = new LinkedHashMap<>();
    Map<String, Integer> seen = new HashMap<>();
    for (BackupInfo backup : newestFirst) {
      int rank = seen.merge(backup.database(), 1, Integer::sum);
      reason(backup, rank, policy, now).ifPresent(why -> kept.put(backup.id(), why));
    }
    for (BackupInfo backup : newestFirst) {
      if (kept.containsKey(backup.id())) {
        backup.basedOn().ifPresent(base -> kept.putIfAbsent(base, backup.id() + " is based on it"));
      }
    }
    Map<String, String> reasons = new LinkedHashMap<>();
    for (BackupInfo backup : newestFirst) {
      reasons.put(backup.id(), kept.getOrDefault(backup.id(), "no rule keeps it"));
    }
    return new RetentionPlan(
        newestFirst.stream().filter(backup -> kept.containsKey(backup.id())).toList(),
        newestFirst.stream().filter(backup -> !kept.containsKey(backup.id())).toList(),
        reasons);
  }

  private static Optional<String> reason(
      BackupInfo backup, int rank, RetentionPolicy policy, Instant now) {
    if (backup.pinned()) {
      return Optional.of("it is pinned");
    }
    if (rank == 1) {
      return Optional.of("it is the newest of " + backup.database());
    }
    if (policy.keepLast().isPresent() && rank <= policy.keepLast().getAsInt()) {
      return Optional.of("it is among the last " + policy.keepLast().getAsInt());
    }
    return policy
        .keepWithin()
        .filter(age -> !backup.finishedAt().isBefore(now.minus(age)))
        .map(age -> "it is not older than " + age);
  }
}
