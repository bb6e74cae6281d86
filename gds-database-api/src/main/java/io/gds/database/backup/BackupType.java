package io.gds.database.backup;

/** What a backup holds. Each platform says which of these it makes. */
public enum BackupType {
  /** The whole database or server, page by page. */
  FULL,
  /** What changed since the last full backup. */
  DIFFERENTIAL,
  /** What changed since the last backup of any kind. */
  INCREMENTAL,
  /** The transaction log since the last log backup. */
  LOG,
  /** An instant kept by the platform itself: a snapshot or zero-copy clone. */
  SNAPSHOT,
  /** Definitions and rows, to be written anew on restore. */
  LOGICAL
}
