package io.gds.database.testkit.wire;

import java.util.List;
import org.bson.BsonArray;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;

/**
 * What a server tells of itself by {@code hello}, as far as that follows from what it is.
 *
 * @see <a href="https://www.mongodb.com/docs/manual/reference/command/hello/">hello</a>
 */
final class MongoHello {
  static final String WRITABLE = "isWritablePrimary";
  static final String SECONDARY = "secondary";
  static final String SET = "setName";

  private MongoHello() {}

  static BsonDocument standalone() {
    return new BsonDocument(WRITABLE, BsonBoolean.TRUE);
  }

  static BsonDocument mongos() {
    return standalone().append("msg", new BsonString("isdbgrid"));
  }

  /** The only member of a set. */
  static BsonDocument alone(String set, String me) {
    BsonDocument hello =
        new BsonDocument("hosts", texts(List.of(me)))
            .append(SET, new BsonString(set))
            .append("setVersion", new BsonInt32(1))
            .append("me", new BsonString(me));
    role(hello, MongoRole.PRIMARY);
    hello.append("primary", new BsonString(me));
    return hello;
  }

  /** Makes it tell this role. */
  static void role(BsonDocument hello, MongoRole role) {
    hello.put(WRITABLE, BsonBoolean.valueOf(role == MongoRole.PRIMARY));
    hello.put(SECONDARY, BsonBoolean.valueOf(role == MongoRole.SECONDARY));
    if (role == MongoRole.ARBITER) {
      hello.put("arbiterOnly", BsonBoolean.TRUE);
    } else {
      hello.remove("arbiterOnly");
    }
  }

  static boolean is(BsonDocument hello, String field) {
    return hello.get(field) instanceof BsonBoolean truth && truth.getValue();
  }

  static BsonArray texts(List<String> texts) {
    return new BsonArray(texts.stream().map(BsonString::new).toList());
  }
}
