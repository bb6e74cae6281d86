package io.gds.database.jdbc;

import java.sql.SQLException;

/**
 * Carries the driver's exception out of a row reader, to be translated with the statement known.
 */
final class SqlFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final SQLException exception;

  SqlFailure(SQLException exception) {
    super(exception.getMessage(), exception, false, false);
    this.exception = exception;
  }

  SQLException exception() {
    return exception;
  }
}
