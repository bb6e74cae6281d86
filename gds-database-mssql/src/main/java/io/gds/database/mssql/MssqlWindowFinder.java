package io.gds.database.mssql;

import io.gds.database.backup.ReachableWindow;
import io.gds.database.mssql.MssqlChainProblem.Kind;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Finds what can be reached: for each log, from the earliest instant that a chain to it can be used
 * for, up to where it reaches for certain; for what is only restored whole, its end.
 */
final class MssqlWindowFinder {
  /** A stretch, and the state that it ends with. */
  private record Piece(Instant from, Instant to, MssqlState owner) {}

  private final MssqlChainSpace space;
  private final List<Piece> pieces = new ArrayList<>();

  MssqlWindowFinder(MssqlChainSpace space) {
    this.space = space;
  }

  MssqlWindow find() {
    MssqlSweep sweep =
        MssqlSweep.over(
            space.events(),
            data -> true,
            log -> MssqlSweep.Role.PASS,
            Comparator.comparing(MssqlState::from));
    sweep.passed().forEach(this::add);
    MssqlDiagnosis diagnosis = new MssqlDiagnosis(space);
    if (pieces.isEmpty()) {
      MssqlChainProblem why = diagnosis.noStart(data -> true, "any instant");
      return new MssqlWindow(List.of(), List.of(new MssqlWindow.Gap(why)));
    }
    return joined(diagnosis);
  }

  private void add(MssqlState state) {
    MssqlLink link = state.link();
    if (!link.isLog()) {
      pieces.add(new Piece(link.late(), link.late(), state));
    } else if (link.isBulkLogged()) {
      if (!state.from().isAfter(link.late())) {
        pieces.add(new Piece(link.late(), link.late(), state));
      }
    } else if (!state.from().isAfter(link.sure())) {
      addUnambiguous(beginning(state), link.sure(), state);
    }
  }

  /** What lies before is the share of the log before, if that can be stopped in. */
  private static Instant beginning(MssqlState state) {
    MssqlState before = state.previous();
    if (before == null || !before.link().isLog() || before.link().isBulkLogged()) {
      return state.from();
    }
    Instant end = before.link().sure();
    return end.isAfter(state.from()) && end.isBefore(state.link().sure()) ? end : state.from();
  }

  /** Leaves the hours out that the server's clock tells twice. */
  private void addUnambiguous(Instant from, Instant to, MssqlState state) {
    ZoneId writer = space.time().writer(state.link().set().times());
    Instant begin = from;
    ZoneOffsetTransition next = writer.getRules().nextTransition(from.minus(Duration.ofDays(1)));
    while (next != null && next.getInstant().isBefore(to.plus(Duration.ofDays(1)))) {
      if (next.isOverlap()) {
        Duration back = next.getDuration().abs();
        Instant twice = next.getInstant().minus(back);
        Instant again = next.getInstant().plus(back);
        if (begin.isBefore(twice)) {
          Instant end = to.isBefore(twice) ? to : twice.minusNanos(1);
          pieces.add(new Piece(begin, end, state));
        }
        begin = begin.isBefore(again) ? (twice.isAfter(to) ? to.plusNanos(1) : again) : begin;
      }
      next = writer.getRules().nextTransition(next.getInstant());
    }
    if (!begin.isAfter(to)) {
      pieces.add(new Piece(begin, to, state));
    }
  }

  private MssqlWindow joined(MssqlDiagnosis diagnosis) {
    pieces.sort(
        Comparator.comparing(Piece::from)
            .thenComparing(Piece::to)
            .thenComparing(piece -> piece.owner().at()));
    List<ReachableWindow.Span> spans = new ArrayList<>();
    List<MssqlWindow.Gap> gaps = new ArrayList<>();
    Piece current = pieces.get(0);
    for (Piece piece : pieces.subList(1, pieces.size())) {
      if (piece.from().isAfter(current.to())) {
        spans.add(new ReachableWindow.Span(current.from(), current.to()));
        gaps.add(gap(current, Optional.of(piece.from()), diagnosis));
        current = piece;
      } else {
        boolean further = !piece.to().isBefore(current.to());
        current =
            new Piece(
                current.from(),
                further ? piece.to() : current.to(),
                further ? piece.owner() : current.owner());
      }
    }
    spans.add(new ReachableWindow.Span(current.from(), current.to()));
    gaps.add(gap(current, Optional.empty(), diagnosis));
    return new MssqlWindow(spans, gaps);
  }

  private static MssqlWindow.Gap gap(
      Piece before, Optional<Instant> until, MssqlDiagnosis diagnosis) {
    MssqlLink link = before.owner().link();
    boolean cut = link.isLog() && !link.isBulkLogged() && link.sure().isAfter(before.to());
    MssqlChainProblem why =
        cut
            ? MssqlChainProblem.of(
                Kind.TIME_AMBIGUOUS,
                List.of(link.set()),
                "the clock of the server was set back, so that its log has this hour twice",
                "Name a place in it by its log sequence number.")
            : diagnosis.behind(before.owner());
    return new MssqlWindow.Gap(Optional.of(before.to()), until, why);
  }
}
