package io.gds.database.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class OperationContextTest {
  private static final Consumer<Progress> WATCHER = new ArrayList<Progress>()::add;

  private static OperationContext full() {
    return OperationContext.builder()
        .actor("ada")
        .correlationId("42")
        .reason("nightly")
        .within(Duration.ofMinutes(5))
        .progress(WATCHER)
        .build();
  }

  @Test
  void defaultsArePinned() {
    OperationContext none = OperationContext.none();

    assertThat(none.actor()).isEmpty();
    assertThat(none.correlationId()).isEmpty();
    assertThat(none.reason()).isEmpty();
    assertThat(none.within()).isEmpty();
    assertThat(none.progress()).isEmpty();
  }

  @Test
  void everythingCanBeSetAndSurvivesABuilder() {
    OperationContext context = full().toBuilder().build();

    assertThat(context.actor()).contains("ada");
    assertThat(context.correlationId()).contains("42");
    assertThat(context.reason()).contains("nightly");
    assertThat(context.within()).contains(Duration.ofMinutes(5));
    assertThat(context.progress()).contains(WATCHER);
  }

  @Test
  void whatIsLeftUnsaidIsTakenFromTheDefaults() {
    OperationContext some = OperationContext.builder().actor("bob").build().orElse(full());

    assertThat(some.actor()).contains("bob");
    assertThat(some.correlationId()).contains("42");
    assertThat(some.reason()).contains("nightly");
    assertThat(some.within()).contains(Duration.ofMinutes(5));
    assertThat(some.progress()).contains(WATCHER);
    assertThat(full().orElse(some).actor()).contains("ada");
  }

  @Test
  void aDeadlineIsMoreThanNothing() {
    assertThatThrownBy(() -> OperationContext.builder().within(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("within is more than zero");
    assertThatThrownBy(() -> OperationContext.builder().within(Duration.ofSeconds(-1)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
