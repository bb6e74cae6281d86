package io.gds.database.postgres;

import java.util.concurrent.TimeUnit;

/** A short wait between two looks; an interrupt ends it and is kept. */
final class PostgresPause {
  private PostgresPause() {}

  static void millis(long millis) {
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
