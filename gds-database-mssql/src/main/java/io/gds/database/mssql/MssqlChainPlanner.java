package io.gds.database.mssql;

import io.gds.database.mssql.MssqlChainProblem.Kind;
import io.gds.database.mssql.MssqlPlanning.Note;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which backups have to be restored to reach a target, or why none do: a pure function of the
 * history. The rules are the server's own. A differential belongs to the full backup that it names.
 * A log follows where its branch is the one that was restored, its first record is not behind, and
 * there is something new in it. Thread-safe.
 *
 * @see <a
 *     href="https://learn.microsoft.com/en-us/sql/relational-databases/backup-restore/apply-transaction-log-backups-sql-server">Apply
 *     transaction log backups</a>
 */
final class MssqlChainPlanner {
  private final MssqlChainQuery query;
  private final List<MssqlFamily> families;
  private final Map<Object, MssqlChainSpace> spaces = new ConcurrentHashMap<>();

  MssqlChainPlanner(MssqlBackupHistory history, MssqlChainQuery query) {
    this.query = query;
    this.families = MssqlFamily.of(history, query);
  }

  /** The chain to a target, or why there is none. */
  MssqlPlanning plan(MssqlRestoreTarget target) {
    Optional<MssqlFamily> family = family(target);
    if (family.isEmpty()) {
      return new MssqlPlanning.Refusal(noBackups());
    }
    MssqlPlanning planned = plan(space(family.get()), target);
    return planned instanceof MssqlPlanning.Chain chain ? noted(chain, family.get()) : planned;
  }

  private static MssqlPlanning plan(MssqlChainSpace space, MssqlRestoreTarget target) {
    if (target instanceof MssqlRestoreTarget.At at) {
      return new MssqlInstantPlan(space, at.instant()).plan();
    }
    if (target instanceof MssqlRestoreTarget.AtLsn at) {
      return new MssqlLsnPlan(space, at.lsn(), new MssqlStop.AtLsn(at.lsn(), at.before())).plan();
    }
    return target instanceof MssqlRestoreTarget.AtMark mark
        ? new MssqlMarkPlan(space, mark).plan()
        : new MssqlLatestPlan(space).plan();
  }

  /** To which instants a plan leads for certain, and why not to the others. */
  MssqlWindow window() {
    if (families.isEmpty()) {
      return new MssqlWindow(List.of(), List.of(new MssqlWindow.Gap(noBackups())));
    }
    List<MssqlFamily> byBirth = new ArrayList<>(families);
    byBirth.sort(Comparator.comparing(this::birth));
    MssqlWindow window = MssqlWindow.of(space(byBirth.get(0)));
    for (MssqlFamily successor : byBirth.subList(1, byBirth.size())) {
      window = window.until(birth(successor), MssqlWindow.of(space(successor)));
    }
    return window;
  }

  /** The database meant, where several had the name: the one that lived then. */
  private Optional<MssqlFamily> family(MssqlRestoreTarget target) {
    if (families.size() < 2 || !(target instanceof MssqlRestoreTarget.At at)) {
      return families.stream().findFirst();
    }
    Comparator<MssqlFamily> byBirth = Comparator.comparing(this::birth);
    return families.stream()
        .filter(family -> !birth(family).isAfter(at.instant()))
        .max(byBirth)
        .or(() -> families.stream().min(byBirth));
  }

  private Instant birth(MssqlFamily family) {
    return space(family).firstFull().orElse(Instant.MAX);
  }

  private MssqlChainSpace space(MssqlFamily family) {
    return spaces.computeIfAbsent(family.key(), key -> new MssqlChainSpace(family, query));
  }

  private MssqlPlanning.Chain noted(MssqlPlanning.Chain chain, MssqlFamily chosen) {
    if (families.size() < 2) {
      return chain;
    }
    List<Note> notes = new ArrayList<>(chain.notes());
    List<String> others =
        families.stream()
            .filter(family -> !family.equals(chosen))
            .map(MssqlFamily::described)
            .toList();
    notes.add(
        new Note(
            Note.Kind.OTHER_DATABASES,
            "the name was that of several databases: chosen is "
                + chosen.described()
                + ", not "
                + String.join(", ", others)));
    return new MssqlPlanning.Chain(chain.steps(), chain.fork(), chain.certain(), notes);
  }

  private MssqlChainProblem noBackups() {
    return MssqlChainProblem.of(
        Kind.NO_BACKUPS,
        List.of(),
        "no backup of a database of this name is known",
        "Check the name, letter by letter, or name the files of its backups.");
  }
}
