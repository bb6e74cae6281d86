package io.gds.database.mongodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bson.BsonDocument;
import org.bson.BsonTimestamp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MongoReplayTest {
  private static final MongoNamespace ORDERS = new MongoNamespace("shop", "orders");

  private final List<BsonDocument> sent = new ArrayList<>();
  private final MongoPendingIndexes indexes = new MongoPendingIndexes();
  private final MongoReplay replay =
      new MongoReplay(indexes, Optional.of(new BsonTimestamp(100, 0)), false, sent::add);

  private static MongoOplogEntry entry(String json) {
    return new MongoOplogEntry(BsonDocument.parse(json));
  }

  private static MongoOplogEntry command(String object) {
    return entry("{ts: Timestamp(7, 1), op: 'c', ns: 'shop.$cmd', ui: 'u', o: " + object + "}");
  }

  private void take(String json) {
    assertThat(replay.take(entry(json))).isTrue();
  }

  private void assertSent(String... operations) {
    assertThat(sent)
        .containsExactly(
            Arrays.stream(operations).map(BsonDocument::parse).toArray(BsonDocument[]::new));
  }

  @Test
  void dataAreSentWithoutTheNumberOfTheirCollection() {
    take("{ts: Timestamp(7, 1), t: 1, v: 2, op: 'i', ns: 'shop.orders', ui: 'u', o: {_id: 1}}");
    take("{op: 'u', ns: 'shop.orders', o: {$v: 2, diff: {u: {a: 2}}}, o2: {_id: 1}}");
    take("{op: 'd', ns: 'shop.orders', o: {_id: 1}}");
    assertSent(
        "{op: 'i', ns: 'shop.orders', o: {_id: 1}}",
        "{op: 'u', ns: 'shop.orders', o: {$v: 2, diff: {u: {a: 2}}}, o2: {_id: 1}}",
        "{op: 'd', ns: 'shop.orders', o: {_id: 1}}");
    assertThat(replay.applied()).isEqualTo(3);
  }

  @Test
  void theNumberGoesAlongWhereItWasKept() {
    MongoReplay keeping = new MongoReplay(indexes, Optional.empty(), true, sent::add);
    keeping.take(entry("{op: 'i', ns: 'shop.orders', ui: 'u', o: {_id: 1}}"));
    assertSent("{op: 'i', ns: 'shop.orders', o: {_id: 1}, ui: 'u'}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{op: 'n', ns: '', o: {msg: 'periodic noop'}}",
        "{op: 'km', ns: 'shop.orders', o: {}}",
        "{op: 'i', ns: 'config.transactions', o: {_id: 1}}",
        "{op: 'i', ns: '__mdb_internal_x.y', o: {_id: 1}}",
        "{op: 'c', ns: 'shop.$cmd', o: {startIndexBuild: 'orders'}}",
        "{op: 'c', ns: 'shop.$cmd', o: {dropIdent: 'collection-7'}}",
      })
  void whatTheServerDoesByItselfIsLeftOut(String entry) {
    take(entry);
    assertSent();
  }

  @Test
  void theDataOfAClustersConfigurationAreNotLeftOut() {
    take("{op: 'i', ns: 'config.tags', o: {_id: 1}}");
    assertThat(sent).hasSize(1);
  }

  @Test
  void atTheLimitItEnds() {
    assertThat(replay.take(entry("{ts: Timestamp(99, 5), op: 'd', ns: 'a.b', o: {_id: 1}}")))
        .isTrue();
    assertThat(replay.take(entry("{ts: Timestamp(100, 0), op: 'd', ns: 'a.b', o: {_id: 2}}")))
        .isFalse();
    assertThat(sent).hasSize(1);
  }

  @Test
  void whatIsAboutIndexesIsKeptForTheEnd() {
    replay.take(command("{createIndexes: 'orders', v: 2, key: {a: 1}, name: 'a_1'}"));
    replay.take(
        command(
            "{commitIndexBuild: 'orders', indexes: [{key: {b: 1}, name: 'b_1'},"
                + " {key: {c: 1}, name: 'c_1'}]}"));
    replay.take(command("{dropIndexes: 'orders', index: 'b_1'}"));
    replay.take(command("{collMod: 'orders', index: {name: 'c_1', hidden: true}}"));
    assertSent();
    assertThat(indexes.of(ORDERS))
        .containsExactly(
            BsonDocument.parse("{v: 2, key: {a: 1}, name: 'a_1'}"),
            BsonDocument.parse("{key: {c: 1}, name: 'c_1', hidden: true}"));
    replay.take(
        command(
            "{collMod: 'orders', noPadding: true, validator: {a: 1}, index: {name: 'a_1', hidden:"
                + " true}}"));
    assertSent("{op: 'c', ns: 'shop.$cmd', o: {collMod: 'orders', validator: {a: 1}}}");
    replay.take(command("{renameCollection: 'shop.orders', to: 'shop.old', dropTarget: true}"));
    assertThat(indexes.of(ORDERS)).isEmpty();
    assertThat(indexes.of(new MongoNamespace("shop", "old"))).hasSize(2);
    replay.take(command("{drop: 'old'}"));
    assertThat(indexes.collections()).isEmpty();
    assertThat(sent).hasSize(3);
  }

  @Test
  void aCollectionIsMadeWithoutWhatIsTheServersOwn() {
    replay.take(command("{create: 'orders', capped: true, recordIdsReplicated: true}"));
    replay.take(command("{dropDatabase: 1}"));
    assertSent(
        "{op: 'c', ns: 'shop.$cmd', o: {create: 'orders', capped: true}}",
        "{op: 'c', ns: 'shop.$cmd', o: {dropDatabase: 1}}");
  }

  private static String part(int number, String rest, String... ids) {
    List<String> operations = new ArrayList<>();
    for (String id : ids) {
      operations.add("{op: 'i', ns: 'shop.orders', ui: 'u', o: {_id: " + id + "}}");
    }
    return "{op: 'c', ns: 'admin.$cmd', lsid: {id: 'session'}, txnNumber: "
        + number
        + ", o: {applyOps: ["
        + String.join(", ", operations)
        + "]"
        + rest
        + "}}";
  }

  private static String end(int number, String command) {
    return "{op: 'c', ns: 'admin.$cmd', lsid: {id: 'session'}, txnNumber: "
        + number
        + ", o: {"
        + command
        + ": 1}}";
  }

  private List<Integer> ids() {
    return sent.stream().map(each -> each.getDocument("o").getInt32("_id").getValue()).toList();
  }

  @Test
  void aTransactionIsDoneWhenItCommitsAndNotBefore() {
    take(part(1, ", partialTxn: true", "1", "2"));
    take(part(2, ", partialTxn: true", "10"));
    take(part(1, ", prepare: true", "3"));
    assertThat(sent).isEmpty();
    assertThat(replay.unfinished()).isEqualTo(2);
    take(end(1, "commitTransaction"));
    assertThat(ids()).containsExactly(1, 2, 3);
    take(part(2, "", "11"));
    assertThat(ids()).containsExactly(1, 2, 3, 10, 11);
    take(part(3, ", prepare: true", "20"));
    take(end(3, "abortTransaction"));
    take(part(4, ", prepare: true", "30"));
    assertThat(ids()).hasSize(5);
    assertThat(replay.unfinished()).isEqualTo(1);
  }

  @Test
  void aTransactionWithoutANumberIsDamage() {
    MongoOplogEntry entry = entry(part(1, "", "1").replace("txnNumber: 1", "txnNumber: 'x'"));
    assertThatThrownBy(() -> replay.take(entry))
        .isInstanceOf(DatabaseException.class)
        .hasMessageContaining("the oplog is damaged: a transaction is numbered by");
    assertThat(sent).isEmpty();
  }

  @Test
  void severalInsertsOfARetryableWriteAreNoTransaction() {
    String entry = part(1, "", "1", "2").replace("{op: 'c'", "{multiOpType: 1, op: 'c'");
    take(entry);
    assertThat(ids()).containsExactly(1, 2);
    assertThat(replay.unfinished()).isZero();
  }

  @Test
  void operationsWithinOthersAreDoneOneByOne() {
    take(
        "{op: 'c', ns: 'admin.$cmd', o: {applyOps: [{op: 'c', ns: 'shop.$cmd', o: {createIndexes:"
            + " 'orders', key: {a: 1}, name: 'a'}}, {op: 'n', ns: '', o: {}}, {op: 'c', ns:"
            + " 'admin.$cmd', o: {applyOps: [{op: 'd', ns: 'shop.orders', o: {_id: 1}}]}}]}}");
    assertThat(indexes.of(ORDERS)).hasSize(1);
    assertThat(ids()).containsExactly(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{op: 'x', ns: 'shop.orders', o: {}}",
        "{op: 'c', ns: 'shop.$cmd', o: {becomeSentient: 1}}",
        "{op: 'c', ns: 'shop.$cmd', o: {}}",
        "{ns: 'shop.orders', o: {}}",
      })
  void whatIsNotKnownIsRefused(String entry) {
    assertThatThrownBy(() -> replay.take(entry(entry)))
        .isInstanceOf(DatabaseException.class)
        .extracting(e -> ((DatabaseException) e).code())
        .isEqualTo(ErrorCode.ARCHIVE_TOO_NEW);
  }

  @Test
  void whatCannotBeDoneAgainIsRefusedByName() {
    assertThatThrownBy(() -> replay.take(command("{upgradeDowngradeViewlessTimeseries: 'orders'}")))
        .isInstanceOf(DatabaseException.class)
        .hasMessageContaining("form of time series");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{createIndexes: 1, key: {a: 1}, name: 'a'}",
        "{commitIndexBuild: 'orders'}",
        "{commitIndexBuild: 'orders', indexes: [1]}",
        "{dropIndexes: 'orders', index: 1}",
        "{collMod: 'orders', index: {name: 'none', hidden: true}}",
        "{renameCollection: 'shop.orders'}",
      })
  void whatIsNoSuchCommandIsDamage(String object) {
    assertThatThrownBy(() -> replay.take(command(object)))
        .isInstanceOf(DatabaseException.class)
        .extracting(e -> ((DatabaseException) e).code())
        .isEqualTo(ErrorCode.ARCHIVE_CORRUPT);
  }

  @Test
  void theOplogOfADumpOfTheVendorsToolIsGoneThrough() throws IOException {
    byte[] file = Files.readAllBytes(MongoSamples.file("oplogdump/oplog.bson"));
    MongoFrames frames =
        new MongoFrames(new ByteArrayInputStream(file), "oplog", MongoFrames.LONGEST_OF_OPLOG);
    MongoReplay whole = new MongoReplay(indexes, Optional.empty(), false, sent::add);
    int entries = 0;
    for (Optional<byte[]> next = frames.document(); next.isPresent(); next = frames.document()) {
      whole.take(new MongoOplogEntry(MongoDocuments.decode(next.get(), "oplog")));
      entries++;
    }
    assertThat(entries).isPositive();
    assertThat(whole.applied()).isEqualTo(sent.size()).isPositive();
    assertThat(sent).allSatisfy(each -> assertThat(each).containsKeys("op", "ns", "o"));
  }
}
