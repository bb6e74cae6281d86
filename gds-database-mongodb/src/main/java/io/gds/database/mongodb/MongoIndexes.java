package io.gds.database.mongodb;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bson.BsonDecimal128;
import org.bson.BsonDocument;
import org.bson.BsonDouble;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.types.Decimal128;
import org.jspecify.annotations.Nullable;

/**
 * Indexes as a dump holds them, made into such as a server of today takes. Servers before 3.4 took
 * anything in an index's key; and what a server tells of an index is not always what it takes to
 * make it. Pure functions; what is given is not changed.
 */
final class MongoIndexes {
  /** Below this a number counts as none. */
  private static final double NOTHING = 1e-9;

  private static final String KEY = "key";
  private static final String NAME = "name";
  private static final String VERSION = "v";
  private static final String COLLATION = "collation";
  private static final String SPHERE_VERSION = "2dsphereIndexVersion";

  private MongoIndexes() {}

  /**
   * What to make.
   *
   * @param indexes for {@code createIndexes}; the one on {@code _id} is not among them, since it
   *     comes with the collection
   * @param notes what had to be changed, for people
   */
  record Wanted(List<BsonDocument> indexes, List<String> notes) {
    Wanted {
      indexes = List.copyOf(indexes);
      notes = List.copyOf(notes);
    }
  }

  /**
   * The indexes to make once the data are there.
   *
   * @param options those of the collection
   */
  static Wanted wanted(List<BsonDocument> dumped, BsonDocument options) {
    BsonValue collation = options.get(COLLATION);
    boolean inherits = collation != null && !isSimple(collation);
    List<BsonDocument> indexes = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    for (BsonDocument each : dumped) {
      if (isOnId(each)) {
        continue;
      }
      BsonDocument index = clean(each);
      if (inherits) {
        // A server does not tell the simple collation of an index, and would give it the other one.
        index.putIfAbsent(COLLATION, new BsonDocument("locale", new BsonString("simple")));
      }
      if (!index.getDocument(KEY).equals(each.getDocument(KEY))) {
        notes.add(
            "the key of index "
                + name(each)
                + " is made "
                + index.getDocument(KEY).toJson()
                + ", which is how servers before 3.4 understood "
                + each.getDocument(KEY).toJson());
      }
      if (indexes.stream().anyMatch(other -> haveOneKey(other, index))) {
        notes.add("index " + name(each) + " has the key of another one, and is left out");
      } else {
        indexes.add(index);
      }
    }
    return new Wanted(indexes, notes);
  }

  private static String name(BsonDocument index) {
    return index.get(NAME) instanceof BsonString name ? name.getValue() : "without a name";
  }

  /** The index that each collection has by itself: one that runs the other way is not it. */
  static boolean isOnId(BsonDocument index) {
    BsonDocument key = index.getDocument(KEY);
    return key.size() == 1
        && key.containsKey("_id")
        && !index.containsKey("partialFilterExpression")
        && isSame(sound(key.get("_id")), new BsonInt32(1));
  }

  /**
   * One index as it can be made: in {@code createIndexes}, or as {@code idIndex} of {@code create}.
   */
  static BsonDocument clean(BsonDocument dumped) {
    BsonDocument index = dumped.clone();
    BsonDocument key = new BsonDocument();
    dumped.getDocument(KEY).forEach((field, value) -> key.put(field, sound(value)));
    index.put(KEY, key);
    if (isOfFirstVersion(index) && isSimple(index.get(COLLATION))) {
      // Servers from 9.0 on tell it of every index, and take it of none of version 1.
      index.remove(COLLATION);
    }
    // The server's own choice of today; and the namespace is that of where it was.
    index.remove(VERSION);
    index.remove("ns");
    if (key.containsValue(new BsonString("2dsphere"))) {
      // Where none is told it is from before there was a second.
      index.putIfAbsent(SPHERE_VERSION, new BsonInt32(1));
    }
    return index;
  }

  private static boolean isOfFirstVersion(BsonDocument index) {
    BsonValue version = index.get(VERSION);
    return version != null && version.isNumber() && version.asNumber().intValue() == 1;
  }

  private static boolean isSimple(@Nullable BsonValue collation) {
    return collation instanceof BsonDocument document
        && new BsonString("simple").equals(document.get("locale"));
  }

  /** Before 3.4 all but a negative number and a text that says something meant ascending. */
  private static BsonValue sound(BsonValue value) {
    if (value instanceof BsonString text) {
      return text.getValue().isEmpty() ? new BsonInt32(1) : text;
    }
    if (value instanceof BsonDouble number) {
      return Math.abs(number.getValue()) < NOTHING
          ? new BsonInt32(number.getValue() >= 0 ? 1 : -1)
          : number;
    }
    return isNumber(value) && !isZero(value) ? value : new BsonInt32(1);
  }

  private static boolean isNumber(@Nullable BsonValue value) {
    return value != null && (value.isNumber() || value.isDecimal128());
  }

  private static boolean isZero(BsonValue number) {
    if (number instanceof BsonDecimal128 decimal) {
      Decimal128 value = decimal.getValue();
      // Its negative zero is no BigDecimal.
      return !value.isNaN() && !value.isInfinite() && value.doubleValue() == 0;
    }
    return number.asNumber().longValue() == 0;
  }

  private static boolean haveOneKey(BsonDocument one, BsonDocument other) {
    List<Map.Entry<String, BsonValue>> mine = List.copyOf(one.getDocument(KEY).entrySet());
    List<Map.Entry<String, BsonValue>> its = List.copyOf(other.getDocument(KEY).entrySet());
    if (mine.size() != its.size()) {
      return false;
    }
    for (int i = 0; i < mine.size(); i++) {
      boolean same =
          mine.get(i).getKey().equals(its.get(i).getKey())
              && isSame(mine.get(i).getValue(), its.get(i).getValue());
      if (!same) {
        return false;
      }
    }
    return true;
  }

  private static boolean isSame(BsonValue one, BsonValue other) {
    if (isNumber(one) && isNumber(other)) {
      return Math.abs(number(one) - number(other)) < NOTHING;
    }
    return one.equals(other);
  }

  private static double number(BsonValue value) {
    return value instanceof BsonDecimal128 decimal
        ? decimal.getValue().doubleValue()
        : value.asNumber().doubleValue();
  }
}
