package io.gds.database.sqlite;

import org.sqlite.SQLiteJDBCLoader;

/** The versions of the embedded library and of its driver. */
final class SqliteVersions {
  private SqliteVersions() {}

  /** SQLite's version. The driver's begins with it. */
  static String library() {
    String[] parts = driver().split("\\.", -1);
    return parts.length < 3 ? driver() : parts[0] + "." + parts[1] + "." + parts[2];
  }

  /** The driver's version. */
  static String driver() {
    return SQLiteJDBCLoader.getVersion();
  }
}
