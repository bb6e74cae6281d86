package io.gds.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gds.database.AlterOptions;
import io.gds.database.CreateMode;
import io.gds.database.CreateOptions;
import io.gds.database.DropOptions;
import io.gds.database.access.AlterUserOptions;
import io.gds.database.access.CancelProcessOptions;
import io.gds.database.access.CreateRoleOptions;
import io.gds.database.access.CreateUserOptions;
import io.gds.database.access.DropRoleOptions;
import io.gds.database.access.DropUserOptions;
import io.gds.database.access.Grant;
import io.gds.database.access.GrantOptions;
import io.gds.database.access.Principal;
import io.gds.database.access.ProcessId;
import io.gds.database.access.ProcessQuery;
import io.gds.database.access.RevokeOptions;
import io.gds.database.access.Securable;
import io.gds.database.access.TerminateProcessOptions;
import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupOptions;
import io.gds.database.backup.DeleteBackupsOptions;
import io.gds.database.backup.Location;
import io.gds.database.backup.RestoreOptions;
import io.gds.database.backup.RetentionPolicy;
import io.gds.database.backup.VerifyLevel;
import io.gds.database.backup.VerifyOptions;
import io.gds.database.cloning.CloneKind;
import io.gds.database.cloning.CloneOptions;
import io.gds.database.connection.ConnectionInfo;
import io.gds.database.ha.AddNodeOptions;
import io.gds.database.ha.CreateHaOptions;
import io.gds.database.ha.FailoverOptions;
import io.gds.database.ha.RejoinOptions;
import io.gds.database.ha.RemoveNodeOptions;
import io.gds.database.ha.SwitchoverOptions;
import io.gds.database.ha.SyncMode;
import io.gds.database.ha.SyncModeOptions;
import io.gds.database.lifecycle.RestartOptions;
import io.gds.database.lifecycle.SetStateOptions;
import io.gds.database.lifecycle.ShutdownOptions;
import io.gds.database.lifecycle.StartupOptions;
import io.gds.database.lifecycle.StateChange;
import io.gds.database.operation.Check;
import io.gds.database.operation.Operation;
import io.gds.database.settings.ResetConfigurationOptions;
import io.gds.database.settings.SetConfigurationOptions;
import io.gds.database.testkit.server.PostgresCluster;
import io.gds.database.testkit.server.PostgresTestServer;
import io.gds.database.testkit.server.PostgresTools;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Preparing and scripting, verb by verb, on a primary with a standby, with all that the verbs want:
 * both servers count no row written, no transaction, no temporary file, no reload and no other
 * session, and every row of the catalogue is where it was.
 */
class PostgresDryRunTest {
  /** Refused by checks, for there is nothing for them to do here; all others would run. */
  private static final List<String> REFUSED = List.of("createHa", "removeNode");

  @TempDir Path directory;

  private final Map<String, List<Function<PostgresEngine, Operation<?>>>> verbs = new HashMap<>();
  private PostgresTestServer primary;
  private PostgresTestServer standby;
  private ConnectionInfo connection;
  private ConnectionInfo growing;
  private ProcessId bystander;
  private BackupInfo archive;
  private BackupInfo base;

  private void add(String verb, Function<PostgresEngine, Operation<?>> preparing) {
    verbs.computeIfAbsent(verb, name -> new ArrayList<>()).add(preparing);
  }

  private void onShop(String verb, Function<PostgresDatabase, Operation<?>> preparing) {
    add(verb, engine -> preparing.apply(engine.database("shop")));
  }

  private static Stream<String> preparing(Class<?> handle) {
    return Arrays.stream(handle.getMethods())
        .map(Method::getName)
        .filter(name -> name.startsWith("prepare"))
        .map(name -> name.substring(7, 8).toLowerCase(java.util.Locale.ROOT) + name.substring(8))
        .distinct();
  }

  @Test
  void preparingAnyVerbChangesNothingOnAnyServer() throws Exception {
    PostgresTools tools = PostgresTools.require();
    assumeTrue(
        tools.major() >= 15,
        "skipped, because servers before 15 count what was written some time later");
    try (PostgresCluster cluster =
            PostgresCluster.start(
                PostgresTestServer.installed()
                    .setting("wal_log_hints", "on")
                    .setting("autovacuum", "off"));
        PostgresHaEngines engines = new PostgresHaEngines()) {
      primary = cluster.primary();
      standby = cluster.addStandby("s1");
      connection =
          PostgresHaEngines.placed(primary).toBuilder()
              .peer("p1", PostgresHaEngines.placed(primary))
              .peer("s1", PostgresHaEngines.placed(standby))
              .build();
      growing = connection.toBuilder().peer("n1", nobody()).build();
      fill();
      try (Connection session = primary.connect("postgres")) {
        arrange(engines);
        cluster.awaitReplayed("s1");
        onDatabases();
        onUsers();
        onTheServer();
        onTheTopology(tools);
        assertThat(verbs.keySet())
            .as("every verb there is")
            .containsExactlyInAnyOrderElementsOf(
                Stream.concat(preparing(PostgresEngine.class), preparing(PostgresDatabase.class))
                    .distinct()
                    .toList());
        String whole = whole();
        List<String> trace = trace();
        for (Map.Entry<String, List<Function<PostgresEngine, Operation<?>>>> verb :
            verbs.entrySet()) {
          for (Function<PostgresEngine, Operation<?>> preparing : verb.getValue()) {
            prepare(verb.getKey(), preparing);
            assertThat(trace()).as("after preparing %s", verb.getKey()).isEqualTo(trace);
          }
        }
        assertThat(whole()).isEqualTo(whole);
        assertThat(session.isValid(5)).as("the session that was meant").isTrue();
        primary.execute("CREATE TABLE a_change (n int)");
        assertThat(trace()).as("a change is seen").isNotEqualTo(trace);
        assertThat(whole()).as("a change is seen").isNotEqualTo(whole);
      }
    }
  }

  /** Where a server could be, and none is. */
  private static ConnectionInfo nobody() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      String url = "postgresql://postgres@127.0.0.1:" + socket.getLocalPort() + "/postgres";
      return PostgresUrls.parse(url).orElseThrow();
    }
  }

  private void fill() {
    primary.execute(
        "CREATE ROLE ada LOGIN",
        "CREATE ROLE staff",
        "GRANT staff TO ada",
        "CREATE DATABASE shop OWNER ada");
    primary.executeIn(
        "shop",
        "CREATE TABLE item (id int PRIMARY KEY, body text)",
        "INSERT INTO item SELECT n, 'x' FROM generate_series(1, 100) n",
        "ANALYZE");
  }

  private void arrange(PostgresHaEngines engines) {
    PostgresEngine engine = engines.open(connection);
    bystander = engine.processes(ProcessQuery.all().database("postgres")).get(0).id();
    archive = engine.database("shop").backup(BackupOptions.to(directory.resolve("shop.dump")));
    base = engine.backup(BackupOptions.to(directory.resolve("base")));
    engine.close();
  }

  private List<String> trace() {
    return List.of(ServerTrace.of(primary), ServerTrace.of(standby), Trees.listing(directory));
  }

  private String whole() {
    return ServerTrace.whole(primary, "shop")
        + ServerTrace.whole(primary, "postgres")
        + ServerTrace.whole(standby, "postgres");
  }

  private void prepare(String verb, Function<PostgresEngine, Operation<?>> preparing) {
    try (PostgresHaEngines engines = new PostgresHaEngines()) {
      boolean grows = verb.equals("addNode") || verb.equals("createHa");
      Operation<?> planned = preparing.apply(engines.open(grows ? growing : connection));
      assertThat(planned.name()).isEqualTo(verb);
      assertThat(planned.script().text()).as("the script of %s", verb).isNotNull();
      assertThat(planned.refused())
          .as("%s: %s", verb, planned.checks().stream().filter(Check::refused).toList())
          .isEqualTo(REFUSED.contains(verb));
    }
  }

  private void onDatabases() {
    add("create", engine -> engine.database("fresh").prepareCreate(CreateOptions.defaults()));
    onShop(
        "create",
        shop -> shop.prepareCreate(CreateOptions.builder().mode(CreateMode.REPLACE).build()));
    onShop("alter", shop -> shop.prepareAlter(AlterOptions.rename("fresh")));
    onShop("drop", shop -> shop.prepareDrop(DropOptions.builder().force(true).build()));
    onShop("setState", shop -> shop.prepareSetState(SetStateOptions.of(StateChange.OFFLINE)));
    onShop("backup", shop -> shop.prepareBackup(BackupOptions.to(directory.resolve("new.dump"))));
    onShop(
        "restore",
        shop ->
            shop.prepareRestore(
                RestoreOptions.builder().from(archive.location().path()).overwrite(true).build()));
    add(
        "restore",
        engine ->
            engine
                .database("fresh")
                .prepareRestore(RestoreOptions.from(archive.location().path())));
    for (CloneKind kind : List.of(CloneKind.TEMPLATE, CloneKind.COPY, CloneKind.STRUCTURE_ONLY)) {
      onShop(
          "clone",
          shop -> shop.prepareClone(CloneOptions.builder().to("fresh").kind(kind).build()));
    }
    onShop("vacuum", shop -> shop.prepareVacuum(PostgresVacuumOptions.defaults()));
    onShop("analyze", shop -> shop.prepareAnalyze(PostgresAnalyzeOptions.defaults()));
    onShop("reindex", shop -> shop.prepareReindex(PostgresReindexOptions.defaults()));
  }

  private void onUsers() {
    Grant grant =
        Grant.of("SELECT", Securable.table("shop", "public", "item"), Principal.user("ada"));
    add(
        "createUser",
        engine -> engine.prepareCreateUser(CreateUserOptions.builder().name("new").build()));
    add(
        "alterUser",
        engine ->
            engine.prepareAlterUser(AlterUserOptions.builder().name("ada").enabled(false).build()));
    add(
        "dropUser",
        engine ->
            engine.prepareDropUser(
                DropUserOptions.builder().name("ada").reassignOwnedTo("staff").build()));
    add(
        "createRole",
        engine -> engine.prepareCreateRole(CreateRoleOptions.builder().name("new").build()));
    add(
        "dropRole",
        engine -> engine.prepareDropRole(DropRoleOptions.builder().name("staff").build()));
    add("grant", engine -> engine.prepareGrant(GrantOptions.builder().grant(grant).build()));
    add("revoke", engine -> engine.prepareRevoke(RevokeOptions.builder().grant(grant).build()));
  }

  private void onTheServer() {
    add("cancelProcess", engine -> engine.prepareCancelProcess(CancelProcessOptions.of(bystander)));
    add(
        "terminateProcess",
        engine -> engine.prepareTerminateProcess(TerminateProcessOptions.of(bystander)));
    add(
        "setConfiguration",
        engine -> engine.prepareSetConfiguration(SetConfigurationOptions.of("work_mem", "5MB")));
    add(
        "resetConfiguration",
        engine -> engine.prepareResetConfiguration(ResetConfigurationOptions.of("work_mem")));
    add("backup", engine -> engine.prepareBackup(BackupOptions.to(directory.resolve("new"))));
    add(
        "restore",
        engine ->
            engine.prepareRestore(
                RestoreOptions.builder()
                    .from(base.location().path())
                    .option(PostgresServerRestore.DATA_DIRECTORY, directory.resolve("data"))
                    .build()));
    for (BackupInfo backup : List.of(archive, base)) {
      add(
          "verifyBackup",
          engine ->
              engine.prepareVerifyBackup(
                  VerifyOptions.builder()
                      .backup(backup.location())
                      .level(VerifyLevel.RESTORE)
                      .build()));
    }
    add(
        "deleteBackups",
        engine ->
            engine.prepareDeleteBackups(
                DeleteBackupsOptions.builder()
                    .policy(RetentionPolicy.keepLast(1))
                    .in(Location.local(directory))
                    .build()));
    add("startup", engine -> engine.prepareStartup(StartupOptions.defaults()));
    add("shutdown", engine -> engine.prepareShutdown(ShutdownOptions.defaults()));
    add("restart", engine -> engine.prepareRestart(RestartOptions.defaults()));
  }

  private void onTheTopology(PostgresTools tools) {
    AddNodeOptions node =
        AddNodeOptions.builder()
            .node("n1")
            .option(PostgresServer.DATA_DIRECTORY, directory.resolve("added"))
            .option(PostgresServer.TOOLS, tools.directory())
            .option(PostgresServer.RUN_BY, PostgresHaEngines.runBy(primary))
            .build();
    add("addNode", engine -> engine.prepareAddNode(node));
    add(
        "createHa",
        engine ->
            engine.prepareCreateHa(CreateHaOptions.builder().name("main").node(node).build()));
    add(
        "removeNode",
        engine -> engine.prepareRemoveNode(RemoveNodeOptions.builder().node("s1").build()));
    add(
        "setSyncMode",
        engine ->
            engine.prepareSetSyncMode(
                SyncModeOptions.builder().node("s1").syncMode(SyncMode.SYNCHRONOUS).build()));
    add(
        "switchover",
        engine -> engine.prepareSwitchover(SwitchoverOptions.builder().leader("p1").build()));
    add(
        "failover",
        engine -> engine.prepareFailover(FailoverOptions.builder().acceptDataLoss(true).build()));
    add(
        "rejoin",
        engine ->
            engine.prepareRejoin(RejoinOptions.builder().node("s1").discardChanges(true).build()));
  }
}
