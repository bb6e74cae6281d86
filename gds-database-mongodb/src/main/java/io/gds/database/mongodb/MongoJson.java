package io.gds.database.mongodb;

import java.util.List;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.json.JsonMode;
import org.bson.json.JsonWriterSettings;

/** Writes values as people read them: in relaxed extended JSON, and plain texts as they are. */
final class MongoJson {
  private static final JsonWriterSettings RELAXED =
      JsonWriterSettings.builder().outputMode(JsonMode.RELAXED).build();

  private static final JsonWriterSettings CANONICAL =
      JsonWriterSettings.builder().outputMode(JsonMode.EXTENDED).build();

  private MongoJson() {}

  /** With the type of each value. */
  static String canonical(BsonDocument document) {
    return document.toJson(CANONICAL);
  }

  /** Whether it can be read as a document. */
  static boolean isDocument(String text) {
    try {
      MongoJsonText.parse(text);
      return true;
    } catch (MongoJsonText.Fault e) {
      return false;
    }
  }

  static String of(BsonDocument document) {
    return document.toJson(RELAXED);
  }

  /** Any value in JSON, texts in quotes. */
  static String of(BsonValue value) {
    String wrapped = of(new BsonDocument("v", value));
    return wrapped.substring(wrapped.indexOf(':') + 2, wrapped.length() - 1);
  }

  static String of(BsonArray array) {
    return of((BsonValue) array);
  }

  /** Texts, each in quotes. */
  static String of(List<String> texts) {
    return of(new BsonArray(texts.stream().map(BsonString::new).toList()));
  }

  /** The same, but for texts, which are as they are. */
  static String plain(BsonValue value) {
    return value.isString() ? value.asString().getValue() : of(value);
  }
}
