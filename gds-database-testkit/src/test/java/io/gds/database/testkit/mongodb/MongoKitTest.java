package io.gds.database.testkit.mongodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.MongoCommandException;
import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoDatabase;
import java.util.ArrayList;
import java.util.List;
import org.bson.BsonDocument;
import org.bson.Document;
import org.junit.jupiter.api.Test;

class MongoKitTest {
  @Test
  void dataAreDoneByTheServerAndUnknownCommandsAsATestSays() {
    try (MongoKit kit = MongoKit.start("6.0.3")) {
      MongoDatabase shop = kit.client().getDatabase("shop");
      shop.getCollection("items").insertMany(List.of(new Document("a", 1), new Document("a", 2)));
      assertThat(shop.getCollection("items").countDocuments()).isEqualTo(2);
      assertThat(shop.runCommand(new Document("buildInfo", 1)).getString("version"))
          .isEqualTo("6.0.3");

      kit.on("currentOp", "{inprog: [{opid: 7}]}");
      Document operations =
          kit.client().getDatabase("admin").runCommand(new Document("currentOp", 1));
      assertThat(operations.getList("inprog", Document.class)).hasSize(1);
      assertThat(kit.sent("currentOp")).hasSize(1);
      kit.refuseOnce("ping", 13, "Unauthorized", "not authorized on shop to execute command");
      assertThatThrownBy(() -> shop.runCommand(new Document("ping", 1)))
          .isInstanceOfSatisfying(
              MongoCommandException.class,
              e -> {
                assertThat(e.getErrorCode()).isEqualTo(13);
                assertThat(e.getErrorCodeName()).isEqualTo("Unauthorized");
              });
      assertThat(shop.runCommand(new Document("ping", 1)).get("ok")).isEqualTo(1.0);
      assertThat(kit.commands()).contains("insert", "ping").doesNotContain("isMaster");
      kit.forget();
      assertThat(kit.commands()).isEmpty();
    }
  }

  @Test
  void itLooksLikeThePrimaryOfAReplicaSetWithSessions() {
    try (MongoKit kit = MongoKit.replicaSet(MongoKit.USUAL, "rs0")) {
      MongoClient client = kit.client();
      try (ClientSession session = client.startSession()) {
        client.getDatabase("shop").getCollection("a").insertOne(session, new Document("_id", 1));
      }
      List<String> names = new ArrayList<>();
      client.getDatabase("shop").listCollectionNames().into(names);
      assertThat(names).containsExactly("a");
      assertThat(kit.url()).endsWith("?replicaSet=rs0");
      BsonDocument insert = kit.sent("insert").get(0);
      assertThat(insert.containsKey("lsid")).isTrue();
    }
  }
}
