package io.gds.database.operation;

/** What a progress figure counts. */
public enum ProgressUnit {
  /** Bytes. */
  BYTES,
  /** Database pages. */
  PAGES,
  /** Rows. */
  ROWS,
  /** Documents. */
  DOCUMENTS,
  /** Tables, collections, files or other objects. */
  OBJECTS,
  /** Hundredths, where the server tells no more. */
  PERCENT,
  /** Steps of the operation. */
  STEPS
}
