package io.gds.database.mssql;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * The branches of history that a database has been on, and up to where: its own to the end, those
 * it came from up to the point where it left them. What an original or a copy of it wrote on them
 * beyond that point never was in it.
 */
final class MssqlLineage {
  /** No limit is an empty optional. */
  private final Map<UUID, Optional<MssqlLsn>> limits = new HashMap<>();

  private MssqlLineage() {}

  /** Of a database whose last branches these are. */
  static MssqlLineage of(Set<UUID> own, List<MssqlBackupSet> sets) {
    MssqlLineage lineage = new MssqlLineage();
    Map<UUID, List<Crossing>> crossings = new HashMap<>();
    Map<UUID, MssqlBackupSet> byId = new HashMap<>();
    sets.forEach(set -> byId.put(set.id(), set));
    for (MssqlBackupSet set : sets) {
      crossing(set, byId)
          .ifPresent(
              crossing ->
                  crossings
                      .computeIfAbsent(set.forks().last().orElseThrow(), fork -> new ArrayList<>())
                      .add(crossing));
    }
    Deque<UUID> open = new ArrayDeque<>();
    for (UUID fork : own) {
      lineage.limits.put(fork, Optional.empty());
      open.add(fork);
    }
    while (!open.isEmpty()) {
      UUID fork = open.remove();
      for (Crossing crossing : crossings.getOrDefault(fork, List.of())) {
        if (lineage.within(fork, crossing.point())
            && lineage.widen(crossing.parent(), crossing.point())) {
          open.add(crossing.parent());
        }
      }
    }
    return lineage;
  }

  /**
   * Where a branch left another one, or was on it at the least.
   *
   * @param parent the one it left
   * @param point where
   */
  private record Crossing(UUID parent, MssqlLsn point) {}

  /** A log tells it by its own fork point, a differential by the full backup it builds on. */
  private static Optional<Crossing> crossing(MssqlBackupSet set, Map<UUID, MssqlBackupSet> byId) {
    MssqlBackupSet.Forks forks = set.forks();
    if (forks.first().isEmpty() || forks.last().isEmpty()) {
      return Optional.empty();
    }
    if (set.isLog()) {
      return forks.first().equals(forks.last())
          ? Optional.empty()
          : forks.point().map(point -> new Crossing(forks.first().get(), point));
    }
    MssqlBackupSet base = set.base().map(byId::get).orElse(null);
    return base == null || base.forks().last().equals(forks.last())
        ? Optional.empty()
        : base.forks().last().map(parent -> new Crossing(parent, base.lastLsn()));
  }

  private boolean widen(UUID fork, MssqlLsn point) {
    Optional<MssqlLsn> known = limits.get(fork);
    if (known != null && (known.isEmpty() || !known.get().isBefore(point))) {
      return false;
    }
    limits.put(fork, Optional.of(point));
    return true;
  }

  private boolean within(UUID fork, MssqlLsn lsn) {
    Optional<MssqlLsn> limit = limits.get(fork);
    return limit != null && (limit.isEmpty() || !lsn.isAfter(limit.get()));
  }

  /** Whether a backup is of this history. */
  boolean has(MssqlBackupSet set) {
    return set.forks().last().isPresent() && within(set.forks().last().get(), set.lastLsn());
  }
}
