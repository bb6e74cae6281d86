package io.gds.database.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.gds.database.CreateMode;
import io.gds.database.CreateOptions;
import io.gds.database.Database;
import io.gds.database.DropOptions;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OperationContext;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Engines and handles are used by many threads at a time. */
abstract class ConcurrencyTests extends ContractGroup {
  private static final int THREADS = 8;

  ConcurrencyTests(PlatformContract contract) {
    super(contract);
  }

  /** Does the same on all threads, begun together, and yields what each yields. */
  private static <T> List<T> together(Callable<T> action) throws Exception {
    CyclicBarrier start = new CyclicBarrier(THREADS);
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<T>> futures = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        futures.add(
            threads.submit(
                () -> {
                  start.await(30, TimeUnit.SECONDS);
                  return action.call();
                }));
      }
      List<T> results = new ArrayList<>();
      for (Future<T> future : futures) {
        results.add(future.get(60, TimeUnit.SECONDS));
      }
      return results;
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void manyThreadsEachWorkOnADatabaseOfTheirOwn() throws Exception {
    List<String> names =
        IntStream.range(0, THREADS).mapToObj(i -> fixture().newDatabaseName()).toList();
    List<String> free = new ArrayList<>(names);
    List<Boolean> listed =
        together(
            () -> {
              Database own;
              synchronized (free) {
                own = engine().database(free.remove(0));
              }
              own.create(CreateOptions.defaults());
              boolean found = engine().databases().contains(own) && own.exists();
              own.refresh();
              own.drop(DropOptions.defaults());
              return found && !own.exists();
            });
    assertThat(listed).hasSize(THREADS).containsOnly(true);
    assertThat(engine().databases()).extracting(Database::name).doesNotContainAnyElementsOf(names);
  }

  @Test
  void manyThreadsReadThroughOneHandle() throws Exception {
    Database shared = run().filled();
    List<String> names =
        together(
            () -> {
              for (int i = 0; i < 5; i++) {
                shared.refresh();
                shared.condition();
                engine().databases();
                engine().refresh();
              }
              return shared.metadata().name();
            });
    assertThat(names).containsOnly(shared.name());
  }

  @Test
  void ofManyThreadsThatRunOneOperationOneDoes() throws Exception {
    Database target = run().missing();
    Operation<? extends Database> planned = target.prepareCreate(CreateOptions.defaults());
    List<Boolean> ran =
        together(
            () -> {
              try {
                planned.run();
                return true;
              } catch (IllegalStateException e) {
                return false;
              }
            });
    assertThat(ran).containsOnlyOnce(true);
    assertThat(target.exists()).isTrue();
  }

  @Test
  void ofManyThreadsThatCreateOneDatabaseAllFindItThere() throws Exception {
    String name = fixture().newDatabaseName();
    CreateOptions unlessThere = CreateOptions.builder().mode(CreateMode.IF_NOT_EXISTS).build();
    List<Boolean> there =
        together(
            () ->
                engine()
                        .operations()
                        .attempt(
                            "create",
                            name,
                            () -> engine().database(name).prepareCreate(unlessThere),
                            OperationContext.none())
                        .isSuccess()
                    || engine().database(name).exists());
    assertThat(there).containsOnly(true);
    assertThat(engine().databases()).extracting(Database::name).containsOnlyOnce(name);
  }

  @Test
  void manyThreadsCloseOneEngine() throws Exception {
    List<Boolean> closed =
        together(
            () -> {
              engine().close();
              return true;
            });
    assertThat(closed).hasSize(THREADS);
  }
}
