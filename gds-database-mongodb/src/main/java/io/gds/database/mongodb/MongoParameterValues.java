package io.gds.database.mongodb;

import java.math.BigInteger;
import java.util.Optional;
import java.util.regex.Pattern;
import org.bson.BsonArray;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonDouble;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.bson.BsonType;
import org.bson.BsonValue;
import org.bson.json.JsonParseException;

/** Makes a text the value that a parameter takes, by the type that it has now. Pure. */
final class MongoParameterValues {
  private static final Pattern WHOLE = Pattern.compile("-?[0-9]{1,19}");
  private static final Pattern NUMBER =
      Pattern.compile("-?[0-9]{1,19}([.][0-9]{1,19})?(e-?[0-9]{1,3})?");

  private MongoParameterValues() {}

  /** What it takes, for people. */
  static String limit(BsonType type) {
    return switch (type) {
      case BOOLEAN -> "true or false";
      case INT32, INT64 -> "a whole number";
      case DOUBLE -> "a number";
      case STRING -> "a text";
      case DOCUMENT -> "a document in extended JSON";
      case ARRAY -> "an array in extended JSON";
      default -> "a value that this version of the library can write";
    };
  }

  /**
   * The value; empty if it is none of that type.
   *
   * @param type of the value that it has now
   */
  static Optional<BsonValue> of(BsonType type, String text) {
    return switch (type) {
      case BOOLEAN ->
          text.equals("true") || text.equals("false")
              ? Optional.of(BsonBoolean.valueOf(text.equals("true")))
              : Optional.empty();
      case INT32, INT64 -> whole(type, text);
      case DOUBLE ->
          NUMBER.matcher(text).matches()
              ? Optional.of(new BsonDouble(Double.parseDouble(text)))
              : Optional.empty();
      case STRING -> text.indexOf('\0') < 0 ? Optional.of(new BsonString(text)) : Optional.empty();
      case DOCUMENT ->
          text.startsWith("{") ? parsed(() -> BsonDocument.parse(text)) : Optional.empty();
      case ARRAY -> text.startsWith("[") ? parsed(() -> BsonArray.parse(text)) : Optional.empty();
      default -> Optional.empty();
    };
  }

  /** A number that needs more than 32 bits is sent with more; the server says what it takes. */
  private static Optional<BsonValue> whole(BsonType type, String text) {
    if (!WHOLE.matcher(text).matches()) {
      return Optional.empty();
    }
    BigInteger number = new BigInteger(text);
    if (type == BsonType.INT32 && number.bitLength() < 32) {
      return Optional.of(new BsonInt32(number.intValueExact()));
    }
    return number.bitLength() < 64
        ? Optional.of(new BsonInt64(number.longValueExact()))
        : Optional.empty();
  }

  private static Optional<BsonValue> parsed(java.util.function.Supplier<BsonValue> parsing) {
    try {
      return Optional.of(parsing.get());
    } catch (JsonParseException | org.bson.BsonInvalidOperationException e) {
      return Optional.empty();
    }
  }
}
