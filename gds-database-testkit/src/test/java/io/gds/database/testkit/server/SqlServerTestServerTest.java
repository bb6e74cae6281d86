package io.gds.database.testkit.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.testkit.LeakCheck;
import io.gds.database.testkit.sqlserver.SqlServerRelease;
import io.gds.database.testkit.wire.SqlServerPeer;
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
class SqlServerTestServerTest {
  private static final String URL = "GDS_TEST_SQLSERVER_URL";
  private static final String PASSWORD = "hunter2hunter2";

  private SqlServerPeer peer;

  @BeforeEach
  void startPeer() {
    peer = SqlServerPeer.builder().user("sa", PASSWORD).start();
    peer.script()
        .beginningWith("SELECT CAST(SERVERPROPERTY('ProductVersion')")
        .answer(WireAnswer.rows("v nvarchar(128)").row("16.0.4135.4"));
    peer.script().on("SELECT null").answer(WireAnswer.rows("a int").row((Object) null));
    peer.script().beginningWith("CREATE").answer(WireAnswer.done());
    peer.script().on("DROP DATABASE x").answer(WireAnswer.error("3701", "no x"));
  }

  @AfterEach
  void closePeer() {
    peer.close();
  }

  private static SqlServerTestServer.Builder in(Map<String, String> environment) {
    Map<String, String> whole = new TreeMap<>(environment);
    whole.put("DOCKER_HOST", "unix:///nowhere/docker.sock");
    return SqlServerTestServer.builder(whole::get);
  }

  private String url(String scheme) {
    return "%s://sa:%s@%s:%d/?encrypt=false&socketTimeout=20000"
        .formatted(scheme, PASSWORD, peer.host(), peer.port());
  }

  @ParameterizedTest
  @ValueSource(strings = {"sqlserver", "mssql"})
  void theServerNamedInTheEnvironmentIsTaken(String scheme) throws SQLException {
    try (SqlServerTestServer server =
        in(Map.of(URL, url(scheme))).release(SqlServerRelease.SQL_SERVER_2022).start()) {
      assertThat(server.host()).isEqualTo(peer.host());
      assertThat(server.port()).isEqualTo(peer.port());
      assertThat(server.version()).isEqualTo("16.0.4135.4");
      assertThat(server.superuser()).isEqualTo("sa");
      assertThat(server.password()).contains(PASSWORD);
      assertThat(server.url("a b"))
          .isEqualTo(
              "sqlserver://sa@127.0.0.1:%d/a%%20b?encrypt=false&socketTimeout=20000"
                  .formatted(peer.port()));
      assertThat(server.jdbcUrl("a}b"))
          .endsWith(";databaseName={a}}b};encrypt=false;socketTimeout=20000");
      assertThat(server.valueIn("shop", "SELECT null")).isEmpty();
      server.execute("CREATE DATABASE shop");
      try (Connection connection = server.connect("shop")) {
        assertThat(connection.getCatalog()).isEqualTo("shop");
      }
      assertThat(server).hasToString("SQL Server 16.0.4135.4 at 127.0.0.1:" + peer.port());
      assertThatThrownBy(() -> server.executeIn("shop", "DROP DATABASE x"))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("no x");
    }
  }

  @Test
  void testsThatWantTheSameShareOne() {
    SqlServerTestServer first = in(Map.of(URL, url("sqlserver"))).share();
    try (first;
        SqlServerTestServer second = in(Map.of()).share()) {
      assertThat(second.port()).isEqualTo(first.port());
    }
    first.close();
    PostgresTestServer.stopIdle();
    assertThatThrownBy(() -> in(Map.of()).share()).isInstanceOf(TestAbortedException.class);
  }

  @Test
  void withoutAnyServerTheTestIsSkippedAndSaysWhatWasTried() {
    assertThatThrownBy(() -> in(Map.of()).start())
        .isInstanceOf(TestAbortedException.class)
        .hasMessage(
            "skipped, because there is no sqlserver server to test on: GDS_TEST_SQLSERVER_URL: not"
                + " set; Docker: nobody listens at unix:///nowhere/docker.sock"
                + " (GDS_TEST_REQUIRE=sqlserver makes it fail)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"sqlserver", "postgres,sqlserver-2019"})
  void aDemandedServerThatIsMissingFailsTheTest(String words) {
    assertThatThrownBy(
            () ->
                in(Map.of("GDS_TEST_REQUIRE", words))
                    .release(SqlServerRelease.SQL_SERVER_2019)
                    .start())
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("GDS_TEST_REQUIRE demands sqlserver");
  }

  @ParameterizedTest
  @CsvSource({
    "mysql://u:hunter2hunter2@h/,not of the form sqlserver://",
    "sqlserver:///x,not of the form",
    "sqlserver://u:hunter2hunter2@h: y/,not a URL",
    "sqlserver://sa@127.0.0.1:1/?encrypt=false,refused",
  })
  void aUrlThatLeadsNowhereSaysSoWithoutItsPassword(String url, String reason) {
    assertThatThrownBy(() -> in(Map.of(URL, url)).start())
        .isInstanceOf(TestAbortedException.class)
        .hasMessageContaining(URL + ": ")
        .hasMessageContaining(reason)
        .hasMessageNotContaining(PASSWORD);
  }

  @Test
  void aServerOfAnotherReleaseIsPassedOver() {
    assertThatThrownBy(
            () ->
                in(Map.of(URL, url("sqlserver"))).release(SqlServerRelease.SQL_SERVER_2019).start())
        .isInstanceOf(TestAbortedException.class)
        .hasMessageContaining("names a server of version 16.0.4135.4");
  }

  @Test
  void aContainerIsRunOnlyWhereItsLicenceWasAccepted() {
    assertThatThrownBy(() -> SqlServerDocker.started(0))
        .hasMessageContaining("nobody has accepted the licence of mcr.microsoft.com/mssql/server:")
        .hasMessageContaining("container-license-acceptance.txt");
    assertThatThrownBy(() -> SqlServerDocker.started(2016))
        .hasMessage("no image of 2016 is known here");
  }
}
