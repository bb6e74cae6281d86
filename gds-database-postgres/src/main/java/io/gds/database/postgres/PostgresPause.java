package io.gds.database.postgres;

import java.util.concurrent.TimeUnit;

/**
 * A short wait between two looks; an interrupt ends it and is kept. One from before does not: else
 * whoever looks again and again would do so without any pause.
 */
final class PostgresPause {
  private PostgresPause() {}

  static void millis(long millis) {
    boolean interrupted = Thread.interrupted();
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
    } catch (InterruptedException e) {
      interrupted = true;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
