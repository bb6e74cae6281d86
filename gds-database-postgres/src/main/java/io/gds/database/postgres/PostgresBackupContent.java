package io.gds.database.postgres;

/** What of a database goes into a logical backup. */
public enum PostgresBackupContent {
  /** Definitions and rows. */
  ALL,
  /** Rows only: to be put into tables that exist. */
  DATA_ONLY,
  /** Definitions only. */
  SCHEMA_ONLY
}
