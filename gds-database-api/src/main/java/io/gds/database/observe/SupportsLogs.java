package io.gds.database.observe;

import io.gds.database.Capability;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/** The log of a server, read through the server. */
public interface SupportsLogs extends Capability {
  /**
   * Hands over the entries asked for one by one, oldest first, on this thread; memory stays
   * constant however many there are. What the consumer throws ends the reading and is thrown on.
   * Reads.
   *
   * @throws io.gds.database.error.PermissionDeniedException naming the right that is missing
   * @throws io.gds.database.error.NotFoundException if there is no such log
   */
  void readLogs(LogQuery query, Consumer<LogEntry> consumer);

  /**
   * The newest entries asked for, at most as many as the query's limit, oldest first. Reads.
   *
   * @throws io.gds.database.error.PermissionDeniedException naming the right that is missing
   * @throws io.gds.database.error.NotFoundException if there is no such log
   */
  default List<LogEntry> logs(LogQuery query) {
    Deque<LogEntry> newest = new ArrayDeque<>();
    readLogs(
        query,
        entry -> {
          if (newest.size() == query.limit()) {
            newest.removeFirst();
          }
          newest.addLast(entry);
        });
    return List.copyOf(newest);
  }

  /** Which logs there are, and how far back they reach. Reads. */
  LogCoverage logCoverage();
}
