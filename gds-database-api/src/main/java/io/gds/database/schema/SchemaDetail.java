package io.gds.database.schema;

/** What costs extra to read about tables, and is read only when asked for. */
public enum SchemaDetail {
  /** Their columns. */
  COLUMNS,
  /** Their indexes. */
  INDEXES,
  /** Their keys and other constraints. */
  CONSTRAINTS,
  /** An estimate of their rows. */
  ROWS,
  /** Their sizes in bytes. */
  SIZES,
  /** The text that defines them. */
  DEFINITIONS
}
