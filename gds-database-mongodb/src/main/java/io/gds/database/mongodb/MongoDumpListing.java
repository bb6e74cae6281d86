package io.gds.database.mongodb;

import com.mongodb.client.MongoClient;
import io.gds.database.connection.DatabaseType;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bson.BsonBinary;
import org.bson.BsonDocument;
import org.bson.BsonString;

/** What of a server is dumped: collections, views and time series, but not its own work. */
final class MongoDumpListing {
  /** Of a cluster's own database these are data; the others are its work. */
  private static final Set<String> CONFIGURATION =
      Set.of("chunks", "collections", "databases", "settings", "shards", "tags", "version");

  private static final String ADMIN = "admin";
  private static final String CONFIG = "config";

  private final MongoClient client;
  private final MongoVersion version;
  private final MongoDumpWish wish;

  MongoDumpListing(MongoClient client, MongoVersion version, MongoDumpWish wish) {
    this.client = client;
    this.version = version;
    this.wish = wish;
  }

  /** All that is wanted, with options and indexes; the lists first. */
  List<MongoDumpItem> items() {
    List<MongoDumpItem> items = new ArrayList<>();
    if (wish.lists()) {
      for (String database : wish.databases()) {
        items.add(MongoDumpItem.list(database, MongoDumpItem.USERS));
        items.add(MongoDumpItem.list(database, MongoDumpItem.ROLES));
        items.add(MongoDumpItem.list(database, MongoDumpItem.FORM));
      }
    }
    databases().forEach(database -> collections(database).forEach(items::add));
    return items;
  }

  private List<String> databases() {
    if (!wish.databases().isEmpty()) {
      return wish.databases();
    }
    List<String> all =
        MongoSent.as("listDatabases", () -> client.listDatabaseNames().into(new ArrayList<>()));
    all.remove("local");
    all.sort(Comparator.naturalOrder());
    return all;
  }

  private List<MongoDumpItem> collections(String database) {
    List<MongoDumpItem> items = new ArrayList<>();
    List<BsonDocument> listed =
        MongoSent.as(
            "listCollections",
            () ->
                client
                    .getDatabase(database)
                    .listCollections(BsonDocument.class)
                    .batchSize(1_000)
                    .into(new ArrayList<>()));
    for (BsonDocument each : listed) {
      MongoNamespace namespace = new MongoNamespace(database, each.getString("name").getValue());
      requireNoResharding(namespace);
      if (!isPassedOver(namespace) && wish.wanted().test(namespace)) {
        items.add(item(namespace, each));
      }
    }
    items.sort(Comparator.comparing(item -> item.namespace().collection()));
    return items;
  }

  /** What is sharded anew is in two places, and the oplog cannot tell which counts. */
  private void requireNoResharding(MongoNamespace namespace) {
    boolean broken =
        wish.consistency() == MongoDumpWish.Consistency.OPLOG
            && MongoOplogSlice.isResharding(namespace);
    if (broken) {
      throw ErrorDetails.of(ErrorCode.WRONG_STATE, "a collection is being sharded anew")
          .platform(DatabaseType.MONGODB.id())
          .target(namespace.toString())
          .remedy("Back up when that has ended.")
          .toException();
    }
  }

  private MongoDumpItem item(MongoNamespace namespace, BsonDocument listed) {
    BsonDocument options = listed.getDocument("options", new BsonDocument());
    Optional<String> type =
        listed.get("type") instanceof BsonString text
            ? Optional.of(text.getValue())
            : Optional.empty();
    boolean view = MongoDumpItem.Kind.of(type, options) == MongoDumpItem.Kind.VIEW;
    return MongoDumpItem.of(
        namespace,
        new MongoCollectionMetadata(
            options,
            view ? List.of() : indexes(namespace),
            uuid(listed),
            Optional.of(namespace.collection()),
            type),
        !version.isAtLeast(8, 3));
  }

  private List<BsonDocument> indexes(MongoNamespace namespace) {
    return MongoSent.as(
        "listIndexes",
        () ->
            client
                .getDatabase(namespace.database())
                .getCollection(namespace.collection())
                .listIndexes(BsonDocument.class)
                .into(new ArrayList<>()));
  }

  private static Optional<String> uuid(BsonDocument listed) {
    return listed.getDocument("info", new BsonDocument()).get("uuid") instanceof BsonBinary uuid
        ? Optional.of(HexFormat.of().formatHex(uuid.getData()))
        : Optional.empty();
  }

  private boolean isPassedOver(MongoNamespace namespace) {
    String name = namespace.collection();
    // What a killed restore has left is no part of the database; but of one that goes on the oplog
    // tells, and gives it its name later.
    boolean left =
        MongoRestoreItems.isUnfinished(name)
            && wish.consistency() != MongoDumpWish.Consistency.OPLOG;
    if (name.contains("$") || left) {
      return true;
    }
    return switch (namespace.database()) {
      case ADMIN -> name.equals("system.keys");
      case CONFIG -> !isAlone() && !CONFIGURATION.contains(name);
      default -> name.startsWith("system.") && !name.equals("system.js");
    };
  }

  private boolean isAlone() {
    return wish.databases().size() == 1;
  }
}
