package io.gds.database.jdbc;

import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.SQLException;

/**
 * Keeps the pool underneath from logging the driver's words about a statement that holds a secret.
 * It logs an exception when it gives a connection up for broken; for such statements the executor
 * gives the connection up itself, without a word.
 */
final class Discretion implements SQLExceptionOverride {
  private static final ThreadLocal<Boolean> SECRET = new ThreadLocal<>();

  Discretion() {}

  /** Notes that this thread begins a statement that holds a secret. */
  static void begin() {
    SECRET.set(true);
  }

  /** Notes that it has ended. */
  static void end() {
    SECRET.remove();
  }

  @java.lang.Override
  public Override adjudicate(SQLException exception) {
    return SECRET.get() == null ? Override.CONTINUE_EVICT : Override.DO_NOT_EVICT;
  }
}
