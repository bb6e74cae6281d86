package io.gds.database.sqlite;

/** In which encoding a database keeps its texts. Settled when the database is made. */
public enum SqliteEncoding {
  /** UTF-8, SQLite's default. */
  UTF_8("UTF-8"),
  /** UTF-16, little-endian. */
  UTF_16LE("UTF-16le"),
  /** UTF-16, big-endian. */
  UTF_16BE("UTF-16be");

  private final String pragma;

  SqliteEncoding(String pragma) {
    this.pragma = pragma;
  }

  /** As {@code PRAGMA encoding} writes it. */
  public String pragma() {
    return pragma;
  }
}
