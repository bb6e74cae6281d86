package io.gds.database.mongodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.error.ArchiveException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.bson.BsonDocument;
import org.bson.RawBsonDocument;
import org.junit.jupiter.api.Test;

class MongoDocumentsTest {
  private static byte[] bytes(String json) {
    RawBsonDocument raw = RawBsonDocument.parse(json);
    byte[] bytes = new byte[raw.getByteBuffer().remaining()];
    raw.getByteBuffer().get(bytes);
    return bytes;
  }

  /** Documents within documents, as bytes: {@code {a: {a: … {}}}}. */
  private static byte[] nested(int levels) {
    int length = 5 + 8 * (levels - 1);
    ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    for (int level = 0; level < levels; level++) {
      bytes.putInt(length - 8 * level);
      if (level < levels - 1) {
        bytes.put((byte) 3).put((byte) 'a').put((byte) 0);
      }
    }
    return bytes.array();
  }

  @Test
  void aDocumentIsReadWithAllThatIsInIt() {
    String json = "{a: [1, {b: [[]]}, 'x'], c: {d: {}}, e: Timestamp(1, 2)}";
    assertThat(MongoDocuments.decode(bytes(json), "shop.orders"))
        .isEqualTo(BsonDocument.parse(json));
    assertThat(MongoDocuments.decode(nested(200), "shop.orders")).containsKey("a");
  }

  @Test
  void whatIsNestedWithoutEndOverflowsNothing() {
    for (int levels : new int[] {251, 100_000}) {
      assertThatThrownBy(() -> MongoDocuments.decode(nested(levels), "shop.orders"))
          .isInstanceOf(ArchiveException.class)
          .hasMessageContaining("nested deeper");
    }
  }

  @Test
  void whatIsNoDocumentIsDamage() {
    byte[] sound = bytes("{a: 'text', b: [1, 2]}");
    for (int i = 4; i < sound.length; i++) {
      byte[] damaged = Arrays.copyOf(sound, sound.length);
      damaged[i] = (byte) 0x55;
      try {
        assertThat(MongoDocuments.decode(damaged, "shop.orders")).isNotNull();
      } catch (ArchiveException e) {
        assertThat(e).hasMessageContaining("shop.orders is damaged");
      }
    }
  }
}
