package io.gds.database.ha;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.Faults;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TopologyOptionsTest {
  private static AddNodeOptions.Builder node(String name) {
    return AddNodeOptions.builder().node(name);
  }

  @Test
  void nodeDefaultsArePinned() {
    AddNodeOptions options = node("b").build();

    assertThat(options.group()).isEmpty();
    assertThat(options.node()).isEqualTo("b");
    assertThat(options.endpoint()).isEmpty();
    assertThat(options.role()).isEmpty();
    assertThat(options.syncMode()).isEmpty();
    assertThat(options.automaticFailover()).isEmpty();
    assertThat(options.waitAtMost()).isEqualTo(Duration.ofMinutes(10));
  }

  @Test
  void everyNodeOptionCanBeSet() {
    AddNodeOptions options =
        node("b")
            .group("g")
            .endpoint("tcp://b:5022")
            .role(HaRole.WITNESS)
            .syncMode(SyncMode.SYNCHRONOUS)
            .automaticFailover(false)
            .waitAtMost(Duration.ofSeconds(5))
            .build();

    assertThat(options.asMap())
        .isEqualTo(
            Map.of(
                "group",
                "g",
                "node",
                "b",
                "endpoint",
                "tcp://b:5022",
                "role",
                "WITNESS",
                "syncMode",
                "SYNCHRONOUS",
                "automaticFailover",
                "false",
                "waitAtMost",
                "PT5S"));
    assertThat(options.group()).contains("g");
    assertThat(options.endpoint()).contains("tcp://b:5022");
    assertThat(options.role()).contains(HaRole.WITNESS);
    assertThat(options.syncMode()).contains(SyncMode.SYNCHRONOUS);
    assertThat(options.automaticFailover()).contains(false);
    assertThat(options.waitAtMost()).isEqualTo(Duration.ofSeconds(5));
    assertThat(options.toBuilder().build()).isEqualTo(options);
    assertThat(options).hasToString("node options " + options.asMap());
  }

  @Test
  void allNodeFaultsAreToldAtOnce() {
    assertThat(
            Faults.of(
                () ->
                    AddNodeOptions.builder()
                        .role(HaRole.UNKNOWN)
                        .waitAtMost(Duration.ZERO)
                        .build()))
        .containsExactly("node", "waitAtMost", "role");
  }

  @Test
  void groupDefaultsArePinned() {
    CreateHaOptions options = CreateHaOptions.builder().name("g").node(node("a").build()).build();

    assertThat(options.name()).isEqualTo("g");
    assertThat(options.nodes()).containsExactly(node("a").build());
    assertThat(options.databases()).isEmpty();
    assertThat(options.syncMode()).isEmpty();
    assertThat(options.automaticFailover()).isEmpty();
    assertThat(options.waitAtMost()).isEqualTo(Duration.ofMinutes(2));
  }

  @Test
  void everyGroupOptionCanBeSet() {
    AddNodeOptions a = node("a").role(HaRole.PRIMARY).build();
    AddNodeOptions b = node("b").group("g").build();
    CreateHaOptions options =
        CreateHaOptions.builder()
            .name("g")
            .node(a)
            .node(b)
            .database("shop")
            .syncMode(SyncMode.SEMI_SYNCHRONOUS)
            .automaticFailover(true)
            .waitAtMost(Duration.ofSeconds(5))
            .build();

    assertThat(options.asMap())
        .isEqualTo(
            Map.of(
                "name",
                "g",
                "nodes",
                "[" + a + ", " + b + "]",
                "databases",
                "[shop]",
                "syncMode",
                "SEMI_SYNCHRONOUS",
                "automaticFailover",
                "true",
                "waitAtMost",
                "PT5S"));
    assertThat(options.nodes()).containsExactly(a, b);
    assertThat(options.databases()).containsExactly("shop");
    assertThat(options.syncMode()).contains(SyncMode.SEMI_SYNCHRONOUS);
    assertThat(options.automaticFailover()).contains(true);
    assertThat(options.waitAtMost()).isEqualTo(Duration.ofSeconds(5));
    assertThat(options.toBuilder().build()).isEqualTo(options);
    assertThat(options).hasToString("group options " + options.asMap());
  }

  @Test
  void whatIsAddedToABuilderLaterDoesNotReachOptionsBuiltBefore() {
    CreateHaOptions.Builder builder = CreateHaOptions.builder().name("g").node(node("a").build());
    CreateHaOptions options = builder.build();

    builder.node(node("b").build()).database("shop");

    assertThat(options.nodes()).hasSize(1);
    assertThat(options.databases()).isEmpty();
    assertThatThrownBy(() -> options.nodes().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void allGroupFaultsAreToldAtOnce() {
    assertThat(Faults.of(() -> CreateHaOptions.builder().waitAtMost(Duration.ZERO).build()))
        .containsExactly("name", "waitAtMost", "node");
    assertThat(
            Faults.of(
                () ->
                    CreateHaOptions.builder()
                        .name("g")
                        .node(node("a").role(HaRole.PRIMARY).build())
                        .node(node("a").role(HaRole.PRIMARY).group("other").build())
                        .build()))
        .containsExactly("node", "node", "node");
  }

  @Test
  void nodeRemovalDefaultsArePinned() {
    RemoveNodeOptions options = RemoveNodeOptions.builder().node("b").build();

    assertThat(options.group()).isEmpty();
    assertThat(options.node()).isEqualTo("b");
    assertThat(options.force()).isFalse();
  }

  @Test
  void everyNodeRemovalOptionCanBeSet() {
    RemoveNodeOptions options =
        RemoveNodeOptions.builder().group("g").node("b").force(true).build();

    assertThat(options.asMap()).isEqualTo(Map.of("group", "g", "node", "b", "force", "true"));
    assertThat(options.group()).contains("g");
    assertThat(options.force()).isTrue();
    assertThat(options.toBuilder().build()).isEqualTo(options);
    assertThat(options).hasToString("node removal options " + options.asMap());
  }

  @Test
  void aNodeRemovalNeedsItsNode() {
    assertThat(Faults.of(() -> RemoveNodeOptions.builder().force(true).build()))
        .containsExactly("node");
  }

  @Test
  void synchronizationDefaultsArePinned() {
    SyncModeOptions options = SyncModeOptions.builder().syncMode(SyncMode.ASYNCHRONOUS).build();

    assertThat(options.group()).isEmpty();
    assertThat(options.node()).isEmpty();
    assertThat(options.syncMode()).isEqualTo(SyncMode.ASYNCHRONOUS);
    assertThat(options.waitAtMost()).isEqualTo(Duration.ofMinutes(2));
  }

  @Test
  void everySynchronizationOptionCanBeSet() {
    SyncModeOptions options =
        SyncModeOptions.builder()
            .group("g")
            .node("b")
            .syncMode(SyncMode.SYNCHRONOUS)
            .waitAtMost(Duration.ofSeconds(5))
            .build();

    assertThat(options.asMap())
        .isEqualTo(
            Map.of("group", "g", "node", "b", "syncMode", "SYNCHRONOUS", "waitAtMost", "PT5S"));
    assertThat(options.group()).contains("g");
    assertThat(options.node()).contains("b");
    assertThat(options.toBuilder().build()).isEqualTo(options);
    assertThat(options).hasToString("synchronization options " + options.asMap());
  }

  @Test
  void allSynchronizationFaultsAreToldAtOnce() {
    assertThat(Faults.of(() -> SyncModeOptions.builder().waitAtMost(Duration.ZERO).build()))
        .containsExactly("syncMode", "waitAtMost");
  }
}
