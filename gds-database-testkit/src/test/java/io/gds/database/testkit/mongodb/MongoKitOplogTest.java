package io.gds.database.testkit.mongodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.MongoCommandException;
import com.mongodb.client.MongoDatabase;
import java.util.ArrayList;
import java.util.List;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MongoKitOplogTest {
  private MongoKit kit;

  @BeforeEach
  void start() {
    kit = MongoKit.start();
  }

  @AfterEach
  void close() {
    kit.close();
  }

  private Document apply(String... operations) {
    List<Document> all = new ArrayList<>();
    for (String operation : operations) {
      all.add(Document.parse(operation));
    }
    return kit.client().getDatabase("admin").runCommand(new Document("applyOps", all));
  }

  private List<Document> items() {
    return kit.client().getDatabase("shop").getCollection("items").find().into(new ArrayList<>());
  }

  @Test
  void whatWasDoneIsDoneAgainAsOftenAsItIsSent() {
    String[] all = {
      "{op: 'c', ns: 'shop.$cmd', o: {create: 'items'}}",
      "{op: 'i', ns: 'shop.items', o: {_id: 1, a: 1}}",
      "{op: 'i', ns: 'shop.items', o: {_id: 2, a: 2}}",
      "{op: 'n', ns: '', o: {msg: 'periodic noop'}}",
      "{op: 'd', ns: 'shop.items', o: {_id: 2}}"
    };
    assertThat(apply(all).getInteger("applied")).isEqualTo(5);
    apply(all[1], all[2], all[4]);
    assertThat(items()).containsExactly(Document.parse("{_id: 1, a: 1}"));
    apply("{op: 'c', ns: 'shop.$cmd', o: {renameCollection: 'shop.items', to: 'shop.wares'}}");
    MongoDatabase shop = kit.client().getDatabase("shop");
    assertThat(shop.listCollectionNames()).containsExactly("wares");
    apply("{op: 'c', ns: 'shop.$cmd', o: {drop: 'wares'}}");
    assertThat(shop.listCollectionNames()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{a: 9}                                                | {_id: 1, a: 9}",
        "{$v: 1, $set: {'b.c': 5, e: 1}, $unset: {a: true}}    | {_id: 1, b: {c: 5, d: [1, {x: 1}]}, e: 1}",
        "{$v: 2, diff: {u: {a: 7}, i: {z: 1}}}                 | {_id: 1, a: 7, b: {c: 1, d: [1, {x: 1}]}, z: 1}",
        "{$v: 2, diff: {d: {a: false}, sb: {u: {c: 2}}}}       | {_id: 1, b: {c: 2, d: [1, {x: 1}]}}",
        "{$v: 2, diff: {sb: {sd: {a: true, l: 1, u0: 8}}}}     | {_id: 1, a: 1, b: {c: 1, d: [8]}}",
        "{$v: 2, diff: {sb: {sd: {a: true, s1: {i: {y: 2}}}}}} | {_id: 1, a: 1, b: {c: 1, d: [1, {x: 1, y: 2}]}}",
        "{$v: 2, diff: {sb: {sd: {a: true, u3: 4}}}}           | {_id: 1, a: 1, b: {c: 1, d: [1, {x: 1}, null, 4]}}"
      })
  void aChangeIsMadeInEachFormThatServersWrite(String change, String becomes) {
    apply("{op: 'i', ns: 'shop.items', o: {_id: 1, a: 1, b: {c: 1, d: [1, {x: 1}]}}}");
    apply("{op: 'u', ns: 'shop.items', o2: {_id: 1}, o: " + change + "}");
    assertThat(items()).containsExactly(Document.parse(becomes));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{op: 'u', ns: 'shop.items', o2: {_id: 9}, o: {a: 1}} | had one or more errors",
        "{op: 'x', ns: 'shop.items', o: {a: 1}}               | unknown operation x",
        "{op: 'c', ns: 'shop.$cmd', o: {shutdown: 1}}         | unknown command shutdown"
      })
  void whatCannotBeDoneIsRefused(String operation, String told) {
    assertThatThrownBy(() -> apply(operation))
        .isInstanceOf(MongoCommandException.class)
        .hasMessageContaining(told);
  }
}
