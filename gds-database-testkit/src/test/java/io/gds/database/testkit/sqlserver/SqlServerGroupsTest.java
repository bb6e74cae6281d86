package io.gds.database.testkit.sqlserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.testkit.wire.WireAnswer;
import io.gds.database.testkit.wire.WireRequest;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SqlServerGroupsTest {
  private static final String ROLES =
      "SELECT r.replica_server_name, s.role_desc, s.connected_state_desc,"
          + " s.synchronization_health_desc FROM sys.dm_hadr_availability_replica_states s"
          + " JOIN sys.availability_replicas r ON r.replica_id = s.replica_id"
          + " ORDER BY r.replica_server_name";

  private static final String COPIES =
      "SELECT r.replica_server_name, d.synchronization_state_desc, d.is_suspended,"
          + " c.is_failover_ready FROM sys.availability_replicas r"
          + " JOIN sys.dm_hadr_database_replica_states d ON d.replica_id = r.replica_id"
          + " JOIN sys.dm_hadr_database_replica_cluster_states c ON c.replica_id = r.replica_id"
          + " AND c.group_database_id = d.group_database_id ORDER BY r.replica_server_name";

  private final SqlServerModel one = SqlServerModel.builder().name("SQL1").build();
  private final SqlServerModel two = SqlServerModel.builder().name("SQL2").build();
  private final SqlServerModel three = SqlServerModel.builder().name("SQL3").build();

  @AfterEach
  void end() {
    one.close();
    two.close();
    three.close();
  }

  private SqlServerGroup windows() {
    return SqlServerCluster.windows("WSFC1", one, two, three)
        .group("ag1")
        .primary("SQL1")
        .synchronous("SQL2")
        .asynchronous("SQL3")
        .databases("shop")
        .create();
  }

  private static WireAnswer run(SqlServerModel model, String sql) {
    return model.answer(
        new WireRequest(1, "sa", "master", sql, List.<@Nullable Object>of(), Map.of()));
  }

  private static List<String> rows(SqlServerModel model, String sql) {
    WireAnswer answer = run(model, sql);
    assertThat(answer).as(sql).isInstanceOf(WireAnswer.Rows.class);
    return ((WireAnswer.Rows) answer)
        .rows().stream().map(row -> Arrays.toString(row.values().toArray())).toList();
  }

  private static String error(SqlServerModel model, String sql) {
    WireAnswer answer = run(model, sql);
    assertThat(answer).as(sql).isInstanceOf(WireAnswer.Failure.class);
    return ((WireAnswer.Failure) answer).code();
  }

  @Test
  void thePrimarySeesAllAndASecondaryOnlyItself() {
    windows();
    assertThat(rows(one, ROLES))
        .containsExactly(
            "[SQL1, PRIMARY, CONNECTED, HEALTHY]",
            "[SQL2, SECONDARY, CONNECTED, HEALTHY]",
            "[SQL3, SECONDARY, CONNECTED, HEALTHY]");
    assertThat(rows(three, ROLES)).containsExactly("[SQL3, SECONDARY, CONNECTED, HEALTHY]");
    assertThat(rows(one, COPIES))
        .containsExactly(
            "[SQL1, SYNCHRONIZED, false, true]",
            "[SQL2, SYNCHRONIZED, false, true]",
            "[SQL3, SYNCHRONIZING, false, false]");
  }

  @Test
  void aPlannedFailoverNeedsASynchronizedTargetAndMovesTheData() {
    SqlServerGroup group = windows();
    one.add("shop", List.of("a"));
    assertThat(error(three, "ALTER AVAILABILITY GROUP [ag1] FAILOVER")).isEqualTo("41142");
    assertThat(error(one, "ALTER AVAILABILITY GROUP [ag1] FAILOVER")).isEqualTo("41122");
    run(two, "ALTER AVAILABILITY GROUP [ag1] FAILOVER");
    assertThat(group.primary()).contains("SQL2");
    assertThat(two.rows("shop")).containsExactly("a");
    assertThat(rows(one, ROLES)).containsExactly("[SQL1, SECONDARY, CONNECTED, HEALTHY]");
    assertThat(error(one, "ALTER AVAILABILITY GROUP [ag1] REMOVE DATABASE [shop]"))
        .isEqualTo("41140");
  }

  @Test
  void aForcedFailoverSuspendsTheOthersAndLosesWhatTheTargetLacks() {
    SqlServerGroup group = windows();
    one.add("shop", List.of("a"));
    group.behind("SQL3", "shop", Duration.ofSeconds(30), 100, 10, 5);
    one.add("shop", List.of("b"));
    group.losePrimary();
    assertThat(rows(three, ROLES)).containsExactly("[SQL3, RESOLVING, DISCONNECTED, NOT_HEALTHY]");
    run(three, "ALTER AVAILABILITY GROUP [ag1] FORCE_FAILOVER_ALLOW_DATA_LOSS");
    assertThat(three.rows("shop")).containsExactly("a");
    assertThat(rows(two, COPIES)).containsExactly("[SQL2, NOT SYNCHRONIZING, true, false]");
    run(two, "ALTER DATABASE [shop] SET HADR RESUME");
    assertThat(two.rows("shop")).containsExactly("a");
    group.comeBack("SQL1");
    assertThat(rows(one, COPIES)).containsExactly("[SQL1, NOT SYNCHRONIZING, true, false]");
  }

  @Test
  void withoutAClusterThePrimaryIsDemotedAndTheTargetForced() {
    SqlServerGroup group =
        SqlServerCluster.network(one, two)
            .group("ag1")
            .primary("SQL1")
            .synchronous("SQL2")
            .databases("shop")
            .create();
    assertThat(error(two, "ALTER AVAILABILITY GROUP [ag1] FAILOVER")).isEqualTo("47122");
    run(
        one,
        "ALTER AVAILABILITY GROUP [ag1] SET (REQUIRED_SYNCHRONIZED_SECONDARIES_TO_COMMIT = 1)");
    run(one, "ALTER AVAILABILITY GROUP [ag1] SET (ROLE = SECONDARY)");
    assertThat(group.primary()).isEmpty();
    run(two, "ALTER AVAILABILITY GROUP [ag1] FORCE_FAILOVER_ALLOW_DATA_LOSS");
    assertThat(group.primary()).contains("SQL2");
    assertThat(rows(two, COPIES))
        .containsExactly(
            "[SQL1, NOT SYNCHRONIZING, true, false]", "[SQL2, SYNCHRONIZED, false, true]");
  }

  @Test
  void aClusterManagerOfItsOwnIsNotPassedBy() {
    SqlServerCluster.network(one, two)
        .group("ag1")
        .primary("SQL1")
        .synchronous("SQL2")
        .external()
        .create();
    assertThat(error(two, "ALTER AVAILABILITY GROUP [ag1] FAILOVER")).isEqualTo("47104");
    assertThat(error(two, "ALTER AVAILABILITY GROUP [ag1] FORCE_FAILOVER_ALLOW_DATA_LOSS"))
        .isEqualTo("47104");
  }

  @Test
  void aFailoverIsAcceptedBeforeItIsDone() {
    SqlServerGroup group = windows().slow(2);
    run(two, "ALTER AVAILABILITY GROUP [ag1] FAILOVER");
    assertThat(group.primary()).isEmpty();
    assertThat(rows(two, ROLES)).first().asString().contains("RESOLVING");
    assertThat(rows(two, ROLES)).hasSize(3);
    assertThat(rows(two, "SELECT d.state_desc FROM sys.databases d WHERE d.name = 'shop'"))
        .containsExactly("[RECOVERING]");
    assertThat(rows(two, "SELECT d.state_desc FROM sys.databases d WHERE d.name = 'shop'"))
        .containsExactly("[ONLINE]");
    assertThat(group.primary()).contains("SQL2");
  }

  @Test
  void aGroupIsMadeJoinedAndGrowsByStatements() {
    SqlServerCluster cluster = SqlServerCluster.network(one, two, three);
    run(one, "CREATE DATABASE shop");
    String create =
        "CREATE AVAILABILITY GROUP [ag1] WITH (CLUSTER_TYPE = NONE) FOR DATABASE [shop]"
            + " REPLICA ON N'SQL1' WITH (ENDPOINT_URL = N'TCP://a:5022', AVAILABILITY_MODE ="
            + " SYNCHRONOUS_COMMIT, FAILOVER_MODE = MANUAL, SEEDING_MODE = AUTOMATIC), N'SQL2'"
            + " WITH (ENDPOINT_URL = N'TCP://b:5022', AVAILABILITY_MODE = SYNCHRONOUS_COMMIT,"
            + " FAILOVER_MODE = MANUAL, SEEDING_MODE = AUTOMATIC)";
    assertThat(error(three, create)).isEqualTo("35237");
    assertThat(error(one, create)).as("no full backup yet").isEqualTo("1475");
    run(one, "BACKUP DATABASE [shop] TO DISK = N'/b/1.bak' WITH INIT");
    run(one, create);
    assertThat(rows(two, "SELECT g.name FROM sys.availability_groups g")).isEmpty();
    run(two, "ALTER AVAILABILITY GROUP [ag1] JOIN WITH (CLUSTER_TYPE = NONE)");
    assertThat(rows(two, COPIES)).isEmpty();
    run(two, "ALTER AVAILABILITY GROUP [ag1] GRANT CREATE ANY DATABASE");
    assertThat(rows(two, COPIES)).containsExactly("[SQL2, SYNCHRONIZED, false, true]");
    assertThat(cluster.find("ag1").primary()).contains("SQL1");
    run(
        one,
        "ALTER AVAILABILITY GROUP [ag1] ADD REPLICA ON N'SQL3' WITH (ENDPOINT_URL ="
            + " N'TCP://c:5022', AVAILABILITY_MODE = ASYNCHRONOUS_COMMIT, FAILOVER_MODE ="
            + " MANUAL)");
    assertThat(rows(one, "SELECT r.replica_server_name FROM sys.availability_replicas r"))
        .hasSize(3);
    run(one, "ALTER AVAILABILITY GROUP [ag1] REMOVE REPLICA ON N'SQL3'");
    run(one, "ALTER AVAILABILITY GROUP [ag1] REMOVE DATABASE [shop]");
    assertThat(rows(two, "SELECT d.state_desc FROM sys.databases d WHERE d.name = 'shop'"))
        .containsExactly("[RESTORING]");
    assertThat(rows(one, "SELECT d.state_desc FROM sys.databases d WHERE d.name = 'shop'"))
        .containsExactly("[ONLINE]");
  }

  @Test
  void whoMayNotIsRefusedAndWhatIsNotKnownFailsTheTest() {
    windows();
    assertThat(error(one, "ALTER AVAILABILITY GROUP [nowhere] FAILOVER")).isEqualTo("15151");
    assertThatThrownBy(() -> run(one, "ALTER AVAILABILITY GROUP [ag1] OFFLINE"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("OFFLINE");
  }
}
