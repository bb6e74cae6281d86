package io.gds.database.sqlite;

/** How a database keeps its transactions whole, as far as its file remembers it. */
public enum SqliteJournalMode {
  /** A rollback journal beside the file while a transaction writes. SQLite's default. */
  DELETE,
  /** A write-ahead log beside the file: readers and a writer do not wait for each other. */
  WAL
}
