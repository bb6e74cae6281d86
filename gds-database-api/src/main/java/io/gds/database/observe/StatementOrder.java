package io.gds.database.observe;

/** By what statements are ranked, the most first. */
public enum StatementOrder {
  /** All their time together. */
  TOTAL_TIME,
  /** The time of one call. */
  MEAN_TIME,
  /** How often they were called. */
  CALLS,
  /** How many rows they returned or changed. */
  ROWS,
  /** How much they read that was not in memory. */
  READS,
  /** Their processor time. */
  CPU_TIME
}
