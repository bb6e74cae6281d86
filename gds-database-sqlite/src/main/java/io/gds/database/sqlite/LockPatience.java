package io.gds.database.sqlite;

import io.gds.database.core.StepContext;
import io.gds.database.error.DatabaseException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Waits for somebody else's lock a little at a time, so that a cancel is noticed, and at the end
 * says who has the file open. Used by one thread.
 */
final class LockPatience {
  /** How long a lock is waited for before looking whether to go on. */
  static final Duration SLICE = Duration.ofMillis(200);

  private final long until;
  private final Path file;
  private final StepContext step;

  private LockPatience(long until, Path file, StepContext step) {
    this.until = until;
    this.file = file;
    this.step = step;
  }

  static LockPatience of(Duration wait, Path file, StepContext step) {
    return new LockPatience(System.nanoTime() + wait.toNanos(), file, step);
  }

  /** Tries until no lock is in the way or the wait is over. */
  <T> T until(Supplier<T> attempt) {
    while (true) {
      step.throwIfCancelled();
      try {
        return attempt.get();
      } catch (DatabaseException e) {
        if (!SqliteErrors.isLock(e)) {
          throw e;
        }
        giveUpIfOver(e);
      }
    }
  }

  /** Throws the error, with who has the file open, if the wait is over. */
  void giveUpIfOver(DatabaseException lock) {
    if (System.nanoTime() - until >= 0) {
      throw SqliteHolders.naming(lock, file);
    }
  }
}
