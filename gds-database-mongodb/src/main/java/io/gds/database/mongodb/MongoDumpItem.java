package io.gds.database.mongodb;

import java.util.Optional;
import org.bson.BsonDocument;
import org.bson.BsonString;

/**
 * One collection, view or time series of a dump, or one of the few lists that stand beside them.
 *
 * @param namespace what it is called
 * @param kind what it is
 * @param metadata options and indexes; without any for a list
 * @param data where its documents lie in the dump, which for time series may be elsewhere; empty
 *     where it has none
 */
record MongoDumpItem(
    MongoNamespace namespace,
    Kind kind,
    MongoCollectionMetadata metadata,
    Optional<MongoNamespace> data) {
  /** The users of a dumped database, the roles in it, and the form of both. */
  static final String USERS = "$admin.system.users";

  static final String ROLES = "$admin.system.roles";
  static final String FORM = "$admin.system.version";

  private static final MongoCollectionMetadata NONE =
      new MongoCollectionMetadata(
          new BsonDocument(),
          java.util.List.of(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  /** What an item is. */
  enum Kind {
    COLLECTION("collection"),
    VIEW("view"),
    TIMESERIES(MongoArchivePrelude.Entry.TIMESERIES),
    /** Users or roles of a database, which are kept in another one. */
    LIST("");

    private final String type;

    Kind(String type) {
      this.type = type;
    }

    /** As {@code listCollections} and the metadata of a dump call it. */
    String type() {
      return type;
    }

    /** What a type means; what old dumps do not tell is seen by the options. */
    static Kind of(Optional<String> type, BsonDocument options) {
      String known = type.orElse("");
      if (known.equals(VIEW.type) || options.get("viewOn") instanceof BsonString) {
        return VIEW;
      }
      return known.equals(TIMESERIES.type) || options.containsKey("timeseries")
          ? TIMESERIES
          : COLLECTION;
    }
  }

  /**
   * What is restored from the metadata.
   *
   * @param buckets whether the documents of a time series are its buckets, under their own name
   */
  static MongoDumpItem of(
      MongoNamespace namespace, MongoCollectionMetadata metadata, boolean buckets) {
    Kind kind = Kind.of(metadata.type(), metadata.options());
    Optional<MongoNamespace> data =
        switch (kind) {
          case VIEW -> Optional.empty();
          case TIMESERIES -> Optional.of(buckets ? namespace.buckets() : namespace);
          case COLLECTION, LIST -> Optional.of(namespace);
        };
    return new MongoDumpItem(namespace, kind, metadata, data);
  }

  /** Users or roles of a database. */
  static MongoDumpItem list(String database, String list) {
    MongoNamespace namespace = new MongoNamespace(database, list);
    return new MongoDumpItem(namespace, Kind.LIST, NONE, Optional.of(namespace));
  }

  /** Whether a collection of a dump is one of the lists. */
  static boolean isList(String collection) {
    return collection.equals(USERS) || collection.equals(ROLES) || collection.equals(FORM);
  }

  /** The same with nothing to read from. */
  MongoDumpItem withoutData() {
    return new MongoDumpItem(namespace, kind, metadata, Optional.empty());
  }
}
