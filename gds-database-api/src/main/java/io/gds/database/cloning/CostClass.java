package io.gds.database.cloning;

/** How the cost of a clone grows. */
public enum CostClass {
  /** With the number of objects, whatever their size. */
  METADATA,
  /** With the size of the data, inside the server. */
  SERVER_COPY,
  /** With the size of the data, through a client or a backup. */
  FULL_COPY
}
