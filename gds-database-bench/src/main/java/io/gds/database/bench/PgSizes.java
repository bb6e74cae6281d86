package io.gds.database.bench;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * How much the measurements on PostgreSQL do, as words of the command line say: {@code size=200},
 * {@code pairs=15}, {@code databases=1000}, {@code trials=20}.
 *
 * @param megabytes about how many million bytes of rows there are
 * @param pairs how often subject and peer are run and counted
 * @param databases how many databases are listed
 * @param trials how many backups are cancelled
 */
record PgSizes(int megabytes, int pairs, int databases, int trials) {
  static final PgSizes DEFAULT = new PgSizes(200, 15, 1_000, 20);
  static final List<String> WORDS = List.of("size=", "pairs=", "databases=", "trials=");

  /** Whether a word of the command line is one of these. */
  static boolean isOne(String word) {
    return WORDS.stream().anyMatch(word::startsWith);
  }

  /**
   * The default, changed by those words that are of this kind.
   *
   * @throws IllegalArgumentException if one holds no number above zero
   */
  static PgSizes of(Collection<String> words) {
    return new PgSizes(
        number(words, "size=").orElse(DEFAULT.megabytes),
        number(words, "pairs=").orElse(DEFAULT.pairs),
        number(words, "databases=").orElse(DEFAULT.databases),
        number(words, "trials=").orElse(DEFAULT.trials));
  }

  private static Optional<Integer> number(Collection<String> words, String prefix) {
    return words.stream()
        .filter(word -> word.startsWith(prefix))
        .map(word -> positive(word, word.substring(prefix.length())))
        .findFirst();
  }

  private static int positive(String word, String text) {
    if (!text.matches("[1-9][0-9]{0,5}")) {
      throw new IllegalArgumentException(word + ": a number from 1 to 999999 is needed");
    }
    return Integer.parseInt(text);
  }
}
