package io.gds.database.jdbc;

import io.gds.database.core.StepContext;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Statements and their answers. Every statement is read to its end, further results included, since
 * servers report errors late; each ends in time, or when the step it belongs to is cancelled; and
 * each failure arrives as a typed {@link io.gds.database.error.DatabaseException}:
 *
 * <ul>
 *   <li>TIMEOUT if it did not end in time and was cancelled on the server;
 *   <li>CANCELLED if its step was cancelled;
 *   <li>CONNECTION_LOST if the connection broke, or was dropped because the server did not even
 *       answer the cancel: what the statement did is then not known;
 *   <li>else by the platform's {@link ErrorTable}.
 * </ul>
 *
 * <p>What {@link #query} and {@link #first} ask outside of a step, on a connection of the pool that
 * turns out to be broken, they ask once more on a fresh one: they are for reading. Nothing else is
 * ever sent again.
 *
 * <p>Statements are logged at DEBUG as they are written, bound values never. Without bound values
 * the text is sent as it is, so that a {@code ?} in it stands for itself.
 */
public interface Sql {
  /** All rows of the first result, read one by one. Meant for results that fit into memory. */
  <T> List<T> query(String sql, RowReader<T> reader, @Nullable Object... binds);

  /** The first row of the first result, if it has any. */
  <T> Optional<T> first(String sql, RowReader<T> reader, @Nullable Object... binds);

  /**
   * Gives each row of the first result to the consumer, holding only some in memory at a time where
   * the driver can do that (PostgreSQL: only in a transaction).
   */
  void forEach(String sql, Consumer<Row> consumer, @Nullable Object... binds);

  /** The same with the rows of all results, for statements that answer with any number of them. */
  void forEachOfAll(String sql, Consumer<Row> consumer, @Nullable Object... binds);

  /** Runs a statement and returns the number of rows changed, over all its parts. */
  long update(String sql, @Nullable Object... binds);

  /** Runs a statement and returns the rows changed with the messages that came along. */
  SqlAnswer execute(String sql, @Nullable Object... binds);

  /** Runs several statements written one after the other, separated by semicolons. */
  void script(String sql);

  /**
   * The same for the work of a step: statements stop when the step is cancelled or its deadline
   * passes, and have no time-out of their own.
   */
  Sql during(StepContext step);

  /** The same with another time-out for each statement. */
  Sql timeout(Duration timeout);

  /**
   * The same for statements that hold a secret: logs and errors show this text in the statement's
   * place, and none of the driver's words, which may quote it.
   */
  Sql showing(String text);
}
