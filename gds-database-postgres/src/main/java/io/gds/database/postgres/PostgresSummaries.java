package io.gds.database.postgres;

import java.util.ArrayList;
import java.util.List;

/** The stretches of WAL for which the server has written down which blocks they change. */
final class PostgresSummaries {
  private PostgresSummaries() {}

  /**
   * One of them.
   *
   * @param start its first byte
   * @param end the byte behind its last
   */
  record Stretch(PostgresLsn start, PostgresLsn end) {}

  /** Reads pairs of positions with a space between. */
  static List<Stretch> parse(List<String> rows) {
    List<Stretch> stretches = new ArrayList<>();
    for (String row : rows) {
      int space = row.indexOf(' ');
      stretches.add(
          new Stretch(
              PostgresLsn.parse(row.substring(0, space)).orElseThrow(),
              PostgresLsn.parse(row.substring(space + 1)).orElseThrow()));
    }
    return stretches;
  }

  /**
   * How far they lead from a position without a hole between.
   *
   * @param inOrder the stretches by their beginning
   */
  static PostgresLsn reached(PostgresLsn from, List<Stretch> inOrder) {
    PostgresLsn reached = from;
    for (Stretch stretch : inOrder) {
      if (stretch.start().compareTo(reached) > 0) {
        return reached;
      }
      if (stretch.end().compareTo(reached) > 0) {
        reached = stretch.end();
      }
    }
    return reached;
  }
}
