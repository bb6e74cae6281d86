package io.gds.database.lifecycle;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A command of the caller's own on a host, such as the one by which a service manager starts the
 * server: a list of words, run without a shell, so that no character has a meaning of its own in
 * it. Immutable and thread-safe.
 *
 * @param words the program, by an absolute path or a name found on the {@code PATH}, and its
 *     arguments
 */
public record HostCommand(List<String> words) {
  /** Checks that there is a program, and takes a copy. */
  public HostCommand {
    words = List.copyOf(words);
    if (words.isEmpty() || words.get(0).isEmpty()) {
      throw new IllegalArgumentException("a command begins with a program");
    }
  }

  /** These words. */
  public static HostCommand of(String... words) {
    return new HostCommand(List.of(words));
  }

  /**
   * Reads words with blanks between. What stands between double quotes is one word, or part of one;
   * nothing else is special, so a word cannot hold a double quote.
   *
   * @throws IllegalArgumentException if there is no word, or a quote is left open
   */
  public static HostCommand parse(String text) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean quoted = false;
    boolean begun = false;
    for (char c : Objects.requireNonNull(text, "text").toCharArray()) {
      if (c == '"') {
        quoted = !quoted;
        begun = true;
      } else if (c == ' ' && !quoted) {
        if (begun) {
          words.add(word.toString());
          word.setLength(0);
        }
        begun = false;
      } else {
        word.append(c);
        begun = true;
      }
    }
    if (quoted) {
      throw new IllegalArgumentException("a quote is left open");
    }
    if (begun) {
      words.add(word.toString());
    }
    return new HostCommand(words);
  }

  /** The words as {@link #parse} reads them. */
  @Override
  public String toString() {
    List<String> written = new ArrayList<>();
    for (String word : words) {
      written.add(word.isEmpty() || word.indexOf(' ') >= 0 ? '"' + word + '"' : word);
    }
    return String.join(" ", written);
  }
}
