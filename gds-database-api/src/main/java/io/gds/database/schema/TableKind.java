package io.gds.database.schema;

/** What a table is. Every native kind maps to one of these. */
public enum TableKind {
  /** A table. */
  TABLE,
  /** A table whose rows lie in its partitions. */
  PARTITIONED_TABLE,
  /** A stored query. */
  VIEW,
  /** A stored query with its stored result. */
  MATERIALIZED_VIEW,
  /** A table whose rows lie elsewhere. */
  EXTERNAL_TABLE,
  /** A table of one session. */
  TEMPORARY_TABLE,
  /** A table made by a module or program. */
  VIRTUAL_TABLE,
  /** A collection of documents. */
  COLLECTION,
  /** A collection of measurements. */
  TIME_SERIES,
  /** What this version does not know. */
  OTHER
}
