package io.gds.database.testkit.sqlserver;

import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The files of a log, the newest first; older ones than the server keeps are gone. */
final class ModelErrorLog {
  /** What a server keeps besides the file it writes, unless it is told otherwise. */
  private static final int ARCHIVES = 6;

  private final ModelServer server;
  private final List<List<Line>> files = new ArrayList<>(List.of(new ArrayList<>()));

  /**
   * A row of a log.
   *
   * @param at in the server's own zone; null for what belongs to the row before
   * @param source the process that wrote it; of the Agent how grave it is
   */
  record Line(@Nullable LocalDateTime at, String source, String text) {}

  ModelErrorLog(ModelServer server) {
    this.server = server;
  }

  void add(@Nullable LocalDateTime at, String source, String text) {
    files.get(0).add(new Line(at, source, text));
  }

  /** Writes down what the server does, now. */
  void write(String source, String text) {
    add(server.now(), source, text);
  }

  /** Begins a file; the others get older. */
  void cycle() {
    files.add(0, new ArrayList<>());
    while (files.size() > ARCHIVES + 1) {
      files.remove(files.size() - 1);
    }
  }

  /** There is no such log: whoever writes it has never been started. */
  void clear() {
    files.clear();
  }

  /** A file by its number; empty if there is none. */
  Optional<List<Line>> file(long number) {
    return number >= 0 && number < files.size()
        ? Optional.of(List.copyOf(files.get((int) number)))
        : Optional.empty();
  }
}
