package io.gds.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.gds.database.ha.HaNode;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which standby is which of the nodes that were asked; and what would be lost with one. */
class PostgresStandbyNamesTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  private static StandbyView standby(
      int pid, @Nullable String application, @Nullable String address, @Nullable String slot) {
    return standby(pid, application, address, slot, 4096, NOW, Duration.ofMillis(3));
  }

  private static StandbyView standby(
      int pid,
      @Nullable String application,
      @Nullable String address,
      @Nullable String slot,
      long unflushed,
      Instant repliedAt,
      Duration lag) {
    return new StandbyView(
        application == null ? "walreceiver" : application,
        Optional.ofNullable(application),
        OptionalInt.of(pid),
        Optional.ofNullable(address),
        Optional.of("streaming"),
        Optional.of("async"),
        0,
        Optional.of("0/1"),
        Optional.of(repliedAt),
        Optional.empty(),
        Optional.of(lag),
        Optional.of(lag),
        OptionalLong.of(4096),
        OptionalLong.of(unflushed),
        Optional.ofNullable(slot),
        Optional.empty(),
        OptionalLong.empty());
  }

  private static NodeView node(
      boolean recovering,
      @Nullable String address,
      @Nullable String calledAs,
      @Nullable String slot,
      List<StandbyView> standbys) {
    return node(recovering, recovering, address, calledAs, slot, standbys);
  }

  private static NodeView node(
      boolean recovering,
      boolean receiving,
      @Nullable String address,
      @Nullable String calledAs,
      @Nullable String slot,
      List<StandbyView> standbys) {
    return new NodeView(
        recovering,
        "7",
        address + " " + calledAs + slot,
        Optional.ofNullable(address).map(host -> host + ":5432"),
        "postgres",
        "",
        "",
        "on",
        true,
        OptionalInt.of(1),
        Optional.of("0/1001"),
        Optional.of("0/1001"),
        OptionalLong.of(0),
        Optional.empty(),
        false,
        Duration.ZERO,
        receiving ? Optional.of("streaming") : Optional.empty(),
        Optional.empty(),
        Optional.ofNullable(calledAs),
        Optional.ofNullable(slot),
        Optional.empty(),
        NOW,
        standbys);
  }

  private static NodeView follower(
      @Nullable String address, @Nullable String calledAs, @Nullable String slot) {
    return node(true, address, calledAs, slot, List.of());
  }

  private static List<String> named(PostgresStandbyNames names) {
    return names.standbys().stream().map(s -> s.pid().getAsInt() + " " + s.name()).toList();
  }

  @Test
  void aSharedNameIsToldApartByAddress() {
    Map<String, NodeView> members = new LinkedHashMap<>();
    members.put("east", follower("10.0.0.2", "node", null));
    members.put("node", follower("10.0.0.1", "node", null));
    PostgresStandbyNames names =
        PostgresStandbyNames.of(
            List.of(standby(1, "node", "10.0.0.2", null), standby(2, "node", "10.0.0.1", null)),
            members,
            Set.of(),
            "p1");
    assertThat(named(names)).containsExactly("1 east", "2 node");
    assertThat(names.ambiguous()).isEmpty();
  }

  @Test
  void aNodeThatReceivesNothingIsNotTheOneThatIsSentTo() {
    Map<String, NodeView> members = new LinkedHashMap<>();
    members.put("s1", node(true, false, "10.0.0.2", "s1", null, List.of()));
    PostgresStandbyNames names =
        PostgresStandbyNames.of(
            List.of(standby(1, "s1", "10.0.0.9", null)), members, Set.of(), "p1");
    assertThat(names.standbys()).extracting(StandbyView::name).doesNotContain("s1");
  }

  @Test
  void aSlotTellsMoreThanAName() {
    Map<String, NodeView> members = new LinkedHashMap<>();
    members.put("s1", follower("127.0.0.1", "s2", "one"));
    members.put("s2", follower("127.0.0.1", "s2", "two"));
    PostgresStandbyNames names =
        PostgresStandbyNames.of(
            List.of(standby(1, "s2", "127.0.0.1", "two"), standby(2, "s2", "127.0.0.1", "one")),
            members,
            Set.of(),
            "p1");
    assertThat(named(names)).containsExactly("1 s2", "2 s1");
    assertThat(names.ambiguous()).isEmpty();
  }

  @Test
  void whereNothingTellsThemApartNoneIsTakenForAnother() {
    Map<String, NodeView> members = new LinkedHashMap<>();
    members.put("s1", follower("127.0.0.1", "s1", null));
    members.put("s2", follower("127.0.0.1", "s1", null));
    PostgresStandbyNames names =
        PostgresStandbyNames.of(
            List.of(standby(1, "s1", "127.0.0.1", null), standby(2, "s1", "127.0.0.1", null)),
            members,
            Set.of(),
            "p1");
    assertThat(names.ambiguous()).containsExactlyInAnyOrder("s1", "s2");
    assertThat(names.standbys())
        .extracting(StandbyView::name)
        .doesNotContain("s1", "s2")
        .doesNotHaveDuplicates();
  }

  @Test
  void aNodeThatMayBeOneOfSeveralIsNoCandidateAndSaysWhy() {
    NodeView primary =
        node(
            false,
            "127.0.0.1",
            null,
            null,
            List.of(standby(1, "s1", "127.0.0.1", null), standby(2, "s1", "127.0.0.1", null)));
    Map<String, PostgresPeers.Answer> peers = new LinkedHashMap<>();
    peers.put("s1", new PostgresPeers.Answer(follower("127.0.0.1", "s1", null), null));
    PostgresTopologyView view =
        PostgresTopologyView.of(
            PostgresUrls.parse("postgresql://p1/postgres").orElseThrow(),
            new PostgresPeers.Answer(primary, null),
            peers);
    HaNode s1 =
        new PostgresNodes(view)
            .all().stream().filter(node -> node.name().equals("s1")).findFirst().orElseThrow();
    assertThat(s1.isCandidate()).isFalse();
    assertThat(s1.notCandidateBecause())
        .anyMatch(why -> why.startsWith("several standbys call themselves as it does"));
    assertThat(PostgresCandidates.loss(view, "s1")).isEmpty();
  }

  @Test
  void anOnlyOneIsItselfWhateverAddressItHas() {
    PostgresStandbyNames names =
        PostgresStandbyNames.of(
            List.of(standby(1, "s1", "172.17.0.1", null), standby(2, null, "10.0.0.9", null)),
            Map.of("east", follower("10.0.0.1", "s1", null)),
            Set.of("s3"),
            "p1");
    assertThat(named(names)).containsExactly("1 east", "2 10.0.0.9");
    assertThat(names.ambiguous()).isEmpty();
  }

  @Test
  void aSilentPeerIsTheOneOfItsNameUnlessThereAreTwo() {
    List<StandbyView> one = List.of(standby(1, "s1", "10.0.0.1", null));
    assertThat(named(PostgresStandbyNames.of(one, Map.of(), Set.of("s1"), "p1")))
        .containsExactly("1 s1");
    List<StandbyView> two =
        List.of(standby(1, "s1", "10.0.0.1", null), standby(2, "s1", "10.0.0.2", null));
    PostgresStandbyNames names = PostgresStandbyNames.of(two, Map.of(), Set.of("s1"), "p1");
    assertThat(names.ambiguous()).containsExactly("s1");
    assertThat(named(names)).containsExactly("1 10.0.0.1", "2 10.0.0.2");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 3600, PT0S",
    "4096, 0, PT0.003S",
    "4096, 8, PT8.003S",
    "4096, 25, unknown",
    "4096, -3, PT0.003S",
    "4096, -60, unknown"
  })
  void aStandbyThatStallsIsNotMeasuredByItsLastSmallLag(
      long unflushed, long silentSeconds, String loss) {
    StandbyView standby =
        standby(
            1, "s1", null, null, unflushed, NOW.minusSeconds(silentSeconds), Duration.ofMillis(3));
    assertThat(standby.loss(NOW).map(Duration::toString).orElse("unknown")).isEqualTo(loss);
  }
}
