package io.gds.database.postgres;

import io.gds.database.connection.DatabaseType;
import io.gds.database.core.Fate;
import io.gds.database.core.Plan;
import io.gds.database.core.Reconciler;
import io.gds.database.core.StepContext;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.jdbc.SqlSession;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Step;
import io.gds.database.operation.StepKind;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A detached BACKUP or RESTORE from its statement to its end. It is submitted in a transaction of
 * its own, so that the job's id is known before the job is: whatever is lost on the way, the job
 * can be asked for by its id, and without its commit there is none. Thread-safe.
 *
 * @see <a href="https://www.cockroachlabs.com/docs/stable/backup#options">BACKUP, the option
 *     detached</a>
 */
final class CockroachSubmission {
  /**
   * How long is waited.
   *
   * @param soon how long a commit whose answer was lost is looked for at once
   * @param settled after how long a commit that is not seen was none
   * @param outOfSight how long the server may be out of reach before the job is lost sight of
   * @param cancelled how long a cancelled job is waited for
   */
  record Patience(Duration soon, Duration settled, Duration outOfSight, Duration cancelled) {
    static final Patience USUAL =
        new Patience(
            Duration.ofSeconds(2),
            Duration.ofMinutes(1),
            Duration.ofMinutes(2),
            Duration.ofMinutes(1));
  }

  private static final Logger LOG = LoggerFactory.getLogger(CockroachSubmission.class);
  private static final long PAUSE_MILLIS = 200;

  private final CockroachContext context;
  private final CockroachStatement statement;
  private final String phase;
  private final UnaryOperator<String> cleared;
  private final Patience patience;
  private final Fate commit;
  private volatile long id;
  private volatile boolean committing;
  private volatile boolean committed;
  private volatile @Nullable CockroachJob ended;

  /**
   * A submission.
   *
   * @param phase what is told of its progress
   * @param cleared takes out of the server's words what they must not quote
   */
  CockroachSubmission(
      CockroachContext context,
      CockroachStatement statement,
      String phase,
      UnaryOperator<String> cleared) {
    this(context, statement, phase, cleared, Patience.USUAL);
  }

  CockroachSubmission(
      CockroachContext context,
      CockroachStatement statement,
      String phase,
      UnaryOperator<String> cleared,
      Patience patience) {
    this.context = context;
    this.statement = statement;
    this.phase = phase;
    this.cleared = cleared;
    this.patience = patience;
    this.commit =
        Fate.settling(
            () -> new CockroachJobs(context).find(id).isPresent(),
            patience.soon(),
            patience.settled());
  }

  /** Adds the step that submits it, with what cancels the job if anything goes wrong after. */
  void submitIn(Plan.Builder<?> plan) {
    plan.onFailure(step -> stop())
        .step(new Step(StepKind.SQL, statement.text(), Effect.ONCE, ""), this::submit, this::fate);
  }

  /**
   * Adds the step that stands for the job's own work: it ends with the job, and whoever loses sight
   * of the job does not know what became of it.
   *
   * @param then what is done when the job has succeeded, and how that is shown; nothing if empty
   */
  void awaitIn(Plan.Builder<?> plan, String thenText, Then then) {
    plan.step(
        new Step(
            StepKind.SQL,
            "SHOW JOB <the job's id>, until it has ended"
                + (thenText.isEmpty() ? "" : "; then " + thenText),
            Effect.ONCE,
            ""),
        step -> {
          await(step);
          then.run(step);
        },
        this::end);
  }

  /** What is done after a job that succeeded. */
  @FunctionalInterface
  interface Then {
    void run(StepContext step) throws Exception;
  }

  private void submit(StepContext step) {
    try (SqlSession session = context.sql().during(step).session()) {
      session.inTransaction(
          () -> {
            id =
                statement
                    .on(session)
                    .first(statement.sent(), row -> row.longValue("job_id"))
                    .orElseThrow(this::noJob);
            committing = true;
            return true;
          });
      committed = true;
    }
  }

  private DatabaseException noJob() {
    return ErrorDetails.of(ErrorCode.STATEMENT_FAILED, "the server answered without a job's id")
        .platform(DatabaseType.COCKROACHDB.id())
        .with("statement", statement.text())
        .toException();
  }

  /** Whether there is a job, after the answer was lost. */
  private Reconciler.Finding fate() {
    if (!committing) {
      return Reconciler.Finding.NOT_DONE;
    }
    Reconciler.Finding finding = commit.look();
    if (finding == Reconciler.Finding.DONE) {
      committed = true;
    }
    if (finding == Reconciler.Finding.UNKNOWN) {
      LOG.warn("{}: whether job {} was begun is not known yet", context.runner().engine(), id);
    }
    return finding;
  }

  private void await(StepContext step) {
    CockroachJob job =
        new CockroachJobWatch(context, id, patience.outOfSight())
            .await(phase, step, found -> false);
    ended = job;
    if (job.status() != CockroachJobStatus.SUCCEEDED) {
      throw failed(job);
    }
  }

  /** What became of the job, after sight of it was lost. */
  private Reconciler.Finding end() {
    CockroachJob job = new CockroachJobs(context).find(id).orElse(null);
    if (job == null) {
      return Reconciler.Finding.UNKNOWN;
    }
    if (job.status().isFinal()) {
      ended = job;
    }
    return switch (job.status()) {
      case SUCCEEDED -> Reconciler.Finding.DONE;
      case FAILED, CANCELED -> Reconciler.Finding.NOT_DONE;
      default -> {
        LOG.warn("{}: job {}, {}, was lost sight of", context.runner().engine(), id, job.status());
        yield Reconciler.Finding.UNKNOWN;
      }
    };
  }

  private DatabaseException failed(CockroachJob job) {
    String words = job.error().map(error -> ": " + cleared.apply(error)).orElse("");
    ErrorDetails details =
        switch (job.status()) {
          case CANCELED ->
              ErrorDetails.of(
                      ErrorCode.CANCELLED, "job " + id + " was cancelled by somebody else" + words)
                  .remedy("Nothing is left of it; prepare it again.");
          case REVERT_FAILED ->
              ErrorDetails.of(
                      ErrorCode.WRONG_STATE,
                      "job " + id + " failed, and undoing what it did failed too" + words)
                  .remedy("Something is left that must be cleaned up by hand: see SHOW JOB " + id);
          default ->
              ErrorDetails.of(ErrorCode.STATEMENT_FAILED, "job " + id + " failed" + words)
                  .remedy("The server has undone what it did; remove the cause and do it again.");
        };
    return details
        .platform(DatabaseType.COCKROACHDB.id())
        .with("statement", statement.text())
        .toException();
  }

  /** Cancels the job if there is one that has not ended, and waits for its end. */
  private void stop() {
    if (!committed || ended != null) {
      return;
    }
    long end = System.nanoTime() + patience.cancelled().toNanos();
    Optional<CockroachJob> job = persist(end, () -> new CockroachJobs(context).find(id));
    DatabaseException refusal = null;
    CockroachJobStatus askedAt = null;
    while (isGoingOn(job)) {
      CockroachJobStatus status = job.get().status();
      if (CockroachJobs.isBeingUndone(status)) {
        refusal = null;
      } else if (askedAt == null || (refusal != null && status != askedAt)) {
        askedAt = status;
        refusal = cancel(end);
      }
      PostgresPause.millis(PAUSE_MILLIS);
      job = persist(end, () -> new CockroachJobs(context).find(id));
      if (System.nanoTime() - end >= 0) {
        break;
      }
    }
    if (refusal != null
        && job.filter(it -> !it.status().isFinal() && !CockroachJobs.isBeingUndone(it.status()))
            .isPresent()) {
      throw refusal;
    }
    tell(job);
  }

  /**
   * Cancels the job; what the server has against it, if anything: it refuses a job that is about to
   * be paused, or has ended or failed in the meantime, which the next look shows.
   */
  private @Nullable DatabaseException cancel(long end) {
    try {
      persist(end, () -> context.sql().execute(CockroachBackupSql.cancelJob(id)));
      return null;
    } catch (DatabaseException e) {
      if (e.code() != ErrorCode.STATEMENT_FAILED) {
        throw e;
      }
      return e;
    }
  }

  private static boolean isGoingOn(Optional<CockroachJob> job) {
    return job.filter(it -> !it.status().isFinal()).isPresent();
  }

  /** Tries again while the server is out of reach: a job that was to end must not go on unseen. */
  private static <T> T persist(long end, Supplier<T> work) {
    while (true) {
      try {
        return work.get();
      } catch (DatabaseException e) {
        if (!e.isTransient() || System.nanoTime() - end >= 0) {
          throw e;
        }
        PostgresPause.millis(PAUSE_MILLIS);
      }
    }
  }

  /** The end of a job that was to be cancelled, where it is another. */
  private void tell(Optional<CockroachJob> job) {
    if (job.isEmpty()) {
      throw leftOver("job " + id + " is not listed any more", "See what it left behind.");
    }
    switch (job.get().status()) {
      case CANCELED, FAILED -> {}
      case SUCCEEDED ->
          throw leftOver(
              "job " + id + " had succeeded before it could be cancelled",
              "What it made is there: keep it, or remove it.");
      case REVERT_FAILED -> throw failed(job.get());
      default ->
          throw leftOver(
              "job " + id + " is still " + job.get().status() + " after it was cancelled",
              "It ends by itself; see SHOW JOB " + id + ".");
    }
  }

  private static DatabaseException leftOver(String what, String remedy) {
    return ErrorDetails.of(ErrorCode.WRONG_STATE, what)
        .platform(DatabaseType.COCKROACHDB.id())
        .remedy(remedy)
        .toException();
  }

  /** The job, once it has ended. */
  CockroachJob job() {
    return Objects.requireNonNull(ended, "ended");
  }
}
