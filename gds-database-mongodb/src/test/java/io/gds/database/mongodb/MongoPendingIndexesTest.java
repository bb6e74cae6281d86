package io.gds.database.mongodb;

import static org.assertj.core.api.Assertions.assertThat;

import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.junit.jupiter.api.Test;

class MongoPendingIndexesTest {
  private static final MongoNamespace ORDERS = new MongoNamespace("shop", "orders");
  private static final MongoNamespace OLD = new MongoNamespace("shop", "old");

  private final MongoPendingIndexes pending = new MongoPendingIndexes();

  private static BsonDocument index(String key, String name) {
    return BsonDocument.parse("{key: " + key + ", name: '" + name + "'}");
  }

  private void add(MongoNamespace collection) {
    pending.add(collection, index("{_id: 1}", "_id_"));
    pending.add(collection, index("{a: 1}", "a_1"));
    pending.add(collection, index("{b: -1}", "b_-1"));
  }

  private String names(MongoNamespace collection) {
    return String.join(
        " ",
        pending.of(collection).stream().map(each -> each.getString("name").getValue()).toList());
  }

  @Test
  void indexesAreTakenAwayByNameByKeyOrAllButTheOneOnId() {
    add(ORDERS);
    assertThat(pending.drop(ORDERS, new BsonString("a_1"))).isTrue();
    assertThat(names(ORDERS)).isEqualTo("_id_ b_-1");
    assertThat(pending.drop(ORDERS, BsonDocument.parse("{b: -1}"))).isTrue();
    assertThat(names(ORDERS)).isEqualTo("_id_");
    add(ORDERS);
    assertThat(pending.drop(ORDERS, new BsonString("*"))).isTrue();
    assertThat(names(ORDERS)).isEqualTo("_id_");
    assertThat(pending.drop(ORDERS, new BsonInt32(1))).isFalse();
    assertThat(pending.drop(OLD, new BsonString("*"))).isTrue();
  }

  @Test
  void theyGoWithTheirCollectionAndItsDatabase() {
    add(ORDERS);
    pending.add(OLD, index("{c: 1}", "c_1"));
    pending.rename(ORDERS, OLD);
    assertThat(names(OLD)).isEqualTo("_id_ a_1 b_-1");
    assertThat(pending.collections()).containsExactly(OLD);
    pending.rename(ORDERS, OLD);
    assertThat(pending.collections()).isEmpty();
    add(ORDERS);
    add(new MongoNamespace("other", "orders"));
    pending.dropDatabase("shop");
    assertThat(pending.collections()).containsExactly(new MongoNamespace("other", "orders"));
    pending.dropCollection(new MongoNamespace("other", "orders"));
    assertThat(pending.collections()).isEmpty();
  }

  @Test
  void oneIsChangedByNameOrKey() {
    add(ORDERS);
    BsonDocument before = pending.of(ORDERS).get(1);
    assertThat(
            pending.change(
                ORDERS, BsonDocument.parse("{name: 'a_1', expireAfterSeconds: 60, hidden: true}")))
        .isEmpty();
    assertThat(before).doesNotContainKey("hidden");
    assertThat(
            pending.change(
                ORDERS, BsonDocument.parse("{keyPattern: {b: -1}, forceNonUnique: true}")))
        .isEmpty();
    assertThat(pending.change(ORDERS, BsonDocument.parse("{keyPattern: {b: -1}, unique: true}")))
        .isEmpty();
    assertThat(pending.of(ORDERS))
        .contains(
            BsonDocument.parse("{key: {a: 1}, name: 'a_1', expireAfterSeconds: 60, hidden: true}"),
            BsonDocument.parse("{key: {b: -1}, name: 'b_-1', unique: true}"));
  }

  @Test
  void aChangeThatCannotBeDoneSaysWhyAndDoesNothing() {
    add(ORDERS);
    assertThat(pending.change(ORDERS, BsonDocument.parse("{name: 'x', hidden: true}")))
        .hasValueSatisfying(why -> assertThat(why).startsWith("0 indexes are meant by"));
    assertThat(pending.change(ORDERS, BsonDocument.parse("{name: 'a_1', sparse: true}")))
        .contains("an index has no sparse that can be changed");
    assertThat(pending.of(ORDERS).get(1)).doesNotContainKey("sparse");
  }
}
