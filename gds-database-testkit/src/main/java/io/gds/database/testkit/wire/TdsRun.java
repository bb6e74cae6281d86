package io.gds.database.testkit.wire;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gives an answer step by step. */
final class TdsRun {
  private final TdsWork work;
  private final String normalized;
  private final TdsOutput out;
  private final TdsEnds ends;
  private final Waiting waiting;
  private final int rowCount;
  private WireAnswer.@Nullable Returned returned;
  private int lastError;

  /**
   * A run.
   *
   * @param rowCount how many rows of a result are given at most; 0 for all
   */
  TdsRun(TdsWork work, String normalized, TdsOutput out, Waiting waiting, int rowCount) {
    this.work = work;
    this.normalized = normalized;
    this.out = out;
    this.waiting = waiting;
    this.rowCount = rowCount;
    ends = new TdsEnds(out, work.call());
  }

  /** What comes between the steps of an answer. */
  interface Waiting {
    /** Waits as a step wants it. */
    void await(WireAnswer step) throws IOException, Cancelled;

    /** Looks whether to go on. */
    void look() throws IOException, Cancelled;
  }

  /** The client wants no more of the answer. */
  static final class Cancelled extends Exception {
    private static final long serialVersionUID = 1L;
  }

  /**
   * Gives it all.
   *
   * @throws IllegalArgumentException or a DateTimeException or ArithmeticException, if the script's
   *     values do not fit their columns
   */
  void give(List<WireAnswer> steps) throws IOException, Cancelled {
    for (int i = 0; i < steps.size(); i++) {
      WireAnswer step = steps.get(i);
      if (step instanceof WireAnswer.Rows rows) {
        rows(rows, breaksOff(steps, i));
      } else if (step instanceof WireAnswer.Done done) {
        ends.end(TdsCommands.of(done, normalized), done.count());
      } else if (step instanceof WireAnswer.Notice notice) {
        ends.more();
        out.notice(notice);
      } else if (step instanceof WireAnswer.Failure failure) {
        fail(failure, !breaksOff(steps, i));
      } else if (step instanceof WireAnswer.Returned values) {
        returned = values;
      } else if (step instanceof WireAnswer.Dropped) {
        ends.more();
        out.packets().flush();
        throw new TdsClosed("the script says so");
      } else if (step instanceof WireAnswer.Pause || step instanceof WireAnswer.Held) {
        ends.more();
        out.packets().flush();
        waiting.await(step);
      } else {
        throw new IllegalArgumentException("no step of an answer: " + step);
      }
    }
  }

  private void rows(WireAnswer.Rows rows, boolean breaksOff) throws IOException, Cancelled {
    ends.more();
    List<TdsType> types = out.columns(rows.columns());
    int count = 0;
    for (WireRow row : rows.rows()) {
      if (rowCount > 0 && count == rowCount) {
        break;
      }
      waiting.look();
      out.row(types, row);
      count++;
    }
    if (!breaksOff) {
      ends.end(TdsCommands.SELECT, count);
    }
  }

  /** Whether an error, or the end of the connection, follows at once. */
  private static boolean breaksOff(List<WireAnswer> steps, int step) {
    for (WireAnswer next : steps.subList(step + 1, steps.size())) {
      if (next instanceof WireAnswer.Failure || next instanceof WireAnswer.Dropped) {
        return true;
      }
      if (next instanceof WireAnswer.Rows || next instanceof WireAnswer.Done) {
        return false;
      }
    }
    return false;
  }

  /** Says an error; one that the script, not the answer, has made may come at any time. */
  void fail(WireAnswer.Failure failure, boolean last) throws IOException {
    TdsOutput.demandKnown(failure.code(), failure.fields());
    ends.more();
    out.error(failure);
    returned = null;
    lastError = Integer.parseInt(failure.code());
    if (failure.fatal()) {
      ends.fail();
      end(false);
      out.packets().end();
      throw new TdsClosed(failure.message());
    }
    if (last) {
      ends.fail();
    }
  }

  /** Ends it; the message goes on if there are other calls in it. */
  void end(boolean others) throws IOException {
    if (work.call()) {
      ends.more();
      WireAnswer.Returned values = returned;
      out.returnStatus(values == null ? lastError : values.status());
      outputs(values == null ? List.of() : values.outputs());
    }
    ends.last(others);
  }

  private void outputs(List<? extends @Nullable Object> values) throws IOException {
    if (work.handle() > 0) {
      TdsTypeInfo info = new TdsTypeInfo(TdsType.of(TdsScalar.INT, 0, 0), TdsCollation.LATIN);
      out.returnValue(0, info, "", work.handle());
    }
    int next = 0;
    for (int i = 0; i < work.binds().size() && next < values.size(); i++) {
      TdsCall.Parameter bind = work.binds().get(i);
      if (bind.out()) {
        out.returnValue(work.firstBind() + i, bind.info(), bind.name(), values.get(next));
        next++;
      }
    }
    if (next < values.size()) {
      throw new IllegalArgumentException(
          values.size() + " values go out, and " + next + " parameters");
    }
  }

  /** The client wants no more. */
  void cancel() throws IOException {
    ends.cancel();
  }
}
