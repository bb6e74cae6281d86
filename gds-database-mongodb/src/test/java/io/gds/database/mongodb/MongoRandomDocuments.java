package io.gds.database.mongodb;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.bson.BsonArray;
import org.bson.BsonBinary;
import org.bson.BsonBoolean;
import org.bson.BsonDateTime;
import org.bson.BsonDbPointer;
import org.bson.BsonDecimal128;
import org.bson.BsonDocument;
import org.bson.BsonDouble;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonJavaScript;
import org.bson.BsonJavaScriptWithScope;
import org.bson.BsonMaxKey;
import org.bson.BsonMinKey;
import org.bson.BsonNull;
import org.bson.BsonObjectId;
import org.bson.BsonRegularExpression;
import org.bson.BsonString;
import org.bson.BsonSymbol;
import org.bson.BsonTimestamp;
import org.bson.BsonUndefined;
import org.bson.BsonValue;
import org.bson.types.Decimal128;
import org.bson.types.ObjectId;

/** Documents of a seed, with values of all types that there are, those that are deprecated too. */
final class MongoRandomDocuments {
  private static final int TYPES = 22;

  private final Random random;

  MongoRandomDocuments(long seed) {
    random = new Random(seed);
  }

  /** A document with an identity of its own. */
  BsonDocument document(int id) {
    BsonDocument document = new BsonDocument("_id", new BsonInt32(id));
    int fields = random.nextInt(12);
    for (int i = 0; i < fields; i++) {
      document.put(name(), value(0));
    }
    return document;
  }

  /** One of each type. */
  BsonDocument all(int id) {
    BsonDocument document = new BsonDocument("_id", new BsonInt32(id));
    for (int type = 0; type < TYPES; type++) {
      document.put("t" + type, value(type, 0));
    }
    return document;
  }

  /** As deep as a server takes them. */
  BsonDocument deep(int id, int levels) {
    BsonDocument inner = new BsonDocument("end", new BsonInt32(0));
    for (int i = 2; i < levels; i++) {
      inner = new BsonDocument("d", i % 2 == 0 ? inner : new BsonArray(List.of(inner)));
    }
    return new BsonDocument("_id", new BsonInt32(id)).append("d", inner);
  }

  /** As long as a server takes them. */
  BsonDocument long16(int id) {
    byte[] bytes = new byte[MongoFrames.LONGEST - 100];
    random.nextBytes(bytes);
    return new BsonDocument("_id", new BsonInt32(id)).append("b", new BsonBinary(bytes));
  }

  /** A name of a collection that a server takes. */
  String collection() {
    String name = name().replace("$", "").replace("\0", "");
    return name.startsWith(".") || name.isEmpty() || name.startsWith("system.") ? "x" + name : name;
  }

  private String name() {
    int length = 1 + random.nextInt(20);
    StringBuilder name = new StringBuilder();
    while (name.length() < length) {
      int point =
          random.nextInt(10) == 0 ? 0x20 + random.nextInt(0x2000) : 'a' + random.nextInt(26);
      name.appendCodePoint(point);
    }
    return name.toString();
  }

  private BsonValue value(int depth) {
    return value(random.nextInt(TYPES), depth);
  }

  private BsonValue value(int type, int depth) {
    return switch (type) {
      case 0 -> new BsonDouble(Double.longBitsToDouble(random.nextLong()));
      case 1 -> new BsonString(name());
      case 2 -> nested(depth);
      case 3 -> array(depth);
      case 4 -> new BsonBinary((byte) random.nextInt(7), bytes());
      case 5 -> new BsonUndefined();
      case 6 -> new BsonObjectId(new ObjectId());
      case 7 -> BsonBoolean.valueOf(random.nextBoolean());
      case 8 -> new BsonDateTime(random.nextLong());
      case 9 -> BsonNull.VALUE;
      case 10 -> new BsonRegularExpression(name(), "im");
      case 11 -> new BsonDbPointer("a.b", new ObjectId());
      case 12 -> new BsonJavaScript("function() { return " + random.nextInt() + "; }");
      case 13 -> new BsonSymbol(name());
      case 14 -> new BsonJavaScriptWithScope("x", new BsonDocument("x", new BsonInt32(1)));
      case 15 -> new BsonInt32(random.nextInt());
      case 16 -> new BsonTimestamp(random.nextInt(3) == 0 ? 0 : random.nextLong());
      case 17 -> new BsonInt64(random.nextLong());
      case 18 ->
          new BsonDecimal128(
              Decimal128.fromIEEE754BIDEncoding(random.nextLong() >>> 3, random.nextLong()));
      case 19 -> new BsonMinKey();
      case 20 -> new BsonMaxKey();
      default -> new BsonString("");
    };
  }

  private byte[] bytes() {
    byte[] bytes = new byte[random.nextInt(40)];
    random.nextBytes(bytes);
    return bytes;
  }

  private BsonValue nested(int depth) {
    BsonDocument document = new BsonDocument();
    for (int i = depth > 4 ? 0 : random.nextInt(4); i > 0; i--) {
      document.put(name(), value(depth + 1));
    }
    return document;
  }

  private BsonValue array(int depth) {
    List<BsonValue> values = new ArrayList<>();
    for (int i = depth > 4 ? 0 : random.nextInt(4); i > 0; i--) {
      values.add(value(depth + 1));
    }
    return new BsonArray(values);
  }
}
