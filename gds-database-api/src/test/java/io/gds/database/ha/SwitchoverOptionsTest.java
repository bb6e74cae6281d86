package io.gds.database.ha;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.Faults;
import io.gds.database.error.InvalidOptionsException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SwitchoverOptionsTest {
  @Test
  void switchoverDefaultsArePinned() {
    SwitchoverOptions options = SwitchoverOptions.builder().leader("a").build();

    assertThat(options.group()).isEmpty();
    assertThat(options.leader()).isEqualTo("a");
    assertThat(options.target()).isEmpty();
    assertThat(options.maxLag()).isEqualTo(Duration.ofSeconds(10));
    assertThat(options.waitAtMost()).isEqualTo(Duration.ofMinutes(2));
    assertThat(options.platformOptions().keys()).isEmpty();
  }

  @Test
  void everySwitchoverOptionCanBeSet() {
    SwitchoverOptions options =
        SwitchoverOptions.builder()
            .group("g")
            .leader("a")
            .target("b")
            .maxLag(Duration.ZERO)
            .waitAtMost(Duration.ofSeconds(5))
            .build();

    assertThat(options.asMap())
        .isEqualTo(
            Map.of(
                "group",
                "g",
                "leader",
                "a",
                "target",
                "b",
                "maxLag",
                "PT0S",
                "waitAtMost",
                "PT5S"));
    assertThat(options.group()).contains("g");
    assertThat(options.target()).contains("b");
    assertThat(options.toBuilder().build()).isEqualTo(options).hasSameHashCodeAs(options);
    assertThat(options.toBuilder().target("c").build()).isNotEqualTo(options);
    assertThat(options).hasToString("switchover options " + options.asMap());
  }

  @Test
  void allSwitchoverFaultsAreToldAtOnce() {
    assertThat(
            Faults.of(
                () ->
                    SwitchoverOptions.builder()
                        .maxLag(Duration.ofSeconds(-1))
                        .waitAtMost(Duration.ZERO)
                        .build()))
        .containsExactly("leader", "maxLag", "waitAtMost");
    assertThat(Faults.of(() -> SwitchoverOptions.builder().leader("a").target("a").build()))
        .containsExactly("target");
  }

  @Test
  void failoverDefaultsArePinned() {
    FailoverOptions options = FailoverOptions.builder().acceptDataLoss(true).build();

    assertThat(options.group()).isEmpty();
    assertThat(options.target()).isEmpty();
    assertThat(options.acceptDataLoss()).isTrue();
    assertThat(options.maxDataLoss()).isEmpty();
    assertThat(options.waitAtMost()).isEqualTo(Duration.ofMinutes(2));
  }

  @Test
  void everyFailoverOptionCanBeSet() {
    FailoverOptions options =
        FailoverOptions.builder()
            .group("g")
            .target("b")
            .acceptDataLoss(true)
            .maxDataLoss(Duration.ofSeconds(3))
            .waitAtMost(Duration.ofSeconds(5))
            .build();

    assertThat(options.asMap())
        .isEqualTo(
            Map.of(
                "group",
                "g",
                "target",
                "b",
                "acceptDataLoss",
                "true",
                "maxDataLoss",
                "PT3S",
                "waitAtMost",
                "PT5S"));
    assertThat(options.group()).contains("g");
    assertThat(options.target()).contains("b");
    assertThat(options.maxDataLoss()).contains(Duration.ofSeconds(3));
    assertThat(options.toBuilder().build()).isEqualTo(options);
    assertThat(options).hasToString("failover options " + options.asMap());
  }

  @Test
  void aFailoverNeedsDataLossToBeAcceptedInSoManyWords() {
    assertThatThrownBy(() -> FailoverOptions.builder().target("b").build())
        .isInstanceOf(InvalidOptionsException.class)
        .hasMessageContaining("acceptDataLoss: must be set to true")
        .hasMessageContaining("use switchover");
  }

  @Test
  void allFailoverFaultsAreToldAtOnce() {
    assertThat(
            Faults.of(
                () ->
                    FailoverOptions.builder()
                        .maxDataLoss(Duration.ofSeconds(-1))
                        .waitAtMost(Duration.ofSeconds(-1))
                        .build()))
        .containsExactly("waitAtMost", "acceptDataLoss", "maxDataLoss");
  }

  @Test
  void rejoinDefaultsArePinned() {
    RejoinOptions options = RejoinOptions.builder().node("a").build();

    assertThat(options.group()).isEmpty();
    assertThat(options.node()).isEqualTo("a");
    assertThat(options.method()).isEmpty();
    assertThat(options.discardChanges()).isFalse();
    assertThat(options.waitAtMost()).isEqualTo(Duration.ofMinutes(10));
  }

  @Test
  void everyRejoinOptionCanBeSet() {
    RejoinOptions options =
        RejoinOptions.builder()
            .group("g")
            .node("a")
            .method(RejoinMethod.REWIND)
            .discardChanges(true)
            .waitAtMost(Duration.ofSeconds(5))
            .build();

    assertThat(options.asMap())
        .isEqualTo(
            Map.of(
                "group",
                "g",
                "node",
                "a",
                "method",
                "REWIND",
                "discardChanges",
                "true",
                "waitAtMost",
                "PT5S"));
    assertThat(options.group()).contains("g");
    assertThat(options.method()).contains(RejoinMethod.REWIND);
    assertThat(options.discardChanges()).isTrue();
    assertThat(options.toBuilder().build()).isEqualTo(options);
    assertThat(options).hasToString("rejoin options " + options.asMap());
  }

  @Test
  void allRejoinFaultsAreToldAtOnce() {
    assertThat(Faults.of(() -> RejoinOptions.builder().node("").waitAtMost(Duration.ZERO).build()))
        .containsExactly("node", "waitAtMost");
  }
}
