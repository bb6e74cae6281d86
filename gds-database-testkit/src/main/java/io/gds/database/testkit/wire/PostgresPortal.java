package io.gds.database.testkit.wire;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A statement with its binds, and how far its answer has been given. Used by one thread. */
final class PostgresPortal {
  private final WireRequest request;
  private final String normalized;
  private final PostgresFormats formats;
  private final @Nullable PostgresStatement statement;
  private @Nullable List<WireAnswer> steps;
  private boolean described;
  private boolean ended;
  private int step;
  private int row;

  /**
   * A portal, of which nothing has been asked.
   *
   * @param statement what it was prepared as; none for a simple query
   */
  PostgresPortal(
      WireRequest request, PostgresFormats formats, @Nullable PostgresStatement statement) {
    this.request = request;
    this.normalized = request.normalized();
    this.formats = formats;
    this.statement = statement;
  }

  WireRequest request() {
    return request;
  }

  String normalized() {
    return normalized;
  }

  PostgresFormats formats() {
    return formats;
  }

  @Nullable PostgresStatement statement() {
    return statement;
  }

  /** The whole answer, asked for once. */
  List<WireAnswer> steps(Function<PostgresPortal, List<WireAnswer>> asked) {
    if (steps == null) {
      steps = asked.apply(this);
    }
    return steps;
  }

  /** What comes next; null at the end. */
  @Nullable WireAnswer current() {
    return steps == null || step >= steps.size() ? null : steps.get(step);
  }

  void next() {
    step++;
    row = 0;
    described = false;
  }

  /** The next row of these; null after the last. */
  @Nullable WireRow nextRow(WireAnswer.Rows rows) {
    return row < rows.rows().size() ? rows.rows().get(row++) : null;
  }

  /** How many rows of the current result have been given. */
  int row() {
    return row;
  }

  /** Whether the client knows the columns of the current result. */
  boolean isDescribed() {
    return described;
  }

  void describe() {
    described = true;
  }

  /** Whether a result has been given to its end. */
  boolean isEnded() {
    return ended;
  }

  void end() {
    ended = true;
  }

  /** Whether the current rows break off: an error or the end of the connection comes next. */
  boolean breaksOff() {
    List<WireAnswer> all = steps == null ? List.of() : steps;
    for (int i = step + 1; i < all.size(); i++) {
      WireAnswer next = all.get(i);
      if (next instanceof WireAnswer.Failure || next instanceof WireAnswer.Dropped) {
        return true;
      }
      if (next instanceof WireAnswer.Rows || next instanceof WireAnswer.Done) {
        return false;
      }
    }
    return false;
  }
}
