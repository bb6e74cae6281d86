package io.gds.database.postgres;

import io.gds.database.core.tool.Cancellation;
import java.util.Locale;
import java.util.Optional;

/**
 * Whether a server has changes that the primary lacks: its log ends behind the place where the
 * primary's history left the timeline they share. A server that is still a primary, or that did not
 * stop in order, is taken for one that has.
 *
 * @param diverged whether it has, or may have
 * @param why what was found
 * @param rewindable whether pg_rewind could undo them
 */
record PostgresDivergence(boolean diverged, String why, boolean rewindable) {
  /** Looks at a server that is down. */
  static PostgresDivergence of(
      PostgresHost host, NodeView primary, PostgresContext primaryContext) {
    PostgresControl control = host.control(Cancellation.never());
    if (!control.systemIdentifier().equals(primary.systemIdentifier())) {
      return new PostgresDivergence(true, "it belongs to another cluster", false);
    }
    if (!control.isStoppedCleanly()) {
      return new PostgresDivergence(
          true,
          "it did not stop in order (" + control.state() + "), and may have more",
          control.rewindable());
    }
    int line = primary.timeline().orElse(control.timeline());
    if (line == control.timeline() && control.isStoppedPrimary()) {
      // The tool finds nothing to undo on one timeline.
      return new PostgresDivergence(
          true,
          "it was stopped as a primary on timeline "
              + line
              + ", which is the primary's too: what each has alone cannot be told",
          false);
    }
    if (line == control.timeline()) {
      return new PostgresDivergence(
          false, "it is on the primary's timeline " + line, control.rewindable());
    }
    Optional<String> left = fork(primaryContext, line, control.timeline());
    if (left.isEmpty()) {
      return new PostgresDivergence(
          true,
          "the primary's timeline "
              + line
              + " does not come from its timeline "
              + control.timeline(),
          control.rewindable());
    }
    boolean beyond = control.isBeyond(left.get());
    return new PostgresDivergence(
        beyond,
        "its log ends at "
            + control.end()
            + ", and the primary left timeline "
            + control.timeline()
            + " at "
            + left.get(),
        control.rewindable());
  }

  /** Where the history of a timeline left another one. */
  private static Optional<String> fork(PostgresContext primary, int line, int from) {
    String file = "pg_wal/" + String.format(Locale.ROOT, "%08X", line) + ".history";
    return primary
        .sql()
        .first("SELECT pg_read_file(?) AS history", row -> row.text("history"), file)
        .flatMap(
            history ->
                history
                    .lines()
                    .map(entry -> entry.strip().split("\\s+", 3))
                    .filter(
                        words ->
                            words.length > 1
                                && words[0].matches("[0-9]{1,9}")
                                && Integer.parseInt(words[0]) == from)
                    .map(words -> words[1])
                    .findFirst());
  }
}
