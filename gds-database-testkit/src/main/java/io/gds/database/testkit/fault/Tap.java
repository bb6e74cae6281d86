package io.gds.database.testkit.fault;

/**
 * Sees what a {@link FaultProxy} forwards, to count or to read it. Called by several threads, and
 * must not throw.
 */
@FunctionalInterface
public interface Tap {
  /**
   * Called just before bytes are forwarded: those of one connection and direction in their order,
   * by one thread.
   *
   * @param connection the connection's number, from 1 in the order of acceptance
   * @param bytes what will be forwarded, the tap's own copy
   */
  void forwards(long connection, Direction direction, byte[] bytes);
}
