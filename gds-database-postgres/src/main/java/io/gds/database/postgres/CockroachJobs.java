package io.gds.database.postgres;

import io.gds.database.core.Checks;
import io.gds.database.core.Plan;
import io.gds.database.core.StepContext;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.jdbc.Row;
import io.gds.database.jdbc.Sql;
import io.gds.database.operation.Check;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.StepKind;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The cluster's jobs, and pausing, resuming and cancelling them.
 *
 * @see <a href="https://www.cockroachlabs.com/docs/stable/show-jobs">SHOW JOBS</a>
 * @see <a href="https://www.cockroachlabs.com/docs/stable/pause-job">PAUSE JOB</a>
 * @see <a href="https://www.cockroachlabs.com/docs/stable/resume-job">RESUME JOB</a>
 * @see <a href="https://www.cockroachlabs.com/docs/stable/cancel-job">CANCEL JOB</a>
 */
final class CockroachJobs {
  /** The server hides what statements hold; an error may still quote an address with its keys. */
  private static final Pattern ADDRESS =
      Pattern.compile(
          "([A-Za-z][A-Za-z0-9+.-]*://)([^\\s'\"/?#]*@)?([^\\s'\"?#]*)([?#][^\\s'\"]*)?");

  private static final Set<CockroachJobStatus> GOING_ON =
      EnumSet.of(
          CockroachJobStatus.PENDING,
          CockroachJobStatus.RUNNING,
          CockroachJobStatus.PAUSE_REQUESTED,
          CockroachJobStatus.REVERTING,
          CockroachJobStatus.RETRY_RUNNING,
          CockroachJobStatus.RETRY_REVERTING);

  private final CockroachContext context;

  CockroachJobs(CockroachContext context) {
    this.context = context;
  }

  /** What runs, and what ended in the last twelve hours. */
  List<CockroachJob> all() {
    return context.read(
        () -> context.sql().query(CockroachBackupSql.showJobs(), CockroachJobs::job));
  }

  Optional<CockroachJob> find(long id) {
    return context.read(() -> find(context.sql(), id));
  }

  static Optional<CockroachJob> find(Sql sql, long id) {
    return sql.first(CockroachBackupSql.showJob(id), CockroachJobs::job);
  }

  /**
   * Versions differ in the columns they have: only what all have and what is needed must be there.
   */
  static CockroachJob job(Row row) {
    return new CockroachJob(
        row.longValue("job_id"),
        text(row, "job_type").orElse(""),
        withoutKeys(text(row, "description").orElse("")),
        text(row, "user_name"),
        CockroachJobStatus.of(row.optionalText("status").orElse("")),
        text(row, "running_status"),
        row.instant("created"),
        instant(row, "started"),
        instant(row, "finished"),
        instant(row, "modified"),
        text(row, "fraction_completed")
            .map(text -> OptionalDouble.of(Double.parseDouble(text)))
            .orElse(OptionalDouble.empty()),
        text(row, "error").filter(text -> !text.isBlank()).map(CockroachJobs::withoutKeys),
        row.has("coordinator_id") ? row.optionalLong("coordinator_id") : OptionalLong.empty());
  }

  private static Optional<String> text(Row row, String column) {
    return row.has(column) ? row.optionalText(column) : Optional.empty();
  }

  private static Optional<Instant> instant(Row row, String column) {
    return row.has(column) ? row.optionalInstant(column) : Optional.empty();
  }

  /** Addresses without users, and without what stands behind their place. */
  static String withoutKeys(String text) {
    return ADDRESS
        .matcher(text)
        .replaceAll(
            found ->
                Matcher.quoteReplacement(
                    found.group(1) + found.group(3) + (found.group(4) == null ? "" : "?…")));
  }

  Operation<@Nullable Void> preparePause(long id) {
    return prepare("pauseJob", id, Wish.PAUSED);
  }

  Operation<@Nullable Void> prepareResume(long id) {
    return prepare("resumeJob", id, Wish.RUNNING);
  }

  Operation<@Nullable Void> prepareCancel(long id) {
    return prepare("cancelJob", id, Wish.CANCELED);
  }

  /** Whether it was cancelled or failed, and ends by itself when what it did is undone. */
  static boolean isBeingUndone(CockroachJobStatus status) {
    return status == CockroachJobStatus.CANCEL_REQUESTED
        || status == CockroachJobStatus.REVERTING
        || status == CockroachJobStatus.RETRY_REVERTING;
  }

  /** What a job is to become. */
  private enum Wish {
    PAUSED,
    RUNNING,
    CANCELED;

    String statement(long id) {
      return switch (this) {
        case PAUSED -> CockroachBackupSql.pauseJob(id);
        case RUNNING -> CockroachBackupSql.resumeJob(id);
        case CANCELED -> CockroachBackupSql.cancelJob(id);
      };
    }

    boolean isSo(CockroachJobStatus status) {
      return switch (this) {
        case PAUSED -> status == CockroachJobStatus.PAUSED;
        case RUNNING -> GOING_ON.contains(status) && status != CockroachJobStatus.PAUSE_REQUESTED;
        case CANCELED -> status == CockroachJobStatus.CANCELED;
      };
    }

    /** Whether it comes by itself; the server refuses to cancel what is being undone. */
    boolean isComing(CockroachJobStatus status) {
      return this == CANCELED && isBeingUndone(status);
    }

    boolean mayBecome(CockroachJobStatus status) {
      return switch (this) {
        case PAUSED -> GOING_ON.contains(status) || isSo(status);
        case RUNNING ->
            status == CockroachJobStatus.PAUSED
                || status == CockroachJobStatus.PAUSE_REQUESTED
                || isSo(status);
        case CANCELED -> !status.isFinal() || isSo(status);
      };
    }
  }

  private Operation<@Nullable Void> prepare(String verb, long id, Wish wish) {
    context.runner().requireOpen();
    String sql = wish.statement(id);
    Plan.Builder<@Nullable Void> plan = context.runner().<@Nullable Void>plan(verb, "job " + id);
    return plan.check(() -> allowed(id, wish))
        .step(StepKind.SQL, Effect.IDEMPOTENT, sql, step -> bring(id, wish, sql, step))
        .yields(() -> null);
  }

  private Check allowed(long id, Wish wish) {
    String rule = "the job can become " + wish;
    String subject = "job " + id;
    String limit =
        String.join(
            ", ",
            Arrays.stream(CockroachJobStatus.values())
                .filter(wish::mayBecome)
                .map(CockroachJobStatus::name)
                .toList());
    return context
        .checks()
        .measured(
            rule,
            subject,
            () -> {
              Optional<CockroachJob> job = find(id);
              return Checks.demand(
                  context.clock(),
                  job.isPresent() && wish.mayBecome(job.get().status()),
                  rule,
                  subject,
                  job.map(found -> found.status().name()).orElse("not there"),
                  limit,
                  job.isPresent() ? ErrorCode.WRONG_STATE : ErrorCode.NOT_FOUND,
                  job.isPresent()
                      ? "See job(" + id + "): what has ended cannot be changed."
                      : "See jobs(); other users' jobs need the right VIEWJOB.");
            });
  }

  /** Sends it unless it is so already, or on its way, and waits until it is. */
  private void bring(long id, Wish wish, String sql, StepContext step) {
    Sql server = context.sql().during(step);
    Optional<CockroachJob> seen = find(server, id);
    if (wish == Wish.RUNNING && seen.filter(CockroachJobs::isAboutToPause).isPresent()) {
      // The server resumes what is paused, and refuses what is yet to be.
      seen =
          Optional.of(
              new CockroachJobWatch(context, id)
                  .await("paused", step, found -> !isAboutToPause(found)));
    }
    if (seen.filter(job -> wish.isSo(job.status()) || wish.isComing(job.status())).isEmpty()) {
      server.execute(sql);
    }
    CockroachJob job =
        new CockroachJobWatch(context, id)
            .await(wish.name().toLowerCase(Locale.ROOT), step, found -> wish.isSo(found.status()));
    if (!wish.isSo(job.status())
        && !(wish == Wish.RUNNING && job.status() == CockroachJobStatus.SUCCEEDED)) {
      throw ended(job, wish);
    }
  }

  private static boolean isAboutToPause(CockroachJob job) {
    return job.status() == CockroachJobStatus.PAUSE_REQUESTED;
  }

  private static DatabaseException ended(CockroachJob job, Wish wish) {
    return ErrorDetails.of(
            ErrorCode.WRONG_STATE,
            "job "
                + job.id()
                + " ended as "
                + job.status()
                + " instead of becoming "
                + wish
                + job.error().map(error -> ": " + error).orElse(""))
        .target("job " + job.id())
        .remedy(
            job.status() == CockroachJobStatus.REVERT_FAILED
                ? "Something is left of it that must be cleaned up by hand; see SHOW JOB "
                    + job.id()
                    + "."
                : "See job(" + job.id() + ").")
        .toException();
  }
}
