package io.gds.database.mssql;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Finds the best chain to every log in one pass over all of them. A log can follow a state if the
 * state stands on the branch that the log is on at that place, not before the log's first record
 * and before its end. Going upwards by the ends of the logs, all states a log can follow are known
 * when it is met, and the best of them is found by a binary search: so the work grows as the
 * sorting does, however many chains there are.
 */
final class MssqlSweep {
  /** What may be done with a log. */
  enum Role {
    /** It is left out. */
    NONE,
    /** It may be applied whole, and others after it. */
    PASS,
    /** It may be the last. */
    FINAL,
    /** It is not used; but whether a chain leads to it is told. */
    PROBE
  }

  private final Comparator<MssqlState> order;
  private final Function<MssqlLink, Role> roles;
  private final Instant watch;
  private final Map<UUID, Frontier> frontiers = new HashMap<>();
  private final Map<MssqlLink, MssqlState> crossings = new HashMap<>();
  private final List<MssqlState> passed = new ArrayList<>();
  private final List<MssqlState> finals = new ArrayList<>();
  private final List<MssqlState> probes = new ArrayList<>();

  private MssqlSweep(Comparator<MssqlState> order, Function<MssqlLink, Role> roles, Instant watch) {
    this.order = order;
    this.roles = roles;
    this.watch = watch;
  }

  /**
   * Sweeps.
   *
   * @param starts which data backups chains may begin with
   * @param roles what may be done with each log
   * @param order which chain is better, the better first; adding the same log to two chains on the
   *     same branch must not change it
   */
  static MssqlSweep over(
      List<MssqlChainEvent> events,
      Predicate<MssqlLink> starts,
      Function<MssqlLink, Role> roles,
      Comparator<MssqlState> order) {
    return over(events, starts, roles, order, Instant.MAX);
  }

  /** The same, counting in each state the crossings at an instant or behind it. */
  static MssqlSweep over(
      List<MssqlChainEvent> events,
      Predicate<MssqlLink> starts,
      Function<MssqlLink, Role> roles,
      Comparator<MssqlState> order,
      Instant watch) {
    MssqlSweep sweep = new MssqlSweep(order, roles, watch);
    sweep.run(events, starts);
    return sweep;
  }

  /** The best states behind a data backup or a log that may be passed. */
  List<MssqlState> passed() {
    return passed;
  }

  /** The best states behind a log that may be the last. */
  List<MssqlState> finals() {
    return finals;
  }

  /** The best states behind a log that was only asked about. */
  List<MssqlState> probes() {
    return probes;
  }

  private void run(List<MssqlChainEvent> events, Predicate<MssqlLink> starts) {
    List<MssqlState> arrived = new ArrayList<>();
    MssqlLsn at = null;
    for (MssqlChainEvent event : events) {
      // What arrives at one place cannot be followed by what ends there too.
      if (!event.at().equals(at) || event.phase().isBehindArrivals()) {
        arrived.forEach(this::stand);
        arrived.clear();
      }
      at = event.at();
      switch (event.phase()) {
        case CROSS_AT_END, CROSS -> cross(event.link());
        case ARRIVE -> arrive(event.link(), arrived);
        case START -> {
          if (starts.test(event.link())) {
            stand(MssqlState.begin(event.link(), watch));
          }
        }
      }
    }
    arrived.forEach(this::stand);
  }

  private void stand(MssqlState state) {
    passed.add(state);
    frontiers.computeIfAbsent(state.fork(), fork -> new Frontier(order)).add(state);
  }

  /** A log that leaves a branch is looked at where it leaves it. */
  private void cross(MssqlLink log) {
    MssqlState before = best(log.firstFork(), log.from());
    if (before != null && roles.apply(log) != Role.NONE) {
      crossings.put(log, before);
    }
  }

  private void arrive(MssqlLink log, List<MssqlState> arrived) {
    Role role = roles.apply(log);
    if (role == Role.NONE) {
      return;
    }
    MssqlLsn from = log.bends() && log.point().isAfter(log.from()) ? log.point() : log.from();
    MssqlState after = better(best(log.lastFork(), from), crossings.get(log), log);
    if (after == null) {
      return;
    }
    switch (role) {
      case PASS -> arrived.add(after);
      case FINAL -> finals.add(after);
      default -> probes.add(after);
    }
  }

  private @Nullable MssqlState best(@Nullable UUID fork, MssqlLsn from) {
    Frontier frontier = frontiers.get(Objects.requireNonNull(fork, "fork"));
    return frontier == null ? null : frontier.best(from);
  }

  /** The better state behind a log, of those it was reached by on its branch and by crossing. */
  private @Nullable MssqlState better(
      @Nullable MssqlState staying, @Nullable MssqlState crossing, MssqlLink log) {
    if (staying == null || crossing == null) {
      MssqlState only = staying == null ? crossing : staying;
      return only == null ? null : only.with(log);
    }
    MssqlState stayed = staying.with(log);
    MssqlState crossed = crossing.with(log);
    return order.compare(stayed, crossed) <= 0 ? stayed : crossed;
  }

  /**
   * The states on one branch that are the best of all from their place upwards: the places rise,
   * and so do the costs.
   */
  private static final class Frontier {
    private final Comparator<MssqlState> order;
    private final List<MssqlState> states = new ArrayList<>();

    Frontier(Comparator<MssqlState> order) {
      this.order = order;
    }

    void add(MssqlState state) {
      while (!states.isEmpty() && order.compare(states.get(states.size() - 1), state) >= 0) {
        states.remove(states.size() - 1);
      }
      states.add(state);
    }

    /** The best state that stands at this place or behind it. */
    @Nullable MssqlState best(MssqlLsn from) {
      int low = 0;
      int high = states.size();
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (states.get(middle).at().isBefore(from)) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      return low == states.size() ? null : states.get(low);
    }
  }
}
