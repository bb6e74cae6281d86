package io.gds.database.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.gds.database.operation.Effect;
import io.gds.database.operation.OperationContext;
import io.gds.database.operation.OperationHandle;
import io.gds.database.operation.OperationListener;
import io.gds.database.operation.Progress;
import io.gds.database.operation.ProgressUnit;
import io.gds.database.operation.StepKind;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class ProgressReporterTest {
  private final List<Progress> told = new ArrayList<>();

  private static Plan<String> copying(Gate gate, int pages) {
    return gate.runner
        .<String>plan("copy", "big")
        .step(
            StepKind.COMMAND,
            Effect.ONCE,
            "copy",
            context -> {
              for (int i = 1; i <= pages; i++) {
                context.progress("copy", i, OptionalLong.of(pages), ProgressUnit.PAGES);
              }
              context.progress("verify", 0, OptionalLong.empty(), ProgressUnit.BYTES);
            })
        .yields(() -> "");
  }

  private static OperationContext watchedBy(Consumer<Progress> watcher) {
    return OperationContext.builder().progress(watcher).build();
  }

  @Test
  void aFloodIsThrottledButTheFirstAndTheLastOfAPhaseAreTold() throws InterruptedException {
    try (Gate gate = new Gate()) {
      gate.runner.execute(copying(gate, 100_000), watchedBy(told::add));
    }

    assertThat(told.size()).isBetween(3, 40);
    assertThat(told.get(0).done()).isOne();
    assertThat(told.get(told.size() - 2).fraction()).hasValue(1.0);
    assertThat(told.get(told.size() - 1).phase()).isEqualTo("verify");
    assertThat(told.get(told.size() - 2).rate().orElse(0)).isPositive();
  }

  @Test
  void aWatcherThatThrowsIsLeftOutAndDoesNoHarm() throws InterruptedException {
    int[] calls = new int[1];
    try (Gate gate = new Gate()) {
      Plan<String> plan = copying(gate, 3);

      assertThat(
              gate.runner
                  .execute(
                      plan,
                      watchedBy(
                          progress -> {
                            calls[0]++;
                            throw new IllegalStateException("broken");
                          }))
                  .isSuccess())
          .isTrue();
    }
    assertThat(calls[0]).isOne();
  }

  @Test
  void listenersAndTheHandleAreToldToo() throws InterruptedException {
    OperationListener listener =
        new OperationListener() {
          @Override
          public void progressed(String operationId, Progress progress) {
            told.add(progress);
          }
        };
    try (Gate gate =
        new Gate(b -> b.listeners(List.of(listener)).requiredListeners(List.of(listener)))) {
      OperationHandle<String> handle =
          gate.runner.submit(copying(gate, 1), OperationContext.none());
      handle.await();

      assertThat(handle.progress()).get().extracting(Progress::phase).isEqualTo("verify");
      assertThat(handle.id()).isNotBlank();
      assertThat(handle.operation().name()).isEqualTo("copy");
    }
    assertThat(told).hasSize(4);
  }

  @Test
  void anEstimateThatIsPassedDoesNotEndTheThrottling() throws InterruptedException {
    try (Gate gate = new Gate()) {
      Plan<String> plan =
          gate.runner
              .<String>plan("copy", "big")
              .step(
                  StepKind.COMMAND,
                  Effect.ONCE,
                  "copy",
                  context -> {
                    for (int i = 1; i <= 100_000; i++) {
                      context.progress("copy", i, OptionalLong.of(10), ProgressUnit.PAGES);
                    }
                  })
              .yields(() -> "");
      gate.runner.execute(plan, watchedBy(told::add));
    }

    assertThat(told.size()).isBetween(2, 40);
    assertThat(told.get(1).done()).isEqualTo(10);
  }
}
