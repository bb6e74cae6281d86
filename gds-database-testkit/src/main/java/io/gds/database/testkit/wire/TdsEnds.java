package io.gds.database.testkit.wire;

import java.io.IOException;

/**
 * The ends of an answer's results. The last one says that nothing more comes, so each is held back
 * until it is known whether it is the last.
 */
final class TdsEnds {
  private final TdsOutput out;
  private final boolean call;
  private boolean held;
  private int status;
  private int command;
  private long count;
  private boolean failed;

  TdsEnds(TdsOutput out, boolean call) {
    this.out = out;
    this.call = call;
  }

  /** A result is at its end; a count of -1 is none. */
  void end(int ofCommand, long ofCount) throws IOException {
    more();
    status = ofCount < 0 ? 0 : TdsOutput.COUNTED;
    command = ofCommand;
    count = Math.max(0, ofCount);
    held = true;
  }

  /** A result ends with an error. */
  void fail() throws IOException {
    end(0, -1);
    status = TdsOutput.FAILED;
    failed = true;
  }

  /** There is more to say. */
  void more() throws IOException {
    if (held) {
      out.done(
          call ? TdsOutput.DONE_IN_PROCEDURE : TdsOutput.DONE,
          status | TdsOutput.MORE,
          command,
          count);
      held = false;
    }
  }

  /**
   * The answer is at its end.
   *
   * @param others whether answers to other calls of the same message follow
   */
  void last(boolean others) throws IOException {
    if (call) {
      int ending = (failed ? TdsOutput.FAILED : 0) | (others ? TdsOutput.MORE : 0);
      more();
      out.done(TdsOutput.DONE_PROCEDURE, ending, 0, 0);
    } else if (held) {
      out.done(TdsOutput.DONE, status, command, count);
    } else {
      out.done(TdsOutput.DONE, 0, 0, 0);
    }
    held = false;
  }

  /** The answer was cancelled: nothing more comes. */
  void cancel() throws IOException {
    more();
    out.done(TdsOutput.DONE, TdsOutput.FAILED, 0, 0);
  }
}
