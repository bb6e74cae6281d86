package io.gds.database.postgres;

import java.util.ArrayList;
import java.util.List;

/** Several texts in one, each on a line of its own whatever is in it. */
final class PostgresTexts {
  private PostgresTexts() {}

  static String join(List<String> texts) {
    return String.join(
        "\n", texts.stream().map(text -> text.replace("\\", "\\\\").replace("\n", "\\n")).toList());
  }

  /** What was joined; a single empty text is not told from none. */
  static List<String> split(String joined) {
    List<String> texts = new ArrayList<>();
    if (joined.isEmpty()) {
      return texts;
    }
    for (String line : joined.split("\n", -1)) {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < line.length(); i++) {
        char c = line.charAt(i);
        if (c == '\\' && i + 1 < line.length()) {
          char escaped = line.charAt(++i);
          text.append(escaped == 'n' ? '\n' : escaped);
        } else {
          text.append(c);
        }
      }
      texts.add(text.toString());
    }
    return texts;
  }
}
