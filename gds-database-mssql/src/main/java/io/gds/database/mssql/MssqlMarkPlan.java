package io.gds.database.mssql;

import io.gds.database.mssql.MssqlChainProblem.Kind;
import io.gds.database.mssql.MssqlPlanning.Note;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Plans the way to a marked transaction. If its place is known, that tells the log; else the logs
 * after an instant are restored one after the other until the server has found it.
 */
final class MssqlMarkPlan {
  private final MssqlChainSpace space;
  private final MssqlRestoreTarget.AtMark target;

  MssqlMarkPlan(MssqlChainSpace space, MssqlRestoreTarget.AtMark target) {
    this.space = space;
    this.target = target;
  }

  MssqlPlanning plan() {
    if (target.lsn().isPresent()) {
      // The server takes the first mark of the name: a name may have been used again and again.
      MssqlStop named = new MssqlStop.AtMark(target.name(), target.before(), target.set());
      return new MssqlLsnPlan(space, target.lsn().get(), named).plan();
    }
    return target.after().isPresent()
        ? search(target.after().get())
        : new MssqlPlanning.Refusal(unbounded());
  }

  private MssqlPlanning search(Instant after) {
    MssqlSweep sweep =
        MssqlSweep.over(
            space.events(),
            data -> !data.late().isAfter(after),
            log -> MssqlSweep.Role.PASS,
            MssqlChainSteps.LEAST_WORK);
    if (sweep.passed().isEmpty()) {
      return new MssqlPlanning.Refusal(
          new MssqlDiagnosis(space).noStart(data -> !data.late().isAfter(after), after.toString()));
    }
    Optional<UUID> branch = MssqlLatestPlan.branch(space);
    Optional<MssqlState> end =
        sweep.passed().stream()
            .filter(state -> state.link().isLog() && Optional.of(state.fork()).equals(branch))
            .filter(state -> !state.link().late().isBefore(after))
            .min(
                Comparator.comparing(MssqlState::at)
                    .reversed()
                    .thenComparing(MssqlChainSteps.CHOICE));
    if (end.isEmpty()) {
      return new MssqlPlanning.Refusal(
          new MssqlDiagnosis(space).behind(MssqlInstantPlan.furthest(sweep.passed())));
    }
    for (MssqlLink link : end.get().links()) {
      if (link.isLog() && space.time().isAmbiguous(after, link.set().times())) {
        return new MssqlPlanning.Refusal(ambiguous(after, link));
      }
    }
    Note note =
        new Note(
            Note.Kind.SEARCHES_MARK,
            "the logs are restored one after the other until the mark is found; if it is in none"
                + " up to "
                + end.get().link().late()
                + ", the database is left restoring");
    return MssqlChainSteps.chain(
        end.get(), false, this::stop, link -> !link.late().isBefore(after), List.of(note));
  }

  private Optional<MssqlStop> stop(MssqlLink log) {
    return log.isBulkLogged()
        ? Optional.empty()
        : Optional.of(
            new MssqlStop.AtMark(
                target.name(),
                target.before(),
                target.after().map(after -> space.time().local(after, log.set().times()))));
  }

  private static MssqlChainProblem ambiguous(Instant after, MssqlLink link) {
    return MssqlChainProblem.of(
        Kind.TIME_AMBIGUOUS,
        List.of(link.set()),
        after + " comes twice on the clock of the server, which was set back",
        "Begin the search at an instant outside of that hour.");
  }

  private static MssqlChainProblem unbounded() {
    return MssqlChainProblem.of(
        Kind.MARK_UNBOUNDED,
        List.of(),
        "neither the mark's place in the log is known, nor an instant before it",
        "Give an instant before the mark, or read its place from msdb.dbo.logmarkhistory.");
  }
}
