package io.gds.database.mssql;

import io.gds.database.mssql.MssqlTestWorld.Entry;
import io.gds.database.mssql.MssqlTestWorld.Truth;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Tries all chains, one after the other, as a server would take them that knows what is truly in
 * each backup: a log is taken if what was restored is the beginning of the log's own history. It
 * looks at no fork, and shares no code with the planner but the rows.
 */
final class MssqlChainOracle {
  private final Map<UUID, Truth> truths;
  private final List<MssqlBackupSet> usable = new ArrayList<>();
  private final List<MssqlBackupSet> known;

  MssqlChainOracle(MssqlTestWorld world) {
    truths = world.truths();
    known = world.rows();
    Map<UUID, MssqlBackupSet> rows = new HashMap<>();
    known.forEach(row -> rows.put(row.id(), row));
    Set<UUID> history = history();
    for (MssqlBackupSet row : known) {
      boolean mine = history.contains(row.id());
      boolean base =
          row.kind() != MssqlBackupKind.DIFFERENTIAL
              || row.base().filter(rows::containsKey).map(rows::get).filter(this::fit).isPresent();
      if (mine && fit(row) && base) {
        usable.add(row);
      }
    }
  }

  /**
   * The backups of the database, and those of others that it was made of, as far as the rows tell:
   * what is a beginning of a log that crosses over, or of the base of a differential.
   */
  private Set<UUID> history() {
    Set<UUID> history = new HashSet<>();
    known.stream()
        .filter(row -> truths.get(row.id()).database().equals(MssqlTestWorld.DATABASE))
        .forEach(row -> history.add(row.id()));
    boolean grown = true;
    while (grown) {
      grown = false;
      for (MssqlBackupSet heir : known) {
        for (MssqlBackupSet row : known) {
          if (history.contains(heir.id()) && stemsFrom(heir, row)) {
            grown |= history.add(row.id());
          }
        }
      }
    }
    return history;
  }

  private boolean stemsFrom(MssqlBackupSet heir, MssqlBackupSet row) {
    Truth truth = truths.get(row.id());
    Truth later = truths.get(heir.id());
    if (heir.isLog()) {
      return heir.forks().point().isPresent()
          && Optional.of(truth.branch()).equals(heir.forks().first())
          && !row.lastLsn().isAfter(heir.forks().point().get())
          && begins(truth.path(), later.path());
    }
    return heir.base()
        .filter(id -> known.stream().anyMatch(other -> other.id().equals(id)))
        .map(truths::get)
        .filter(base -> !base.branch().equals(later.branch()))
        .filter(base -> base.branch().equals(truth.branch()) && begins(truth.path(), base.path()))
        .isPresent();
  }

  private static boolean begins(List<Entry> shorter, List<Entry> longer) {
    return shorter.size() <= longer.size() && longer.subList(0, shorter.size()).equals(shorter);
  }

  private boolean fit(MssqlBackupSet set) {
    return !set.is(MssqlBackupFlag.DAMAGED)
        && !set.is(MssqlBackupFlag.SNAPSHOT)
        && set.media().stream().anyMatch(MssqlChainOracle::complete);
  }

  private static boolean complete(MssqlMedia media) {
    long families =
        media.devices().stream()
            .filter(MssqlMedia.Device::present)
            .map(MssqlMedia.Device::family)
            .distinct()
            .count();
    return families == media.families();
  }

  /** A chain that was found: a data backup and the logs after it. */
  record Found(MssqlBackupSet data, List<MssqlBackupSet> logs, List<MssqlBackupSet> crossings) {
    /** How often it may have changed branches after an instant. */
    long crosses(Instant target) {
      return crossings.stream().filter(log -> !finish(log).isBefore(target)).count();
    }

    Instant dataEnd() {
      return finish(data);
    }
  }

  static Instant finish(MssqlBackupSet set) {
    return set.times().finish().atZone(MssqlTestWorld.ZONE).toInstant();
  }

  static Instant sure(MssqlBackupSet set) {
    return set.times()
        .lastValidRestore()
        .orElse(set.times().start())
        .atZone(MssqlTestWorld.ZONE)
        .toInstant();
  }

  private static boolean bulk(MssqlBackupSet set) {
    return set.is(MssqlBackupFlag.BULK_LOGGED);
  }

  /** What a chain comes to. */
  enum Ending {
    SURE,
    EXACT,
    PERHAPS
  }

  /** The best chains to an instant, by how certain they are. */
  Map<Ending, Found> toInstant(Instant target) {
    Map<Ending, Found> best = new HashMap<>();
    for (MssqlBackupSet data : usable) {
      if (!data.isLog() && !finish(data).isAfter(target)) {
        if (finish(data).equals(target)) {
          offer(best, target, Ending.EXACT, new Found(data, List.of(), List.of()));
        }
        follow(
            data,
            log -> bulk(log) ? !finish(log).isAfter(target) : sure(log).isBefore(target),
            log -> !bulk(log) && !sure(log).isBefore(target),
            found -> {
              MssqlBackupSet last = found.logs().get(found.logs().size() - 1);
              if (!bulk(last) && !sure(last).isBefore(target)) {
                offer(best, target, Ending.SURE, found);
              } else if (bulk(last) && finish(last).equals(target)) {
                offer(best, target, Ending.EXACT, found);
              } else if (!bulk(last) && !finish(last).isBefore(target)) {
                offer(best, target, Ending.PERHAPS, found);
              }
            });
      }
    }
    return best;
  }

  private static void offer(Map<Ending, Found> best, Instant target, Ending ending, Found found) {
    Comparator<Found> order =
        Comparator.comparingLong((Found one) -> one.crosses(target))
            .thenComparing(Comparator.comparing(Found::dataEnd).reversed())
            .thenComparing(one -> one.logs().size());
    best.merge(ending, found, (old, one) -> order.compare(one, old) < 0 ? one : old);
  }

  /** The records that chains can stop at with this number, and the fewest logs to each. */
  Map<Integer, Found> toLsn(MssqlLsn target, long index) {
    Map<Integer, Found> best = new HashMap<>();
    for (MssqlBackupSet data : usable) {
      if (!data.isLog() && !data.lastLsn().isAfter(target)) {
        follow(
            data,
            log -> !log.lastLsn().isAfter(target),
            log -> !bulk(log) && log.lastLsn().isAfter(target) && !log.firstLsn().isAfter(target),
            found -> {
              MssqlBackupSet last = found.logs().get(found.logs().size() - 1);
              if (last.lastLsn().isAfter(target)) {
                Entry entry = truths.get(last.id()).path().get((int) index);
                best.merge(entry.uid(), found, (old, one) -> preferred(one, old) ? one : old);
              }
            });
      }
    }
    return best;
  }

  private static boolean preferred(Found one, Found other) {
    int byData = other.dataEnd().compareTo(one.dataEnd());
    return byData < 0 || (byData == 0 && one.logs().size() < other.logs().size());
  }

  /** How far the newest branch can be restored; empty if the newest backup cannot be reached. */
  Optional<Long> latest() {
    List<Truth> ours =
        known.stream()
            .map(row -> truths.get(row.id()))
            .filter(truth -> truth.database().equals(MssqlTestWorld.DATABASE))
            .filter(truth -> !truth.set().is(MssqlBackupFlag.SNAPSHOT))
            .toList();
    Optional<Truth> newest =
        ours.stream()
            .max(
                Comparator.comparing((Truth truth) -> finish(truth.set()))
                    .thenComparing(Truth::last));
    if (newest.isEmpty()) {
      return Optional.empty();
    }
    UUID branch = newest.get().branch();
    long[] reached = {-1};
    for (MssqlBackupSet data : usable) {
      if (!data.isLog()) {
        reach(reached, data, branch);
        follow(
            data,
            log -> true,
            log -> false,
            found -> reach(reached, found.logs().get(found.logs().size() - 1), branch));
      }
    }
    boolean beyond =
        ours.stream().anyMatch(t -> t.branch().equals(branch) && t.last() > reached[0]);
    return reached[0] < 0 || beyond ? Optional.empty() : Optional.of(reached[0]);
  }

  private void reach(long[] reached, MssqlBackupSet set, UUID branch) {
    Truth truth = truths.get(set.id());
    if (truth.branch().equals(branch)) {
      reached[0] = Math.max(reached[0], truth.last());
    }
  }

  private void follow(
      MssqlBackupSet data,
      Predicate<MssqlBackupSet> pass,
      Predicate<MssqlBackupSet> end,
      Consumer<Found> found) {
    Truth truth = truths.get(data.id());
    Found start = new Found(data, List.of(), List.of());
    follow(start, truth.path(), truth.branch(), pass, end, found);
  }

  private void follow(
      Found chain,
      List<Entry> content,
      UUID branch,
      Predicate<MssqlBackupSet> pass,
      Predicate<MssqlBackupSet> end,
      Consumer<Found> found) {
    for (MssqlBackupSet log : usable) {
      if (log.isLog() && takes(content, log)) {
        List<MssqlBackupSet> logs = new ArrayList<>(chain.logs());
        logs.add(log);
        List<MssqlBackupSet> crossings = new ArrayList<>(chain.crossings());
        UUID on = truths.get(log.id()).branch();
        if (!on.equals(branch)) {
          crossings.add(log);
        }
        Found longer = new Found(chain.data(), logs, crossings);
        boolean passes = pass.test(log);
        if (passes || end.test(log)) {
          found.accept(longer);
        }
        if (passes) {
          follow(longer, truths.get(log.id()).path(), on, pass, end, found);
        }
      }
    }
  }

  /** Whether a server that holds this content takes this log. */
  boolean takes(List<Entry> content, MssqlBackupSet log) {
    Truth truth = truths.get(log.id());
    return truth.first() <= content.size()
        && content.size() < truth.last()
        && begins(content, truth.path());
  }

  /** Restores step by step, and returns what the database holds; fails where a server would. */
  List<Entry> restore(MssqlPlanning.Chain chain, Instant target) {
    List<Entry> content = List.of();
    UUID full = null;
    boolean reached = false;
    for (MssqlPlanning.Step step : chain.steps()) {
      Truth truth = truths.get(step.set().id());
      if (step.set().kind() == MssqlBackupKind.FULL) {
        full = step.set().id();
        content = truth.path();
      } else if (step.set().kind() == MssqlBackupKind.DIFFERENTIAL) {
        if (!step.set().base().equals(Optional.ofNullable(full))) {
          throw new AssertionError("3136: the differential has another base");
        }
        content = truth.path();
      } else if (reached) {
        if (!step.reserve()) {
          throw new AssertionError("4318: the target was reached before " + step.set());
        }
      } else if (!takes(content, step.set())) {
        throw new AssertionError("4305 or 4330: the log does not follow: " + step.set());
      } else if (step.stop().isPresent()) {
        Instant stop =
            ((MssqlStop.AtTime) step.stop().get()).local().atZone(MssqlTestWorld.ZONE).toInstant();
        // A datetime ends in 0, 3 or 7 milliseconds; what lies between is rounded down.
        if (stop.isAfter(target) || stop.isBefore(target.minusMillis(2))) {
          throw new AssertionError("stops at " + stop);
        }
        content = truth.path().stream().filter(entry -> !entry.time().isAfter(stop)).toList();
        reached = !truth.captured().isBefore(stop);
      } else {
        content = truth.path();
      }
    }
    MssqlBackupSet last = chain.steps().get(chain.steps().size() - 1).set();
    boolean whole = chain.steps().get(chain.steps().size() - 1).stop().isEmpty();
    if (chain.certain() && !reached && !(whole && finish(last).equals(target))) {
      throw new AssertionError("4322: the certain target is not reached by " + last);
    }
    return content;
  }
}
