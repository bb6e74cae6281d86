package io.gds.database.mssql;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A statement with the values for its question marks: what is shown and what is sent come from one
 * object. Immutable.
 *
 * @param sql the text, with a question mark for each value
 * @param binds the values, in order: texts, whole numbers, and names of databases
 */
record MssqlStatement(String sql, List<Object> binds) {
  MssqlStatement {
    binds = List.copyOf(binds);
  }

  /**
   * A value that is a name: as a parameter it is a text, written out it is an identifier.
   *
   * @param name the name
   */
  record Name(String name) {}

  /** The values as {@link io.gds.database.jdbc.Sql} takes them. */
  Object[] values() {
    return binds.stream().map(bind -> bind instanceof Name name ? name.name() : bind).toArray();
  }

  /** The text with the values written in, for a script: it could be run so, and never is. */
  String shown() {
    StringBuilder shown = new StringBuilder();
    int bind = 0;
    boolean literal = false;
    boolean name = false;
    for (int i = 0; i < sql.length(); i++) {
      char c = sql.charAt(i);
      literal = name ? literal : literal ^ c == '\'';
      // Within a name a closing bracket comes twice, and stays within it.
      name = !literal && (name ? c != ']' : c == '[');
      if (c == '?' && !literal && !name) {
        shown.append(text(binds.get(bind++)));
      } else {
        shown.append(c);
      }
    }
    return shown.toString();
  }

  private static String text(Object value) {
    if (value instanceof Name name) {
      return MssqlSql.name(name.name());
    }
    return value instanceof Number ? value.toString() : MssqlSql.literal(value.toString());
  }

  /** Puts a statement together: {@code a WITH b, c}. Not thread-safe. */
  static final class Builder {
    private final StringBuilder head = new StringBuilder();
    private final List<String> options = new ArrayList<>();
    private final List<Object> headBinds = new ArrayList<>();
    private final List<Object> optionBinds = new ArrayList<>();

    /** What comes before WITH. */
    Builder text(String sql, Object... binds) {
      head.append(sql);
      headBinds.addAll(Arrays.asList(binds));
      return this;
    }

    /** One of what comes behind WITH. */
    Builder with(String option, Object... binds) {
      options.add(option);
      optionBinds.addAll(Arrays.asList(binds));
      return this;
    }

    /** The same if a condition holds. */
    Builder with(boolean wanted, String option) {
      return wanted ? with(option) : this;
    }

    /** The same if a value is there, with a question mark for it. */
    Builder with(String option, Optional<?> value) {
      return value.isPresent() ? with(option, value.get()) : this;
    }

    MssqlStatement build() {
      List<Object> binds = new ArrayList<>(headBinds);
      binds.addAll(optionBinds);
      String with = options.isEmpty() ? "" : " WITH " + String.join(", ", options);
      return new MssqlStatement(head + with, binds);
    }
  }
}
