package io.gds.database.mongodb;

import com.mongodb.client.MongoClient;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;

/**
 * Users and roles are not inserted: they are put into collections beside, which a command of the
 * server made for that takes over. Needs the role {@code restore}.
 */
final class MongoAuthMerge {
  private static final String ADMIN = "admin";

  private final MongoClient client;
  private final MongoRestoreWish wish;
  private final String mark;

  /**
   * A merge.
   *
   * @param mark of this restore, for the names of what is beside
   */
  MongoAuthMerge(MongoClient client, MongoRestoreWish wish, String mark) {
    this.client = client;
    this.wish = wish;
    this.mark = mark;
  }

  /** Where a list is put meanwhile. */
  MongoNamespace beside(String list) {
    return new MongoNamespace(
        ADMIN,
        MongoRestoreItems.UNFINISHED + mark + "_" + list.substring(list.lastIndexOf('.') + 1));
  }

  /**
   * Takes over what lies beside.
   *
   * @param database whose users and roles they are
   */
  void merge(String database, boolean users, boolean roles) {
    if (!users && !roles) {
      return;
    }
    BsonDocument command = new BsonDocument("_mergeAuthzCollections", new BsonInt32(1));
    if (users) {
      command.append("tempUsersCollection", new BsonString(beside(MongoDumpItem.USERS).toString()));
    }
    if (roles) {
      command.append("tempRolesCollection", new BsonString(beside(MongoDumpItem.ROLES).toString()));
    }
    command
        .append("drop", BsonBoolean.valueOf(wish.overwrite()))
        // None means those of all databases, as for whom admin holds them.
        .append("db", new BsonString(database.equals(ADMIN) ? "" : database))
        .append("writeConcern", wish.writeConcern().asDocument());
    MongoSent.as(command.getFirstKey(), () -> client.getDatabase(ADMIN).runCommand(command));
  }

  /** Removes what lies beside. */
  void discard() {
    for (String list : java.util.List.of(MongoDumpItem.USERS, MongoDumpItem.ROLES)) {
      client.getDatabase(ADMIN).getCollection(beside(list).collection()).drop();
    }
  }
}
