package io.gds.database.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.bson.RawBsonDocument;
import org.junit.jupiter.api.Test;

class MongoFeedDataTest {
  @Test
  void theNameOfADatabaseSaysWhatIsInIt() {
    MongoFeedData data = new MongoFeedData(50_000, 1_000, 2_000);
    assertThat(MongoFeedData.ofName(data.name())).isEqualTo(data);
    assertThat(MongoFeedData.ofName(data.name() + "_load")).isEqualTo(data);
    assertThat(MongoFeedData.ofName("admin")).isNull();
  }

  @Test
  void documentsDifferAndAreAsLongAsTheyShouldBe() {
    MongoFeedData data = MongoFeedData.of(200, 1_000, 0);
    assertThat(data.document(0))
        .hasSameSizeAs(data.document(49_999))
        .isNotEqualTo(data.document(1));
    assertThat(data.total()).isBetween(199_000_000L, 200_000_000L);
  }

  @Test
  void aBatchIsMadeOfElementsOfAnArray() {
    MongoFeedData data = new MongoFeedData(10, 200, 0);
    MongoFeedData.Batch batch = data.batch();
    assertThat(batch.most()).isEqualTo(20_000);
    ByteBuffer third = batch.elements().duplicate();
    third.position(batch.ends()[12]).limit(batch.ends()[13]);
    assertThat(third.get()).isEqualTo((byte) 3);
    byte[] name = new byte[3];
    third.get(name);
    assertThat(name).containsExactly('1', '2', 0);
    byte[] document = new byte[third.remaining()];
    third.get(document);
    assertThat(document).isEqualTo(data.document(12));
    assertThat(new RawBsonDocument(document).getInt64("_id").getValue()).isEqualTo(12);
  }
}
