package io.gds.database.mssql;

import io.gds.database.mssql.MssqlChainProblem.Kind;
import io.gds.database.mssql.MssqlPlanning.Note;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Plans the way to an instant. A log reaches an instant for certain if its backup began later, and
 * perhaps if it ended later: then the next one is kept in reserve. Nothing that may go beyond the
 * instant is restored without a place to stop in it.
 */
final class MssqlInstantPlan {
  /** A branch that may have been left only behind the target had another state then. */
  private static final Comparator<MssqlState> CHOICE =
      Comparator.comparingInt(MssqlState::crossings).thenComparing(MssqlChainSteps.CHOICE);

  private final MssqlChainSpace space;
  private final Instant target;

  MssqlInstantPlan(MssqlChainSpace space, Instant target) {
    this.space = space;
    this.target = target;
  }

  MssqlPlanning plan() {
    MssqlSweep sweep =
        MssqlSweep.over(
            space.events(),
            this::isInTime,
            this::role,
            Comparator.comparingInt(MssqlState::crossings)
                .thenComparing(MssqlChainSteps.LEAST_WORK),
            target);
    Optional<MssqlState> sure = sweep.finals().stream().min(CHOICE);
    Optional<MssqlState> exact = sweep.passed().stream().filter(this::endsThere).min(CHOICE);
    if (sure.isPresent()) {
      MssqlPlanning planned = chain(sure.get(), true, others(sure.get(), sweep.finals()));
      if (planned instanceof MssqlPlanning.Chain || exact.isEmpty()) {
        return planned;
      }
    }
    if (exact.isPresent()) {
      return whole(exact.get());
    }
    Optional<MssqlState> perhaps =
        sweep.passed().stream().filter(state -> mayReach(state.link())).min(CHOICE);
    if (perhaps.isPresent()) {
      Note note =
          new Note(
              Note.Kind.UNCERTAIN_END,
              "the last log ends between "
                  + perhaps.get().link().sure()
                  + " and "
                  + perhaps.get().link().late()
                  + ", and no usable one follows: whether it reaches "
                  + target
                  + " is told by the state of the database after it");
      return chain(perhaps.get(), false, List.of(note));
    }
    return new MssqlPlanning.Refusal(problem(sweep));
  }

  private boolean isInTime(MssqlLink data) {
    return !data.late().isAfter(target);
  }

  private MssqlSweep.Role role(MssqlLink log) {
    if (log.isBulkLogged()) {
      return log.late().isAfter(target) ? MssqlSweep.Role.PROBE : MssqlSweep.Role.PASS;
    }
    return log.sure().isBefore(target) ? MssqlSweep.Role.PASS : MssqlSweep.Role.FINAL;
  }

  /** A log of which it is not known whether the target is in it or in the next one. */
  private boolean mayReach(MssqlLink link) {
    return link.isLog()
        && !link.isBulkLogged()
        && link.sure().isBefore(target)
        && !link.late().isBefore(target);
  }

  /** What can only be restored whole, and ends at the target. */
  private boolean endsThere(MssqlState state) {
    MssqlLink link = state.link();
    return link.late().equals(target) && (!link.isLog() || link.isBulkLogged());
  }

  private MssqlPlanning chain(MssqlState state, boolean certain, List<Note> notes) {
    for (MssqlLink link : state.links()) {
      boolean stopsThere = link.isLog() && !link.isBulkLogged() && !link.late().isBefore(target);
      if (stopsThere && space.time().isAmbiguous(target, link.set().times())) {
        return new MssqlPlanning.Refusal(ambiguous(link));
      }
    }
    List<Note> all = new ArrayList<>(notes);
    if (state.crossings() > 0) {
      all.add(MssqlChainSteps.crossing(state, target));
    }
    return MssqlChainSteps.chain(state, certain, this::stop, this::mayReach, all);
  }

  /** All of it ends at the target: no place to stop in, which the last could not have. */
  private MssqlPlanning whole(MssqlState state) {
    List<Note> notes =
        state.crossings() > 0 ? List.of(MssqlChainSteps.crossing(state, target)) : List.of();
    return MssqlChainSteps.chain(state, true, log -> Optional.empty(), log -> false, notes);
  }

  /** Each log gets the stop that can have one: those before the target are not stopped by it. */
  private Optional<MssqlStop> stop(MssqlLink log) {
    return log.isBulkLogged()
        ? Optional.empty()
        : Optional.of(new MssqlStop.AtTime(space.time().local(target, log.set().times())));
  }

  private MssqlChainProblem ambiguous(MssqlLink link) {
    return MssqlChainProblem.of(
        Kind.TIME_AMBIGUOUS,
        List.of(link.set()),
        target
            + " is "
            + space.time().local(target, link.set().times())
            + " on the clock of the server, which was set back: the log has that hour twice, and"
            + " the server would stop in the first of them",
        "Name the place by its log sequence number, or choose an instant outside of that hour.");
  }

  private static List<Note> others(MssqlState chosen, List<MssqlState> all) {
    List<UUID> forks =
        all.stream()
            .map(MssqlState::fork)
            .filter(fork -> !fork.equals(chosen.fork()))
            .distinct()
            .toList();
    return forks.isEmpty()
        ? List.of()
        : List.of(
            new Note(
                Note.Kind.OTHER_BRANCHES,
                "chosen is branch " + chosen.fork() + "; these reach the target too: " + forks));
  }

  private MssqlChainProblem problem(MssqlSweep sweep) {
    MssqlDiagnosis diagnosis = new MssqlDiagnosis(space);
    if (sweep.passed().isEmpty()) {
      return diagnosis.noStart(this::isInTime, target.toString());
    }
    Optional<MssqlState> bulk =
        sweep.probes().stream().min(Comparator.comparing(state -> state.link().late()));
    if (bulk.isPresent()) {
      return MssqlDiagnosis.bulkLogged(bulk.get().link(), target.toString());
    }
    return diagnosis.behind(furthest(sweep.passed()));
  }

  /** The state that comes closest to a target beyond all of them. */
  static MssqlState furthest(List<MssqlState> states) {
    return states.stream()
        .max(
            Comparator.comparing((MssqlState state) -> state.link().late())
                .thenComparing(MssqlState::at))
        .orElseThrow();
  }
}
