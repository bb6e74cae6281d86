package io.gds.database.observe;

/** How grave a log entry is, the least first. Every native level maps to one of these. */
public enum LogLevel {
  /** The server does not tell. */
  UNKNOWN,
  /** Details of a single step. */
  TRACE,
  /** For developers. */
  DEBUG,
  /** What happens. */
  INFO,
  /** What happens and may be of interest. */
  NOTICE,
  /** What may become a problem. */
  WARNING,
  /** A statement or task failed. */
  ERROR,
  /** A session, or the server, had to end. */
  FATAL;

  /** Whether it is as grave as another, or graver; an unknown one may be, and so counts as such. */
  public boolean isAtLeast(LogLevel other) {
    return this == UNKNOWN || compareTo(other) >= 0;
  }
}
