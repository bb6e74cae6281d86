package io.gds.database.testkit.fake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.CreateMode;
import io.gds.database.CreateOptions;
import io.gds.database.DropOptions;
import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupOptions;
import io.gds.database.backup.Location;
import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.Timeouts;
import io.gds.database.error.ConnectionException;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.error.OperationCancelledException;
import io.gds.database.error.OperationTimeoutException;
import io.gds.database.error.StorageException;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OperationContext;
import io.gds.database.operation.OperationHandle;
import io.gds.database.operation.OperationResult;
import io.gds.database.operation.Outcome;
import io.gds.database.operation.OutcomeUnknownException;
import io.gds.database.operation.StepStatus;
import io.gds.database.testkit.LeakCheck;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class FakeFaultsTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  private final FakeDatabaseEngine engine = FakeDatabaseEngine.builder().database("orders").build();
  private final FakeDatabase fresh = engine.database("fresh");

  @AfterEach
  void close() {
    engine.close();
  }

  private Operation<FakeDatabase> creation() {
    return fresh.prepareCreate(CreateOptions.defaults());
  }

  private <T> OperationResult<T> execute(Operation<T> operation) {
    return engine.operations().execute(operation, OperationContext.none());
  }

  @Test
  void anInjectedErrorStrikesTheNextReadingOnceAndInOrder() {
    engine.faults().failNext(ErrorCode.CONNECTION_FAILED);
    engine.faults().failNext(ErrorCode.PERMISSION_DENIED);

    assertThatThrownBy(engine::databases)
        .isInstanceOf(ConnectionException.class)
        .extracting(e -> ((DatabaseException) e).engine().orElseThrow())
        .isEqualTo("fake");
    assertThatThrownBy(engine::ping)
        .extracting(e -> ((DatabaseException) e).code())
        .isEqualTo(ErrorCode.PERMISSION_DENIED);
    engine.ping();
  }

  @Test
  void anInjectedErrorSparesThePreparationAndStrikesTheStep() {
    engine.faults().failNext(ErrorCode.STORAGE_FULL);

    Operation<FakeDatabase> creation = creation();
    assertThat(creation.refused()).isFalse();
    assertThatThrownBy(creation::run).isInstanceOf(StorageException.class);
    assertThat(fresh.exists()).isFalse();
  }

  @Test
  void anErrorOfOnesOwnIsThrownAsItIs() {
    DatabaseException own =
        ErrorDetails.of(ErrorCode.STATEMENT_FAILED, "odd").nativeCode("4711").toException();
    engine.faults().failNext(own);

    assertThat(execute(creation()).error()).containsSame(own);
    assertThat(own.target()).contains("fresh");
  }

  @Test
  void anErrorCanWaitForACallOfItsName() {
    engine.faults().failNext("drop", ErrorCode.LOCKED);

    creation().run();
    assertThatThrownBy(() -> fresh.drop(DropOptions.defaults()))
        .extracting(e -> ((DatabaseException) e).code())
        .isEqualTo(ErrorCode.LOCKED);
    assertThat(fresh.exists()).isTrue();
  }

  @Test
  void aRepeatableStepIsRetriedOnAPassingFault() {
    engine.faults().failNext(ErrorCode.SERVER_BUSY);

    OperationResult<FakeDatabase> result =
        execute(
            fresh.prepareCreate(CreateOptions.builder().mode(CreateMode.IF_NOT_EXISTS).build()));

    assertThat(result.isSuccess()).isTrue();
    assertThat(result.attempts()).isEqualTo(2);
  }

  @Test
  void aStepWhoseAnswerWasLostIsAskedAboutAndFoundDone() {
    engine.faults().loseConnectionAfterSend();

    OperationResult<FakeDatabase> result = execute(creation());

    assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(result.attempts()).isEqualTo(1);
    assertThat(fresh.exists()).isTrue();
  }

  @Test
  void aStepThatWasSentWithoutEffectIsAskedAboutAndNotSentAgain() {
    engine.faults().loseConnectionBeforeEffect();

    OperationResult<FakeDatabase> result = execute(creation());

    assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(result.error().orElseThrow().code()).isEqualTo(ErrorCode.CONNECTION_LOST);
    assertThat(fresh.exists()).isFalse();
    assertThat(engine.changes()).hasSize(1);
  }

  @Test
  void anUnknownOutcomeCanBeReconciledLater() {
    engine.faults().loseConnectionAfterSend();
    engine.faults().reconcileUnknown();
    Operation<FakeDatabase> creation = creation();

    OperationResult<FakeDatabase> result = execute(creation);
    assertThat(result.outcome()).isEqualTo(Outcome.UNKNOWN);
    assertThat(result.steps().get(0).status()).isEqualTo(StepStatus.UNKNOWN);
    OutcomeUnknownException unknown = (OutcomeUnknownException) result.error().orElseThrow();
    assertThat(unknown.pendingOperation()).containsSame(creation);
    assertThat(engine.operations().reconcile(creation).outcome()).isEqualTo(Outcome.UNKNOWN);

    engine.faults().reconcileKnown();
    OperationResult<FakeDatabase> known = engine.operations().reconcile(creation);
    assertThat(known.outcome()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(known.value()).contains(fresh);
  }

  @Test
  void anUnknownOutcomeWithoutEffectIsReconciledAsFailed() {
    engine.faults().loseConnectionBeforeEffect();
    engine.faults().reconcileUnknown();
    Operation<FakeDatabase> creation = creation();
    assertThat(execute(creation).outcome()).isEqualTo(Outcome.UNKNOWN);

    engine.faults().reconcileKnown();
    assertThat(engine.operations().reconcile(creation).outcome()).isEqualTo(Outcome.FAILED);
  }

  @Test
  void anOperationThatIsStoppedInAPhaseCanBeCancelledThere() {
    FakeStop stop = engine.faults().stopAt("copy");
    Location place = Location.engine("b1");
    OperationHandle<BackupInfo> handle =
        engine
            .operations()
            .submit(
                engine.database("orders").prepareBackup(BackupOptions.builder().to(place).build()),
                OperationContext.none());

    stop.awaitReached(LONG);
    assertThat(stop.isReached()).isTrue();
    assertThat(stop.phase()).isEqualTo("copy");
    assertThat(handle.isDone()).isFalse();
    assertThat(handle.progress().orElseThrow().phase()).isEqualTo("copy");
    assertThat(handle.cancel()).isTrue();

    OperationResult<BackupInfo> result = handle.await(LONG).orElseThrow();
    assertThat(result.outcome()).isEqualTo(Outcome.CANCELLED);
    assertThat(engine.server().vault.isTaken(place)).isFalse();
  }

  @Test
  void aBackupCancelledWhileItIsVerifiedLeavesNothingBehind() {
    FakeStop stop = engine.faults().stopAt("verify");
    Location place = Location.engine("b1");
    OperationHandle<BackupInfo> handle =
        engine
            .operations()
            .submit(
                engine.database("orders").prepareBackup(BackupOptions.builder().to(place).build()),
                OperationContext.none());
    stop.awaitReached(LONG);
    assertThat(engine.server().vault.isTaken(place)).isTrue();
    handle.cancel();

    assertThat(handle.await().outcome()).isEqualTo(Outcome.CANCELLED);
    assertThat(engine.server().vault.isTaken(place)).isFalse();
  }

  @Test
  void anOperationThatIsStoppedGoesOnWhenReleased() {
    FakeStop stop = engine.faults().stopAt("create");
    OperationHandle<FakeDatabase> handle =
        engine.operations().submit(creation(), OperationContext.none());
    stop.awaitReached(LONG);
    assertThat(fresh.exists()).isFalse();
    stop.release();

    assertThat(handle.await().isSuccess()).isTrue();
    assertThatThrownBy(() -> engine.faults().stopAt("never").awaitReached(Duration.ofMillis(1)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("never");
  }

  @Test
  void aDeadlineEndsAnOperationThatIsStopped() {
    engine.faults().stopAt("create");

    OperationResult<FakeDatabase> result =
        engine
            .operations()
            .execute(creation(), OperationContext.builder().within(Duration.ofMillis(150)).build());

    assertThat(result.error().orElseThrow()).isInstanceOf(OperationTimeoutException.class);
    assertThat(fresh.exists()).isFalse();
  }

  @Test
  void aDeadlineEndsASlowStep() {
    engine.faults().slow(LONG);

    OperationResult<FakeDatabase> result =
        engine
            .operations()
            .execute(creation(), OperationContext.builder().within(Duration.ofMillis(150)).build());

    assertThat(result.error().orElseThrow()).isInstanceOf(OperationTimeoutException.class);
  }

  @Test
  void aReadingSlowerThanTheQueryTimeOutFailsAtThat() {
    try (FakeDatabaseEngine hasty =
        FakeDatabaseEngine.builder()
            .connection(
                ConnectionInfo.builder(FakeProvider.TYPE)
                    .timeouts(Timeouts.defaults().query(Duration.ofMillis(20)))
                    .build())
            .build()) {
      hasty.faults().slow(Duration.ofMillis(1));
      hasty.ping();
      hasty.faults().slow(LONG);

      assertThatThrownBy(hasty::ping)
          .isInstanceOf(OperationTimeoutException.class)
          .hasMessageContaining("PT0.02S");
    }
  }

  @Test
  void anInterruptEndsASlowReading() throws Exception {
    engine.faults().slow(Duration.ofSeconds(20));
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread reader =
        new Thread(
            () -> {
              Thread.currentThread().interrupt();
              try {
                engine.ping();
              } catch (OperationCancelledException e) {
                thrown.set(e);
              }
            });
    reader.start();
    reader.join();

    assertThat(thrown.get()).hasMessageContaining("interrupted");
  }

  @Test
  void anInterruptedWaitForAStopFails() throws Exception {
    FakeStop stop = engine.faults().stopAt("create");
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread waiter =
        new Thread(
            () -> {
              Thread.currentThread().interrupt();
              try {
                stop.awaitReached(LONG);
              } catch (AssertionError e) {
                thrown.set(e);
              }
            });
    waiter.start();
    waiter.join();

    assertThat(thrown.get()).hasMessageContaining("create");
  }

  @Test
  void faultsThatWereTakenBackDoNotStrike() {
    engine.faults().failNext(ErrorCode.INTERNAL);
    engine.faults().loseConnectionAfterSend();
    engine.faults().loseConnectionBeforeEffect();
    engine.faults().reconcileUnknown();
    engine.faults().slow(LONG);
    FakeStop stop = engine.faults().stopAt("create");
    engine.faults().clear();

    assertThat(execute(creation()).isSuccess()).isTrue();
    assertThat(stop.isReached()).isFalse();
  }

  @Test
  void clearingReleasesWhatWaits() {
    FakeStop stop = engine.faults().stopAt("create");
    OperationHandle<FakeDatabase> handle =
        engine.operations().submit(creation(), OperationContext.none());
    stop.awaitReached(LONG);
    engine.faults().clear();

    assertThat(handle.await().isSuccess()).isTrue();
  }

  @Test
  void aServerThatIsDownRefusesReadingsAndPlans() {
    engine.server().up(false);

    assertThatThrownBy(engine::ping).isInstanceOf(ConnectionException.class);
    Operation<FakeDatabase> creation = creation();
    assertThat(creation.refused()).isTrue();
    assertThatThrownBy(creation::run).isInstanceOf(ConnectionException.class);

    engine.server().up(true);
    Operation<FakeDatabase> second = creation();
    engine.faults().stopAt("nothing");
    second.run();
    assertThat(fresh.exists()).isTrue();
  }
}
