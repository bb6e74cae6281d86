package io.gds.database.testkit.fault;

import java.util.Objects;

/** A fault that waits for a number of bytes, or for certain ones. Guarded by its {@link Faults}. */
final class Armed {
  private final Fault fault;
  private final Direction direction;
  private final byte[] pattern;
  private long left;

  Armed(Fault fault, Direction direction, long bytes) {
    this(fault, direction, bytes, new byte[0]);
    if (bytes < 0) {
      throw new IllegalArgumentException("a negative number of bytes: " + bytes);
    }
  }

  Armed(Fault fault, Direction direction, byte[] pattern) {
    this(fault, direction, 0, pattern.clone());
    if (pattern.length == 0) {
      throw new IllegalArgumentException("no bytes to wait for");
    }
  }

  private Armed(Fault fault, Direction direction, long bytes, byte[] pattern) {
    this.fault = Objects.requireNonNull(fault, "fault");
    this.direction = Objects.requireNonNull(direction, "direction");
    this.left = bytes;
    this.pattern = pattern;
    if (fault == Fault.SWALLOW_REPLY && direction != Direction.TO_SERVER) {
      throw new IllegalArgumentException("an answer is swallowed to what goes to the server");
    }
  }

  Fault fault() {
    return fault;
  }

  Direction direction() {
    return direction;
  }

  int patternLength() {
    return pattern.length;
  }

  /**
   * Where in a chunk it strikes, so many bytes before are forwarded; -1 if not in this chunk. A
   * pattern that began in an earlier chunk strikes at 0.
   *
   * @param seen what passed before on this connection, as much as the longest pattern needs
   */
  int strikesAt(byte[] seen, byte[] chunk) {
    if (pattern.length == 0) {
      return left <= chunk.length ? (int) left : -1;
    }
    byte[] all = new byte[seen.length + chunk.length];
    System.arraycopy(seen, 0, all, 0, seen.length);
    System.arraycopy(chunk, 0, all, seen.length, chunk.length);
    // A match that lies wholly in what was seen before has passed when it was armed.
    int first = Math.max(0, seen.length - pattern.length + 1);
    for (int at = first; at <= all.length - pattern.length; at++) {
      if (matches(all, at)) {
        return Math.max(0, at - seen.length);
      }
    }
    return -1;
  }

  /** So many bytes are forwarded, and it has not struck. */
  void passed(int bytes) {
    left = Math.max(0, left - bytes);
  }

  private boolean matches(byte[] all, int at) {
    for (int i = 0; i < pattern.length; i++) {
      if (all[at + i] != pattern[i]) {
        return false;
      }
    }
    return true;
  }
}
