package io.gds.database.mongodb;

import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;

/**
 * What this user may do, as the server lists it: by one command, and a second where nobody is
 * logged in, which tells whether anybody has to be.
 *
 * @param unlimited whether the server asks nobody who they are
 * @param users whom this connection is logged in as
 * @param privileges what was granted
 * @see <a
 *     href="https://www.mongodb.com/docs/manual/reference/command/connectionStatus/">connectionStatus</a>
 */
record MongoRights(boolean unlimited, List<MongoPrincipal> users, List<Privilege> privileges) {
  private static final String ANY_ACTION = "anyAction";

  /**
   * Actions on a resource.
   *
   * @param cluster whether it is the cluster
   * @param any whether it is everything there is
   * @param database of collections; empty means all
   * @param collection empty means all
   */
  record Privilege(
      boolean cluster, boolean any, String database, String collection, Set<String> actions) {
    static Privilege of(BsonDocument document) {
      BsonDocument resource =
          MongoValues.document(document, "resource").orElseGet(BsonDocument::new);
      return new Privilege(
          MongoValues.truth(resource, "cluster").orElse(false),
          MongoValues.truth(resource, "anyResource").orElse(false),
          MongoValues.text(resource, "db").orElse(""),
          MongoValues.text(resource, "collection").orElse(""),
          MongoValues.texts(document, "actions").stream().collect(Collectors.toUnmodifiableSet()));
    }

    private boolean has(MongoAction action) {
      return actions.contains(action.action()) || actions.contains(ANY_ACTION);
    }

    /** Whether it is about all collections of a database. */
    private boolean isOf(String name) {
      return any
          || (!cluster && collection.isEmpty() && (database.isEmpty() || database.equals(name)));
    }
  }

  MongoRights {
    users = List.copyOf(users);
    privileges = List.copyOf(privileges);
  }

  /** Reads them now. */
  static MongoRights read(MongoContext context) {
    return read(context, () -> isOpen(context));
  }

  /**
   * Reads them now, by one command.
   *
   * @param answered whether the server has just answered something that it tells only those whom it
   *     knows, or everybody if it asks nobody
   */
  static MongoRights read(MongoContext context, boolean answered) {
    return read(context, () -> answered);
  }

  private static MongoRights read(MongoContext context, BooleanSupplier open) {
    BsonDocument status =
        context
            .commands()
            .anywhere()
            .admin(
                MongoCommands.command("connectionStatus")
                    .append("showPrivileges", BsonBoolean.TRUE));
    List<MongoPrincipal> users =
        MongoValues.documents(status, "authInfo", "authenticatedUsers").stream()
            .map(user -> MongoPrincipal.read(user, "user"))
            .toList();
    return new MongoRights(
        users.isEmpty() && open.getAsBoolean(),
        users,
        MongoValues.documents(status, "authInfo", "authenticatedUserPrivileges").stream()
            .map(Privilege::of)
            .toList());
  }

  /** Where authorization is on, nobody without a name may ask for databases. */
  private static boolean isOpen(MongoContext context) {
    try {
      context.readings().exists("admin");
      return true;
    } catch (DatabaseException e) {
      if (e.code() == ErrorCode.PERMISSION_DENIED) {
        return false;
      }
      throw e;
    }
  }

  /** Whether it may be done to the server as a whole. */
  boolean onCluster(MongoAction action) {
    return unlimited
        || privileges.stream().anyMatch(each -> (each.cluster || each.any) && each.has(action));
  }

  /** Whether it may be done to all collections of a database. */
  boolean onDatabase(MongoAction action, String database) {
    return unlimited
        || privileges.stream().anyMatch(each -> each.isOf(database) && each.has(action));
  }

  /** Whether it may be done to one collection. */
  boolean onCollection(MongoAction action, String database, String collection) {
    return onDatabase(action, database)
        || privileges.stream()
            .anyMatch(
                each ->
                    !each.cluster
                        && each.collection.equals(collection)
                        && (each.database.isEmpty() || each.database.equals(database))
                        && each.has(action));
  }
}
