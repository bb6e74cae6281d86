package io.gds.database.testkit.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.testkit.LeakCheck;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

@ExtendWith(LeakCheck.class)
@Timeout(120)
class InstalledServerTest {
  @Test
  void theInstalledServerIsMadeRunAndWorkedOnByItsOwnTools() throws Exception {
    try (PostgresCluster cluster =
        PostgresCluster.start(
            PostgresTestServer.installed().checksums().setting("wal_keep_size", "64MB"))) {
      PostgresTestServer old = cluster.primary();
      PostgresTools tools = PostgresTools.require(old.major());
      assertThat(old.version()).isEqualTo(tools.version());
      cluster.addStandby("s1");
      old.execute("CREATE TABLE t (i int)");
      cluster.awaitReplayed("s1");
      PostgresTestServer next = cluster.promote("s1");
      next.execute("INSERT INTO t VALUES (1)", "CHECKPOINT");
      old.execute("INSERT INTO t VALUES (2)");
      old.stop(StopMode.FAST);

      String data = old.dataDirectory().orElseThrow().toString();
      String said =
          Commands.run(
              old.asServerUser(
                  tools.tool("pg_rewind").toString(),
                  "--target-pgdata=" + data,
                  "--source-server=host=127.0.0.1 port=" + next.port() + " user=postgres"));
      assertThat(said).contains("Done!");
    }
  }

  @Test
  void clientToolsWorkOnTheMatchingEmbeddedServer() throws Exception {
    PostgresTools tools = PostgresTools.require();
    try (PostgresTestServer server = tools.matchingServer().share()) {
      assertThat(server.major()).isEqualTo(tools.major());
      String dump =
          Commands.run(
              List.of(
                  tools.tool("pg_dump").toString(),
                  "--schema-only",
                  "--dbname=" + server.url("postgres")));
      assertThat(dump).contains("PostgreSQL database dump complete");
    }
  }

  @Test
  void anInstalledServerOfAnotherMajorIsMissed() {
    assertThatThrownBy(() -> PostgresTestServer.installed().major(9).start())
        .as("a skip, or a failure where it must not be skipped")
        .isInstanceOfAny(TestAbortedException.class, AssertionFailedError.class)
        .hasMessageContaining("no initdb, pg_ctl and postgres of major 9 are installed");
  }

  @Test
  void rootMayRunServersAsTheUserPostgres() throws Exception {
    Assumptions.assumeTrue(
        "root".equals(System.getProperty("user.name")), "only root can switch to another user");
    ServerUser switched;
    try {
      switched = ServerUser.switched();
    } catch (TestServers.Unavailable e) {
      throw new TestAbortedException(e.getMessage(), e);
    }
    Path data;
    Spec spec = PostgresTestServer.builder().scram("secret of the superuser").spec();
    LocalNode primary =
        LocalNode.made(PostgresTools.serverBinaries(0), switched, spec, "installed PostgreSQL");
    try (PostgresTestServer server = new PostgresTestServer(primary, false)) {
      data = server.dataDirectory().orElseThrow();
      assertThat(server.value("SELECT 1")).contains("1");
      assertThat(Commands.run(server.asServerUser("id", "-un"))).isEqualTo("postgres");
      LocalNode standby = primary.copied("standby s1", new StandbyCopy(primary, "s1"));
      try (PostgresTestServer second = new PostgresTestServer(standby, false)) {
        assertThat(second.value("SELECT pg_is_in_recovery()")).contains("t");
      }
      server.restart();
    }
    assertThat(data.getParent()).doesNotExist();
  }
}
