package io.gds.database.mssql;

import io.gds.database.mssql.MssqlChainProblem.Kind;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Plans the way to a place in the log. Places are exact; but the same number is another place on
 * another branch, so that it is refused where two of them have it and none was named.
 */
final class MssqlLsnPlan {
  private final MssqlChainSpace space;
  private final MssqlLsn target;
  private final MssqlStop stop;

  MssqlLsnPlan(MssqlChainSpace space, MssqlLsn target, MssqlStop stop) {
    this.space = space;
    this.target = target;
    this.stop = stop;
  }

  MssqlPlanning plan() {
    MssqlSweep sweep =
        MssqlSweep.over(space.events(), this::isInTime, this::role, MssqlChainSteps.LEAST_WORK);
    Set<UUID> branches =
        sweep.finals().stream().map(this::branch).collect(Collectors.toCollection(TreeSet::new));
    if (branches.size() > 1) {
      return new MssqlPlanning.Refusal(ambiguous(branches, sweep.finals()));
    }
    Optional<MssqlState> best = sweep.finals().stream().min(MssqlChainSteps.CHOICE);
    return best.isPresent()
        ? MssqlChainSteps.chain(best.get(), true, this::stop, link -> false, List.of())
        : new MssqlPlanning.Refusal(problem(sweep));
  }

  private boolean isInTime(MssqlLink data) {
    return !data.to().isAfter(target);
  }

  private MssqlSweep.Role role(MssqlLink log) {
    if (!log.to().isAfter(target)) {
      return MssqlSweep.Role.PASS;
    }
    if (log.from().isAfter(target)) {
      return MssqlSweep.Role.NONE;
    }
    return log.isBulkLogged() ? MssqlSweep.Role.PROBE : MssqlSweep.Role.FINAL;
  }

  /** The branch that the place is on in the last log of a chain. */
  private UUID branch(MssqlState state) {
    MssqlState before = state.previous();
    return before != null && state.link().bends() && target.isBefore(state.link().point())
        ? before.fork()
        : state.fork();
  }

  /** A mark may have namesakes in the logs before its own. */
  private Optional<MssqlStop> stop(MssqlLink log) {
    boolean there = stop instanceof MssqlStop.AtLsn || log.to().isAfter(target);
    return log.isBulkLogged() || !there ? Optional.empty() : Optional.of(stop);
  }

  private MssqlChainProblem ambiguous(Set<UUID> branches, List<MssqlState> states) {
    return MssqlChainProblem.of(
        Kind.BRANCH_AMBIGUOUS,
        states.stream().map(state -> state.link().set()).distinct().toList(),
        "LSN " + target + " is on several branches of the database's history: " + branches,
        "Name the branch to follow.");
  }

  private MssqlChainProblem problem(MssqlSweep sweep) {
    MssqlDiagnosis diagnosis = new MssqlDiagnosis(space);
    if (sweep.passed().isEmpty()) {
      return diagnosis.noStart(this::isInTime, "LSN " + target);
    }
    return sweep.probes().stream()
        .min(MssqlChainSteps.CHOICE)
        .map(state -> MssqlDiagnosis.bulkLogged(state.link(), "LSN " + target))
        .orElseGet(
            () ->
                diagnosis.behind(
                    sweep.passed().stream()
                        .max(Comparator.comparing(MssqlState::at))
                        .orElseThrow()));
  }
}
