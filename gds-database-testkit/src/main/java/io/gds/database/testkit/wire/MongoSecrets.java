package io.gds.database.testkit.wire;

import java.util.Locale;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.json.JsonMode;
import org.bson.json.JsonWriterSettings;

/**
 * Documents for people, without what nobody is to read: passwords, and what is said at a log-in.
 */
final class MongoSecrets {
  private static final BsonString COVER = new BsonString("<hidden>");
  private static final JsonWriterSettings FORM =
      JsonWriterSettings.builder().outputMode(JsonMode.RELAXED).build();
  private static final int LONGEST = 4000;

  private MongoSecrets() {}

  /** In relaxed extended JSON, not without end. */
  static String text(BsonDocument document) {
    String text = covered(document).toJson(FORM);
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
  }

  private static BsonDocument covered(BsonDocument document) {
    BsonDocument covered = new BsonDocument();
    document.forEach((name, value) -> covered.put(name, isSecret(name) ? COVER : covered(value)));
    return covered;
  }

  private static BsonValue covered(BsonValue value) {
    if (value instanceof BsonDocument document) {
      return covered(document);
    }
    if (value instanceof BsonArray array) {
      BsonArray covered = new BsonArray();
      array.forEach(each -> covered.add(covered(each)));
      return covered;
    }
    return value;
  }

  private static boolean isSecret(String name) {
    String small = name.toLowerCase(Locale.ROOT);
    return small.contains("pwd")
        || small.contains("passw")
        || small.contains("secret")
        || small.equals("payload");
  }
}
