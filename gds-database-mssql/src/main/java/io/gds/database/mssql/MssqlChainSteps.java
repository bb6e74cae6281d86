package io.gds.database.mssql;

import io.gds.database.mssql.MssqlPlanning.Note;
import io.gds.database.mssql.MssqlPlanning.Step;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/** Makes the steps of a chain out of the state it leads to. */
final class MssqlChainSteps {
  /** The newest data backup first, then the fewest logs: the least work. */
  static final Comparator<MssqlState> LEAST_WORK =
      Comparator.comparing((MssqlState state) -> state.data().late())
          .thenComparing(state -> state.data().to())
          .reversed()
          .thenComparingInt(MssqlState::logs);

  /** The same, and of equals always the same one. */
  static final Comparator<MssqlState> CHOICE =
      LEAST_WORK
          .thenComparing(state -> state.link().late())
          .thenComparing(state -> state.link().set().id());

  private MssqlChainSteps() {}

  /**
   * The steps of a chain.
   *
   * @param stop where the server is to stop in a log, if it is to
   * @param reached whether the target may be reached with a log, so that what follows is a reserve
   */
  static MssqlPlanning.Chain chain(
      MssqlState state,
      boolean certain,
      Function<MssqlLink, Optional<MssqlStop>> stop,
      Predicate<MssqlLink> reached,
      List<Note> notes) {
    List<Step> steps = new ArrayList<>();
    List<Note> all = new ArrayList<>(notes);
    boolean reserve = false;
    int unchecked = 0;
    for (MssqlLink link : state.links()) {
      MssqlBackupSet set = link.set();
      Optional<MssqlStop> stops = link.isLog() ? stop.apply(link) : Optional.empty();
      steps.add(new Step(set, set.reading().orElseThrow(), stops, reserve));
      reserve = reserve || (link.isLog() && reached.test(link));
      unchecked += set.is(MssqlBackupFlag.CHECKSUMS) ? 0 : 1;
    }
    if (unchecked > 0) {
      all.add(
          new Note(
              Note.Kind.NO_CHECKSUMS,
              unchecked + " of the " + steps.size() + " backups have no checksums"));
    }
    return new MssqlPlanning.Chain(steps, state.fork(), certain, all);
  }

  /** The note on a chain that may have left a branch after the target. */
  static Note crossing(MssqlState state, Instant target) {
    return new Note(
        Note.Kind.CROSSES_BRANCH,
        "at an instant not after "
            + state.crossed()
            + " the log crosses to branch "
            + state.fork()
            + ", on which the database was restored to an earlier state: if "
            + target
            + " was before that, the state is that of the crossing, and what was written on the"
            + " branch that was left is not in it");
  }
}
