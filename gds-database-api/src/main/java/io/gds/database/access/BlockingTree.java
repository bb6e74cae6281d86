package io.gds.database.access;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Who waits for whom, as of one reading. Each waiting process appears once, under the nearest of
 * those it waits for; all of them are in {@link ServerProcess#blockedBy()}. Immutable and
 * thread-safe.
 *
 * @param roots those that hold others up and wait for nobody; a circle of waiters is entered at one
 *     of them
 * @param unexplained processes that wait, and the server does not tell for whom
 * @param readAt when this was so
 */
public record BlockingTree(
    List<BlockingNode> roots, List<ServerProcess> unexplained, Instant readAt) {
  /** Checks that nothing is missing, and takes copies. */
  public BlockingTree {
    roots = List.copyOf(roots);
    unexplained = List.copyOf(unexplained);
    Objects.requireNonNull(readAt, "readAt");
  }

  /**
   * Arranges the processes of one reading. An id that blocks and is none of them (a prepared
   * transaction, a distributed one) becomes a root without a process.
   */
  public static BlockingTree of(Collection<ServerProcess> processes, Instant readAt) {
    return new Arrangement(processes).tree(readAt);
  }

  /** How many processes wait, under all roots together. */
  public int blockedCount() {
    return roots.stream().mapToInt(BlockingNode::blockedCount).sum();
  }

  /** Builds the tree level by level, so that neither depth nor circles matter. */
  private static final class Arrangement {
    private final Map<String, ServerProcess> byId = new LinkedHashMap<>();
    private final Map<String, List<String>> blockersOf = new LinkedHashMap<>();
    private final Map<String, List<String>> waitersOf = new LinkedHashMap<>();
    private final Map<String, List<String>> children = new LinkedHashMap<>();
    private final List<String> order = new ArrayList<>();
    private final Set<String> circles = new HashSet<>();

    Arrangement(Collection<ServerProcess> processes) {
      processes.forEach(process -> byId.put(process.id().id(), process));
      byId.forEach(
          (id, process) -> {
            // The threads of a parallel query are told as waiting for their own session.
            List<String> others =
                process.blockedBy().stream().filter(blocker -> !blocker.equals(id)).toList();
            if (!others.isEmpty()) {
              blockersOf.put(id, others);
            }
            for (String blocker : others) {
              waitersOf.computeIfAbsent(blocker, key -> new ArrayList<>()).add(id);
            }
          });
    }

    BlockingTree tree(Instant readAt) {
      List<String> roots = new ArrayList<>(waitersOf.keySet());
      roots.removeAll(blockersOf.keySet());
      Set<String> placed = new HashSet<>(roots);
      place(new ArrayDeque<>(roots), placed);
      for (String waiter : blockersOf.keySet()) {
        if (!placed.contains(waiter)) {
          String entry = entryOfCircle(waiter);
          circles.add(entry);
          roots.add(entry);
          placed.add(entry);
          place(new ArrayDeque<>(List.of(entry)), placed);
        }
      }
      Map<String, BlockingNode> nodes = new LinkedHashMap<>();
      for (int i = order.size() - 1; i >= 0; i--) {
        String id = order.get(i);
        List<BlockingNode> below =
            children.getOrDefault(id, List.of()).stream().map(nodes::get).toList();
        nodes.put(
            id,
            new BlockingNode(id, Optional.ofNullable(byId.get(id)), circles.contains(id), below));
      }
      List<ServerProcess> unexplained =
          byId.values().stream()
              .filter(process -> process.state() == ProcessState.WAITING && !process.isBlocked())
              .toList();
      return new BlockingTree(roots.stream().map(nodes::get).toList(), unexplained, readAt);
    }

    private void place(Deque<String> queue, Set<String> placed) {
      while (!queue.isEmpty()) {
        String id = queue.remove();
        order.add(id);
        List<String> below = children.computeIfAbsent(id, key -> new ArrayList<>());
        for (String waiter : waitersOf.getOrDefault(id, List.of())) {
          if (placed.add(waiter)) {
            below.add(waiter);
            queue.add(waiter);
          }
        }
      }
    }

    /** Goes from waiter to blocker until one comes again; nobody on the way has been placed. */
    private String entryOfCircle(String waiter) {
      Set<String> seen = new HashSet<>();
      String id = waiter;
      while (seen.add(id)) {
        id = blockersOf.getOrDefault(id, List.of(id)).get(0);
      }
      return id;
    }
  }
}
