package io.gds.database.snowflake;

import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.DatabaseType;
import io.gds.database.core.OperationRunner;
import io.gds.database.ha.HaStatus;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OperationContext;
import io.gds.database.operation.OperationResult;
import io.gds.database.spi.EngineEnvironment;
import io.gds.database.testkit.FakeClock;
import io.gds.database.testkit.snowflake.SnowflakeEdition;
import io.gds.database.testkit.snowflake.SnowflakeGroup;
import io.gds.database.testkit.snowflake.SnowflakeModel;
import io.gds.database.testkit.snowflake.SnowflakeOrganization;
import io.gds.database.testkit.wire.SnowflakePeer;
import io.gds.database.testkit.wire.WireAnswer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;

/** Accounts of one organization behind peers, the first of which is primary of the group FG. */
final class SnowflakeHaScene implements AutoCloseable {
  private final ScheduledThreadPoolExecutor scheduler = new ScheduledThreadPoolExecutor(1);
  private final ExecutorService workers = Executors.newCachedThreadPool();
  final FakeClock clock = new FakeClock(Instant.parse("2026-03-01T10:00:00Z"));
  private final Map<String, SnowflakeModel> models = new LinkedHashMap<>();
  private final Map<String, SnowflakePeer> peers = new LinkedHashMap<>();
  private final List<SnowflakeCorpus> corpora = new ArrayList<>();
  final SnowflakeOrganization organization;
  final OperationRunner runner;

  SnowflakeHaScene(String... accounts) {
    scheduler.setRemoveOnCancelPolicy(true);
    for (String account : accounts) {
      SnowflakeModel model =
          SnowflakeModel.builder()
              .account("ACME", account)
              .locator("L" + account)
              .edition(SnowflakeEdition.BUSINESS_CRITICAL)
              .clock(clock)
              .user("ada", "secret")
              .build();
      models.put(account, model);
      SnowflakePeer peer = model.serve(SnowflakePeer.builder());
      peers.put(account, peer);
      corpora.add(SnowflakeCorpus.watch(peer));
    }
    organization = SnowflakeOrganization.of(models.values().toArray(SnowflakeModel[]::new));
    EngineEnvironment environment =
        EngineEnvironment.builder().scheduler(scheduler).workers(workers).clock(clock).build();
    runner = new OperationRunner(DatabaseType.SNOWFLAKE, "acme", environment);
  }

  /** Makes the group of one database, refreshed a minute ago everywhere. */
  SnowflakeGroup group() {
    List<String> all = List.copyOf(models.keySet());
    model(all.get(0)).data().database("SHOP").table("SHOP", "PUBLIC", "T", "ID INT");
    String[] others = all.subList(1, all.size()).toArray(String[]::new);
    SnowflakeGroup group = organization.failoverGroup("FG", all.get(0), "SHOP", others);
    for (String each : others) {
      group.refresh(each);
    }
    clock.advance(Duration.ofMinutes(1));
    return group;
  }

  /** Lets the schedule of who is resumed refresh it at once. */
  void scheduled() {
    peers.forEach(
        (account, peer) ->
            peer.script()
                .matching("ALTER FAILOVER GROUP .* RESUME")
                .by(
                    request -> {
                      WireAnswer answer = model(account).answer(request);
                      organization.group("FG").refresh(account);
                      return answer;
                    }));
  }

  SnowflakeModel model(String account) {
    return models.get(account);
  }

  SnowflakePeer peer(String account) {
    return peers.get(account);
  }

  /** The connection to an account that knows these others as its peers. */
  ConnectionInfo info(String account, String... others) {
    ConnectionInfo.Builder info = info(peer(account)).toBuilder();
    for (String other : others) {
      info.peer("ACME." + other, info(peer(other)));
    }
    return info.database("SHOP").build();
  }

  static ConnectionInfo info(SnowflakePeer peer) {
    return SnowflakeUrlGrammar.parse(
            peer.jdbcUrl()
                + "&user=ada&password=secret&maxHttpRetries=1&warehouse=COMPUTE_WH"
                + "&connect_timeout=5&loginTimeout=5")
        .orElseThrow();
  }

  /** Lets nobody in any more, quickly. */
  void close(String account) {
    peer(account).refuse(WireAnswer.error("390422", "IP is not allowed to access Snowflake."));
  }

  /** The room of an account that knows these others. */
  SnowflakeAvailability at(String account, String... others) {
    SnowflakeContext context =
        new SnowflakeContext(runner, new SnowflakeConnections(runner, info(account, others)));
    return new SnowflakeAvailability(context, new SnowflakePeers(context));
  }

  HaStatus status(String account, String... others) {
    return at(account, others).haStatus();
  }

  <T> OperationResult<T> run(Operation<T> operation) {
    return runner.execute(operation, OperationContext.none());
  }

  /** What was sent to an account that changes something. */
  List<String> changes(String account) {
    return peer(account).script().statements().stream()
        .filter(sql -> !sql.startsWith("SELECT") && !sql.startsWith("SHOW"))
        .toList();
  }

  @Override
  public void close() {
    runner.close();
    corpora.forEach(SnowflakeCorpus::verify);
    peers.values().forEach(SnowflakePeer::close);
    models.values().forEach(SnowflakeModel::close);
    scheduler.shutdownNow();
    workers.shutdownNow();
  }
}
