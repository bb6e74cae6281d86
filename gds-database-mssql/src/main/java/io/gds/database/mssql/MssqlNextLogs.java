package io.gds.database.mssql;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which log comes next behind a place on a branch, whether or not it follows at once: what tells a
 * missing log from the end of the logs. Answers by binary search. Immutable once made.
 */
final class MssqlNextLogs {
  private final Map<UUID, Branch> usable = new HashMap<>();
  private final Map<UUID, Branch> unusable = new HashMap<>();

  MssqlNextLogs(List<MssqlLink> links) {
    for (MssqlLink link : links) {
      UUID last = link.lastFork();
      UUID first = link.firstFork();
      if (link.isLog() && first != null && last != null) {
        Map<UUID, Branch> side = link.isUsable() ? usable : unusable;
        side.computeIfAbsent(last, fork -> new Branch()).ending.add(link);
        if (link.bends()) {
          side.computeIfAbsent(first, fork -> new Branch()).leaving.add(link);
        }
      }
    }
    usable.values().forEach(Branch::sort);
    unusable.values().forEach(Branch::sort);
  }

  /** The usable log that begins earliest of those that end behind this place. */
  Optional<MssqlLink> usable(UUID fork, MssqlLsn at) {
    return next(usable.get(fork), at);
  }

  /** The same of those that cannot be used. */
  Optional<MssqlLink> unusable(UUID fork, MssqlLsn at) {
    return next(unusable.get(fork), at);
  }

  /** Whether any log is known on a branch. */
  boolean has(UUID fork) {
    return usable.containsKey(fork) || unusable.containsKey(fork);
  }

  private static Optional<MssqlLink> next(@Nullable Branch branch, MssqlLsn at) {
    return branch == null ? Optional.empty() : branch.next(at);
  }

  /** The logs that end on a branch, and those that leave it. */
  private static final class Branch {
    private final List<MssqlLink> ending = new ArrayList<>();
    private final List<MssqlLink> leaving = new ArrayList<>();
    private List<MssqlLink> firstEnding = List.of();
    private List<MssqlLink> firstLeaving = List.of();

    void sort() {
      firstEnding = earliest(ending, MssqlLink::to);
      firstLeaving = earliest(leaving, MssqlLink::point);
    }

    /** Sorts, and tells for each place which of it and all behind it begins earliest. */
    private static List<MssqlLink> earliest(
        List<MssqlLink> links, Function<MssqlLink, MssqlLsn> key) {
      links.sort(Comparator.comparing(key));
      List<MssqlLink> earliest = new ArrayList<>(links);
      for (int i = links.size() - 2; i >= 0; i--) {
        if (earliest.get(i + 1).from().isBefore(earliest.get(i).from())) {
          earliest.set(i, earliest.get(i + 1));
        }
      }
      return earliest;
    }

    Optional<MssqlLink> next(MssqlLsn at) {
      int end = first(ending, at, MssqlLink::to, true);
      int leave = first(leaving, at, MssqlLink::point, false);
      Optional<MssqlLink> ends =
          end < ending.size() ? Optional.of(firstEnding.get(end)) : Optional.empty();
      Optional<MssqlLink> leaves =
          leave < leaving.size() ? Optional.of(firstLeaving.get(leave)) : Optional.empty();
      if (ends.isEmpty() || leaves.isEmpty()) {
        return ends.isPresent() ? ends : leaves;
      }
      return leaves.get().from().isBefore(ends.get().from()) ? leaves : ends;
    }

    private static int first(
        List<MssqlLink> sorted, MssqlLsn at, Function<MssqlLink, MssqlLsn> key, boolean behind) {
      int low = 0;
      int high = sorted.size();
      while (low < high) {
        int middle = (low + high) >>> 1;
        int compared = key.apply(sorted.get(middle)).compareTo(at);
        if (compared < 0 || (behind && compared == 0)) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      return low;
    }
  }
}
