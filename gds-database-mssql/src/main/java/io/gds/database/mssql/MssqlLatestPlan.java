package io.gds.database.mssql;

import io.gds.database.mssql.MssqlPlanning.Note;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Plans the way to the end of the newest backup, on the branch that it is on. If that cannot be
 * reached, it is refused: what ends days before is not the latest, and whoever wants it names the
 * instant.
 */
final class MssqlLatestPlan {
  private final MssqlChainSpace space;

  MssqlLatestPlan(MssqlChainSpace space) {
    this.space = space;
  }

  MssqlPlanning plan() {
    MssqlSweep sweep =
        MssqlSweep.over(
            space.events(), data -> true, log -> MssqlSweep.Role.PASS, MssqlChainSteps.LEAST_WORK);
    Optional<UUID> branch = branch(space);
    List<MssqlState> reached =
        sweep.passed().stream()
            .filter(state -> branch.isPresent() && state.fork().equals(branch.get()))
            .toList();
    MssqlDiagnosis diagnosis = new MssqlDiagnosis(space);
    if (sweep.passed().isEmpty()) {
      return new MssqlPlanning.Refusal(
          diagnosis.noStart(link -> true, "the end of the newest backup"));
    }
    if (reached.isEmpty()) {
      return new MssqlPlanning.Refusal(diagnosis.behind(MssqlInstantPlan.furthest(sweep.passed())));
    }
    MssqlState best =
        reached.stream()
            .min(
                Comparator.comparing(MssqlState::at)
                    .reversed()
                    .thenComparing(MssqlChainSteps.CHOICE))
            .orElseThrow();
    List<MssqlLink> later =
        space.links().stream()
            .filter(link -> best.fork().equals(link.lastFork()) && link.to().isAfter(best.at()))
            .toList();
    if (later.stream().anyMatch(MssqlLatestPlan::isOurs)) {
      return new MssqlPlanning.Refusal(problem(diagnosis, best, later));
    }
    return MssqlChainSteps.chain(
        best, true, log -> Optional.empty(), log -> false, notes(best, later));
  }

  /** The branch of the newest backup that was taken of the database itself. */
  static Optional<UUID> branch(MssqlChainSpace space) {
    if (space.query().fork().isPresent()) {
      return space.query().fork();
    }
    return space.links().stream()
        .filter(link -> space.isOwn(link) && isOurs(link) && link.lastFork() != null)
        .max(Comparator.comparing(MssqlLink::late).thenComparing(MssqlLink::to))
        .map(MssqlLink::lastFork);
  }

  /** Snapshots and backups of single files are made by others for their own use. */
  private static boolean isOurs(MssqlLink link) {
    MssqlBackupKind kind = link.set().kind();
    return (kind == MssqlBackupKind.LOG
            || kind == MssqlBackupKind.FULL
            || kind == MssqlBackupKind.DIFFERENTIAL)
        && !link.set().is(MssqlBackupFlag.SNAPSHOT);
  }

  private static MssqlChainProblem problem(
      MssqlDiagnosis diagnosis, MssqlState best, List<MssqlLink> later) {
    // A data backup that cannot be used, behind the end of all logs, leaves no gap between logs.
    boolean logs = later.stream().anyMatch(MssqlLink::isLog);
    return logs
        ? diagnosis.behind(best)
        : diagnosis.noStart(link -> later.contains(link) && isOurs(link), "the end of all backups");
  }

  private static List<Note> notes(MssqlState best, List<MssqlLink> later) {
    List<Note> notes = new ArrayList<>();
    if (!later.isEmpty()) {
      notes.add(
          new Note(
              Note.Kind.LATER_UNUSED,
              "newer backups that are not used: "
                  + later.size()
                  + ", such as the "
                  + later.get(0).set().described()));
    }
    if (!best.link().set().is(MssqlBackupFlag.TAIL)) {
      notes.add(
          new Note(
              Note.Kind.NO_TAIL,
              "the newest backup is not the tail of the log: what was written after "
                  + best.link().sure()
                  + " may not be in it"));
    }
    return notes;
  }
}
