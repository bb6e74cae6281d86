package io.gds.database.postgres;

import static io.gds.database.postgres.CockroachBackupPeer.CREATED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.NotFoundException;
import io.gds.database.operation.Operation;
import io.gds.database.testkit.wire.WireAnswer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The cluster's jobs, by the real driver. */
class CockroachJobsTest {
  private static final String[] COLUMNS = {
    "job_id int8",
    "job_type string",
    "description string",
    "user_name string",
    "status string",
    "running_status string",
    "created timestamptz",
    "started timestamptz",
    "finished timestamptz",
    "modified timestamptz",
    "fraction_completed float",
    "error string",
    "coordinator_id int8"
  };

  private final CockroachBackupPeer cluster = new CockroachBackupPeer();
  private final CockroachEngine engine = cluster.engine;
  private volatile boolean resumable;

  @AfterEach
  void close() {
    cluster.close();
  }

  private static WireAnswer.Rows rows() {
    return WireAnswer.rows(COLUMNS);
  }

  private static WireAnswer.Rows job(String status) {
    return rows()
        .row(
            7L,
            "BACKUP",
            "BACKUP INTO 'x'",
            "ada",
            status,
            null,
            CREATED,
            CREATED,
            null,
            CREATED,
            0.5,
            "",
            2L);
  }

  /** What the job is at each look. */
  private void statuses(String... statuses) {
    Deque<String> left = new ArrayDeque<>(List.of(statuses));
    cluster
        .peer
        .script()
        .on("SHOW JOB 7")
        .by(request -> job(left.size() > 1 ? left.remove() : left.element()));
  }

  @ParameterizedTest
  @CsvSource({
    "pending, PENDING, false",
    "running, RUNNING, false",
    "pause-requested, PAUSE_REQUESTED, false",
    "paused, PAUSED, false",
    "cancel-requested, CANCEL_REQUESTED, false",
    "reverting, REVERTING, false",
    "retry-running, RETRY_RUNNING, false",
    "retry-reverting, RETRY_REVERTING, false",
    "succeeded, SUCCEEDED, true",
    "failed, FAILED, true",
    "canceled, CANCELED, true",
    "revert-failed, REVERT_FAILED, true",
    "something-new, UNKNOWN, false",
    "'', UNKNOWN, false",
  })
  void everyStatusHasAWordOfOurs(String word, CockroachJobStatus status, boolean ended) {
    assertThat(CockroachJobStatus.of(word)).isEqualTo(status);
    assertThat(status.isFinal()).isEqualTo(ended);
  }

  @Test
  void jobsAreListedWithWhatTheServerTells() {
    cluster
        .peer
        .script()
        .on("SHOW JOBS")
        .answer(
            rows()
                .row(
                    7L,
                    "RESTORE",
                    "RESTORE DATABASE shop FROM 'LATEST' IN 's3://b?AWS=hush'",
                    "ada",
                    "running",
                    "importing",
                    CREATED,
                    CREATED,
                    null,
                    CREATED,
                    0.25,
                    null,
                    2L)
                .row(
                    8L,
                    "SCHEMA CHANGE",
                    "ALTER TABLE t",
                    "root",
                    "failed",
                    null,
                    CREATED,
                    null,
                    CREATED,
                    null,
                    null,
                    "cannot open s3://u:hush@b/c?KEY=hush of gs://hush@g, sorry",
                    null)
                .row(
                    9L,
                    "KEY VISUALIZER",
                    null,
                    null,
                    "unheard-of",
                    null,
                    CREATED,
                    null,
                    null,
                    null,
                    null,
                    "",
                    null));
    List<CockroachJob> jobs = engine.jobs();
    assertThat(jobs).extracting(CockroachJob::id).containsExactly(7L, 8L, 9L);
    CockroachJob first = jobs.get(0);
    assertThat(first.status()).isEqualTo(CockroachJobStatus.RUNNING);
    assertThat(first.runningStatus()).contains("importing");
    assertThat(first.fractionCompleted()).hasValue(0.25);
    assertThat(first.coordinatorId()).hasValue(2);
    assertThat(first.createdAt()).isEqualTo(CREATED);
    assertThat(first.finishedAt()).isEmpty();
    assertThat(first.description()).isEqualTo("RESTORE DATABASE shop FROM 'LATEST' IN 's3://b?…'");
    assertThat(jobs.get(1).error()).contains("cannot open s3://b/c?… of gs://g, sorry");
    assertThat(jobs.get(2).status()).isEqualTo(CockroachJobStatus.UNKNOWN);
    assertThat(jobs.get(2).error()).isEmpty();
    assertThat(jobs.toString()).doesNotContain("hush");
  }

  @Test
  void columnsThatAServerDoesNotHaveAreMissedByNobody() {
    cluster
        .peer
        .script()
        .on("SHOW JOB 7")
        .answer(
            WireAnswer.rows("job_id int8", "status string", "created timestamptz")
                .row(7L, "paused", CREATED));
    CockroachJob job = engine.job(7).orElseThrow();
    assertThat(job.runningStatus()).isEmpty();
    assertThat(job.coordinatorId()).isEmpty();
    assertThat(job.startedAt()).isEmpty();
    assertThat(job.fractionCompleted()).isEmpty();
    assertThat(job.status()).isEqualTo(CockroachJobStatus.PAUSED);
    assertThat(engine.job(8)).isEmpty();
  }

  @Test
  void aJobIsPausedWhenItsNodeSaysSo() {
    cluster.peer.script().on("PAUSE JOB 7").answer(WireAnswer.updated(1));
    statuses("running", "running", "running", "pause-requested", "paused");
    Operation<@Nullable Void> operation = engine.preparePauseJob(7);
    assertThat(operation.script().steps())
        .extracting(step -> step.text())
        .containsExactly("PAUSE JOB 7");
    operation.run();
    assertThat(cluster.changes()).containsExactly("PAUSE JOB 7");
  }

  @Test
  void whatIsSoAlreadyIsNotAskedForAgain() {
    statuses("paused");
    engine.pauseJob(7);
    statuses("running");
    engine.resumeJob(7);
    statuses("canceled");
    engine.cancelJob(7);
    assertThat(cluster.changes()).isEmpty();
  }

  @Test
  void aPausedJobGoesOn() {
    cluster.peer.script().on("RESUME JOB 7").answer(WireAnswer.updated(1));
    statuses("paused", "paused", "paused", "running");
    engine.resumeJob(7);
    assertThat(cluster.changes()).containsExactly("RESUME JOB 7");
  }

  @Test
  void aJobThatIsAboutToPauseGoesOnOnceItHas() {
    cluster
        .peer
        .script()
        .on("RESUME JOB 7")
        .by(
            request ->
                resumable
                    ? WireAnswer.updated(1)
                    : WireAnswer.error(
                        "XXUUU", "job with status pause-requested cannot be resumed"));
    Deque<String> left =
        new ArrayDeque<>(
            List.of("pause-requested", "pause-requested", "pause-requested", "paused", "running"));
    cluster
        .peer
        .script()
        .on("SHOW JOB 7")
        .by(
            request -> {
              String status = left.size() > 1 ? left.remove() : left.element();
              resumable = status.equals("paused");
              return job(status);
            });
    engine.resumeJob(7);
    assertThat(cluster.changes()).containsExactly("RESUME JOB 7");
  }

  @Test
  void aJobIsCancelledWhenWhatItDidIsUndone() {
    cluster.peer.script().on("CANCEL JOB 7").answer(WireAnswer.updated(1));
    statuses("running", "running", "running", "cancel-requested", "reverting", "canceled");
    engine.cancelJob(7);
    assertThat(cluster.changes()).containsExactly("CANCEL JOB 7");
  }

  @ParameterizedTest
  @ValueSource(strings = {"cancel-requested", "reverting", "retry-reverting"})
  void aJobThatIsBeingUndoneIsWaitedForAndNotCancelledAgain(String status) {
    cluster
        .peer
        .script()
        .on("CANCEL JOB 7")
        .answer(WireAnswer.error("XXUUU", "job with status reverting cannot be requested to be"));
    statuses(status, status, status, "canceled");
    engine.cancelJob(7);
    assertThat(cluster.changes()).isEmpty();
  }

  @Test
  void aJobThatEndsOtherwiseIsAFailure() {
    cluster.peer.script().on("CANCEL JOB 7").answer(WireAnswer.updated(1));
    statuses("running", "running", "running", "revert-failed");
    DatabaseException failure =
        catchThrowableOfType(DatabaseException.class, () -> engine.cancelJob(7));
    assertThat(failure.code()).isEqualTo(ErrorCode.WRONG_STATE);
    assertThat(failure).hasMessageContaining("REVERT_FAILED");
    assertThat(failure.remedy().orElseThrow()).contains("by hand");
  }

  @Test
  void whatHasEndedCannotBeChangedAndWhatIsNotThereCannotEither() {
    statuses("succeeded");
    assertThatThrownBy(() -> engine.pauseJob(7))
        .isInstanceOf(DatabaseException.class)
        .hasMessageContaining("SUCCEEDED");
    assertThatThrownBy(() -> engine.resumeJob(7)).hasMessageContaining("SUCCEEDED");
    assertThatThrownBy(() -> engine.cancelJob(8)).isInstanceOf(NotFoundException.class);
    assertThat(cluster.changes()).isEmpty();
  }

  @Test
  void aConflictIsTriedAgain() {
    cluster
        .peer
        .script()
        .on("PAUSE JOB 7")
        .inTurn(WireAnswer.error("40001", "restart transaction"), WireAnswer.updated(1));
    statuses("running", "running", "running", "running", "paused");
    engine.pauseJob(7);
    assertThat(cluster.changes()).containsExactly("PAUSE JOB 7", "PAUSE JOB 7");
  }
}
