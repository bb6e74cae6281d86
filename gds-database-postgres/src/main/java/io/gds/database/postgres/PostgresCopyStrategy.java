package io.gds.database.postgres;

import java.util.Locale;

/**
 * How the server copies a template.
 *
 * @see <a
 *     href="https://www.postgresql.org/docs/current/sql-createdatabase.html#CREATE-DATABASE-STRATEGY">CREATE
 *     DATABASE</a>
 */
public enum PostgresCopyStrategy {
  /** Block by block through the write-ahead log: best for small templates. */
  WAL_LOG,
  /** File by file between two checkpoints: best for large ones. */
  FILE_COPY;

  String sql() {
    return name().toLowerCase(Locale.ROOT);
  }
}
