package io.gds.database.testkit.wire;

/** How a statement ended. */
sealed interface SnowflakeEnd {
  /**
   * It went well; every statement has rows.
   *
   * @param kind of the statement, see {@link SnowflakeKinds}
   * @param state of its session, then
   */
  record Rows(WireAnswer.Rows rows, long kind, SnowflakeState state) implements SnowflakeEnd {}

  /** It did not. */
  record Failed(WireAnswer.Failure failure) implements SnowflakeEnd {}

  /** What stands before the server says so, which has not heard of it. */
  record Turned(int status, String text) implements SnowflakeEnd {}

  /** The connection is closed without a word. */
  record Dropped() implements SnowflakeEnd {}
}
