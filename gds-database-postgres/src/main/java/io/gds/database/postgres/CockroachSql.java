package io.gds.database.postgres;

import io.gds.database.jdbc.LengthUnit;
import io.gds.database.jdbc.Quoting;

/**
 * How names and texts are written into CockroachDB's SQL.
 *
 * @see <a href="https://www.cockroachlabs.com/docs/stable/keywords-and-identifiers">Keywords and
 *     identifiers</a>
 */
final class CockroachSql {
  /** The server knows no limit for names; what is longer than this is none. */
  static final Quoting NAMES = new Quoting('"', '"', 65_535, LengthUnit.BYTES);

  /** What reads that may be a little old read as of: what no running transaction can hold up. */
  static final String EARLIER = " AS OF SYSTEM TIME follower_read_timestamp()";

  private CockroachSql() {}

  /** A name. */
  static String name(String name) {
    return NAMES.quote(name);
  }

  /** A text where nothing can be bound. */
  static String literal(String text) {
    return PostgresSql.literal(text);
  }

  /** A long statement. */
  static String text(String resource) {
    return PostgresSql.text("cockroach-" + resource);
  }
}
