package io.gds.database.jdbc;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What is made of a statement's answer: it gets each row, mostly of the first result, then the
 * rest.
 */
abstract class Intake<R extends @Nullable Object> {
  /** Rows to be held at a time; 0 leaves it to the driver. */
  int fetchSize() {
    return 0;
  }

  /** Whether rows are wanted at all; a statement that changes something is never left half-read. */
  boolean readsRows() {
    return true;
  }

  /** Whether the rows of all results are wanted, not those of the first only. */
  boolean readsAll() {
    return false;
  }

  /**
   * Forgets what it has been given, so that a question can be asked again; false if it cannot, or
   * if it is no question.
   */
  boolean beginAgain() {
    return false;
  }

  abstract void row(Row row);

  abstract R end(long updated, List<SqlMessage> messages);

  static <T> Intake<List<T>> list(RowReader<T> reader) {
    return new Intake<>() {
      private final List<T> values = new ArrayList<>();

      @Override
      boolean beginAgain() {
        values.clear();
        return true;
      }

      @Override
      void row(Row row) {
        values.add(reader.read(row));
      }

      @Override
      List<T> end(long updated, List<SqlMessage> messages) {
        return values;
      }
    };
  }

  static <T> Intake<Optional<T>> first(RowReader<T> reader) {
    return new Intake<>() {
      private @Nullable T value;

      @Override
      boolean beginAgain() {
        value = null;
        return true;
      }

      @Override
      void row(Row row) {
        if (value == null) {
          value = reader.read(row);
        }
      }

      @Override
      Optional<T> end(long updated, List<SqlMessage> messages) {
        return Optional.ofNullable(value);
      }
    };
  }

  static Intake<Boolean> each(Consumer<Row> consumer, boolean all) {
    return new Intake<>() {
      @Override
      boolean readsAll() {
        return all;
      }

      @Override
      int fetchSize() {
        return 1_000;
      }

      @Override
      void row(Row row) {
        consumer.accept(row);
      }

      @Override
      Boolean end(long updated, List<SqlMessage> messages) {
        return true;
      }
    };
  }

  static Intake<SqlAnswer> answer() {
    return new Intake<>() {
      @Override
      boolean readsRows() {
        return false;
      }

      @Override
      void row(Row row) {
        throw new AssertionError("rows are not wanted");
      }

      @Override
      SqlAnswer end(long updated, List<SqlMessage> messages) {
        return new SqlAnswer(updated, messages);
      }
    };
  }
}
