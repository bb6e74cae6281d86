package io.gds.database.testkit.mongodb;

import java.util.Map;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonNull;
import org.bson.BsonValue;

/**
 * How an entry of an oplog changes a document: by the whole that it becomes, by operators ({@code
 * $v: 1}), or by what differs ({@code $v: 2}).
 *
 * @see <a
 *     href="https://github.com/mongodb/mongo/blob/master/src/mongo/db/update/document_diff_serialization.h">the
 *     server's source, of differences</a>
 */
final class MongoKitChange {
  private final BsonDocument object;

  private MongoKitChange(BsonDocument object) {
    this.object = object;
  }

  static MongoKitChange of(BsonDocument object) {
    return new MongoKitChange(object);
  }

  /** What a document becomes by it. */
  BsonDocument made(BsonDocument known) {
    BsonDocument made = known.clone();
    if (object.get("diff") instanceof BsonDocument difference) {
      differ(made, difference);
      return made;
    }
    boolean operators = object.keySet().stream().anyMatch(name -> name.startsWith("$"));
    if (!operators) {
      BsonDocument whole = new BsonDocument("_id", known.get("_id"));
      whole.putAll(object);
      return whole;
    }
    for (Map.Entry<String, BsonValue> each : object.entrySet()) {
      switch (each.getKey()) {
        case "$v" -> {
          // The form of the rest.
        }
        case "$set" ->
            each.getValue().asDocument().forEach((path, value) -> put(made, path, value));
        case "$unset" -> each.getValue().asDocument().keySet().forEach(path -> remove(made, path));
        default -> throw MongoKitRefusal.badValue("unknown operator " + each.getKey());
      }
    }
    return made;
  }

  private static void put(BsonDocument into, String path, BsonValue value) {
    inner(into, path).put(last(path), value);
  }

  private static void remove(BsonDocument from, String path) {
    inner(from, path).remove(last(path));
  }

  private static String last(String path) {
    return path.substring(path.lastIndexOf('.') + 1);
  }

  private static BsonDocument inner(BsonDocument document, String path) {
    BsonDocument inner = document;
    String[] names = path.split("\\.", -1);
    for (int i = 0; i < names.length - 1; i++) {
      if (!(inner.get(names[i]) instanceof BsonDocument next)) {
        throw MongoKitRefusal.badValue("no document lies at " + path);
      }
      inner = next;
    }
    return inner;
  }

  private static void differ(BsonDocument into, BsonDocument difference) {
    difference.forEach(
        (section, value) -> {
          switch (section) {
            case "u", "i" -> into.putAll(value.asDocument());
            case "d" -> value.asDocument().keySet().forEach(into::remove);
            default -> {
              String name = inner(section);
              into.put(name, differed(into.getOrDefault(name, BsonNull.VALUE), value.asDocument()));
            }
          }
        });
  }

  /** The field, or the place in an array, that a section is about. */
  private static String inner(String section) {
    if (!section.startsWith("s")) {
      throw MongoKitRefusal.badValue("unknown section of a difference: " + section);
    }
    return section.substring(1);
  }

  private static BsonValue differed(BsonValue known, BsonDocument difference) {
    if (known instanceof BsonArray array && difference.containsKey("a")) {
      return differed(array.clone(), difference);
    }
    if (!(known instanceof BsonDocument document)) {
      throw MongoKitRefusal.badValue("a difference of what is not there");
    }
    BsonDocument made = document.clone();
    differ(made, difference);
    return made;
  }

  private static BsonArray differed(BsonArray array, BsonDocument difference) {
    difference.forEach(
        (section, value) -> {
          if (section.equals("a")) {
            return;
          }
          if (section.equals("l")) {
            while (array.size() > value.asNumber().intValue()) {
              array.remove(array.size() - 1);
            }
            return;
          }
          int place = Integer.parseInt(section.substring(1));
          while (array.size() <= place) {
            array.add(BsonNull.VALUE);
          }
          array.set(
              place,
              section.startsWith("u")
                  ? value
                  : differed(array.get(Integer.parseInt(inner(section))), value.asDocument()));
        });
    return array;
  }
}
