package io.gds.database.postgres;

import io.gds.database.jdbc.LengthUnit;
import io.gds.database.jdbc.Quoting;
import io.gds.database.jdbc.SqlResources;

/** How names and texts are written into PostgreSQL's SQL, and where the long statements lie. */
final class PostgresSql {
  /** Names have at most 63 bytes: the server cuts longer ones without an error. */
  static final Quoting NAMES = new Quoting('"', '"', 63, LengthUnit.BYTES);

  /** The form with escapes means the same whatever standard_conforming_strings says. */
  private static final Quoting TEXTS = NAMES.literalPrefix("E").backslashEscapes();

  private static final SqlResources STATEMENTS = SqlResources.of(PostgresSql.class);

  private PostgresSql() {}

  /** A name, or a qualified one by its parts. */
  static String name(String name, String... more) {
    return more.length == 0 ? NAMES.quote(name) : NAMES.quote(name, more);
  }

  /** A text where nothing can be bound. */
  static String literal(String text) {
    return TEXTS.literal(text);
  }

  /** A long statement. */
  static String text(String resource) {
    return STATEMENTS.text(resource);
  }
}
