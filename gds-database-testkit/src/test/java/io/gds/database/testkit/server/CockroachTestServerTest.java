package io.gds.database.testkit.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.testkit.LeakCheck;
import io.gds.database.testkit.wire.PostgresPeer;
import io.gds.database.testkit.wire.WireAnswer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.opentest4j.TestAbortedException;

/** Which server is taken. The one named in the environment is a peer. */
@ExtendWith(LeakCheck.class)
@Timeout(60)
class CockroachTestServerTest {
  private static final String URL = "GDS_TEST_COCKROACH_URL";
  private static final String PASSWORD = "hunter2hunter2";

  private PostgresPeer peer;

  @BeforeEach
  void startPeer() {
    peer =
        PostgresPeer.cockroach("v24.3.1")
            .logIn(PostgresPeer.LogIn.SCRAM_SHA_256)
            .user("root", PASSWORD)
            .start();
    peer.script().on("SELECT 1").answer(WireAnswer.rows("a int8").row(1));
    peer.script().on("SELECT null").answer(WireAnswer.rows("a text").row((Object) null));
    peer.script().beginningWith("CREATE").answer(WireAnswer.done());
    peer.script().on("DROP DATABASE x").answer(WireAnswer.error("3D000", "no x"));
  }

  @AfterEach
  void closePeer() {
    peer.close();
  }

  private static CockroachTestServer.Builder in(Map<String, String> environment) {
    Map<String, String> whole = new TreeMap<>(environment);
    whole.put("DOCKER_HOST", "unix:///nowhere/docker.sock");
    return CockroachTestServer.builder(whole::get);
  }

  private String url(String scheme) {
    return "%s://root:%s@%s:%d/?sslmode=disable&socketTimeout=20"
        .formatted(scheme, PASSWORD, peer.host(), peer.port());
  }

  @ParameterizedTest
  @ValueSource(strings = {"cockroachdb", "cockroach", "jdbc:cockroachdb", "postgresql"})
  void theServerNamedInTheEnvironmentIsTaken(String scheme) throws SQLException {
    try (CockroachTestServer server = in(Map.of(URL, url(scheme))).release("24.3").start()) {
      assertThat(server.host()).isEqualTo(peer.host());
      assertThat(server.port()).isEqualTo(peer.port());
      assertThat(server.version()).isEqualTo("24.3.1");
      assertThat(server.superuser()).isEqualTo("root");
      assertThat(server.password()).contains(PASSWORD);
      assertThat(server.url("a b"))
          .isEqualTo(
              "cockroachdb://root@127.0.0.1:%d/a%%20b?sslmode=disable&socketTimeout=20"
                  .formatted(peer.port()));
      assertThat(server.jdbcUrl("shop")).startsWith("jdbc:postgresql://127.0.0.1:");
      assertThat(server.value("SELECT 1")).contains("1");
      assertThat(server.valueIn("shop", "SELECT null")).isEmpty();
      server.execute("CREATE DATABASE shop", "CREATE USER ada");
      try (Connection connection = server.connect("shop")) {
        assertThat(connection.getCatalog()).isEqualTo("shop");
      }
      assertThat(server).hasToString("CockroachDB 24.3.1 at 127.0.0.1:" + peer.port());
      assertThatThrownBy(() -> server.executeIn("shop", "DROP DATABASE x"))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageStartingWith(server + ": ERROR: no x");
    }
    assertThat(peer.script().requests())
        .extracting(request -> request.database() + ": " + request.statement())
        .containsExactly(
            "defaultdb: SELECT 1",
            "shop: SELECT null",
            "defaultdb: CREATE DATABASE shop",
            "defaultdb: CREATE USER ada",
            "shop: DROP DATABASE x");
  }

  @Test
  void testsThatWantTheSameShareOne() {
    CockroachTestServer first = in(Map.of(URL, url("cockroachdb"))).release("24.3").share();
    CockroachTestServer second = in(Map.of()).release("24.3").share();
    try (first;
        second) {
      assertThat(second.port()).isEqualTo(first.port());
    }
    first.close();
    PostgresTestServer.stopIdle();
    assertThatThrownBy(() -> in(Map.of()).release("24.3").share())
        .isInstanceOf(TestAbortedException.class);
  }

  @Test
  void withoutAnyServerTheTestIsSkippedAndSaysWhatWasTried() {
    assertThatThrownBy(() -> in(Map.of()).start())
        .isInstanceOf(TestAbortedException.class)
        .hasMessage(
            "skipped, because there is no cockroach server to test on: GDS_TEST_COCKROACH_URL: not"
                + " set; Docker: nobody listens at unix:///nowhere/docker.sock"
                + " (GDS_TEST_REQUIRE=cockroach makes it fail)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"cockroach", "postgres,cockroach-24.3"})
  void aDemandedServerThatIsMissingFailsTheTest(String words) {
    assertThatThrownBy(() -> in(Map.of("GDS_TEST_REQUIRE", words)).release("24.3").start())
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("GDS_TEST_REQUIRE demands cockroach");
  }

  @ParameterizedTest
  @CsvSource({
    "mysql://u:hunter2hunter2@h/,not of the form cockroachdb://",
    "cockroachdb:///x,not of the form",
    "cockroachdb://u:hunter2hunter2@h: y/,not a URL",
    "cockroachdb://root@127.0.0.1:1/,refused",
  })
  void aUrlThatLeadsNowhereSaysSoWithoutItsPassword(String url, String reason) {
    assertThatThrownBy(() -> in(Map.of(URL, url)).start())
        .isInstanceOf(TestAbortedException.class)
        .hasMessageContaining(URL + ": ")
        .hasMessageContaining(reason)
        .hasMessageNotContaining(PASSWORD);
  }

  @Test
  void aServerOfAnotherReleaseOrKindIsPassedOver() {
    assertThatThrownBy(() -> in(Map.of(URL, url("cockroachdb"))).release("25.2").start())
        .isInstanceOf(TestAbortedException.class)
        .hasMessageContaining("names a server of version 24.3.1");
    try (PostgresPeer postgres = PostgresPeer.builder().version("PostgreSQL 17.0 on x").start()) {
      String url = "postgresql://ada@127.0.0.1:" + postgres.port();
      assertThatThrownBy(() -> in(Map.of(URL, url)).start())
          .isInstanceOf(TestAbortedException.class)
          .hasMessageContaining("not a server of CockroachDB, but PostgreSQL 17.0 on x");
    }
    assertThatThrownBy(() -> CockroachTestServer.builder().release("latest"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no release such as 24.3: latest");
  }
}
