package io.gds.database.mongodb;

import io.gds.database.core.StepContext;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bson.BsonDocument;
import org.bson.BsonInt32;

/**
 * What a clone has made so far, where it is made. If it fails, what it made itself is dropped
 * again, and nothing else: a database that holds nothing more is gone by that. Thread-safe.
 */
final class MongoCloneMade {
  private final MongoContext to;
  private final String database;
  private final String node;

  /** Names, and whether it is sure that this run made them. */
  private final Map<String, Boolean> made = new LinkedHashMap<>();

  /**
   * Nothing yet.
   *
   * @param node what the server is called, for people
   */
  MongoCloneMade(MongoContext to, String database, String node) {
    this.to = to;
    this.database = database;
    this.node = node;
  }

  /** Makes a collection or a view. */
  void create(MongoStep create, StepContext step) {
    String name = create.command().getString("create").getValue();
    try {
      to.commands().during(step).run(database, create.command());
      add(name, true);
    } catch (DatabaseException e) {
      switch (e.code()) {
        // Done on the primary, whatever the other members do.
        case OUTCOME_UNKNOWN -> add(name, true);
        case CONNECTION_LOST, CANCELLED, TIMEOUT -> add(name, false);
        default -> {
          // Refused, as where somebody else has made it: it is not this run's.
        }
      }
      throw e;
    }
  }

  private synchronized void add(String name, boolean sure) {
    made.put(name, sure);
  }

  /** Makes one anew that could not be filled. */
  void createAgain(MongoStep create, StepContext step) {
    drop(create.command().getString("create").getValue());
    create(create, step);
  }

  private void drop(String name) {
    try {
      to.commands()
          .run(
              database,
              MongoCommands.command("drop", name)
                  .append("writeConcern", MongoRestoreWish.USUAL.writeConcern().asDocument()));
    } catch (DatabaseException e) {
      // Servers before 7.0 refuse to drop what is not there.
      if (e.code() != ErrorCode.NOT_FOUND) {
        throw e;
      }
    }
  }

  /**
   * Drops all that this run made. Of what it only asked for and got no answer about, what holds no
   * document is dropped.
   */
  synchronized void discard() {
    List<String> names = new ArrayList<>(made.keySet());
    for (int i = names.size() - 1; i >= 0; i--) {
      String name = names.get(i);
      if (Boolean.TRUE.equals(made.get(name)) || isEmpty(name)) {
        drop(name);
        made.remove(name);
      }
    }
  }

  private boolean isEmpty(String name) {
    BsonDocument command =
        MongoCommands.command("find", name)
            .append("limit", new BsonInt32(1))
            .append("projection", new BsonDocument("_id", new BsonInt32(1)));
    return to.commands().all(database, command).isEmpty();
  }

  /** It is whole, and nobody's to be dropped. */
  synchronized void keep() {
    made.clear();
  }

  /** What could not be dropped, for people. */
  synchronized Optional<String> left() {
    return made.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "Of the unfinished clone \""
                + database
                + "\" on "
                + node
                + " these collections may be left, drop them: "
                + String.join(", ", made.keySet())
                + ".");
  }
}
