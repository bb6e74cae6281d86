package io.gds.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.core.Plan;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.ha.FailoverOptions;
import io.gds.database.ha.HaNode;
import io.gds.database.ha.SwitchoverInfo;
import io.gds.database.lifecycle.HostCommand;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionValues;
import io.gds.database.operation.PreconditionFailedException;
import io.gds.database.testkit.server.PostgresCluster;
import io.gds.database.testkit.server.PostgresTestServer;
import io.gds.database.testkit.server.PostgresTools;
import io.gds.database.testkit.server.StopMode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What keeps two servers from being primary, and a loss from being left unsaid. */
class PostgresHaGuardsTest {
  private static final Duration SHORT = Duration.ofSeconds(5);

  private static PostgresContext context(PostgresHaEngines engines, PostgresTestServer server) {
    return ((DefaultPostgresEngine) engines.open(server)).context();
  }

  @Test
  void aTargetThatSomebodyElsePromotedIsNotTakenForOneThatStayedAStandby() {
    try (PostgresHaEngines engines = new PostgresHaEngines()) {
      PostgresContext primary = context(engines, PostgresTestServer.builder().share());
      PostgresPromotion promotion = new PostgresPromotion(primary, "s1", "", 0, SHORT);
      Plan.Builder<@Nullable Void> plan = primary.runner().plan("switchover", "main");
      promotion.add(plan);
      Operation<@Nullable Void> operation = plan.yields(() -> null);
      assertThatThrownBy(operation::run)
          .hasMessageContaining("it is no standby any more")
          .isInstanceOfSatisfying(
              DatabaseException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.WRONG_STATE));
      assertThat(promotion.isSent()).as("so the old primary stays down").isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"40001", "40P01", "57P04"})
  void aStandbyThatEndsTheStatementToReplayIsNotTakenForOneThatRefuses(String state) {
    try (PostgresHaEngines engines = new PostgresHaEngines()) {
      PostgresTestServer server = PostgresTestServer.builder().share();
      server.execute(
          "CREATE ROLE ended SUPERUSER LOGIN",
          "CREATE SCHEMA ended",
          "CREATE FUNCTION ended.pg_promote(boolean, integer) RETURNS boolean LANGUAGE plpgsql AS"
              + " $$BEGIN RAISE EXCEPTION 'conflict with recovery' USING ERRCODE = '"
              + state
              + "'; END$$",
          "ALTER ROLE ended SET search_path = ended, pg_catalog");
      PostgresContext target = ((DefaultPostgresEngine) engines.openAs(server, "ended")).context();
      PostgresPromotion promotion = new PostgresPromotion(target, "s1", "", 0, SHORT);
      Plan.Builder<@Nullable Void> plan = target.runner().plan("switchover", "main");
      promotion.add(plan);
      // It was promoted before it said so: the gate asks, and sees it.
      plan.yields(() -> null).run();
      assertThat(promotion.isSent()).as("so the old primary stays down").isTrue();
    } finally {
      PostgresTestServer.builder()
          .share()
          .execute("DROP SCHEMA IF EXISTS ended CASCADE", "DROP ROLE IF EXISTS ended");
    }
  }

  @ParameterizedTest
  @CsvSource({"shut down, true", "shut down in recovery, false"})
  void aStoppedPrimaryOfThePrimarysOwnTimelineIsNotTakenForAStandby(String state, boolean was) {
    assertThat(new PostgresControl(state, "7", "0/28", "0/0", 1, true).isStoppedPrimary())
        .isEqualTo(was);
  }

  @Test
  void aSlotThatCannotBeMadeDoesNotUndoThePromotion() {
    try (PostgresHaEngines engines = new PostgresHaEngines()) {
      PostgresContext primary = context(engines, PostgresTestServer.builder().share());
      PostgresPromotion promotion = new PostgresPromotion(primary, "s1", "", 0, SHORT);
      Plan.Builder<@Nullable Void> plan = primary.runner().plan("switchover", "main");
      promotion.addSlots(plan, List.of("NOT-A-SLOT"));
      plan.yields(() -> null).run();
      assertThat(promotion.followUps())
          .singleElement()
          .satisfies(text -> assertThat(text).startsWith("Make the slot NOT-A-SLOT on s1: "));
    }
  }

  @Test
  void aPrimaryThatCameBackSinceTheFailoverWasPreparedIsNotLeftBesideANewOne() {
    PostgresTools.require();
    try (PostgresHaEngines engines = new PostgresHaEngines()) {
      PostgresCluster cluster = PostgresPair.shared();
      PostgresTestServer p1 = cluster.primary();
      PostgresTestServer s1 = cluster.standby("s1");
      PostgresEngine engine =
          engines.open(
              PostgresHaEngines.placed(s1).toBuilder()
                  .peer("p1", PostgresHaEngines.placed(p1))
                  .build());
      p1.stop(StopMode.FAST);
      Operation<SwitchoverInfo> prepared =
          engine.prepareFailover(FailoverOptions.builder().acceptDataLoss(true).build());
      assertThat(prepared.refused()).isFalse();
      p1.start();
      assertThatThrownBy(prepared::run)
          .isInstanceOf(PreconditionFailedException.class)
          .hasMessageContaining("the old primary takes no more writes");
      assertThat(s1.value("SELECT pg_is_in_recovery()")).contains("t");
    }
  }

  @Test
  void aServerThatIsOnlySilentIsStoppedByItsCommandAllTheSame(@TempDir Path directory)
      throws IOException {
    try (PostgresHaEngines engines = new PostgresHaEngines();
        ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      PostgresContext any = context(engines, PostgresTestServer.builder().share());
      Thread closing = new Thread(() -> hangUp(silent));
      closing.setDaemon(true);
      closing.start();
      Path stopped = directory.resolve("stopped");
      stop(any, silent.getLocalPort(), stopped);
      assertThat(stopped).exists();

      silent.close();
      Path again = directory.resolve("again");
      stop(any, silent.getLocalPort(), again);
      assertThat(again).as("the connection is refused: it is down already").doesNotExist();
    }
  }

  private static void hangUp(ServerSocket server) {
    try {
      while (true) {
        try (Socket socket = server.accept()) {
          socket.setSoLinger(true, 0);
        }
      }
    } catch (IOException e) {
      // Closed: the test is over.
      return;
    }
  }

  private static void stop(PostgresContext any, int port, Path proof) {
    PostgresContext node =
        new PostgresContext(
            any.runner(),
            new PostgresConnections(
                any.runner(),
                PostgresUrls.parse("postgresql://u@127.0.0.1:" + port + "/postgres?sslmode=disable")
                    .orElseThrow()
                    .toBuilder()
                    .property(
                        PostgresServer.STOP_COMMAND.id(),
                        new HostCommand(List.of("/usr/bin/touch", proof.toString())).toString())
                    .build()
                    .lazy()));
    Plan.Builder<@Nullable Void> plan = any.runner().plan("shutdown", "p1");
    PostgresLifecycle.stop(
        plan,
        new PostgresHost(node, "p1", OptionValues.none()),
        PostgresStopMode.FAST,
        SHORT,
        "p1",
        () -> {});
    plan.yields(() -> null).run();
  }

  @ParameterizedTest
  @CsvSource({"ANY 1 (a),true", "'ANY 1 (a, b)',false", "'ANY 2 (a, b)',true"})
  void ofAQuorumEachHasAllOnlyIfEachIsWaitedFor(String names, boolean hasAll) {
    List<StandbyView> standbys =
        names.contains("b") ? List.of(quorum("a"), quorum("b")) : List.of(quorum("a"));
    PostgresTopologyView view =
        new PostgresTopologyView(
            "p1",
            Map.of("p1", new PostgresPeers.Answer(primary(names, standbys), null)),
            Optional.of("p1"),
            List.of("p1"),
            Set.of());
    HaNode a =
        new PostgresNodes(view)
            .all().stream().filter(node -> node.name().equals("a")).findFirst().orElseThrow();
    assertThat(a.estimatedDataLoss()).contains(hasAll ? Duration.ZERO : Duration.ofSeconds(3));
  }

  private static StandbyView quorum(String name) {
    return new StandbyView(
        name,
        Optional.of(name),
        OptionalInt.of(1),
        Optional.empty(),
        Optional.of("streaming"),
        Optional.of("quorum"),
        1,
        Optional.of("0/1"),
        Optional.of(Instant.EPOCH),
        Optional.empty(),
        Optional.of(Duration.ofSeconds(3)),
        Optional.empty(),
        OptionalLong.of(4096),
        OptionalLong.of(4096),
        Optional.empty(),
        Optional.empty(),
        OptionalLong.empty());
  }

  private static NodeView primary(String syncNames, List<StandbyView> standbys) {
    return new NodeView(
        false,
        "7",
        "x 5432",
        Optional.empty(),
        "postgres",
        "",
        syncNames,
        "on",
        true,
        OptionalInt.of(1),
        Optional.of("0/1001"),
        Optional.empty(),
        OptionalLong.empty(),
        Optional.empty(),
        false,
        Duration.ZERO,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Instant.EPOCH,
        standbys);
  }

  @ParameterizedTest
  @CsvSource({
    "shut down, 0/3000028, 0/0, 0/3000028, true",
    "shut down, 0/3000028, 0/0, 0/30000A0, false",
    "shut down in recovery, 0/2000028, 0/30000A0, 0/30000A0, false",
    "shut down in recovery, 0/2000028, 0/30000A1, 0/30000A0, true"
  })
  void aCheckpointThatBeginsWhereTheTimelineWasLeftIsAChangeOfItsOwn(
      String state, String checkpoint, String replayed, String fork, boolean beyond) {
    PostgresControl control = new PostgresControl(state, "7", checkpoint, replayed, 1, true);
    assertThat(control.isBeyond(fork)).isEqualTo(beyond);
  }
}
