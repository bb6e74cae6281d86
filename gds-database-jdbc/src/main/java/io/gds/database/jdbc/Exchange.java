package io.gds.database.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One statement: sent with what is bound to it, and its answer read to the end. The only class that
 * touches JDBC's statements; {@link SqlExecutor} watches it and says what its failures mean. Used
 * once, by one thread.
 */
final class Exchange<R extends @Nullable Object> {
  private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);

  private final Bounds bounds;
  private final Intake<R> intake;
  private final boolean driverTimeouts;
  private final boolean byUpdate;
  private final String sql;
  private final @Nullable Object[] binds;
  private boolean unclean;

  /**
   * An exchange to be run.
   *
   * @param driverTimeouts whether the driver is told how long it may take
   * @param byUpdate whether it is a script that the driver takes by {@code executeUpdate} only
   */
  Exchange(
      Bounds bounds,
      Intake<R> intake,
      boolean driverTimeouts,
      boolean byUpdate,
      String sql,
      @Nullable Object[] binds) {
    this.bounds = bounds;
    this.intake = intake;
    this.driverTimeouts = driverTimeouts;
    this.byUpdate = byUpdate;
    this.sql = sql;
    this.binds = binds;
  }

  /** Sends it and reads the answer; the call learns how to cancel it. */
  R run(Connection connection, Call call) throws SQLException {
    Statement statement =
        binds.length == 0 ? connection.createStatement() : connection.prepareStatement(sql);
    try {
      call.cancelledBy(statement::cancel);
      Duration timeout = bounds.timeout();
      if (driverTimeouts && timeout != null) {
        statement.setQueryTimeout(wholeSeconds(timeout));
      }
      if (intake.fetchSize() > 0) {
        statement.setFetchSize(intake.fetchSize());
      }
      return byUpdate
          ? intake.end(statement.executeUpdate(sql), SqlMessage.of(statement.getWarnings()))
          : drain(statement, execute(statement), call);
    } finally {
      close(statement);
    }
  }

  /** Whether it left something behind, so that the connection is not to be trusted. */
  boolean isUnclean() {
    return unclean;
  }

  /** Rounded up; what is longer than the driver can be told is as good as for ever. */
  private static int wholeSeconds(Duration timeout) {
    long millis = TimeUnit.MILLISECONDS.convert(timeout);
    return (int)
        Math.min(Integer.MAX_VALUE, Math.max(1, millis / 1000 + (millis % 1000 > 0 ? 1 : 0)));
  }

  private boolean execute(Statement statement) throws SQLException {
    if (!(statement instanceof PreparedStatement prepared) || binds.length == 0) {
      return statement.execute(sql);
    }
    for (int i = 0; i < binds.length; i++) {
      bind(prepared, i + 1, binds[i]);
    }
    return prepared.execute();
  }

  private static void bind(PreparedStatement statement, int index, @Nullable Object value)
      throws SQLException {
    if (value == null) {
      statement.setNull(index, Types.NULL);
    } else if (value instanceof String text) {
      statement.setString(index, text);
    } else if (value instanceof Long number) {
      statement.setLong(index, number);
    } else if (value instanceof Integer number) {
      statement.setInt(index, number);
    } else if (value instanceof byte[] bytes) {
      statement.setBytes(index, bytes);
    } else if (value instanceof Instant instant) {
      statement.setObject(index, instant.atOffset(ZoneOffset.UTC));
    } else {
      statement.setObject(index, value);
    }
  }

  /**
   * Reads the first result by the intake, or all that it wants, and everything after it for the
   * errors it may hold.
   */
  private R drain(Statement statement, boolean isRows, Call call) throws SQLException {
    boolean first = true;
    boolean rows = isRows;
    long updated = 0;
    while (true) {
      if (rows) {
        read(statement, call, first || intake.readsAll() ? intake : null);
        first = false;
      } else {
        long count = count(statement);
        if (count < 0) {
          return intake.end(updated, SqlMessage.of(statement.getWarnings()));
        }
        updated += count;
      }
      if (call.isAborted()) {
        throw new SQLException("the connection was dropped while the answer was being read");
      }
      rows = statement.getMoreResults();
    }
  }

  private static void read(Statement statement, Call call, @Nullable Intake<?> intake)
      throws SQLException {
    try (ResultSet results = statement.getResultSet()) {
      Row row = new Row(results);
      while (results.next()) {
        if (intake != null && intake.readsRows()) {
          throwIfStopped(call);
          intake.row(row);
        }
      }
    }
  }

  /** A cancel that found the driver idle between two rows has no error of its own. */
  private static void throwIfStopped(Call call) throws SQLException {
    if (call.stop() != null) {
      throw new SQLException("stopped while its answer was being read");
    }
  }

  private static long count(Statement statement) throws SQLException {
    try {
      return statement.getLargeUpdateCount();
    } catch (UnsupportedOperationException | SQLFeatureNotSupportedException e) {
      return statement.getUpdateCount();
    }
  }

  private void close(Statement statement) {
    try {
      statement.close();
    } catch (SQLException | RuntimeException e) {
      // Its answer has been read, or has failed already.
      unclean = true;
      LOG.debug("Closing a statement failed: {}", e.toString());
    }
  }
}
