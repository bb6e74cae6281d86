package io.gds.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.DatabaseQuery;
import io.gds.database.DatabaseState;
import io.gds.database.Detail;
import io.gds.database.EngineStatus;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.NotFoundException;
import io.gds.database.error.PermissionDeniedException;
import io.gds.database.testkit.wire.WireAnswer;
import io.gds.database.testkit.wire.WireRequest;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The statements and their columns are as the vendor's pages of SHOW … name them. */
class CockroachReadingsTest {
  private static final String LIST =
      "WITH d AS (SHOW DATABASES WITH COMMENT) SELECT database_name, owner, primary_region,"
          + " secondary_region, regions, survival_goal, comment FROM d";

  private static final WireAnswer CLOSED_OFF =
      WireAnswer.error("42501", "Access to crdb_internal and system is restricted.");

  private static final DatabaseQuery ALL = DatabaseQuery.userDatabases().system(true);

  private final CockroachScene scene = new CockroachScene();

  @AfterEach
  void close() {
    scene.close();
  }

  private List<String> sent() {
    return scene.script().requests().stream().map(WireRequest::normalized).toList();
  }

  private void scriptEngine(WireAnswer clusterId, WireAnswer organization, WireAnswer nodes) {
    scene
        .script()
        .on("SELECT version() AS version, current_setting('node_id')::INT4 AS node_id")
        .answer(
            WireAnswer.rows("version text", "node_id int4")
                .row("CockroachDB CCL v24.3.5 (x86_64-pc-linux-gnu)", 3));
    scene.script().on("SELECT crdb_internal.cluster_id()::STRING AS value").answer(clusterId);
    scene.script().on("SHOW CLUSTER SETTING cluster.organization").answer(organization);
    scene.script().beginningWith("SELECT n.node_id").answer(nodes);
  }

  private static WireAnswer.Rows nodes() {
    return WireAnswer.rows(
            "node_id int8",
            "address text",
            "sql_address text",
            "locality text",
            "build_tag text",
            "started_at timestamp",
            "is_live bool",
            "ranges int8",
            "leases int8",
            "draining bool",
            "decommissioning bool",
            "membership text",
            "updated_at timestamp")
        .row(
            1L,
            "n1:26257",
            "n1:26258",
            "region=eu,zone=a",
            "v24.3.5",
            "2026-01-02 03:04:05.5",
            true,
            70L,
            30L,
            false,
            false,
            "active",
            "2026-01-03 00:00:00")
        .row(2L, "n2:26257", "", "", "v24.3.5", null, false, null, null, null, null, null, null);
  }

  @Test
  void aClusterSaysWhatItIs() {
    scriptEngine(
        WireAnswer.rows("value text").row("3f5c8d3e-0000-4000-8000-000000000001"),
        WireAnswer.rows("cluster.organization text").row("Movr"),
        nodes());
    CockroachEngineMetadata metadata = scene.engine.metadata();
    assertThat(metadata.version()).isEqualTo("24.3.5");
    assertThat(metadata.edition()).contains("CCL");
    assertThat(metadata.status()).isEqualTo(EngineStatus.ONLINE);
    assertThat(metadata.clusterId()).contains("3f5c8d3e-0000-4000-8000-000000000001");
    assertThat(metadata.organization()).contains("Movr");
    assertThat(metadata.nodeId()).hasValue(3);
    assertThat(metadata.nodeCount()).hasValue(2);
    assertThat(metadata.host()).contains("127.0.0.1");
    assertThat(metadata.port()).hasValue(scene.peer.port());
    assertThat(metadata.createdAt()).isEmpty();
    assertThat(metadata.unreadable()).isEmpty();
    assertThat(metadata.attributes()).containsKeys("clusterId", "nodeCount", "build");
    assertThat(scene.engine.metadata()).isSameAs(metadata);
  }

  @Test
  void whatMayNotBeReadIsEmptyWithTheReasonAndTheRestIsThere() {
    scriptEngine(
        CLOSED_OFF,
        WireAnswer.error("42501", "only users with VIEWCLUSTERSETTING are allowed to do this"),
        CLOSED_OFF);
    CockroachEngineMetadata metadata = scene.engine.refresh();
    assertThat(metadata.version()).isEqualTo("24.3.5");
    assertThat(metadata.clusterId()).isEmpty();
    assertThat(metadata.nodeCount()).isEmpty();
    assertThat(metadata.unreadable())
        .containsOnlyKeys("clusterId", "organization", "nodeCount")
        .hasEntrySatisfying(
            "clusterId", why -> assertThat(why).contains("allow_unsafe_internals = on"))
        .hasEntrySatisfying("organization", why -> assertThat(why).contains("VIEWCLUSTERSETTING"));
  }

  @Test
  void anotherFaultThanAMissingRightIsNotHidden() {
    scriptEngine(WireAnswer.error("58C00", "unavailable"), CLOSED_OFF, CLOSED_OFF);
    assertThatThrownBy(() -> scene.engine.refresh())
        .isInstanceOfSatisfying(
            DatabaseException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SERVER_BUSY));
  }

  @Test
  void nodesAreTold() {
    scene.script().beginningWith("SELECT n.node_id").answer(nodes());
    List<CockroachNode> nodes = scene.engine.nodes();
    assertThat(nodes).extracting(CockroachNode::id).containsExactly(1, 2);
    CockroachNode first = nodes.get(0);
    assertThat(first.sqlAddress()).contains("n1:26258");
    assertThat(first.locality()).isEqualTo("region=eu,zone=a");
    assertThat(first.startedAt()).contains(Instant.parse("2026-01-02T03:04:05.500Z"));
    assertThat(first.live()).isTrue();
    assertThat(first.ranges()).hasValue(70);
    assertThat(first.membership()).contains("active");
    assertThat(nodes.get(1).live()).isFalse();
    assertThat(nodes.get(1).sqlAddress()).isEmpty();
    assertThat(nodes.get(1).leases()).isEmpty();
    assertThat(sent())
        .containsExactly(
            "SELECT n.node_id, n.address, n.sql_address, n.locality, n.build_tag, n.started_at,"
                + " n.is_live, n.ranges, n.leases, l.draining, l.decommissioning, l.membership,"
                + " l.updated_at FROM crdb_internal.gossip_nodes AS n LEFT JOIN"
                + " crdb_internal.gossip_liveness AS l ON l.node_id = n.node_id ORDER BY"
                + " n.node_id");
  }

  @Test
  void nodesThatMayNotBeSeenSayWhatWouldHelp() {
    scene.script().beginningWith("SELECT n.node_id").answer(CLOSED_OFF);
    assertThatThrownBy(() -> scene.engine.nodes())
        .isInstanceOfSatisfying(
            PermissionDeniedException.class,
            e -> assertThat(e.remedy().orElseThrow()).contains("ALTER ROLE"));
  }

  @Test
  void theListIsOneStatementAndLeavesTheClustersOwnOut() {
    assertThat(scene.engine.databases())
        .extracting(CockroachDatabase::name)
        .containsExactly("defaultdb", "shop");
    assertThat(sent()).containsExactly(LIST + " ORDER BY database_name");
    assertThat(scene.engine.databases(ALL.like("s*")))
        .extracting(CockroachDatabase::name)
        .containsExactly("shop", "system");
    CockroachDatabaseMetadata system = scene.engine.databases(ALL).get(2).metadata();
    assertThat(system.condition().readOnly()).isTrue();
    assertThat(system.owner()).contains("node");
  }

  @Test
  void sizesOfAllAreOneStatementMoreAndSomeSecondsOld() {
    scene
        .script()
        .beginningWith("SELECT database_name, sum(range_size)")
        .answer(
            WireAnswer.rows("database_name text", "size_bytes int8")
                .row("shop", 123_456L)
                .row(null, 7L));
    List<CockroachDatabase> databases =
        scene.engine.databases(DatabaseQuery.userDatabases().with(Detail.SIZE));
    assertThat(databases.get(1).metadata().sizeBytes()).hasValue(123_456);
    assertThat(databases.get(0).metadata().sizeBytes()).hasValue(0);
    assertThat(databases.get(0).metadata().details()).containsExactly(Detail.SIZE);
    assertThat(sent())
        .containsExactly(
            "SELECT database_name, sum(range_size)::INT8 AS size_bytes FROM (SELECT DISTINCT"
                + " database_name, range_id, range_size FROM [SHOW CLUSTER RANGES WITH TABLES,"
                + " DETAILS]) AS OF SYSTEM TIME follower_read_timestamp() GROUP BY"
                + " database_name",
            LIST + " ORDER BY database_name");
  }

  @Test
  void aSizeThatMayNotBeReadIsEmptyWithTheReasonAndTheListIsWhole() {
    scene
        .script()
        .beginningWith("SELECT database_name, sum(range_size)")
        .answer(WireAnswer.error("42501", "user ada does not have ZONECONFIG privilege"));
    List<CockroachDatabase> databases =
        scene.engine.databases(DatabaseQuery.userDatabases().with(Detail.SIZE, Detail.SESSIONS));
    assertThat(databases).hasSize(2);
    CockroachDatabaseMetadata shop = databases.get(1).metadata();
    assertThat(shop.sizeBytes()).isEmpty();
    assertThat(shop.details()).isEmpty();
    assertThat(shop.unreadable().get(Detail.SIZE)).contains("ZONECONFIG");
    assertThat(shop.unreadable().get(Detail.SESSIONS)).contains("belong to no database");
  }

  @Test
  void aDatabaseSaysWhatItIs() {
    scene
        .script()
        .on(LIST + " WHERE database_name = $1")
        .answer(
            WireAnswer.rows(CockroachScene.DATABASE_COLUMNS)
                .row(
                    "movr",
                    "demo",
                    "us-east1",
                    "us-west1",
                    List.of("us-central1", "us-east1", "us-west1"),
                    "region",
                    "rides"));
    scene
        .script()
        .on("SHOW CREATE DATABASE \"movr\"")
        .answer(
            WireAnswer.rows("database_name text", "create_statement text")
                .row(
                    "movr",
                    "CREATE DATABASE movr PRIMARY REGION = \"us-east1\" REGIONS = \"us-east1\""
                        + " SURVIVE = ZONE FAILURE PLACEMENT RESTRICTED"));
    scene
        .script()
        .beginningWith("SELECT coalesce(sum(range_size), 0)")
        .answer(WireAnswer.rows("size_bytes int8").row(99L));
    CockroachDatabase database = scene.engine.database("movr");
    CockroachDatabaseMetadata movr =
        database.refresh(Detail.SIZE, Detail.LAST_BACKUP, Detail.REPLICATION);
    assertThat(movr.owner()).contains("demo");
    assertThat(movr.primaryRegion()).contains("us-east1");
    assertThat(movr.secondaryRegion()).contains("us-west1");
    assertThat(movr.regions()).containsExactly("us-central1", "us-east1", "us-west1");
    assertThat(movr.survivalGoal()).contains(CockroachSurvivalGoal.REGION);
    assertThat(movr.restrictedPlacement()).contains(true);
    assertThat(movr.comment()).contains("rides");
    assertThat(movr.sizeBytes()).hasValue(99);
    assertThat(movr.details()).containsExactly(Detail.SIZE);
    assertThat(movr.unreadable()).containsOnlyKeys(Detail.LAST_BACKUP, Detail.REPLICATION);
    assertThat(movr.collation()).isEmpty();
    assertThat(movr.createdAt()).isEmpty();
    assertThat(movr.attributes()).containsKeys("primaryRegion", "survivalGoal");
    assertThat(database.metadata()).isSameAs(movr);
    assertThat(database.condition().state()).isEqualTo(DatabaseState.ONLINE);
    assertThat(sent())
        .contains(
            "SELECT coalesce(sum(range_size), 0)::INT8 AS size_bytes FROM [SHOW RANGES FROM"
                + " DATABASE \"movr\" WITH DETAILS] AS OF SYSTEM TIME"
                + " follower_read_timestamp()");
  }

  @Test
  void aDatabaseThatWasMadeJustNowHasNoSizeYet() {
    scene
        .script()
        .beginningWith("SELECT coalesce(sum(range_size), 0)")
        .answer(WireAnswer.error("3D000", "database \"shop\" does not exist"));
    CockroachDatabaseMetadata shop = scene.engine.database("shop").refresh(Detail.SIZE);
    assertThat(shop.sizeBytes()).isEmpty();
    assertThat(shop.unreadable().get(Detail.SIZE)).contains("does not exist");
  }

  @Test
  void aDatabaseWithoutRegionsIsNotAskedWhereItsReplicasAre() {
    assertThat(scene.engine.database("shop").refresh().restrictedPlacement()).isEmpty();
    assertThat(sent()).containsExactly(LIST + " WHERE database_name = $1");
  }

  @Test
  void whatIsNotThereIsNotFound() {
    CockroachDatabase none = scene.engine.database("none");
    assertThat(none.exists()).isFalse();
    assertThatThrownBy(none::metadata).isInstanceOf(NotFoundException.class);
    assertThatThrownBy(none::condition)
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining("there is no database \"none\"");
  }

  @Test
  void placementIsAClauseAndNoName() {
    assertThat(CockroachReadings.isRestricted("CREATE DATABASE a PLACEMENT RESTRICTED")).isTrue();
    assertThat(CockroachReadings.isRestricted("CREATE DATABASE a SURVIVE = ZONE FAILURE"))
        .isFalse();
    assertThat(
            CockroachReadings.isRestricted(
                "CREATE DATABASE \"a \"\" PLACEMENT RESTRICTED\" PRIMARY REGION = \"x\""))
        .isFalse();
  }

  @Test
  void rangesAreToldInTheirOrderUpToALimit() {
    scene
        .script()
        .beginningWith("SELECT range_id")
        .answer(
            WireAnswer.rows(
                    "range_id int8",
                    "start_key text",
                    "end_key text",
                    "replicas int8[]",
                    "voting_replicas int8[]",
                    "non_voting_replicas int8[]",
                    "replica_localities text[]",
                    "lease_holder int8",
                    "lease_holder_locality text",
                    "range_size int8")
                .row(
                    71L,
                    "/Table/106",
                    "/Table/107",
                    List.of(1L, 2L, 3L),
                    List.of(1L, 2L),
                    List.of(3L),
                    List.of("region=a", "region=b", "region=c"),
                    2L,
                    "region=b",
                    4096L)
                .row(
                    72L,
                    "/Table/107",
                    "/Max",
                    List.of(1L),
                    List.of(1L),
                    List.of(),
                    List.of(),
                    null,
                    null,
                    null));
    List<CockroachRange> ranges = scene.engine.database("sh\"op").ranges(2);
    assertThat(ranges).hasSize(2);
    assertThat(ranges.get(0).replicas()).containsExactly(1, 2, 3);
    assertThat(ranges.get(0).votingReplicas()).containsExactly(1, 2);
    assertThat(ranges.get(0).nonVotingReplicas()).containsExactly(3);
    assertThat(ranges.get(0).localities()).hasSize(3);
    assertThat(ranges.get(0).leaseHolder()).hasValue(2);
    assertThat(ranges.get(0).sizeBytes()).hasValue(4096);
    assertThat(ranges.get(1).leaseHolder()).isEmpty();
    assertThat(sent())
        .containsExactly(
            "SELECT range_id, start_key, end_key, replicas, voting_replicas, non_voting_replicas,"
                + " replica_localities, lease_holder, lease_holder_locality, range_size FROM"
                + " [SHOW RANGES FROM DATABASE \"sh\"\"op\" WITH DETAILS] AS OF SYSTEM TIME"
                + " follower_read_timestamp() LIMIT 2");
    assertThatThrownBy(() -> scene.engine.database("shop").ranges(0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aReadIsBegunAgainWhenAnotherGotInTheWay() {
    WireAnswer retry = WireAnswer.error("40001", "restart transaction");
    scene
        .script()
        .beginningWith("WITH d AS (SHOW DATABASES WITH COMMENT)")
        .inTurn(retry, retry, retry);
    assertThat(scene.engine.databases()).hasSize(2);
    assertThat(scene.script().requests()).hasSize(4);
    scene.script().beginningWith("WITH d AS (SHOW DATABASES WITH COMMENT)").answer(retry);
    assertThatThrownBy(() -> scene.engine.databases())
        .isInstanceOfSatisfying(
            DatabaseException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DEADLOCK));
  }

  @Test
  void theServersTimeIsAsked() {
    scene
        .script()
        .on("SELECT clock_timestamp() AS now")
        .answer(
            WireAnswer.rows("now timestamptz").row(Instant.parse("2026-06-01T10:00:00.123456Z")));
    assertThat(scene.engine.serverTime()).isEqualTo(Instant.parse("2026-06-01T10:00:00.123456Z"));
  }

  @Test
  void handlesAreEqualByEngineAndName() {
    assertThat(scene.engine.database("shop"))
        .isEqualTo(scene.engine.database("shop"))
        .hasSameHashCodeAs(scene.engine.database("shop"))
        .isNotEqualTo(scene.engine.database("Shop"))
        .hasToString("shop of " + scene.engine.name());
    assertThat(scene.engine.database("shop").engine()).isSameAs(scene.engine);
    assertThat(scene.engine).asString().contains("127.0.0.1");
    assertThat(scene.engine.connectionInfo().database()).contains("defaultdb");
    assertThat(scene.script().statements()).isEmpty();
  }
}
