package io.gds.database.mongodb;

/** Which operations the profiler of a database keeps. */
public enum MongoProfilingLevel {
  /** None; slow ones are only logged. */
  OFF,
  /** Those that are slow, or that a filter picks. */
  SLOW,
  /** All. */
  ALL;

  int number() {
    return ordinal();
  }
}
