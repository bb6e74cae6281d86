package io.gds.database.postgres;

import io.gds.database.connection.DatabaseType;
import io.gds.database.core.StepContext;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.jdbc.Sql;
import io.gds.database.operation.ProgressUnit;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at a job until it has come as far as is wanted. The job runs whether anybody looks or not,
 * so a broken connection only makes it look again; only when the server stays out of reach is it
 * given up, and then nothing is known of the job.
 */
final class CockroachJobWatch {
  private static final Logger LOG = LoggerFactory.getLogger(CockroachJobWatch.class);

  /** How long the server may be out of reach before the watch is given up. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** One look is short; without this a dead connection would hold the watch for ever. */
  private static final Duration LOOK = Duration.ofSeconds(15);

  private static final long FIRST_PAUSE_MILLIS = 100;
  private static final long LONGEST_PAUSE_MILLIS = 2_000;
  private static final long SLICE_MILLIS = 100;

  private final CockroachContext context;
  private final long id;
  private final Duration patience;

  CockroachJobWatch(CockroachContext context, long id) {
    this(context, id, PATIENCE);
  }

  CockroachJobWatch(CockroachContext context, long id, Duration patience) {
    this.context = context;
    this.id = id;
    this.patience = patience;
  }

  /**
   * Waits until it is so, or the job has ended otherwise.
   *
   * @param phase what is told of the progress
   * @param wanted what is waited for
   * @throws DatabaseException with CONNECTION_LOST if nothing can be known of the job any more
   */
  CockroachJob await(String phase, StepContext step, Predicate<CockroachJob> wanted) {
    long lastSeen = System.nanoTime();
    long pause = FIRST_PAUSE_MILLIS;
    boolean pausedTold = false;
    while (true) {
      step.throwIfCancelled();
      try {
        CockroachJob job = look(step);
        lastSeen = System.nanoTime();
        tell(phase, job, step);
        if (wanted.test(job) || job.status().isFinal()) {
          return job;
        }
        if (job.status() == CockroachJobStatus.PAUSED && !pausedTold) {
          pausedTold = true;
          LOG.warn("{}: job {} is paused, and waited for", context.runner().engine(), id);
        }
      } catch (DatabaseException e) {
        step.throwIfCancelled();
        if (!mayPass(e)) {
          throw e;
        }
        if (System.nanoTime() - lastSeen > patience.toNanos()) {
          throw outOfSight("could not be looked at for " + patience, e);
        }
        LOG.debug("{}: job {}: {}", context.runner().engine(), id, e.toString());
      }
      rest(pause, step);
      pause = Math.min(pause * 2, LONGEST_PAUSE_MILLIS);
    }
  }

  private CockroachJob look(StepContext step) {
    Sql sql = context.sql().during(step).timeout(LOOK);
    Optional<CockroachJob> job = CockroachJobs.find(sql, id);
    return job.orElseThrow(() -> outOfSight("is not listed to this user", null));
  }

  private static void tell(String phase, CockroachJob job, StepContext step) {
    String at =
        job.status() == CockroachJobStatus.RUNNING
                || job.status() == CockroachJobStatus.SUCCEEDED
                || job.status() == CockroachJobStatus.PENDING
            ? phase
            : phase + ": " + job.status().name().toLowerCase(Locale.ROOT);
    long done =
        job.status() == CockroachJobStatus.SUCCEEDED
            ? 100
            : (long) Math.floor(job.fractionCompleted().orElse(0) * 100);
    step.progress(at, done, OptionalLong.of(100), ProgressUnit.PERCENT);
  }

  /** Whether it is the connection's or another transaction's fault, and not the question's. */
  private static boolean mayPass(DatabaseException e) {
    return e.code() != ErrorCode.ENGINE_CLOSED
        && (e.isTransient() || e.code() == ErrorCode.TIMEOUT);
  }

  private DatabaseException outOfSight(String why, @Nullable Throwable cause) {
    ErrorDetails details =
        ErrorDetails.of(
                ErrorCode.CONNECTION_LOST,
                "job " + id + " " + why + ": whether it goes on is not known")
            .platform(DatabaseType.COCKROACHDB.id())
            .isTransient(false)
            .remedy("See SHOW JOB " + id + "; it needs the right VIEWJOB unless the job is yours.");
    return (cause == null ? details : details.cause(cause)).toException();
  }

  private static void rest(long millis, StepContext step) {
    long end = System.nanoTime() + millis * 1_000_000;
    for (long left = millis; left > 0; left = (end - System.nanoTime()) / 1_000_000) {
      step.throwIfCancelled();
      PostgresPause.millis(Math.min(left, SLICE_MILLIS));
    }
  }
}
