package io.gds.database.testkit.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.testkit.LeakCheck;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(LeakCheck.class)
@Timeout(120)
class PostgresClusterTest {
  @ParameterizedTest
  @ValueSource(ints = {13, 18})
  void aStandbyStreamsAndTakesOver(int major) {
    Path lost;
    try (PostgresCluster cluster =
        PostgresCluster.start(PostgresTestServer.builder().major(major))) {
      PostgresTestServer first = cluster.primary();
      lost = first.dataDirectory().orElseThrow();
      first.execute("CREATE TABLE t (i int)", "INSERT INTO t VALUES (1)");
      PostgresTestServer standby = cluster.addStandby("s1");
      first.execute("INSERT INTO t VALUES (2)");
      cluster.awaitReplayed("s1");
      assertThat(standby.value("SELECT count(*) FROM t")).contains("2");
      assertThat(standby.value("SELECT pg_is_in_recovery()")).contains("t");
      assertThat(standby.major()).isEqualTo(major);
      assertThat(standby.toString()).contains("standby s1");
      assertThatThrownBy(() -> standby.execute("INSERT INTO t VALUES (3)"))
          .hasMessageContaining("read-only transaction");
      assertThat(first.value("SELECT sync_state FROM pg_stat_replication")).contains("async");
      assertThat(first.value("SELECT active FROM pg_replication_slots WHERE slot_name = 's1'"))
          .contains("t");

      standby.restart();
      cluster.awaitStreaming("s1");

      first.stop(StopMode.FAST);
      assertThat(cluster.promote("s1")).isSameAs(standby).isSameAs(cluster.primary());
      assertThat(cluster.former()).isEqualTo(List.of(first));
      assertThat(cluster.standbys()).isEmpty();
      standby.execute("INSERT INTO t VALUES (3)");
      assertThat(standby.value("SELECT left(pg_walfile_name(pg_current_wal_lsn()), 8)"))
          .contains("00000002");
    }
    assertThat(lost.getParent()).doesNotExist();
  }

  @Test
  void commitsWaitForSynchronousStandbysAndStandbysLogInByPassword() {
    try (PostgresCluster cluster =
        PostgresCluster.start(PostgresTestServer.builder().major(15).scram("a:b\\c 'd"))) {
      cluster.addStandby("s1", true);
      cluster.addStandby("s2");
      assertThat(cluster.standbys()).containsOnlyKeys("s1", "s2");
      PostgresTestServer primary = cluster.primary();
      assertThat(primary.value("SHOW synchronous_standby_names")).contains("FIRST 1 (\"s1\")");
      assertThat(
              primary.value(
                  "SELECT string_agg(application_name || ' ' || sync_state, ', ' ORDER BY 1)"
                      + " FROM pg_stat_replication"))
          .contains("s1 sync, s2 async");
      assertThat(cluster.standby("s1").value("SHOW primary_conninfo").orElseThrow())
          .doesNotContain("a:b");

      assertThatThrownBy(() -> cluster.addStandby("s1")).hasMessageContaining("s1");
      assertThatThrownBy(() -> cluster.addStandby("S-1")).hasMessageContaining("S-1");
      assertThatThrownBy(() -> cluster.standby("s3"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("no standby s3, only [s1, s2]");

      primary.stop(StopMode.IMMEDIATE);
      PostgresTestServer promoted = cluster.promote("s2");
      assertThat(promoted.value("SHOW synchronous_standby_names")).contains("");
      promoted.execute("CREATE TABLE after_it (i int)");
    }
  }
}
