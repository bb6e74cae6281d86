package io.gds.database.testkit.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.testkit.wire.MongoPeer;
import java.util.Map;
import java.util.TreeMap;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.opentest4j.TestAbortedException;

/** Which server is taken. The one named in the environment is a peer. */
@Timeout(60)
class MongoTestServerTest {
  private static final String URL = "GDS_TEST_MONGODB_URL";
  private static final String SET_URL = "GDS_TEST_MONGODB_SET_URL";

  private static MongoTestServer.Builder in(Map<String, String> environment) {
    Map<String, String> whole = new TreeMap<>(environment);
    whole.put("DOCKER_HOST", "unix:///nowhere/docker.sock");
    return MongoTestServer.builder(whole::get);
  }

  @Test
  void theServerNamedInTheEnvironmentIsTaken() {
    try (MongoPeer peer = MongoPeer.builder().version("7.0.14").start();
        MongoTestServer server = in(Map.of(URL, peer.url())).start()) {
      assertThat(server.version()).isEqualTo("7.0.14");
      assertThat(server.url()).isEqualTo(peer.url());
      assertThat(server).hasToString("MongoDB 7.0.14 at %s:%d".formatted(peer.host(), peer.port()));
      assertThat(server.client().getDatabase("admin").runCommand(new Document("ping", 1)))
          .containsKey("ok");
      server.close();
    }
  }

  @Test
  void aReplicaSetIsNamedByAVariableOfItsOwn() {
    try (MongoPeer peer = MongoPeer.builder().replicaSet("rs0").start();
        MongoTestServer server = in(Map.of(SET_URL, peer.url())).replicaSet().share()) {
      assertThat(server.toString()).contains("replica set rs0");
    }
  }

  @Test
  void aServerThatIsInNoReplicaSetIsNotTakenForOne() {
    try (MongoPeer peer = MongoPeer.builder().start()) {
      MongoTestServer.Builder wanted = in(Map.of(SET_URL, peer.url())).replicaSet();
      assertThatThrownBy(wanted::start)
          .isInstanceOf(TestAbortedException.class)
          .hasMessageContaining("names a server that is in no replica set");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://h/", "mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=300"})
  void whereNoneCanBeHadTheTestIsSkippedAndSaysWhatWasTried(String url) {
    assertThatThrownBy(() -> in(Map.of(URL, url)).start())
        .isInstanceOf(TestAbortedException.class)
        .hasMessageContaining(URL)
        .hasMessageContaining("Docker");
  }

  @Test
  void aTestThatMustRunFailsInstead() {
    assertThatThrownBy(() -> in(Map.of("GDS_TEST_REQUIRE", "mongodb")).start())
        .isInstanceOf(AssertionError.class);
  }
}
