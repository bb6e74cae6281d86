package io.gds.database.backup;

/** How far a backup is proved. Each level includes those before it. */
public enum VerifyLevel {
  /** The manifest or header is readable and fits the archive's size and platform. */
  MANIFEST,
  /** Every byte is the one that was written, and the archive's own structure is whole. */
  ARCHIVE,
  /** It was restored under a temporary name, which was dropped again. */
  RESTORE,
  /** It was restored, and the platform's consistency check found nothing. */
  RESTORE_AND_CHECK
}
