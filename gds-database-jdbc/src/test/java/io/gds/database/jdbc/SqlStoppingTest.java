package io.gds.database.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gds.database.connection.DatabaseType;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.OperationCancelledException;
import io.gds.database.error.OperationTimeoutException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SqlStoppingTest {
  private static final SQLException INTERRUPTED = new SQLException("interrupted", "57014", 9);

  private final Surroundings around = new Surroundings();
  private final ScriptedDriver driver = new ScriptedDriver();
  private final List<Connection> discarded = new CopyOnWriteArrayList<>();
  private final SqlExecutor sql = builder().build();

  private SqlExecutor.Builder builder() {
    ConnectionSource source =
        new ConnectionSource() {
          @Override
          public Connection borrow() {
            try {
              return driver.connect("jdbc:scripted:", new Properties());
            } catch (SQLException e) {
              throw new IllegalStateException(e);
            }
          }

          @Override
          public void discard(Connection connection) throws SQLException {
            discarded.add(connection);
            connection.close();
          }
        };
    return SqlExecutor.builder(
            source, ErrorTable.builder(DatabaseType.SNOWFLAKE).build(), around.environment)
        .timeout(Duration.ofMillis(300))
        .cancelGrace(Duration.ofMillis(500));
  }

  @AfterEach
  void nothingIsLeftOpen() {
    around.close();
    assertThat(driver.open).hasValue(0);
  }

  private static DatabaseException failure(ThrowingCallable call) {
    return catchThrowableOfType(DatabaseException.class, call);
  }

  private void cancelSoon(FakeStep step, long millis) {
    around.soon(millis, step::cancel);
  }

  @Test
  void aStatementThatTakesTooLongIsCancelledOnTheServer() {
    driver.when("slow").untilCancelled(1, INTERRUPTED);
    long began = System.nanoTime();
    assertThatThrownBy(() -> sql.update("slow"))
        .isInstanceOfSatisfying(
            OperationTimeoutException.class,
            e -> {
              assertThat(e.getMessage()).contains("PT0.3S");
              assertThat(e.remedy()).isPresent();
              assertThat(e.nativeCode()).contains("9");
            });
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(2));
    assertThat(driver.count("cancel")).isEqualTo(1);
    assertThat(discarded).hasSize(1);
  }

  @Test
  void aCancelThatCameTooEarlyIsSentAgain() {
    driver.when("slow").untilCancelled(2, INTERRUPTED);
    assertThat(failure(() -> sql.update("slow")).code()).isEqualTo(ErrorCode.TIMEOUT);
    assertThat(driver.count("cancel")).isEqualTo(2);
  }

  @Test
  void aServerThatAnswersNothingLosesItsConnection() {
    driver.when("dead").silence(new SQLException("socket closed", "08006"));
    DatabaseException error = failure(() -> sql.update("dead"));
    assertThat(error.code()).isEqualTo(ErrorCode.CONNECTION_LOST);
    assertThat(error).hasMessageContaining("PT0.3S").hasMessageContaining("dropped");
    assertThat(error.remedy()).isPresent();
    assertThat(driver.heard).containsSubsequence("cancel", "abort");
    assertThat(discarded).hasSize(1);
  }

  @Test
  void aDriverThatStumblesOverItsDroppedConnectionIsUnderstood() {
    driver.when("dead").silence(new NullPointerException("stream"));
    FakeStep step = new FakeStep();
    cancelSoon(step, 50);
    DatabaseException error = failure(() -> sql.during(step).update("dead"));
    assertThat(error.code()).isEqualTo(ErrorCode.CONNECTION_LOST);
    assertThat(error).hasMessageContaining("neither the statement nor the cancel");
  }

  @Test
  void aDriverThatGoesOnAfterItsConnectionWasDroppedIsNotBelieved() {
    driver.when("odd").survivesAbort().count(1);
    assertThat(failure(() -> sql.update("odd")).code()).isEqualTo(ErrorCode.CONNECTION_LOST);
  }

  @Test
  void aDriverThatFailsOtherwiseIsNotExplainedAway() {
    driver.happenings.put(
        "createStatement",
        () -> {
          throw new IllegalStateException("driver bug");
        });
    assertThatThrownBy(() -> sql.update("x")).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aStepsCancelStopsItsStatement() {
    driver.when("long").untilCancelled(1, INTERRUPTED);
    FakeStep step = new FakeStep();
    cancelSoon(step, 50);
    assertThatThrownBy(() -> sql.during(step).update("long"))
        .isInstanceOf(OperationCancelledException.class);
    assertThat(step.stops).isEmpty();
  }

  @Test
  void aStepsStatementHasNoTimeoutOfItsOwnUnlessAsked() {
    driver.when("long").pause(700).count(1);
    driver.when("slow").untilCancelled(1, INTERRUPTED);
    try (SqlSession session = sql.session()) {
      assertThat(session.during(new FakeStep()).update("long")).isEqualTo(1);
      SqlSession brief = session.during(new FakeStep()).timeout(Duration.ofMillis(100));
      assertThat(failure(() -> brief.update("slow")).code()).isEqualTo(ErrorCode.TIMEOUT);
    }
    assertThat(driver.connects).hasValue(1);
  }

  @Test
  void aCancelledStepSendsNothingMore() {
    FakeStep step = new FakeStep();
    step.cancel();
    try (SqlSession session = sql.session()) {
      assertThatThrownBy(() -> session.during(step).update("x"))
          .isInstanceOf(OperationCancelledException.class);
    }
    assertThat(driver.heard).containsExactly("close");
  }

  @Test
  void aChangeThatWasMadeInSpiteOfTheCancelIsNotDenied() {
    driver.when("u").untilCancelledInVain().count(5).rows("a", 1, 2);
    FakeStep step = new FakeStep();
    cancelSoon(step, 50);
    assertThat(sql.during(step).update("u")).isEqualTo(5);
    assertThat(discarded).hasSize(1);
  }

  @Test
  void readingStopsBetweenTwoRows() {
    driver.when("q").rows("a", 1, 2, 3);
    FakeStep step = new FakeStep();
    List<Long> seen = new CopyOnWriteArrayList<>();
    assertThatThrownBy(
            () ->
                sql.during(step)
                    .forEach(
                        "q",
                        row -> {
                          seen.add(row.longValue("a"));
                          step.cancel();
                        }))
        .isInstanceOf(OperationCancelledException.class);
    assertThat(seen).containsExactly(1L);
  }

  @Test
  void aConnectionThatBrokeWhileCancellingIsLostNotCancelled() {
    driver.when("long").untilCancelled(1, new SQLException("reset", "08006"));
    FakeStep step = new FakeStep();
    cancelSoon(step, 50);
    assertThat(failure(() -> sql.during(step).update("long")).code())
        .isEqualTo(ErrorCode.CONNECTION_LOST);
  }

  @Test
  void aCancelWeDidNotAskForIsNoTimeout() {
    driver.when("killed").failure(INTERRUPTED);
    assertThat(failure(() -> sql.update("killed")).code()).isEqualTo(ErrorCode.CANCELLED);
    assertThat(driver.count("cancel")).isZero();
  }

  @Test
  void aDriversTimeoutThatLooksLikeACancelIsToldByTheClock() {
    SqlExecutor own = builder().driverTimeouts(true).build();
    driver.when("slow").pause(350).failure(INTERRUPTED);
    assertThat(failure(() -> own.update("slow")).code()).isEqualTo(ErrorCode.TIMEOUT);
    driver.when("later").failure(new SQLTimeoutException("timed out"));
    assertThat(failure(() -> own.update("later"))).hasMessageContaining("PT0.3S");
    assertThat(driver.count("cancel")).isZero();
  }

  @Test
  void anInterruptStopsTheStatementAndIsKept() {
    driver.when("slow").untilCancelled(1, INTERRUPTED);
    SqlExecutor patient = sql.timeout(Duration.ofMinutes(1));
    Thread caller = Thread.currentThread();
    around.soon(
        50,
        () -> {
          // Not before the statement runs: one interrupted beforehand may still clean up.
          while (driver.heard.stream().noneMatch(call -> call.endsWith(": slow"))) {
            Thread.onSpinWait();
          }
          caller.interrupt();
        });
    DatabaseException error = failure(() -> patient.update("slow"));
    assertThat(Thread.interrupted()).isTrue();
    assertThat(error.code()).isEqualTo(ErrorCode.CANCELLED);
    assertThat(error).hasMessageContaining("interrupted");
  }

  @Test
  void aThreadInterruptedBeforeCanStillCleanUp() {
    driver.when("cleanup").pause(0).count(1);
    Thread.currentThread().interrupt();
    assertThat(sql.update("cleanup")).isEqualTo(1);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(driver.count("cancel")).isZero();
  }

  @Test
  void stoppingWorksWhileTheManagerCloses() {
    driver.when("slow").untilCancelled(1, INTERRUPTED);
    FakeStep step = new FakeStep();
    cancelSoon(step, 100);
    around.workers.shutdown();
    assertThat(failure(() -> sql.during(step).update("slow")).code())
        .isEqualTo(ErrorCode.CANCELLED);
  }

  @Test
  void statementsRunWithoutAScheduler() {
    around.scheduler.shutdownNow();
    assertThat(sql.update("x")).isZero();
  }

  @Test
  void aCancelThatHangsHoldsNobodyLongerThanTheGrace() {
    Connection connection = sql.session().connection();
    Call call = new Call(connection, around.workers, 0, 0, 200_000_000L, true);
    call.cancelledBy(
        () -> {
          try {
            Thread.sleep(5_000);
          } catch (InterruptedException e) {
            throw new SQLException(e);
          }
        });
    call.stop(Call.Stop.CANCEL);
    call.stop(Call.Stop.TIMEOUT);
    long began = System.nanoTime();
    while (call.stop() == null || System.nanoTime() - began < 50_000_000L) {
      Thread.onSpinWait();
    }
    Thread.currentThread().interrupt();
    assertThat(call.end()).isTrue();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(call.stop()).isEqualTo(Call.Stop.CANCEL);
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(2));
    driver.open.set(0);
  }

  @Test
  void anIdleExecutorHasNoTimer() throws InterruptedException {
    sql.update("x");
    assertThat(around.scheduler.getQueue()).hasSize(1);
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    // A timer is out of the queue while it looks, too: gone is what stays out of it.
    for (int empty = 0; empty < 15 && System.nanoTime() < until; ) {
      empty = around.scheduler.getQueue().isEmpty() ? empty + 1 : 0;
      Thread.sleep(20);
    }
    assertThat(around.scheduler.getQueue()).isEmpty();
    sql.update("y");
    assertThat(around.scheduler.getQueue()).hasSize(1);
  }
}
