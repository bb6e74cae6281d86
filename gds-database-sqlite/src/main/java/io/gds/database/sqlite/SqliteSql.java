package io.gds.database.sqlite;

import io.gds.database.jdbc.LengthUnit;
import io.gds.database.jdbc.Quoting;
import io.gds.database.jdbc.SqlResources;

/** How names and texts are written into SQLite's SQL, and its longer statements. */
final class SqliteSql {
  private static final int MAX_NAME_BYTES = 1_000_000;

  static final Quoting QUOTING = new Quoting('"', '"', MAX_NAME_BYTES, LengthUnit.BYTES);
  static final SqlResources RESOURCES = SqlResources.of(SqliteSql.class);

  private SqliteSql() {}

  /** A name, quoted. */
  static String quote(String name) {
    return QUOTING.quote(name);
  }

  /** A text, quoted. */
  static String literal(String text) {
    return QUOTING.literal(text);
  }

  /** Sets a pragma to a number or keyword, which the caller has checked to be one. */
  static String pragma(String name, Object value) {
    return "PRAGMA " + name + " = " + value;
  }
}
