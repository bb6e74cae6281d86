package io.gds.database.mongodb;

import com.mongodb.MongoException;
import io.gds.database.error.DatabaseException;
import java.util.function.Supplier;

/** Remembers which command it was that the driver threw for, so that the error can say so. */
final class MongoSent extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String command;
  private final MongoException thrown;

  private MongoSent(String command, MongoException thrown) {
    super(thrown);
    this.command = command;
    this.thrown = thrown;
  }

  /** Does something that sends a command. */
  static <T> T as(String command, Supplier<T> work) {
    try {
      return work.get();
    } catch (MongoException e) {
      throw new MongoSent(command, e);
    }
  }

  /**
   * Does work, and translates what the driver throws.
   *
   * @param usual what was sent if nobody remembered
   * @throws DatabaseException as the work does
   */
  static <T> T translated(MongoContext context, String usual, Supplier<T> work) {
    try {
      return work.get();
    } catch (MongoSent e) {
      throw context.commands().translated(e.thrown, e.command);
    } catch (MongoException e) {
      throw context.commands().translated(e, usual);
    }
  }
}
