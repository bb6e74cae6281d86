package io.gds.database.mongodb;

import java.util.Arrays;

/** Which operations the profiler of a database keeps. */
public enum MongoProfilingLevel {
  /** None; slow ones are only logged. */
  OFF(0),
  /** Those that are slow, or that a filter picks. */
  SLOW(1),
  /** All. */
  ALL(2);

  private final int number;

  MongoProfilingLevel(int number) {
    this.number = number;
  }

  int number() {
    return number;
  }

  /** By the server's number; one that is not known counts as all. */
  static MongoProfilingLevel of(long number) {
    return Arrays.stream(values()).filter(level -> level.number == number).findFirst().orElse(ALL);
  }
}
