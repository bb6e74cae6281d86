package io.gds.database.mongodb;

import io.gds.database.connection.DatabaseType;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.bson.BsonDocument;
import org.bson.BsonValue;

/**
 * Reads members of an answer, each by the path to it. Servers add and leave out members, and write
 * a number by whichever type holds it: what is not there, or of another kind, is empty. Pure.
 */
final class MongoValues {
  private MongoValues() {}

  static Optional<BsonValue> value(BsonDocument in, String... path) {
    BsonValue at = in;
    for (String step : path) {
      if (at == null || !at.isDocument()) {
        return Optional.empty();
      }
      at = at.asDocument().get(step);
    }
    return Optional.ofNullable(at).filter(found -> !found.isNull());
  }

  static Optional<String> text(BsonDocument in, String... path) {
    return value(in, path).filter(BsonValue::isString).map(found -> found.asString().getValue());
  }

  static List<String> texts(BsonDocument in, String... path) {
    return array(in, path).stream()
        .filter(BsonValue::isString)
        .map(each -> each.asString().getValue())
        .toList();
  }

  static List<? extends BsonValue> array(BsonDocument in, String... path) {
    return value(in, path)
        .filter(BsonValue::isArray)
        .<List<? extends BsonValue>>map(BsonValue::asArray)
        .orElse(List.of());
  }

  /** The documents of an array. */
  static List<BsonDocument> documents(BsonDocument in, String... path) {
    return array(in, path).stream()
        .filter(BsonValue::isDocument)
        .map(BsonValue::asDocument)
        .toList();
  }

  static Optional<BsonDocument> document(BsonDocument in, String... path) {
    return value(in, path).filter(BsonValue::isDocument).map(BsonValue::asDocument);
  }

  /** Any number, as far as it is whole. */
  static OptionalLong number(BsonDocument in, String... path) {
    return value(in, path)
        .filter(BsonValue::isNumber)
        .map(found -> OptionalLong.of(found.asNumber().longValue()))
        .orElse(OptionalLong.empty());
  }

  static Optional<Boolean> truth(BsonDocument in, String... path) {
    return value(in, path).filter(BsonValue::isBoolean).map(found -> found.asBoolean().getValue());
  }

  static Optional<Instant> instant(BsonDocument in, String... path) {
    return value(in, path)
        .filter(BsonValue::isDateTime)
        .map(found -> Instant.ofEpochMilli(found.asDateTime().getValue()));
  }

  /** A text without which the answer makes no sense. */
  static String neededText(BsonDocument in, String name) {
    return text(in, name).orElseThrow(() -> senseless(name));
  }

  /** The documents of an array without which the answer makes no sense. */
  static List<BsonDocument> neededDocuments(BsonDocument in, String name) {
    if (value(in, name).filter(BsonValue::isArray).isEmpty()) {
      throw senseless(name);
    }
    return documents(in, name);
  }

  private static DatabaseException senseless(String name) {
    return ErrorDetails.of(
            ErrorCode.STATEMENT_FAILED,
            "the server's answer makes no sense: it has no \""
                + name
                + "\" of the kind it should be")
        .platform(DatabaseType.MONGODB.id())
        .remedy("See what answers at that address: it may only speak MongoDB's protocol.")
        .toException();
  }
}
