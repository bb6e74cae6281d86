package io.gds.database.mongodb;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Names of collections with commas between them, in which an asterisk stands for anything; a
 * backslash before a comma, an asterisk or a backslash makes it one of the name. Immutable.
 */
final class MongoNameList {
  private MongoNameList() {}

  /** Whether a name is one of them. */
  static Predicate<String> of(String list) {
    List<Pattern> patterns = new ArrayList<>();
    StringBuilder regex = new StringBuilder();
    boolean literal = false;
    for (int i = 0; i < list.length(); i++) {
      char c = list.charAt(i);
      if (!literal && c == '\\') {
        literal = true;
        continue;
      }
      if (!literal && c == ',') {
        patterns.add(Pattern.compile(regex.toString(), Pattern.DOTALL));
        regex.setLength(0);
      } else {
        regex.append(!literal && c == '*' ? ".*" : Pattern.quote(String.valueOf(c)));
      }
      literal = false;
    }
    patterns.add(Pattern.compile(regex.toString(), Pattern.DOTALL));
    return name -> patterns.stream().anyMatch(pattern -> pattern.matcher(name).matches());
  }

  /** Whether all parts say something, and nothing is half escaped. */
  static boolean isWhole(String list) {
    int slashes = 0;
    for (int i = list.length() - 1; i >= 0 && list.charAt(i) == '\\'; i--) {
      slashes++;
    }
    return slashes % 2 == 0
        && !list.isEmpty()
        && List.of(list.split("(?<!\\\\),", -1)).stream().noneMatch(String::isEmpty);
  }

  /** Names as such a list. */
  static String join(List<String> names) {
    return names.stream()
        .map(name -> name.replaceAll("([\\\\,*])", "\\\\$1"))
        .collect(Collectors.joining(","));
  }
}
