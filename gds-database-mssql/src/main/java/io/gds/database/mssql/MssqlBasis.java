package io.gds.database.mssql;

import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Which backup another one needs just before it, as far as a history tells. A differential names
 * its full backup. A log follows whatever of its branch ends within it: the newest of that, and a
 * copy-only one only if there is nothing else. Immutable.
 */
final class MssqlBasis {
  /** A branch of a database's history. */
  private record Branch(Object family, Optional<UUID> fork) {}

  private final Map<Branch, NavigableMap<MssqlLsn, MssqlBackupSet>> ends = new HashMap<>();
  private final Map<Branch, NavigableMap<MssqlLsn, MssqlBackupSet>> copies = new HashMap<>();

  MssqlBasis(MssqlBackupHistory history) {
    for (MssqlBackupSet set : history.sets()) {
      boolean whole =
          switch (set.kind()) {
            case FULL, DIFFERENTIAL, LOG -> true;
            default -> false;
          };
      if (whole && !set.is(MssqlBackupFlag.DAMAGED)) {
        (set.is(MssqlBackupFlag.COPY_ONLY) ? copies : ends)
            .computeIfAbsent(branch(set, set.forks().last()), key -> new TreeMap<>())
            .merge(set.lastLsn(), set, MssqlBasis::wider);
      }
    }
  }

  private static Branch branch(MssqlBackupSet set, Optional<UUID> fork) {
    return new Branch(MssqlFamily.key(set), fork);
  }

  /** Of two that end at one place, the one that needs less before it. */
  private static MssqlBackupSet wider(MssqlBackupSet one, MssqlBackupSet other) {
    return need(other) < need(one) ? other : one;
  }

  private static int need(MssqlBackupSet set) {
    return set.isLog() ? 2 : set.kind() == MssqlBackupKind.FULL ? 0 : 1;
  }

  /** The set that this one needs just before it. */
  Optional<UUID> of(MssqlBackupSet set) {
    if (!set.isLog()) {
      return set.base();
    }
    Branch branch = branch(set, set.forks().first());
    return before(ends, branch, set).or(() -> before(copies, branch, set));
  }

  private static Optional<UUID> before(
      Map<Branch, NavigableMap<MssqlLsn, MssqlBackupSet>> where,
      Branch branch,
      MssqlBackupSet log) {
    NavigableMap<MssqlLsn, MssqlBackupSet> line = where.get(branch);
    if (line == null) {
      return Optional.empty();
    }
    return line.subMap(log.firstLsn(), true, log.lastLsn(), false).descendingMap().values().stream()
        .map(MssqlBackupSet::id)
        .filter(id -> !Objects.equals(id, log.id()))
        .findFirst();
  }
}
