package io.gds.database.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class BlockingTreeTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  private static ServerProcess process(String id, String... blockers) {
    ProcessState state =
        blockers.length == 0 ? ProcessState.IDLE_IN_TRANSACTION : ProcessState.WAITING;
    return ServerProcess.builder(new ProcessId(id, NOW), state)
        .blockedBy(List.of(blockers))
        .build();
  }

  private static BlockingTree tree(ServerProcess... processes) {
    return BlockingTree.of(List.of(processes), NOW);
  }

  /** {@code a(b c(d))}, with a star where a circle is entered. */
  private static String drawn(List<BlockingNode> nodes) {
    return nodes.stream()
        .map(
            node ->
                node.id()
                    + (node.inCircle() ? "*" : "")
                    + (node.blocked().isEmpty() ? "" : "(" + drawn(node.blocked()) + ")"))
        .collect(Collectors.joining(" "));
  }

  @Test
  void withoutWaitersThereIsNoTree() {
    BlockingTree tree = tree(process("1"), process("2"));

    assertThat(tree.roots()).isEmpty();
    assertThat(tree.unexplained()).isEmpty();
    assertThat(tree.blockedCount()).isZero();
    assertThat(tree.readAt()).isEqualTo(NOW);
  }

  @Test
  void waitersStandUnderTheirBlocker() {
    BlockingTree tree =
        tree(process("4", "3"), process("3", "1"), process("2", "1"), process("1"), process("9"));

    assertThat(drawn(tree.roots())).isEqualTo("1(3(4) 2)");
    assertThat(tree.blockedCount()).isEqualTo(3);
    assertThat(tree.roots().get(0).blockedCount()).isEqualTo(3);
  }

  @Test
  void aWaiterInAQueueStandsOnceUnderTheNearestBlocker() {
    BlockingTree tree = tree(process("1"), process("2", "1"), process("3", "2", "1"));

    assertThat(drawn(tree.roots())).isEqualTo("1(2 3)");
    assertThat(tree.roots().get(0).blocked().get(1).process().orElseThrow().blockedBy())
        .containsExactly("2", "1");
  }

  @Test
  void aBlockerThatIsNoProcessIsARootWithoutOne() {
    BlockingTree tree = tree(process("5", "0"));

    assertThat(drawn(tree.roots())).isEqualTo("0(5)");
    assertThat(tree.roots().get(0).process()).isEmpty();
  }

  @Test
  void aCircleIsEnteredAtOneOfItsMembersAndSaidToBeOne() {
    BlockingTree tree = tree(process("3", "1"), process("1", "2"), process("2", "1"));

    assertThat(drawn(tree.roots())).isEqualTo("1*(3 2)");
    assertThat(tree.blockedCount()).isEqualTo(2);
  }

  @Test
  void twoCirclesAreTwoRoots() {
    BlockingTree tree =
        tree(process("1", "2"), process("2", "1"), process("3", "4"), process("4", "3"));

    assertThat(drawn(tree.roots())).isEqualTo("1*(2) 3*(4)");
  }

  @Test
  void aParallelQueryThatWaitsForItselfBlocksNobody() {
    BlockingTree tree = tree(process("1", "1"), process("2", "2", "1"));

    assertThat(drawn(tree.roots())).isEqualTo("1(2)");
  }

  @Test
  void aBlockerNamedTwiceCountsOnce() {
    assertThat(tree(process("1"), process("2", "1", "1")).blockedCount()).isEqualTo(1);
  }

  @Test
  void whoWaitsForNobodyKnownIsListedApart() {
    ServerProcess waiting =
        ServerProcess.builder(new ProcessId("1", NOW), ProcessState.WAITING).build();

    assertThat(tree(waiting, process("2")).unexplained()).containsExactly(waiting);
  }

  @Test
  void aVeryLongChainIsNoTrouble() {
    List<ServerProcess> chain = new ArrayList<>(List.of(process("0")));
    for (int i = 1; i <= 20_000; i++) {
      chain.add(process(Integer.toString(i), Integer.toString(i - 1)));
    }

    BlockingTree tree = BlockingTree.of(chain, NOW);

    assertThat(tree.roots()).hasSize(1);
    assertThat(tree.blockedCount()).isEqualTo(20_000);
  }

  @Test
  void aTreeCannotBeChanged() {
    BlockingTree tree = tree(process("1"), process("2", "1"));

    assertThatThrownBy(() -> tree.roots().clear())
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> tree.roots().get(0).blocked().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }
}
