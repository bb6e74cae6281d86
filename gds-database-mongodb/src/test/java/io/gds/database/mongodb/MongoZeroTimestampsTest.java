package io.gds.database.mongodb;

import static org.assertj.core.api.Assertions.assertThat;

import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.bson.BsonTimestamp;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;
import org.junit.jupiter.api.Test;

class MongoZeroTimestampsTest {
  private static boolean isIn(BsonDocument document) {
    RawBsonDocument raw = new RawBsonDocument(document, new BsonDocumentCodec());
    byte[] bytes = new byte[raw.getByteBuffer().remaining()];
    raw.getByteBuffer().get(bytes);
    return MongoZeroTimestamps.isIn(bytes);
  }

  @Test
  void oneIsFoundWhereverItLiesInTheDocument() {
    for (int before = 0; before < 40; before++) {
      for (int after = 0; after < 20; after++) {
        assertThat(isIn(padded(before, new BsonTimestamp(0), after))).isTrue();
        assertThat(isIn(padded(before, new BsonTimestamp(1), after))).isFalse();
        assertThat(isIn(padded(before, new BsonInt64(0), after))).isFalse();
      }
    }
  }

  private static BsonDocument padded(int before, BsonValue value, int after) {
    return new BsonDocument("before", new BsonString("x".repeat(before)))
        .append("value", value)
        .append("after", new BsonString("x".repeat(after)));
  }

  @Test
  void thatOfAnIdentityAndThoseFurtherDownAreLeftByTheServer() {
    BsonTimestamp zero = new BsonTimestamp(0);
    assertThat(isIn(new BsonDocument("_id", zero))).isFalse();
    assertThat(isIn(new BsonDocument("_id", zero).append("at", zero))).isTrue();
    assertThat(isIn(new BsonDocument("within", new BsonDocument("at", zero)))).isFalse();
    assertThat(isIn(new BsonDocument("_id", new BsonInt32(0)))).isFalse();
    assertThat(isIn(new BsonDocument())).isFalse();
  }
}
