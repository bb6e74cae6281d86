package io.gds.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.AlterOptions;
import io.gds.database.Availability;
import io.gds.database.CapabilityStatus;
import io.gds.database.CreateOptions;
import io.gds.database.DatabaseQuery;
import io.gds.database.Detail;
import io.gds.database.DropOptions;
import io.gds.database.access.CancelProcessOptions;
import io.gds.database.access.ProcessState;
import io.gds.database.access.ServerProcess;
import io.gds.database.access.SupportsProcesses;
import io.gds.database.access.TerminateProcessOptions;
import io.gds.database.connection.AuthType;
import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.Credentials;
import io.gds.database.connection.SecretRef;
import io.gds.database.error.DatabaseException;
import io.gds.database.manager.DatabaseManager;
import io.gds.database.settings.ResetConfigurationOptions;
import io.gds.database.settings.SetConfigurationOptions;
import io.gds.database.testkit.server.CockroachTestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the scripted peer cannot prove: that a server of CockroachDB takes these statements. */
class CockroachServerTest {
  private static final String NAME = "gds \"Shop\" it's";
  private static final String QUOTED = "\"gds \"\"Shop\"\" it's\"";

  private CockroachTestServer server;
  private DatabaseManager manager;
  private CockroachEngine engine;

  @BeforeEach
  void open() {
    server = CockroachTestServer.builder().share();
    manager = DatabaseManager.of(new CockroachProvider());
    engine = openAs(server.superuser(), server.password());
    sweep();
  }

  private CockroachEngine openAs(String user, Optional<String> password) {
    ConnectionInfo info =
        manager.parse(server.url("defaultdb")).toBuilder()
            .credentials(
                password
                    .map(word -> Credentials.password(user, SecretRef.inline(word.toCharArray())))
                    .orElseGet(() -> Credentials.of(AuthType.NONE, user)))
            .build();
    return manager.open(info, CockroachEngine.class);
  }

  @AfterEach
  void close() {
    if (manager != null) {
      sweep();
      manager.close();
    }
    if (server != null) {
      server.close();
    }
  }

  private void sweep() {
    server.execute(
        "DROP DATABASE IF EXISTS " + QUOTED + " CASCADE",
        "DROP DATABASE IF EXISTS gds_new CASCADE",
        "DROP USER IF EXISTS gds_poor");
  }

  @Test
  void aClusterSaysWhatItIs() {
    CockroachEngineMetadata metadata = engine.metadata();
    assertThat(metadata.version()).isEqualTo(server.version());
    assertThat(metadata.nodeId().orElseThrow()).isPositive();
    assertThat(metadata.clusterId().isPresent() || metadata.unreadable().containsKey("clusterId"))
        .isTrue();
    if (metadata.nodeCount().isPresent()) {
      assertThat(engine.nodes()).hasSize(metadata.nodeCount().getAsInt());
      assertThat(engine.nodes().get(0).live()).isTrue();
    } else {
      assertThatThrownBy(() -> engine.nodes()).hasMessageContaining("restricted");
    }
    assertThat(engine.transactions()).isNotNull();
    assertThat(engine.serverTime()).isNotNull();
  }

  @Test
  void databasesComeAndGo() throws Exception {
    CockroachDatabase made =
        engine.database(NAME).create(CreateOptions.builder().owner(server.superuser()).build());
    server.executeIn(NAME, "CREATE TABLE item (id INT PRIMARY KEY)");
    made.alter(AlterOptions.builder().option(CockroachDefinition.COMMENT, "it's ours").build());
    assertThat(made.refresh().comment()).contains("it's ours");
    assertThat(made.metadata().owner()).contains(server.superuser());
    assertThat(engine.databases()).extracting(CockroachDatabase::name).contains(NAME);
    // Sizes and ranges are those of some seconds ago.
    TimeUnit.SECONDS.sleep(6);
    assertThat(made.refresh(Detail.SIZE).details()).containsExactly(Detail.SIZE);
    assertThat(made.ranges(1)).hasSize(1);
    assertThat(engine.databases(DatabaseQuery.userDatabases().with(Detail.SIZE)))
        .allMatch(each -> each.metadata().sizeBytes().isPresent());
    assertThatThrownBy(
            () ->
                made.drop(
                    DropOptions.builder()
                        .option(CockroachDefinition.DROP_BEHAVIOR, CockroachDropBehavior.RESTRICT)
                        .build()))
        .hasMessageContaining("is not empty");
    made.alter(AlterOptions.rename("gds_new"));
    assertThat(made.exists()).isFalse();
    engine.database("gds_new").drop(DropOptions.defaults());
    assertThat(engine.database("gds_new").exists()).isFalse();
  }

  private ServerProcess await(Predicate<ServerProcess> wanted) throws InterruptedException {
    for (int i = 0; i < 100; i++) {
      Optional<ServerProcess> found = engine.processes().stream().filter(wanted).findFirst();
      if (found.isPresent()) {
        return found.get();
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
    throw new AssertionError("no such process among " + engine.processes());
  }

  private CompletableFuture<Void> executing(String sql) {
    return CompletableFuture.runAsync(() -> server.execute(sql));
  }

  @Test
  void whatRunsIsCancelledAndEnded() throws Exception {
    CompletableFuture<Void> first = executing("SELECT pg_sleep(61)");
    ServerProcess sleeper =
        await(each -> each.statement().filter(text -> text.contains("61")).isPresent());
    assertThat(sleeper.state()).isEqualTo(ProcessState.ACTIVE);
    assertThat(engine.queries()).anyMatch(each -> each.sessionId().equals(sleeper.id().id()));
    engine.cancelProcess(CancelProcessOptions.of(sleeper.id()));
    assertThatThrownBy(() -> first.get(10, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class);
    CompletableFuture<Void> second = executing("SELECT pg_sleep(62)");
    ServerProcess other =
        await(each -> each.statement().filter(text -> text.contains("62")).isPresent());
    assertThat(
            engine
                .terminateProcess(
                    TerminateProcessOptions.builder()
                        .process(other.id())
                        .waitAtMost(Duration.ofSeconds(10))
                        .build())
                .gone())
        .isTrue();
    assertThatThrownBy(() -> second.get(10, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class);
    assertThat(engine.processes()).noneMatch(ServerProcess::own);
  }

  @Test
  void whoWaitsForWhomIsTold() throws Exception {
    engine.database("gds_new").create(CreateOptions.defaults());
    server.executeIn(
        "gds_new",
        "CREATE TABLE item (id INT PRIMARY KEY, n INT)",
        "INSERT INTO item VALUES (1, 1)");
    try (Connection holder = server.connect("gds_new");
        Statement statement = holder.createStatement()) {
      holder.setAutoCommit(false);
      statement.execute("UPDATE item SET n = 2 WHERE id = 1");
      CompletableFuture<Void> waiter =
          CompletableFuture.runAsync(
              () -> server.executeIn("gds_new", "UPDATE item SET n = 3 WHERE id = 1"));
      boolean seen = false;
      for (int i = 0; i < 100 && !seen; i++) {
        TimeUnit.MILLISECONDS.sleep(50);
        seen = engine.blockingTree().blockedCount() > 0;
      }
      assertThat(seen).isTrue();
      holder.rollback();
      waiter.get(10, TimeUnit.SECONDS);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aSettingIsSetAndPutBack() {
    String name = "sql.trace.log_statement_execute";
    assertThat(engine.setConfiguration(SetConfigurationOptions.of(name, "true")).get(0).value())
        .contains("true");
    assertThat(server.value("SHOW CLUSTER SETTING " + name)).contains("t");
    assertThat(engine.resetConfiguration(ResetConfigurationOptions.of(name)).get(0).isChanged())
        .isFalse();
    assertThat(engine.configuration()).hasSizeGreaterThan(50);
  }

  @Test
  void theGrantThatTheReportNamesIsTheOneThatHelps() {
    assertThat(engine.capabilities().status(SupportsProcesses.class).isAvailable()).isTrue();
    server.execute("CREATE USER gds_poor");
    CockroachEngine poor;
    try {
      poor = openAs("gds_poor", Optional.empty());
    } catch (DatabaseException e) {
      // A server that wants passwords lets nobody in who has none.
      assertThat(server.password()).isPresent();
      return;
    }
    CapabilityStatus status = poor.capabilities().status(SupportsProcesses.class);
    assertThat(status.availability()).isEqualTo(Availability.PERMISSION);
    server.execute(status.remedy());
    assertThat(poor.capabilities().status(SupportsProcesses.class).isAvailable()).isTrue();
    server.execute("REVOKE SYSTEM ALL FROM gds_poor");
  }
}
