package io.gds.database.postgres;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A value of synchronous_standby_names: for how many of which standbys commits wait. Names are
 * compared as the server does, without regard to case.
 *
 * @param quorum whether any of them will do, else the first ones are preferred
 * @param count for how many is waited
 * @param names the names, {@code *} for any
 * @see <a
 *     href="https://www.postgresql.org/docs/current/runtime-config-replication.html#GUC-SYNCHRONOUS-STANDBY-NAMES">the
 *     vendor's page</a>
 */
record PostgresSyncNames(boolean quorum, int count, List<String> names) {
  static final PostgresSyncNames NONE = new PostgresSyncNames(false, 0, List.of());

  private static final String ANY_NAME = "*";

  PostgresSyncNames {
    names = List.copyOf(names);
  }

  /** Reads a value; empty if it is written in a way not known here. */
  static Optional<PostgresSyncNames> parse(String text) {
    if (text.isBlank()) {
      return Optional.of(NONE);
    }
    return new Reader(text).value();
  }

  /** Whether commits wait for a standby of this name. */
  boolean has(String name) {
    return names.contains(ANY_NAME) || names.stream().anyMatch(name::equalsIgnoreCase);
  }

  /** Whether it waits for whoever is connected. */
  boolean isOpen() {
    return names.contains(ANY_NAME);
  }

  /** The same with this one too, for whom is waited besides the others. */
  PostgresSyncNames with(String name) {
    if (has(name)) {
      return this;
    }
    List<String> more = new ArrayList<>(names);
    more.add(name);
    return new PostgresSyncNames(quorum, count + 1, more);
  }

  /** The same without this one, and no more waited for than are left. */
  PostgresSyncNames without(String name) {
    List<String> left = names.stream().filter(n -> !n.equalsIgnoreCase(name)).toList();
    if (left.size() == names.size()) {
      return this;
    }
    return left.isEmpty()
        ? NONE
        : new PostgresSyncNames(quorum, Math.max(1, Math.min(count, left.size())), left);
  }

  /** The value as the server reads it, every name quoted. */
  String text() {
    return names.isEmpty()
        ? ""
        : (quorum ? "ANY " : "FIRST ")
            + count
            + " ("
            + names.stream()
                .map(n -> n.equals(ANY_NAME) ? n : '"' + n.replace("\"", "\"\"") + '"')
                .collect(Collectors.joining(", "))
            + ")";
  }

  /** A value's few words. */
  private static final class Reader {
    private final String text;
    private int at;

    Reader(String text) {
      this.text = text;
    }

    Optional<PostgresSyncNames> value() {
      Optional<String> first = word();
      if (first.isEmpty()) {
        return Optional.empty();
      }
      String word = first.get().toLowerCase(Locale.ROOT);
      boolean method = !wasQuoted && (word.equals("any") || word.equals("first"));
      Optional<String> number = method ? word() : first;
      if (number.isPresent() && !wasQuoted && number.get().matches("[0-9]{1,6}") && take('(')) {
        Optional<List<String>> names = list(Optional.empty());
        return names.isPresent() && take(')') && atEnd()
            ? Optional.of(
                new PostgresSyncNames(
                    method && word.equals("any"), Integer.parseInt(number.get()), names.get()))
            : Optional.empty();
      }
      if (method && number.isPresent()) {
        return Optional.empty();
      }
      Optional<List<String>> names = list(first);
      return names.isPresent() && atEnd()
          ? Optional.of(new PostgresSyncNames(false, 1, names.get()))
          : Optional.empty();
    }

    private boolean wasQuoted;

    private Optional<List<String>> list(Optional<String> first) {
      List<String> names = new ArrayList<>();
      Optional<String> name = first.or(this::word);
      while (name.isPresent()) {
        names.add(name.get());
        if (!take(',')) {
          return Optional.of(names);
        }
        name = word();
      }
      return Optional.empty();
    }

    private Optional<String> word() {
      skip();
      wasQuoted = at < text.length() && text.charAt(at) == '"';
      StringBuilder word = new StringBuilder();
      if (wasQuoted) {
        for (at++; at < text.length(); at++) {
          if (text.charAt(at) == '"') {
            if (at + 1 >= text.length() || text.charAt(at + 1) != '"') {
              at++;
              return Optional.of(word.toString());
            }
            at++;
          }
          word.append(text.charAt(at));
        }
        return Optional.empty();
      }
      while (at < text.length() && " \t\n\r,()\"".indexOf(text.charAt(at)) < 0) {
        word.append(text.charAt(at++));
      }
      return word.isEmpty() ? Optional.empty() : Optional.of(word.toString());
    }

    private boolean take(char c) {
      skip();
      if (at < text.length() && text.charAt(at) == c) {
        at++;
        return true;
      }
      return false;
    }

    private boolean atEnd() {
      skip();
      return at == text.length();
    }

    private void skip() {
      while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
        at++;
      }
    }
  }
}
