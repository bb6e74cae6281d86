package io.gds.database.testkit.wire;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * How the server calls what it has done.
 *
 * @see <a
 *     href="https://www.postgresql.org/docs/current/protocol-message-formats.html#PROTOCOL-MESSAGE-FORMATS-COMMANDCOMPLETE">CommandComplete</a>
 */
final class PostgresTags {
  private static final Set<String> COUNTING =
      Set.of("SELECT", "UPDATE", "DELETE", "MERGE", "MOVE", "FETCH", "COPY");
  private static final Set<String> TWO_WORDS = Set.of("CREATE", "DROP", "ALTER");

  private PostgresTags() {}

  static String of(WireAnswer.Done done, String normalized) {
    if (!done.tag().isEmpty()) {
      return done.tag();
    }
    List<String> words = words(normalized);
    String verb = words.get(0);
    if (done.count() >= 0) {
      return counted(
          COUNTING.contains(verb) || verb.equals("INSERT") ? verb : "UPDATE", done.count());
    }
    return TWO_WORDS.contains(verb) && words.size() > 1 ? verb + " " + words.get(1) : verb;
  }

  static String of(WireAnswer.Rows rows, String normalized, long count) {
    if (!rows.tag().isEmpty()) {
      return rows.tag();
    }
    String verb = words(normalized).get(0);
    if (verb.equals("SHOW") || verb.equals("EXPLAIN")) {
      return verb;
    }
    return counted(COUNTING.contains(verb) || verb.equals("INSERT") ? verb : "SELECT", count);
  }

  private static String counted(String verb, long count) {
    return verb + (verb.equals("INSERT") ? " 0 " : " ") + count;
  }

  /** The first words, in upper case. */
  static List<String> words(String normalized) {
    return List.of(normalized.toUpperCase(Locale.ROOT).split("[^A-Z_]+", 4));
  }
}
