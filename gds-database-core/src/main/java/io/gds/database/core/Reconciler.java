package io.gds.database.core;

/** Asks the server, on a fresh connection, what became of a step whose answer was lost. */
@FunctionalInterface
public interface Reconciler {
  /** What the server says of the step. */
  enum Finding {
    /** It took effect. */
    DONE,
    /** It had no effect. */
    NOT_DONE,
    /** It cannot be told, or not yet. */
    UNKNOWN
  }

  /** Looks, and changes nothing. A failure counts as {@link Finding#UNKNOWN}. */
  Finding look() throws Exception;
}
