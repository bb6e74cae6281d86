package io.gds.database.postgres;

import java.util.Arrays;

/**
 * How a job of CockroachDB stands.
 *
 * @see <a href="https://www.cockroachlabs.com/docs/stable/show-jobs#job-status">Job status</a>
 */
public enum CockroachJobStatus {
  /** It was made and has not begun to run. */
  PENDING("pending"),
  /** It runs. */
  RUNNING("running"),
  /** It was asked to pause, and does as soon as its node notices. */
  PAUSE_REQUESTED("pause-requested"),
  /** It is paused, by somebody or by itself, and goes on when it is resumed. */
  PAUSED("paused"),
  /** It was asked to be cancelled, and is as soon as its node notices. */
  CANCEL_REQUESTED("cancel-requested"),
  /** It failed or was cancelled, and what it did is being undone. */
  REVERTING("reverting"),
  /** It runs again after an error that may pass. */
  RETRY_RUNNING("retry-running"),
  /** What it did is being undone again after an error that may pass. */
  RETRY_REVERTING("retry-reverting"),
  /** It ended well. */
  SUCCEEDED("succeeded"),
  /** It ended with an error, and what it did is undone. */
  FAILED("failed"),
  /** It was cancelled, and what it did is undone. */
  CANCELED("canceled"),
  /** Undoing what it did failed: something is left that must be cleaned up by hand. */
  REVERT_FAILED("revert-failed"),
  /** The server says something that this version does not know. */
  UNKNOWN("");

  private final String word;

  CockroachJobStatus(String word) {
    this.word = word;
  }

  /** Whether nothing more becomes of it. */
  public boolean isFinal() {
    return this == SUCCEEDED || this == FAILED || this == CANCELED || this == REVERT_FAILED;
  }

  /** The status that the server calls by this word. */
  static CockroachJobStatus of(String word) {
    return Arrays.stream(values())
        .filter(status -> status != UNKNOWN && status.word.equals(word))
        .findFirst()
        .orElse(UNKNOWN);
  }
}
