package io.gds.database.postgres;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Names of schemas, or of tables with their schema. Exactly these are meant: nothing in them is a
 * pattern, and upper and lower case differ. Immutable and thread-safe.
 *
 * @param names each name by its parts: one for a schema or a table of any schema, two for a table
 *     of a schema
 */
public record PostgresNames(List<List<String>> names) {
  /** Checks each part, and takes copies. */
  public PostgresNames {
    names = names.stream().map(List::copyOf).toList();
    for (List<String> name : names) {
      if (name.isEmpty() || name.size() > 2) {
        throw new IllegalArgumentException("a name has one part, or two with its schema");
      }
      name.forEach(PostgresSql.NAMES::check);
    }
    if (names.isEmpty()) {
      throw new IllegalArgumentException("no name is given");
    }
  }

  /** Names of one part each. */
  public static PostgresNames of(String... names) {
    return new PostgresNames(List.of(names).stream().map(List::of).toList());
  }

  /** These names and a table of a schema. */
  public PostgresNames and(String schema, String table) {
    List<List<String>> all = new ArrayList<>(names);
    all.add(List.of(schema, table));
    return new PostgresNames(all);
  }

  /** A table of a schema. */
  public static PostgresNames table(String schema, String table) {
    return new PostgresNames(List.of(List.of(schema, table)));
  }

  /**
   * Reads names with commas between and a dot between schema and table: {@code public.item,
   * "odd.name"}. In double quotes, which are doubled inside, every character is taken as it is;
   * without them too, but for commas, dots, quotes and the blanks around names.
   *
   * @throws IllegalArgumentException if the text is no such list
   */
  public static PostgresNames parse(String text) {
    List<List<String>> names = new ArrayList<>();
    List<String> parts = new ArrayList<>();
    int at = 0;
    while (true) {
      at = skipBlanks(text, at);
      StringBuilder part = new StringBuilder();
      if (at < text.length() && text.charAt(at) == '"') {
        at = quoted(text, at + 1, part);
      } else {
        while (at < text.length() && ",.\"".indexOf(text.charAt(at)) < 0) {
          part.append(text.charAt(at++));
        }
        part.replace(0, part.length(), part.toString().strip());
      }
      parts.add(part.toString());
      at = skipBlanks(text, at);
      boolean ended = at == text.length();
      if (ended || text.charAt(at) == ',') {
        names.add(List.copyOf(parts));
        parts.clear();
      } else if (text.charAt(at) != '.') {
        throw new IllegalArgumentException("a comma or a dot is due after a name");
      }
      if (ended) {
        return new PostgresNames(names);
      }
      at++;
    }
  }

  private static int skipBlanks(String text, int from) {
    int at = from;
    while (at < text.length() && text.charAt(at) == ' ') {
      at++;
    }
    return at;
  }

  private static int quoted(String text, int from, StringBuilder part) {
    int at = from;
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c != '"') {
        part.append(c);
      } else if (at < text.length() && text.charAt(at) == '"') {
        part.append('"');
        at++;
      } else {
        return at;
      }
    }
    throw new IllegalArgumentException("a quote is not closed");
  }

  /** As the tools want them: quoted, since what is not quoted is a pattern for them. */
  List<String> patterns() {
    return names.stream()
        .map(parts -> parts.stream().map(PostgresSql::name).collect(Collectors.joining(".")))
        .toList();
  }

  /** In the form that {@link #parse} reads, quoted. */
  @Override
  public String toString() {
    return String.join(", ", patterns());
  }
}
