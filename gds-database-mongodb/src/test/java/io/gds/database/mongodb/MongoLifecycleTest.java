package io.gds.database.mongodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.HostAddress;
import io.gds.database.connection.Timeouts;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.DatabaseInUseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.InvalidOptionsException;
import io.gds.database.error.PermissionDeniedException;
import io.gds.database.lifecycle.HostCommand;
import io.gds.database.lifecycle.RestartOptions;
import io.gds.database.lifecycle.ShutdownOptions;
import io.gds.database.lifecycle.StartupOptions;
import io.gds.database.operation.Check;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OperationContext;
import io.gds.database.operation.OperationResult;
import io.gds.database.operation.Outcome;
import io.gds.database.operation.Verdict;
import io.gds.database.testkit.mongodb.MongoKit;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.bson.BsonDocument;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MongoLifecycleTest {
  private static final HostCommand NOTHING = HostCommand.of("true");

  private static final String IDLE =
      "{cursor: {id: 0, ns: 'admin.$cmd.aggregate', firstBatch: []}}";

  private static MongoScene scene(MongoKit kit) {
    kit.on("aggregate", IDLE);
    return MongoScene.on(
        kit,
        info ->
            info.timeouts(
                Timeouts.defaults().connect(Duration.ofMillis(300)).login(Duration.ofMillis(300))));
  }

  /** A server ends without an answer when it is told to. */
  private static void endsWhenTold(MongoKit kit) {
    kit.on(
        "shutdown",
        request -> {
          CompletableFuture<Void> ended = CompletableFuture.runAsync(kit::kill);
          assertThat(ended).isNotNull();
          return new BsonDocument();
        });
  }

  private static List<String> refusals(Operation<?> planned) {
    return planned.checks().stream().filter(Check::refused).map(Check::rule).toList();
  }

  private static String members(String self, String others) {
    return "{members: [{name: '"
        + self
        + "', self: true, state: 1, health: 1, optimeDate: {$date: '2026-01-01T00:01:00Z'}}"
        + others
        + "]}";
  }

  private static String member(String name, int state, int health, String at) {
    return ", {name: '"
        + name
        + "', state: "
        + state
        + ", health: "
        + health
        + ", optimeDate: {$date: '2026-01-01T00:"
        + at
        + "Z'}}";
  }

  /** Connections from before end a little later than the port is closed. */
  private static boolean isGone(MongoEngine engine) throws InterruptedException {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
    while (System.nanoTime() < until) {
      try {
        engine.ping();
        TimeUnit.MILLISECONDS.sleep(1);
      } catch (DatabaseException e) {
        return true;
      }
    }
    return false;
  }

  @Test
  void aServerIsDownWhenNobodyListensAnyMore() throws InterruptedException {
    MongoKit kit = MongoKit.start();
    try (MongoScene scene = scene(kit)) {
      endsWhenTold(kit);
      Operation<?> planned = scene.engine().prepareShutdown(ShutdownOptions.defaults());
      assertThat(planned.script().text())
          .contains(
              "use \"admin\"; db.runCommand({\"shutdown\": 1, \"force\": false, \"timeoutSecs\":"
                  + " 15})");
      assertThat(planned.target()).isEqualTo(kit.address());
      assertThat(refusals(planned)).isEmpty();
      planned.run();
      assertThat(kit.sent("shutdown")).hasSize(1);
      assertThat(isGone(scene.engine())).isTrue();
      Operation<?> again = scene.engine().prepareShutdown(ShutdownOptions.defaults());
      assertThat(again.checks())
          .filteredOn(check -> check.verdict() == Verdict.WARNING)
          .extracting(Check::rule)
          .containsExactly("the server runs");
      again.run();
      assertThat(kit.sent("shutdown")).as("what is down is told nothing").hasSize(1);
    }
  }

  @Test
  void whatRunsIsWaitedForUnlessItIsForced() {
    MongoKit kit = MongoKit.start();
    try (MongoScene scene = scene(kit)) {
      kit.on(
          "aggregate",
          """
          {cursor: {id: 0, ns: 'admin.$cmd.aggregate', firstBatch: [
            {active: true, client: 'h:1', command: {find: 'a'}, ns: 'shop.a'},
            {active: false, client: 'h:1', type: 'idleSession', transaction: {}},
            {active: true, client: 'h:2', command: {hello: 1, maxAwaitTimeMS: 10000}},
            {active: true, client: 'h:3', command: {getMore: 1}, ns: 'local.oplog.rs'},
            {active: true, desc: 'TTLMonitor'},
            {active: true, client: 'h:4',
              command: {aggregate: 1, pipeline: [{$currentOp: {}}]}}]}}""");
      ShutdownOptions soon = ShutdownOptions.builder().waitAtMost(Duration.ofMillis(60)).build();
      Operation<?> planned = scene.engine().prepareShutdown(soon);
      assertThat(planned.checks())
          .filteredOn(check -> check.rule().equals("nobody is at work"))
          .extracting(Check::measured)
          .containsExactly("2 operations or open transactions");
      assertThatThrownBy(planned::run).isInstanceOf(DatabaseInUseException.class);
      assertThat(kit.sent("shutdown")).isEmpty();
      endsWhenTold(kit);
      scene.engine().shutdown(soon.toBuilder().force(true).build());
      BsonDocument sent = kit.sent("shutdown").get(0);
      assertThat(sent.getBoolean("force").getValue()).isTrue();
      assertThat(sent.getInt32("timeoutSecs").getValue()).isEqualTo(1);
    }
  }

  @Test
  void aPrimaryIsStoppedOnlyIfThatIsMeantAndTheOthersCanGoOn() {
    MongoKit kit = MongoKit.replicaSet("7.0.14", "rs");
    try (MongoScene scene = scene(kit)) {
      kit.on("replSetGetStatus", members(kit.address(), member("b:1", 2, 1, "00:30")));
      MongoEngine engine = scene.engine();
      assertThat(refusals(engine.prepareShutdown(ShutdownOptions.defaults())))
          .containsExactly(
              "it is no primary, unless that is meant",
              "the others are a majority without it",
              "a secondary is caught up");
      ShutdownOptions meant =
          ShutdownOptions.builder().option(MongoServer.STOP_PRIMARY, true).build();
      kit.on(
          "replSetGetStatus",
          members(
              kit.address(),
              member("b:1", 2, 1, "00:30")
                  + member("c:1", 2, 1, "00:55")
                  + member("d:1", 8, 0, "00:00")));
      assertThat(refusals(engine.prepareShutdown(meant)))
          .as("two of four are no majority")
          .containsExactly("the others are a majority without it");
      kit.on(
          "replSetGetStatus",
          members(kit.address(), member("b:1", 2, 1, "00:30") + member("c:1", 2, 1, "00:55")));
      assertThat(refusals(engine.prepareShutdown(meant))).isEmpty();
      kit.on(
          "replSetGetConfig",
          "{config: {members: [{host: '"
              + kit.address()
              + "', votes: 1}, {host: 'b:1', votes: 1}, {host: 'c:1', votes: 0}]}}");
      assertThat(refusals(engine.prepareShutdown(meant)))
          .as("one of two votes is no majority")
          .containsExactly("the others are a majority without it");
      kit.off("replSetGetConfig");
      kit.refuseOnce("shutdown", 262, "ExceededTimeLimit", "No electable secondaries caught up");
      assertThatThrownBy(() -> engine.shutdown(meant))
          .isInstanceOf(DatabaseException.class)
          .hasMessageContaining("no secondary has caught up")
          .satisfies(
              refused ->
                  assertThat(((DatabaseException) refused).code())
                      .isEqualTo(ErrorCode.WRONG_STATE));
      endsWhenTold(kit);
      engine.shutdown(meant);
    }
  }

  @Test
  void whoMayNotStopItIsToldSo() {
    MongoKit kit = MongoKit.start();
    try (MongoScene scene = scene(kit)) {
      kit.refuse("shutdown", 13, "Unauthorized", "not authorized on admin to execute command");
      assertThatThrownBy(() -> scene.engine().shutdown(ShutdownOptions.defaults()))
          .isInstanceOf(PermissionDeniedException.class)
          .hasMessageContaining("shutdown");
      scene.engine().ping();
    }
  }

  @Test
  void oneThatStaysUpIsNotCalledDown() {
    MongoKit kit = MongoKit.start();
    try (MongoScene scene = scene(kit)) {
      kit.on("shutdown", "{}");
      Operation<?> planned =
          scene
              .engine()
              .prepareShutdown(
                  ShutdownOptions.builder()
                      .option(MongoServer.STOP_COMMAND, NOTHING)
                      .waitAtMost(Duration.ofMillis(40))
                      .build());
      assertThat(planned.script().text()).contains("true");
      OperationResult<?> result =
          scene.engine().operations().execute(planned, OperationContext.none());
      assertThat(result.outcome()).isNotEqualTo(Outcome.SUCCEEDED);
      assertThat(kit.sent("shutdown")).as("the command takes its place").isEmpty();
    }
  }

  @Test
  void aLazyEngineStartsAServerByACommand(@TempDir Path directory) throws IOException {
    Path mark = directory.resolve("started here");
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    MongoKit elsewhere = MongoKit.start();
    try (MongoScene scene =
        MongoScene.on(
            elsewhere,
            info ->
                info.hosts(List.of(HostAddress.of("127.0.0.1", port)))
                    .lazy(true)
                    .property(MongoServer.START_COMMAND.id(), "touch \"" + mark + "\""))) {
      MongoEngine engine = scene.engine();
      Operation<?> planned =
          engine.prepareStartup(
              StartupOptions.builder().waitAtMost(Duration.ofMillis(800)).build());
      assertThat(refusals(planned)).isEmpty();
      assertThat(planned.script().text()).contains("touch");
      OperationResult<?> result = engine.operations().execute(planned, OperationContext.none());
      assertThat(result.outcome()).as(result.message()).isEqualTo(Outcome.UNKNOWN);
      assertThat(mark).exists();
    }
  }

  @Test
  void oneThatRunsIsLeftAloneByAStart(@TempDir Path directory) throws IOException {
    Path mark = directory.resolve("never");
    try (MongoScene scene = scene(MongoKit.start())) {
      scene
          .engine()
          .startup(
              StartupOptions.builder()
                  .option(MongoServer.START_COMMAND, HostCommand.of("touch", mark.toString()))
                  .build());
      assertThat(Files.exists(mark)).isFalse();
      assertThat(refusals(scene.engine().prepareStartup(StartupOptions.defaults())))
          .containsExactly("the library can start the server");
      assertThat(
              refusals(
                  scene
                      .engine()
                      .prepareStartup(
                          StartupOptions.builder()
                              .option(
                                  MongoServer.START_COMMAND, HostCommand.of("gds-no-such-program"))
                              .build())))
          .containsExactly("the library can start the server");
    }
  }

  @Test
  void aRestartThatDoesNotComeUpSaysSo() {
    MongoKit kit = MongoKit.start();
    try (MongoScene scene = scene(kit)) {
      endsWhenTold(kit);
      Operation<?> planned =
          scene
              .engine()
              .prepareRestart(
                  RestartOptions.builder()
                      .option(MongoServer.START_COMMAND, NOTHING)
                      .waitAtMost(Duration.ofMillis(800))
                      .build());
      OperationResult<?> result =
          scene.engine().operations().execute(planned, OperationContext.none());
      assertThat(result.outcome()).isEqualTo(Outcome.UNKNOWN);
      assertThat(result.error().flatMap(DatabaseException::remedy).orElse(""))
          .contains("start it again: true");
    }
  }

  @Test
  void commandsComeFromThePropertiesOfAConnectionAndNotFromAUrl() {
    assertThatThrownBy(() -> MongoUrlGrammar.parse("mongodb://h/?mongodb.start-command=touch%20x"))
        .isInstanceOf(InvalidOptionsException.class);
    ConnectionInfo faulty =
        MongoUrlGrammar.parse("mongodb://h/").orElseThrow().toBuilder()
            .property(MongoServer.STOP_COMMAND.id(), "stop \"x")
            .build();
    assertThatThrownBy(() -> MongoProperties.check(faulty))
        .isInstanceOf(InvalidOptionsException.class)
        .hasMessageContaining(MongoServer.STOP_COMMAND.id());
  }
}
