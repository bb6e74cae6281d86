package io.gds.database;

/** What to do if the thing to be made exists already. */
public enum CreateMode {
  /** Refuse. The default. */
  ERROR,
  /** Leave it as it is. */
  IF_NOT_EXISTS,
  /** Drop it, with all its content, and make it anew. */
  REPLACE
}
