package io.gds.database.jdbc;

/**
 * Makes a value of a row. Called while the statement runs: it must not keep the row, and should be
 * quick.
 *
 * @param <T> the value's type
 */
@FunctionalInterface
public interface RowReader<T> {
  /** The value of this row. */
  T read(Row row);
}
