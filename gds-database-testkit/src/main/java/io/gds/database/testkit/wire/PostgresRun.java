package io.gds.database.testkit.wire;

import java.io.IOException;
import java.util.List;

/** Gives an answer step by step, up to a number of rows. */
final class PostgresRun {
  private final PostgresPortal portal;
  private final PostgresOutput out;
  private final Waiting waiting;

  PostgresRun(PostgresPortal portal, PostgresOutput out, Waiting waiting) {
    this.portal = portal;
    this.out = out;
    this.waiting = waiting;
  }

  /** Waits as a step wants it, or until it is cancelled. */
  interface Waiting {
    void await(WireAnswer step) throws IOException, Failed;
  }

  /** The answer ends with an error. */
  static final class Failed extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient WireAnswer.Failure failure;

    Failed(WireAnswer.Failure failure) {
      super(failure.message());
      this.failure = failure;
    }

    WireAnswer.Failure failure() {
      return failure;
    }
  }

  /**
   * Gives what comes next.
   *
   * @param limit how many rows at most; 0 for all
   * @return whether the answer is at its end; else the portal is suspended
   * @throws IllegalArgumentException if the script's values do not fit their columns
   */
  boolean to(int limit) throws IOException, Failed {
    if (portal.normalized().isEmpty() && portal.current() == null) {
      out.plain('I');
      return true;
    }
    for (WireAnswer step = portal.current(); step != null; step = portal.current()) {
      if (step instanceof WireAnswer.Rows rows) {
        demandOneResult();
        if (!give(rows, limit)) {
          out.plain('s');
          return false;
        }
        if (!portal.breaksOff()) {
          complete(PostgresTags.of(rows, portal.normalized(), portal.row()));
        }
      } else if (step instanceof WireAnswer.Done done) {
        demandOneResult();
        complete(PostgresTags.of(done, portal.normalized()));
      } else if (step instanceof WireAnswer.Notice notice) {
        out.notice(notice);
      } else if (step instanceof WireAnswer.Failure failure) {
        PostgresOutput.demandKnown(failure.fields());
        throw new Failed(failure);
      } else if (step instanceof WireAnswer.Dropped) {
        out.flush();
        throw new PostgresClosed("the script says so");
      } else if (step instanceof WireAnswer.Pause || step instanceof WireAnswer.Held) {
        waiting.await(step);
      } else {
        throw new IllegalArgumentException("no step of an answer: " + step);
      }
      portal.next();
    }
    if (!portal.isEnded()) {
      complete(PostgresTags.of(WireAnswer.done(), portal.normalized()));
    }
    return true;
  }

  private void complete(String tag) throws IOException {
    out.complete(tag);
    portal.end();
  }

  private void demandOneResult() {
    if (portal.isEnded() && portal.statement() != null) {
      throw new IllegalArgumentException("one statement has one result in the extended protocol");
    }
  }

  /** Whether these are all. */
  private boolean give(WireAnswer.Rows rows, int limit) throws IOException, Failed {
    describe(rows.columns());
    int given = 0;
    for (WireRow row = portal.nextRow(rows); row != null; row = portal.nextRow(rows)) {
      out.row(portal.formats().encoded(rows.columns(), row));
      given++;
      if (given == limit) {
        return false;
      }
    }
    return true;
  }

  private void describe(List<WireColumn> columns) throws IOException, Failed {
    PostgresStatement statement = portal.statement();
    if (portal.isDescribed()) {
      return;
    }
    portal.describe();
    if (statement == null) {
      out.columns(columns, portal.formats());
    } else if (statement.columns() != null && !columns.equals(statement.columns())) {
      // As a real server says it, where a plan was kept and the table has changed meanwhile.
      throw new Failed(
          WireAnswer.error("0A000", "cached plan must not change result type")
              .field("routine", "RevalidateCachedQuery"));
    }
  }
}
