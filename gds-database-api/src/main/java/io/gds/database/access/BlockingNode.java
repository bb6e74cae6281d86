package io.gds.database.access;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One who holds others up, waits, or both.
 *
 * @param id the server's number or name for it
 * @param process the process; empty for what is none, such as a prepared transaction
 * @param inCircle whether a circle of waiters, a deadlock, is entered here
 * @param blocked those that wait for it
 */
public record BlockingNode(
    String id, Optional<ServerProcess> process, boolean inCircle, List<BlockingNode> blocked) {
  /** Checks that nothing is missing, and takes copies. */
  public BlockingNode {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(process, "process");
    blocked = List.copyOf(blocked);
  }

  /** How many processes wait for it, directly or not. */
  public int blockedCount() {
    int count = 0;
    Deque<BlockingNode> left = new ArrayDeque<>(blocked);
    while (!left.isEmpty()) {
      BlockingNode node = left.remove();
      count++;
      left.addAll(node.blocked());
    }
    return count;
  }
}
