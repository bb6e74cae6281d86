package io.gds.database.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.Faults;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LifecycleOptionsTest {
  private static final Duration TWO_MINUTES = Duration.ofMinutes(2);
  private static final Duration SECOND = Duration.ofSeconds(1);

  @Test
  void startupDefaultsArePinned() {
    assertThat(StartupOptions.defaults().waitAtMost()).isEqualTo(TWO_MINUTES);
  }

  @Test
  void everyStartupOptionCanBeSet() {
    StartupOptions options = StartupOptions.builder().waitAtMost(SECOND).build();

    assertThat(options.asMap()).isEqualTo(Map.of("waitAtMost", "PT1S"));
    assertThat(options.toBuilder().build()).isEqualTo(options);
    assertThat(options).hasToString("startup options {waitAtMost=PT1S}");
  }

  @Test
  void shutdownDefaultsArePinned() {
    assertThat(ShutdownOptions.defaults().force()).isFalse();
    assertThat(ShutdownOptions.defaults().waitAtMost()).isEqualTo(TWO_MINUTES);
  }

  @Test
  void everyShutdownOptionCanBeSet() {
    ShutdownOptions options = ShutdownOptions.builder().force(true).waitAtMost(SECOND).build();

    assertThat(options.asMap()).isEqualTo(Map.of("force", "true", "waitAtMost", "PT1S"));
    assertThat(options.toBuilder().build()).isEqualTo(options);
    assertThat(options).hasToString("shutdown options {force=true, waitAtMost=PT1S}");
  }

  @Test
  void restartDefaultsArePinned() {
    assertThat(RestartOptions.defaults().force()).isFalse();
    assertThat(RestartOptions.defaults().waitAtMost()).isEqualTo(TWO_MINUTES);
  }

  @Test
  void everyRestartOptionCanBeSet() {
    RestartOptions options = RestartOptions.builder().force(true).waitAtMost(SECOND).build();

    assertThat(options.asMap()).isEqualTo(Map.of("force", "true", "waitAtMost", "PT1S"));
    assertThat(options.toBuilder().build()).isEqualTo(options);
    assertThat(options).hasToString("restart options {force=true, waitAtMost=PT1S}");
  }

  @Test
  void aWaitIsLongerThanNothing() {
    assertThat(Faults.of(() -> StartupOptions.builder().waitAtMost(Duration.ZERO).build()))
        .containsExactly("waitAtMost");
    assertThat(Faults.of(() -> ShutdownOptions.builder().waitAtMost(SECOND.negated()).build()))
        .containsExactly("waitAtMost");
    assertThat(Faults.of(() -> RestartOptions.builder().waitAtMost(Duration.ZERO).build()))
        .containsExactly("waitAtMost");
  }

  @Test
  void stateDefaultsArePinned() {
    SetStateOptions options = SetStateOptions.of(StateChange.OFFLINE);

    assertThat(options.state()).isEqualTo(StateChange.OFFLINE);
    assertThat(options.force()).isFalse();
  }

  @Test
  void everyStateOptionCanBeSet() {
    SetStateOptions options =
        SetStateOptions.builder().state(StateChange.READ_ONLY).force(true).build();

    assertThat(options.asMap()).isEqualTo(Map.of("state", "READ_ONLY", "force", "true"));
    assertThat(options.toBuilder().build()).isEqualTo(options);
    assertThat(options).hasToString("state options {state=READ_ONLY, force=true}");
  }

  @Test
  void aStateMustBeNamed() {
    assertThat(Faults.of(() -> SetStateOptions.builder().force(true).build()))
        .containsExactly("state");
  }

  @Test
  void howFarAStateIsKeptIsToldInFull() {
    StateSupport support =
        new StateSupport(StateChange.READ_ONLY, false, "Sessions can set it otherwise.");

    assertThat(support.binding()).isFalse();
    assertThat(support.note()).isEqualTo("Sessions can set it otherwise.");
    assertThatThrownBy(() -> new StateSupport(null, true, ""))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("state");
  }
}
