package io.gds.database.testkit.wire;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A type of PostgreSQL, or an array of it. */
record PostgresType(PostgresScalar scalar, boolean array) {
  private static final Map<String, PostgresScalar> NAMED = new LinkedHashMap<>();

  static {
    for (PostgresScalar scalar : PostgresScalar.values()) {
      scalar.names().forEach(name -> NAMED.put(name, scalar));
    }
  }

  /**
   * The type of this name, such as {@code int8} or {@code text[]}; CockroachDB's names are known
   * too. {@code int} is not: it has four bytes here and eight there.
   *
   * @throws IllegalArgumentException for any other
   */
  static PostgresType named(String name) {
    String wanted = name.strip().toLowerCase(Locale.ROOT);
    boolean array = wanted.endsWith("[]");
    String element = array ? wanted.substring(0, wanted.length() - 2).strip() : wanted;
    PostgresScalar scalar = NAMED.get(element);
    if (scalar != null) {
      return new PostgresType(scalar, array);
    }
    throw new IllegalArgumentException(
        "the peer knows no type " + name + "; it knows, with [] for arrays, " + NAMED.keySet());
  }

  /** The type of this number; none if it is 0 or unknown. */
  static @Nullable PostgresType of(int oid) {
    for (PostgresScalar scalar : PostgresScalar.values()) {
      if (scalar.oid() == oid || scalar.arrayOid() == oid) {
        return new PostgresType(scalar, scalar.arrayOid() == oid);
      }
    }
    return null;
  }

  int oid() {
    return array ? scalar.arrayOid() : scalar.oid();
  }

  int length() {
    return array ? -1 : scalar.length();
  }

  PostgresType element() {
    return new PostgresType(scalar, false);
  }

  @Override
  public String toString() {
    return scalar.names().get(0) + (array ? "[]" : "");
  }
}
