package io.gds.database.postgres;

import static io.gds.database.postgres.CockroachBackupPeer.CHAIN;
import static io.gds.database.postgres.CockroachBackupPeer.END;
import static io.gds.database.postgres.CockroachBackupPeer.JOB;
import static io.gds.database.postgres.CockroachBackupPeer.URI;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupOptions;
import io.gds.database.backup.Location;
import io.gds.database.core.Plan;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OperationContext;
import io.gds.database.operation.OperationHandle;
import io.gds.database.operation.OperationResult;
import io.gds.database.operation.Outcome;
import io.gds.database.postgres.CockroachBackupPeer.Layer;
import io.gds.database.postgres.CockroachBackupPeer.State;
import io.gds.database.testkit.wire.WireAnswer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Backups that are cancelled, fail, or are lost sight of, by the real driver. */
class CockroachBackupFailuresTest {
  private static final String FULL =
      "BACKUP DATABASE \"shop\" INTO 'external://backups' AS OF SYSTEM TIME '-10s' WITH detached";
  private static final BackupOptions INTO = BackupOptions.builder().into(Location.url(URI)).build();

  private final CockroachBackupPeer cluster = new CockroachBackupPeer();
  private final CockroachEngine engine = cluster.engine;

  @AfterEach
  void close() {
    cluster.close();
  }

  @Test
  void cancellingCancelsTheJobAndWaitsForItsEnd() throws Exception {
    cluster.nextJob(State.of("running", 0.5));
    OperationHandle<BackupInfo> handle =
        engine
            .operations()
            .submit(engine.database("shop").prepareBackup(INTO), OperationContext.none());
    waitFor(() -> handle.progress().isPresent());
    assertThat(handle.cancel()).isTrue();
    OperationResult<BackupInfo> result = handle.await(Duration.ofSeconds(20)).orElseThrow();
    assertThat(result.outcome()).isEqualTo(Outcome.CANCELLED);
    assertThat(result.error().orElseThrow().getSuppressed()).isEmpty();
    assertThat(cluster.changes()).containsExactly(FULL, "CANCEL JOB " + JOB);
  }

  @Test
  void aConnectionThatBreaksWhileCancellingDoesNotLetTheJobGoOn() {
    cluster.nextJob(State.of("running", 0.5));
    cluster.peer.script().beginningWith("CANCEL JOB ").once(WireAnswer.drop());
    OperationResult<BackupInfo> result =
        engine
            .operations()
            .execute(
                engine.database("shop").prepareBackup(INTO),
                OperationContext.builder().within(Duration.ofMillis(300)).build());
    assertThat(result.error().orElseThrow().getSuppressed()).isEmpty();
    assertThat(cluster.changes()).containsExactly(FULL, "CANCEL JOB " + JOB, "CANCEL JOB " + JOB);
  }

  @Test
  void aJobThatDoesNotEndAfterItWasCancelledIsToldOf() {
    cluster.nextJob(State.of("running", 0.5));
    cluster.peer.script().beginningWith("CANCEL JOB ").answer(WireAnswer.updated(1));
    CockroachContext context = ((DefaultCockroachEngine) engine).context();
    OperationResult<String> result =
        engine
            .operations()
            .execute(
                plan(context, submission(context, Duration.ofSeconds(5))),
                OperationContext.builder().within(Duration.ofMillis(300)).build());
    assertThat(result.error().orElseThrow().getSuppressed())
        .singleElement()
        .satisfies(left -> assertThat(left).hasMessageContaining("is still RUNNING"));
  }

  @Test
  void aJobThatSucceededBeforeItWasCancelledIsToldOf() {
    cluster.nextJob(State.of("running", 0.5));
    cluster.peer.script().beginningWith("CANCEL JOB ").by(request -> succeed());
    OperationResult<BackupInfo> result =
        engine
            .operations()
            .execute(
                engine.database("shop").prepareBackup(INTO),
                OperationContext.builder().within(Duration.ofMillis(400)).build());
    assertThat(result.outcome()).isNotEqualTo(Outcome.SUCCEEDED);
    assertThat(result.error().orElseThrow().code()).isEqualTo(ErrorCode.TIMEOUT);
    assertThat(result.error().orElseThrow().getSuppressed())
        .singleElement()
        .satisfies(
            left ->
                assertThat(left)
                    .hasMessageContaining("had succeeded before it could be cancelled"));
  }

  @Test
  void aJobThatIsAboutToBePausedIsCancelledOnceItIs() {
    cluster.nextJob(State.of("pause-requested", 0.5));
    AtomicBoolean refused = new AtomicBoolean();
    cluster
        .peer
        .script()
        .beginningWith("CANCEL JOB ")
        .by(request -> refused.getAndSet(true) ? cancelled() : refusedWhilePausing());
    OperationResult<BackupInfo> result =
        engine
            .operations()
            .execute(
                engine.database("shop").prepareBackup(INTO),
                OperationContext.builder().within(Duration.ofMillis(300)).build());
    assertThat(result.error().orElseThrow().getSuppressed()).isEmpty();
    assertThat(cluster.changes()).containsExactly(FULL, "CANCEL JOB " + JOB, "CANCEL JOB " + JOB);
  }

  private WireAnswer cancelled() {
    cluster.becomes(State.of("canceled", 0.5));
    return WireAnswer.updated(1);
  }

  private WireAnswer refusedWhilePausing() {
    cluster.becomes(State.of("paused", 0.5));
    return WireAnswer.error(
        "XXUUU", "job with status pause-requested cannot be requested to be canceled");
  }

  @Test
  void aJobThatSucceededWhileItWasBeingCancelledIsToldOf() {
    cluster.nextJob(State.of("running", 0.5));
    cluster.peer.script().beginningWith("CANCEL JOB ").by(request -> refusedWhenDone());
    OperationResult<BackupInfo> result =
        engine
            .operations()
            .execute(
                engine.database("shop").prepareBackup(INTO),
                OperationContext.builder().within(Duration.ofMillis(300)).build());
    assertThat(result.error().orElseThrow().getSuppressed())
        .singleElement()
        .satisfies(
            left ->
                assertThat(left)
                    .hasMessageContaining("had succeeded before it could be cancelled"));
  }

  private WireAnswer refusedWhenDone() {
    succeed();
    return WireAnswer.error(
        "XXUUU", "job with status succeeded cannot be requested to be canceled");
  }

  private WireAnswer succeed() {
    cluster.peer.script().beginningWith("SHOW JOB ").answer(CockroachBackupsTest.described(CHAIN));
    return WireAnswer.updated(1);
  }

  @Test
  void aJobThatFailedIsAFailureWithTheServersReason() {
    cluster.nextJob(
        State.of("running", 0.1),
        new State("failed", 0.1, "exporting 3 ranges: AccessDenied: no write for you"));
    DatabaseException failure =
        catchThrowableOfType(DatabaseException.class, () -> engine.database("shop").backup(INTO));
    assertThat(failure.code()).isEqualTo(ErrorCode.STATEMENT_FAILED);
    assertThat(failure)
        .hasMessageContaining("job " + JOB + " failed: exporting 3 ranges: AccessDenied");
    assertThat(failure.remedy()).isPresent();
    assertThat(cluster.changes()).containsExactly(FULL);
  }

  @Test
  void endsThatAreNoSuccessAreToldApart() {
    cluster.nextJob(new State("revert-failed", 0.1, "cannot clean up"));
    DatabaseException left =
        catchThrowableOfType(DatabaseException.class, () -> engine.database("shop").backup(INTO));
    assertThat(left.code()).isEqualTo(ErrorCode.WRONG_STATE);
    assertThat(left.remedy().orElseThrow()).contains("cleaned up by hand");

    cluster.nextJob(State.of("reverting", 0.1), State.of("canceled", 0.1));
    OperationResult<BackupInfo> result =
        engine
            .operations()
            .execute(engine.database("shop").prepareBackup(INTO), OperationContext.none());
    assertThat(result.outcome()).isEqualTo(Outcome.CANCELLED);
    assertThat(result.error().orElseThrow()).hasMessageContaining("cancelled by somebody else");
    assertThat(cluster.changes()).containsExactly(FULL, FULL);
  }

  @Test
  void anAcceptedJobWhoseAnswerWasLostIsFoundAgain() {
    cluster
        .grows(CHAIN, Layer.full(END, "shop"))
        .nextJob(State.of("running", 0.5), State.of("succeeded", 1));
    cluster.peer.script().on("COMMIT").once(WireAnswer.lost());
    BackupInfo backup = engine.database("shop").backup(INTO);
    assertThat(backup.consistentAt()).contains(END);
    assertThat(cluster.changes()).containsExactly(FULL);
  }

  @Test
  void aJobThatWasNeverCommittedIsNone() {
    cluster.peer.script().on(FULL).once(WireAnswer.drop());
    OperationResult<BackupInfo> result =
        engine
            .operations()
            .execute(engine.database("shop").prepareBackup(INTO), OperationContext.none());
    assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(result.error().orElseThrow().code()).isEqualTo(ErrorCode.CONNECTION_LOST);
    assertThat(cluster.hasJob(JOB)).isFalse();
    assertThat(cluster.changes()).containsExactly(FULL);
  }

  @Test
  void aServerThatIsOutOfReachForAMomentIsAskedAgain() {
    cluster
        .grows(CHAIN, Layer.full(END, "shop"))
        .nextJob(State.of("running", 0.5), State.of("succeeded", 1));
    cluster
        .peer
        .script()
        .beginningWith("SHOW JOB ")
        .inTurn(
            WireAnswer.drop(),
            WireAnswer.error("40001", "restart transaction"),
            WireAnswer.fatal("57P01", "server is shutting down"));
    assertThat(engine.database("shop").backup(INTO).consistentAt()).contains(END);
    assertThat(cluster.changes()).containsExactly(FULL);
  }

  @Test
  void aConflictWhileSubmittingLeavesNothingBehindAndIsNotSentAgain() {
    cluster.peer.script().on("COMMIT").once(WireAnswer.error("40001", "restart transaction"));
    OperationResult<BackupInfo> result =
        engine
            .operations()
            .execute(engine.database("shop").prepareBackup(INTO), OperationContext.none());
    assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(result.error().orElseThrow().isTransient()).isTrue();
    assertThat(cluster.changes()).containsExactly(FULL);
  }

  @Test
  void whatIsLostSightOfIsUnknownAndCanBeAskedForLater() {
    cluster.nextJob(State.of("running", 0.5));
    CockroachContext context = ((DefaultCockroachEngine) engine).context();
    CockroachSubmission submission = submission(context, Duration.ofMillis(300));
    Operation<String> operation = plan(context, submission);
    cluster
        .peer
        .script()
        .beginningWith("SHOW JOB ")
        .answer(WireAnswer.error("57P03", "the node is draining"));
    OperationResult<String> result =
        engine.operations().execute(operation, OperationContext.none());
    assertThat(result.outcome()).isEqualTo(Outcome.UNKNOWN);
    assertThat(cluster.changes()).containsExactly("BACKUP INTO 'external://b'");
    cluster.peer.script().beginningWith("SHOW JOB ").answer(CockroachBackupsTest.described(CHAIN));
    OperationResult<String> later = engine.operations().reconcile(operation);
    assertThat(later.outcome()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(later.orThrow()).isEqualTo("job " + JOB);
  }

  @Test
  void aCommitThatIsNotSeenIsUnknownAtFirstAndNoneInTheEnd() throws Exception {
    CockroachContext context = ((DefaultCockroachEngine) engine).context();
    Operation<String> operation = plan(context, submission(context, Duration.ofSeconds(5)));
    cluster.peer.script().on("COMMIT").once(WireAnswer.drop());
    OperationResult<String> result =
        engine.operations().execute(operation, OperationContext.none());
    assertThat(result.outcome()).isEqualTo(Outcome.UNKNOWN);
    assertThat(engine.operations().reconcile(operation).outcome()).isEqualTo(Outcome.UNKNOWN);
    Thread.sleep(600);
    assertThat(engine.operations().reconcile(operation).outcome()).isEqualTo(Outcome.FAILED);
    assertThat(cluster.changes()).containsExactly("BACKUP INTO 'external://b'");
  }

  private static CockroachSubmission submission(CockroachContext context, Duration outOfSight) {
    return new CockroachSubmission(
        context,
        CockroachStatement.of("BACKUP INTO 'external://b'"),
        "working",
        text -> text,
        new CockroachSubmission.Patience(
            Duration.ofMillis(10), Duration.ofMillis(500), outOfSight, Duration.ofMillis(500)));
  }

  private static Operation<String> plan(CockroachContext context, CockroachSubmission submission) {
    Plan.Builder<String> plan = context.runner().<String>plan("backup", "something");
    submission.submitIn(plan);
    submission.awaitIn(plan, "", step -> {});
    return plan.yields(() -> "job " + submission.job().id());
  }

  /** A question that is asked again and again. */
  private interface Question {
    boolean isSo();
  }

  private static void waitFor(Question question) throws InterruptedException {
    long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (!question.isSo()) {
      assertThat(System.nanoTime()).isLessThan(end);
      Thread.sleep(20);
    }
  }
}
