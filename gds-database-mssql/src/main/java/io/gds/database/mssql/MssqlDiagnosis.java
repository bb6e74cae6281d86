package io.gds.database.mssql;

import io.gds.database.mssql.MssqlChainProblem.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Says why a chain goes no further, or none begins, naming what is missing exactly. */
final class MssqlDiagnosis {
  private static final int NAMED = 5;

  private final MssqlChainSpace space;
  private final Optional<MssqlLink> newest;
  private final Optional<MssqlLink> newestElsewhere;

  MssqlDiagnosis(MssqlChainSpace space) {
    this.space = space;
    Comparator<MssqlLink> byEnd = Comparator.comparing(MssqlLink::late);
    newest = own().stream().max(byEnd);
    newestElsewhere =
        own().stream().filter(link -> !Objects.equals(link.lastFork(), fork(newest))).max(byEnd);
  }

  private List<MssqlLink> own() {
    return space.links().stream()
        .filter(link -> space.isOwn(link) && link.lastFork() != null)
        .toList();
  }

  private static @Nullable UUID fork(Optional<MssqlLink> link) {
    return link.map(MssqlLink::lastFork).orElse(null);
  }

  /** Why no data backup can be the first of a chain. */
  MssqlChainProblem noStart(Predicate<MssqlLink> early, String target) {
    List<MssqlLink> data = space.links().stream().filter(link -> !link.isLog()).toList();
    List<MssqlLink> inTime = data.stream().filter(early).toList();
    if (!inTime.isEmpty()) {
      return unusable(inTime, target);
    }
    Optional<MssqlLink> first =
        data.stream().filter(MssqlLink::isUsable).min(Comparator.comparing(MssqlLink::late));
    if (first.isPresent()) {
      return MssqlChainProblem.of(
          Kind.TOO_EARLY,
          List.of(first.get().set()),
          target
              + " is before the first usable backup of the data: "
              + first.get().set().described()
              + ", "
              + first.get().late(),
          "Choose a later target, or make older backups known to the planner.");
    }
    return MssqlChainProblem.of(
        Kind.NO_BACKUPS,
        List.of(),
        "no full backup of the database is known that could be restored",
        "Make a full backup, or name the files of the backups there are.");
  }

  private static MssqlChainProblem unusable(List<MssqlLink> links, String target) {
    List<MssqlLink> newestFirst = new ArrayList<>(links);
    newestFirst.sort(Comparator.comparing(MssqlLink::late).reversed());
    List<MssqlLink> shown = newestFirst.subList(0, Math.min(NAMED, newestFirst.size()));
    StringBuilder text = new StringBuilder("no backup of the data before ").append(target);
    text.append(" can be used:");
    for (MssqlLink link : shown) {
      text.append(' ').append(link.set().described()).append(": ");
      text.append(link.problem().orElse("usable")).append(';');
    }
    if (links.size() > NAMED) {
      text.append(" and ").append(links.size() - NAMED).append(" older");
    }
    return MssqlChainProblem.of(
        Kind.DATA_UNUSABLE,
        shown.stream().map(MssqlLink::set).toList(),
        text.toString().replaceAll(";$", ""),
        "Bring back what is missing, or choose a target after a later full backup.");
  }

  /** Why the log does not go on behind a state. */
  MssqlChainProblem behind(MssqlState state) {
    Optional<MssqlLink> unusable = space.next().unusable(state.fork(), state.at());
    if (unusable.isPresent() && !unusable.get().from().isAfter(state.at())) {
      return unusableLog(unusable.get(), state);
    }
    Optional<MssqlLink> usable = space.next().usable(state.fork(), state.at());
    if (usable.isPresent() && !usable.get().from().isAfter(state.at())) {
      MssqlLink log = usable.get();
      return log.isBulkLogged() ? bulkLogged(log, "what lies in it") : behind(state.with(log));
    }
    Optional<MssqlLink> next =
        usable.isPresent() && unusable.isPresent()
            ? Optional.of(
                usable.get().from().isAfter(unusable.get().from()) ? unusable.get() : usable.get())
            : usable.or(() -> unusable);
    return next.map(link -> gap(state, link)).orElseGet(() -> end(state));
  }

  private static MssqlChainProblem unusableLog(MssqlLink log, MssqlState state) {
    return new MssqlChainProblem(
        Kind.LOG_UNUSABLE,
        Optional.of(state.at()),
        Optional.of(log.to()),
        List.of(log.set()),
        "the "
            + log.set().described()
            + " is needed and cannot be used: "
            + log.problem().orElseThrow(),
        "Bring it back, or choose a target up to " + state.link().sure() + ".");
  }

  private static MssqlChainProblem gap(MssqlState state, MssqlLink next) {
    boolean restarted = next.set().is(MssqlBackupFlag.BEGINS_LOG_CHAIN);
    String span = "the log from LSN " + state.at() + " to " + next.from();
    String between =
        " between the " + state.link().set().described() + " and the " + next.set().described();
    return new MssqlChainProblem(
        restarted ? Kind.CHAIN_RESTARTED : Kind.LOG_MISSING,
        Optional.of(state.at()),
        Optional.of(next.from()),
        List.of(state.link().set(), next.set()),
        restarted
            ? span + " was not kept" + between + ": the recovery model was SIMPLE meanwhile"
            : "a log backup is missing: " + span + between,
        restarted
            ? "Nothing can bring it back: choose a target before it, or after the next full or"
                + " differential backup."
            : "Find the log backup of that stretch, perhaps taken by another tool or on another"
                + " replica.");
  }

  private MssqlChainProblem end(MssqlState state) {
    Optional<MssqlLink> other =
        state.link().lastFork() != null && state.fork().equals(fork(newest))
            ? newestElsewhere
            : newest;
    if (other.isPresent() && other.get().late().isAfter(state.link().late())) {
      return new MssqlChainProblem(
          Kind.BRANCH_NOT_LINKED,
          Optional.of(state.at()),
          Optional.empty(),
          List.of(state.link().set(), other.get().set()),
          "after the "
              + state.link().set().described()
              + " the database was restored to an earlier state and went on, on branch "
              + other.get().lastFork()
              + "; no usable log leads from branch "
              + state.fork()
              + " to the "
              + other.get().set().described(),
          "Find the log backup that crosses from one branch to the other, or choose a target that"
              + " either of them reaches by itself.");
    }
    if (!state.link().isLog() && !space.next().has(state.fork())) {
      String simple =
          state.link().set().recoveryModel().equals("SIMPLE")
              ? " (its recovery model was SIMPLE)"
              : "";
      return MssqlChainProblem.of(
          Kind.NO_LOGS,
          List.of(state.link().set()),
          "no log backup follows the "
              + state.link().set().described()
              + simple
              + ", so that only its own end can be reached",
          "Choose the end of a full or differential backup as the target.");
    }
    return tooLate(state.link());
  }

  private static MssqlChainProblem tooLate(MssqlLink last) {
    Instant sure = last.sure();
    return MssqlChainProblem.of(
        Kind.TOO_LATE,
        List.of(last.set()),
        "the backups end with the " + last.set().described() + ", " + last.late(),
        "Choose a target up to "
            + sure
            + ", or back up the tail of the log first (BACKUP LOG … WITH NORECOVERY).");
  }

  /** A log that cannot be stopped in. */
  static MssqlChainProblem bulkLogged(MssqlLink log, String target) {
    return new MssqlChainProblem(
        Kind.BULK_LOGGED,
        Optional.of(log.from()),
        Optional.of(log.to()),
        List.of(log.set()),
        "the "
            + log.set().described()
            + " has minimally logged changes in it, so that it can only be restored whole: "
            + target
            + " cannot be reached",
        "Choose a target up to its beginning, or from its end on: " + log.late() + ".");
  }
}
