package io.gds.database.connection;

import java.util.Arrays;

/**
 * A secret's characters, wiped when closed. Held only between fetching it and opening a connection.
 * Thread-safe.
 */
public final class Secret implements AutoCloseable {
  private final char[] chars;
  private boolean closed;

  private Secret(char[] chars) {
    this.chars = chars;
  }

  /** Takes a copy; the caller stays responsible for wiping its own array. */
  public static Secret copyOf(char[] chars) {
    return new Secret(chars.clone());
  }

  /**
   * A copy of the characters, to be wiped by the caller.
   *
   * @throws IllegalStateException after {@link #close()}
   */
  public synchronized char[] chars() {
    if (closed) {
      throw new IllegalStateException("the secret has been wiped");
    }
    return chars.clone();
  }

  /** A secret of its own with the same characters, leaving no copy unwiped in between. */
  Secret copy() {
    return new Secret(chars());
  }

  /** Wipes the characters. Idempotent. */
  @Override
  public synchronized void close() {
    Arrays.fill(chars, '\0');
    closed = true;
  }

  @Override
  public String toString() {
    return "<hidden>";
  }
}
