package io.gds.database.mongodb;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.BsonValue;

/**
 * The indexes that a restore has yet to make, once all data are there. What the oplog tells of
 * indexes is done here and not on the server, where none of them is yet. Not thread-safe.
 */
final class MongoPendingIndexes {
  private static final String KEY = "key";
  private static final String NAME = "name";

  /** What {@code collMod} can change of an index. */
  private static final Set<String> CHANGEABLE =
      Set.of("expireAfterSeconds", "hidden", "prepareUnique", "unique", "forceNonUnique");

  private final Map<MongoNamespace, Map<String, BsonDocument>> indexes = new LinkedHashMap<>();
  private boolean lenient;

  /**
   * Those of a dump, of which some may have been dropped before they were listed: what the oplog
   * tells of one that is not known is passed over until {@link #requireKnown}.
   */
  static MongoPendingIndexes lenient() {
    MongoPendingIndexes indexes = new MongoPendingIndexes();
    indexes.lenient = true;
    return indexes;
  }

  /** From here on whatever is changed has to be known. */
  void requireKnown() {
    lenient = false;
  }

  /** Those of a collection, in the order in which they came. */
  List<BsonDocument> of(MongoNamespace collection) {
    return List.copyOf(indexes.getOrDefault(collection, Map.of()).values());
  }

  /** All collections that have some. */
  List<MongoNamespace> collections() {
    return indexes.entrySet().stream()
        .filter(each -> !each.getValue().isEmpty())
        .map(Map.Entry::getKey)
        .toList();
  }

  /** One more, or another one of a name. */
  void add(MongoNamespace collection, BsonDocument index) {
    indexes.computeIfAbsent(collection, key -> new LinkedHashMap<>()).put(name(index), index);
  }

  private static String name(BsonDocument index) {
    return index.get(NAME) instanceof BsonString name ? name.getValue() : index.toJson();
  }

  void dropDatabase(String database) {
    indexes.keySet().removeIf(collection -> collection.database().equals(database));
  }

  void dropCollection(MongoNamespace collection) {
    indexes.remove(collection);
  }

  /** They go along with their collection, and what has the new name is gone. */
  void rename(MongoNamespace from, MongoNamespace to) {
    Map<String, BsonDocument> moved = indexes.remove(from);
    indexes.remove(to);
    if (moved != null) {
      indexes.put(to, moved);
    }
  }

  /**
   * Takes indexes away.
   *
   * @param which a name, a key, or an asterisk for all but the one on {@code _id}
   * @return whether that was understood
   */
  boolean drop(MongoNamespace collection, BsonValue which) {
    Map<String, BsonDocument> known = indexes.getOrDefault(collection, new LinkedHashMap<>());
    if (which instanceof BsonDocument key) {
      known.values().removeIf(index -> key.equals(index.get(KEY)));
      return true;
    }
    if (which instanceof BsonString name) {
      if (name.getValue().equals("*")) {
        known.values().removeIf(index -> !MongoIndexes.isOnId(index));
      } else {
        known.remove(name.getValue());
      }
      return true;
    }
    return false;
  }

  /**
   * Changes one as {@code collMod} says.
   *
   * @param change its {@code index} part
   * @return why it cannot be done; empty if it was
   */
  Optional<String> change(MongoNamespace collection, BsonDocument change) {
    List<BsonDocument> meant = new ArrayList<>();
    for (BsonDocument index : of(collection)) {
      boolean same =
          change.containsKey(NAME)
              ? change.get(NAME).equals(index.get(NAME))
              : change.containsKey("keyPattern") && change.get("keyPattern").equals(index.get(KEY));
      if (same) {
        meant.add(index);
      }
    }
    if (meant.isEmpty() && lenient) {
      return Optional.empty();
    }
    if (meant.size() != 1) {
      return Optional.of(meant.size() + " indexes are meant by " + change.toJson());
    }
    BsonDocument changed = meant.get(0).clone();
    for (Map.Entry<String, BsonValue> each : change.entrySet()) {
      String option = each.getKey();
      if (option.equals(NAME) || option.equals("keyPattern")) {
        continue;
      }
      if (!CHANGEABLE.contains(option)) {
        return Optional.of("an index has no " + option + " that can be changed");
      }
      changed.put(option, each.getValue());
      if (option.equals("unique")) {
        changed.remove("forceNonUnique");
      } else if (option.equals("forceNonUnique")) {
        changed.remove("unique");
      }
    }
    add(collection, changed);
    return Optional.empty();
  }
}
