package io.gds.database.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.DatabaseEngine;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OperationContext;
import io.gds.database.operation.OperationResult;
import io.gds.database.operation.Outcome;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FleetTest {
  private final TestProvider provider = new TestProvider();
  private final DatabaseManager manager = DatabaseManager.of(provider);
  private final ExecutorService callers = Executors.newCachedThreadPool();

  @AfterEach
  void end() {
    manager.close();
    callers.shutdownNow();
  }

  private List<OperationResult<String>> forEach(
      List<String> names, int concurrency, Function<DatabaseEngine, Operation<String>> prepare) {
    return manager.forEach(TestProvider.at(names), concurrency, prepare, OperationContext.none());
  }

  private static Function<DatabaseEngine, Operation<String>> doing(Callable<String> body) {
    return engine -> TestOperations.operation("count", body);
  }

  private static Operation<String> nameOf(DatabaseEngine engine) {
    return TestOperations.operation("name", engine::name);
  }

  private static List<String> values(List<OperationResult<String>> results) {
    return results.stream().map(result -> result.value().orElse("none")).toList();
  }

  private static List<Outcome> outcomes(List<OperationResult<String>> results) {
    return results.stream().<Outcome>map(OperationResult::outcome).toList();
  }

  private static ErrorCode codeOf(OperationResult<?> result) {
    return result.error().orElseThrow().code();
  }

  @Test
  void eachTargetHasItsResultInTheOrderOfTheTargetsAndIsClosed() {
    List<String> names = IntStream.range(0, 20).mapToObj(i -> "db" + i).toList();

    List<OperationResult<String>> results = forEach(names, 3, FleetTest::nameOf);

    assertThat(values(results)).isEqualTo(names);
    assertThat(provider.opened)
        .hasSize(20)
        .allSatisfy(engine -> assertThat(engine.closed).hasValue(1));
  }

  @Test
  void noTargetsGiveNoResults() {
    assertThat(forEach(List.of(), 1, FleetTest::nameOf)).isEmpty();
  }

  @Test
  void asManyRunAtATimeAsAllowedAndNoMore() {
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CyclicBarrier three = new CyclicBarrier(3);
    List<String> names = IntStream.range(0, 12).mapToObj(i -> "db" + i).toList();

    List<OperationResult<String>> results =
        forEach(
            names,
            3,
            doing(
                () -> {
                  most.accumulateAndGet(running.incrementAndGet(), Math::max);
                  three.await(20, TimeUnit.SECONDS);
                  running.decrementAndGet();
                  return "done";
                }));

    assertThat(outcomes(results)).containsOnly(Outcome.SUCCEEDED);
    assertThat(most).hasValue(3);
  }

  @Test
  void aTargetThatCannotBeOpenedHasItsFailureAsResult() {
    provider.whenOpening(
        "dead",
        () -> {
          throw ErrorDetails.of(ErrorCode.CONNECTION_FAILED, "nobody answers").toException();
        });
    provider.whenOpening(
        "odd",
        () -> {
          throw new IllegalStateException("odd driver");
        });
    provider.whenOpening(
        "unlinked",
        () -> {
          throw new NoClassDefFoundError("driver/Missing");
        });

    List<OperationResult<String>> results =
        forEach(List.of("dead", "odd", "unlinked", "fine"), 1, FleetTest::nameOf);

    assertThat(outcomes(results))
        .containsExactly(Outcome.FAILED, Outcome.FAILED, Outcome.FAILED, Outcome.SUCCEEDED);
    assertThat(codeOf(results.get(0))).isEqualTo(ErrorCode.CONNECTION_FAILED);
    assertThat(results.get(0).operation()).isEqualTo("open");
    assertThat(results.get(0).target()).isEqualTo("fake:///");
    assertThat(results.get(0).correlationId()).isNotBlank();
    assertThat(codeOf(results.get(1))).isEqualTo(ErrorCode.INTERNAL);
    assertThat(results.get(1).message()).contains("odd driver");
    assertThat(codeOf(results.get(2))).isEqualTo(ErrorCode.PROVIDER_FAILED);
    assertThat(results.get(2).message()).contains("driver/Missing");
  }

  @Test
  void theCallersCorrelationIdIsInTheResultOfWhatNeverBegan() {
    provider.whenOpening(
        "dead",
        () -> {
          throw ErrorDetails.of(ErrorCode.CONNECTION_FAILED, "nobody answers").toException();
        });

    List<OperationResult<String>> results =
        manager.forEach(
            TestProvider.at(List.of("dead")),
            1,
            FleetTest::nameOf,
            OperationContext.builder().correlationId("42").build());

    assertThat(results.get(0).correlationId()).isEqualTo("42");
  }

  @Test
  void targetsThatNeverAnswerDoNotHoldUpTheOthers() throws Exception {
    CountDownLatch answer = new CountDownLatch(1);
    CountDownLatch healthy = new CountDownLatch(4);
    provider.whenOpening("hole1", answer::await).whenOpening("hole2", answer::await);

    Future<List<OperationResult<String>>> call =
        callers.submit(
            () ->
                forEach(
                    List.of("hole1", "hole2", "a", "b", "c", "d"),
                    2,
                    engine ->
                        TestOperations.operation(
                            "name",
                            () -> {
                              healthy.countDown();
                              return engine.name();
                            })));

    assertThat(healthy.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(call.isDone()).isFalse();
    answer.countDown();
    assertThat(values(call.get(20, TimeUnit.SECONDS)))
        .containsExactly("hole1", "hole2", "a", "b", "c", "d");
  }

  @Test
  void aTargetThatSteppedAsideWaitsForAPlaceBeforeItRuns() throws Exception {
    CountDownLatch othersRun = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    provider.whenOpening("slow", othersRun::await);

    Future<List<OperationResult<String>>> call =
        callers.submit(
            () ->
                forEach(
                    List.of("slow", "quick"),
                    1,
                    engine ->
                        TestOperations.operation(
                            "name",
                            () -> {
                              most.accumulateAndGet(running.incrementAndGet(), Math::max);
                              if (engine.name().equals("quick")) {
                                othersRun.countDown();
                                end.await();
                              }
                              running.decrementAndGet();
                              return engine.name();
                            })));

    assertThat(othersRun.await(20, TimeUnit.SECONDS)).isTrue();
    Thread.sleep(200); // the slow one has opened by now, and would run if it could
    end.countDown();
    assertThat(values(call.get(20, TimeUnit.SECONDS))).containsExactly("slow", "quick");
    assertThat(most).hasValue(1);
  }

  @Test
  void aFailingPreparationIsTheResultOfItsTargetOnly() {
    List<OperationResult<String>> results =
        forEach(
            List.of("a", "refusing", "broken", "b"),
            2,
            engine -> {
              if (engine.name().equals("refusing")) {
                throw ErrorDetails.of(ErrorCode.INVALID_OPTIONS, "no such level").toException();
              }
              if (engine.name().equals("broken")) {
                throw new IllegalStateException("a fault of the caller's");
              }
              return TestOperations.operation("name", engine::name);
            });

    assertThat(values(results)).containsExactly("a", "none", "none", "b");
    assertThat(codeOf(results.get(1))).isEqualTo(ErrorCode.INVALID_OPTIONS);
    assertThat(results.get(1).operation()).isEqualTo("prepare");
    assertThat(codeOf(results.get(2))).isEqualTo(ErrorCode.INTERNAL);
    assertThat(provider.opened).allSatisfy(engine -> assertThat(engine.closed).hasValue(1));
  }

  @Test
  void anEngineThatFailsToCloseDoesNotHideThatItsOperationSucceeded() {
    provider.whenClosing(
        "a",
        () -> {
          throw new IllegalStateException("stuck");
        });

    assertThat(values(forEach(List.of("a", "b"), 1, FleetTest::nameOf))).containsExactly("a", "b");
  }

  @Test
  void anInterruptOfTheCallerCancelsWhatRunsAndBeginsNothingMore() throws Exception {
    Semaphore runs = new Semaphore(0);
    AtomicBoolean flag = new AtomicBoolean();
    provider.whenOpening("hole", () -> new CountDownLatch(1).await());
    Thread[] caller = new Thread[1];
    CountDownLatch started = new CountDownLatch(1);

    Future<List<OperationResult<String>>> call =
        callers.submit(
            () -> {
              caller[0] = Thread.currentThread();
              started.countDown();
              List<OperationResult<String>> results =
                  forEach(
                      List.of("hole", "a", "never"),
                      1,
                      doing(
                          () -> {
                            runs.release();
                            new CountDownLatch(1).await();
                            return "not interrupted";
                          }));
              flag.set(Thread.interrupted());
              return results;
            });
    assertThat(started.await(20, TimeUnit.SECONDS)).isTrue();
    runs.acquire(); // the hole has stepped aside, "a" runs, and the caller waits for its place
    caller[0].interrupt();

    List<OperationResult<String>> results = call.get(20, TimeUnit.SECONDS);

    assertThat(outcomes(results)).containsOnly(Outcome.CANCELLED).hasSize(3);
    assertThat(results.get(2).error().orElseThrow()).hasMessageContaining("stopped before its end");
    assertThat(flag).isTrue();
    assertThat(provider.opened).extracting(TestEngine::name).containsExactly("a");
  }

  @Test
  void anInterruptWhileTheLastResultsAreAwaitedCancelsThemToo() throws Exception {
    CountDownLatch running = new CountDownLatch(2);
    Thread[] caller = new Thread[1];

    Future<List<OperationResult<String>>> call =
        callers.submit(
            () -> {
              caller[0] = Thread.currentThread();
              return forEach(
                  List.of("a", "b"),
                  2,
                  doing(
                      () -> {
                        running.countDown();
                        new CountDownLatch(1).await();
                        return "not interrupted";
                      }));
            });
    assertThat(running.await(20, TimeUnit.SECONDS)).isTrue();
    caller[0].interrupt();

    assertThat(outcomes(call.get(20, TimeUnit.SECONDS))).containsOnly(Outcome.CANCELLED);
  }

  @Test
  void anInterruptedTargetThatWaitsForItsPlaceRunsNoMore() throws Exception {
    CountDownLatch opened = new CountDownLatch(1);
    CountDownLatch running = new CountDownLatch(1);
    AtomicInteger runs = new AtomicInteger();
    Thread[] caller = new Thread[1];
    provider.whenOpening(
        "slow",
        () -> {
          running.await();
          opened.countDown();
        });

    Future<List<OperationResult<String>>> call =
        callers.submit(
            () -> {
              caller[0] = Thread.currentThread();
              return forEach(
                  List.of("slow", "quick"),
                  1,
                  doing(
                      () -> {
                        runs.incrementAndGet();
                        running.countDown();
                        new CountDownLatch(1).await();
                        return "not interrupted";
                      }));
            });
    assertThat(opened.await(20, TimeUnit.SECONDS)).isTrue();
    Thread.sleep(200); // it waits for its place now
    caller[0].interrupt();

    assertThat(outcomes(call.get(20, TimeUnit.SECONDS))).containsOnly(Outcome.CANCELLED);
    assertThat(runs).hasValue(1);
    assertThat(provider.opened).allSatisfy(engine -> assertThat(engine.closed).hasValue(1));
  }

  @Test
  void closingTheManagerEndsTheCallWithAResultForEachTarget() throws Exception {
    CountDownLatch running = new CountDownLatch(1);

    Future<List<OperationResult<String>>> call =
        callers.submit(
            () ->
                forEach(
                    List.of("a", "b", "c"),
                    1,
                    doing(
                        () -> {
                          running.countDown();
                          new CountDownLatch(1).await();
                          return "not interrupted";
                        })));
    assertThat(running.await(20, TimeUnit.SECONDS)).isTrue();
    manager.close();

    List<OperationResult<String>> results = call.get(20, TimeUnit.SECONDS);
    assertThat(results).hasSize(3).noneMatch(OperationResult::isSuccess);
    assertThat(provider.opened).extracting(TestEngine::name).containsExactly("a");
  }

  @Test
  void atLeastOneRunsAtATime() {
    assertThatThrownBy(() -> forEach(List.of("a"), 0, FleetTest::nameOf))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("concurrency is at least 1");
    assertThat(provider.opened).isEmpty();
  }
}
