package io.gds.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gds.database.AlterOptions;
import io.gds.database.CreateMode;
import io.gds.database.CreateOptions;
import io.gds.database.DropOptions;
import io.gds.database.access.AlterUserOptions;
import io.gds.database.access.CreateRoleOptions;
import io.gds.database.access.CreateUserOptions;
import io.gds.database.access.DropUserOptions;
import io.gds.database.access.Grant;
import io.gds.database.access.GrantOptions;
import io.gds.database.access.Principal;
import io.gds.database.access.ProcessQuery;
import io.gds.database.access.RevokeOptions;
import io.gds.database.access.Securable;
import io.gds.database.access.ServerProcess;
import io.gds.database.access.TerminateInfo;
import io.gds.database.access.TerminateProcessOptions;
import io.gds.database.cloning.CloneOptions;
import io.gds.database.data.SqlSource;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.lifecycle.SetStateOptions;
import io.gds.database.lifecycle.StateChange;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OperationContext;
import io.gds.database.operation.OperationResult;
import io.gds.database.operation.Outcome;
import io.gds.database.testkit.fault.Direction;
import io.gds.database.testkit.fault.Fault;
import io.gds.database.testkit.fault.FaultProxy;
import io.gds.database.testkit.server.PostgresCluster;
import io.gds.database.testkit.server.PostgresTestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Servers that cannot do what they are told, and answers that never come. */
class PostgresFaultsTest {
  private static Map<String, Consumer<PostgresEngine>> changes() {
    Grant grant =
        Grant.of("SELECT", Securable.table("postgres", "public", "item"), Principal.user("ada"));
    Map<String, Consumer<PostgresEngine>> changes = new LinkedHashMap<>();
    changes.put("create", e -> e.database("new").create(CreateOptions.defaults()));
    changes.put(
        "replace",
        e -> e.database("shop").create(CreateOptions.builder().mode(CreateMode.REPLACE).build()));
    changes.put("rename", e -> e.database("shop").alter(AlterOptions.rename("new")));
    changes.put("drop", e -> e.database("shop").drop(DropOptions.defaults()));
    changes.put(
        "setState", e -> e.database("shop").setState(SetStateOptions.of(StateChange.READ_ONLY)));
    changes.put("clone", e -> e.database("shop").clone(CloneOptions.to("new")));
    changes.put("vacuum", e -> e.database("shop").vacuum(PostgresVacuumOptions.defaults()));
    changes.put("analyze", e -> e.database("shop").analyze(PostgresAnalyzeOptions.defaults()));
    changes.put("reindex", e -> e.database("shop").reindex(PostgresReindexOptions.defaults()));
    changes.put("createUser", e -> e.createUser(CreateUserOptions.builder().name("new").build()));
    changes.put(
        "alterUser",
        e -> e.alterUser(AlterUserOptions.builder().name("ada").enabled(false).build()));
    changes.put("dropUser", e -> e.dropUser(DropUserOptions.builder().name("ada").build()));
    changes.put("createRole", e -> e.createRole(CreateRoleOptions.builder().name("new").build()));
    changes.put("grant", e -> e.grant(GrantOptions.builder().grant(grant).build()));
    changes.put("revoke", e -> e.revoke(RevokeOptions.builder().grant(grant).build()));
    return changes;
  }

  @Test
  void aStandbyThatIsToldToChangeSomethingSaysThatThePrimaryHasToBeAsked() throws Exception {
    try (PostgresCluster cluster =
            PostgresCluster.start(PostgresTestServer.builder().major(PostgresMajors.NEWEST));
        PostgresHaEngines engines = new PostgresHaEngines()) {
      cluster.primary().execute("CREATE ROLE ada LOGIN", "CREATE DATABASE shop");
      cluster.primary().execute("CREATE TABLE item (id int)");
      PostgresTestServer standby = cluster.addStandby("s1");
      cluster.awaitReplayed("s1");
      PostgresEngine engine = engines.open(standby);
      SoftAssertions soft = new SoftAssertions();
      changes()
          .forEach(
              (what, change) -> {
                DatabaseException refusal =
                    catchThrowableOfType(DatabaseException.class, () -> change.accept(engine));
                soft.assertThat(refusal).as(what).isNotNull();
                if (refusal != null) {
                  soft.assertThat(refusal.code()).as(what).isEqualTo(ErrorCode.WRONG_STATE);
                  soft.assertThat(refusal.remedy().orElse("")).as(what).contains("primary");
                }
              });
      soft.assertAll();
      try (SqlSource source = engine.database("shop").openSql();
          Connection connection = source.getConnection();
          Statement statement = connection.createStatement()) {
        SQLException readOnly =
            catchThrowableOfType(
                SQLException.class, () -> statement.execute("CREATE TABLE t (n int)"));
        DatabaseException translated = engine.database("shop").translate(readOnly);
        assertThat(translated.code()).isEqualTo(ErrorCode.WRONG_STATE);
        assertThat(translated.remedy().orElseThrow()).contains("primary");
      }
    }
  }

  private static boolean run(String... command) throws InterruptedException {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** On a server that copies files; one that logs pages instead finds out at its checkpoint. */
  @Test
  void aServerWhoseDiskIsFullIsToldAndWhatWasBegunIsGone(@TempDir Path directory) throws Exception {
    Path disk = Files.createDirectory(directory.resolve("disk"));
    assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=4m,mode=777", "tmpfs", disk.toString()),
        "skipped, because this user or container may not mount a small file system");
    try (Servers servers =
        new Servers(PostgresTestServer.builder().major(PostgresMajors.OLDEST).local().start())) {
      PostgresTestServer server = servers.server;
      Path place = disk.resolve("space");
      assumeTrue(
          run(server.asServerUser("mkdir", "-m", "700", place.toString()).toArray(new String[0])),
          "skipped, because the server's user may not write there");
      server.execute("CREATE TABLESPACE small LOCATION '" + place + "'");
      PostgresDatabase source = servers.engine.database("source").create(CreateOptions.defaults());
      Map<String, Operation<?>> filling = new LinkedHashMap<>();
      filling.put(
          "create",
          servers
              .engine
              .database("new")
              .prepareCreate(
                  CreateOptions.builder().option(PostgresCreate.TABLESPACE, "small").build()));
      filling.put(
          "clone",
          source.prepareClone(
              CloneOptions.builder().to("new").option(PostgresClone.TABLESPACE, "small").build()));
      filling.put(
          "move",
          source.prepareAlter(
              AlterOptions.builder().option(PostgresAlter.TABLESPACE, "small").build()));
      filling.forEach(
          (what, operation) -> {
            DatabaseException full = catchThrowableOfType(DatabaseException.class, operation::run);
            assertThat(full).as(what).isNotNull();
            assertThat(full.code()).as("%s: %s", what, full).isEqualTo(ErrorCode.STORAGE_FULL);
            assertThat(full.remedy().orElseThrow()).contains("tablespace");
            assertThat(full.sqlState()).contains("53100");
            assertThat(servers.engine.databases())
                .as("databases after the %s", what)
                .containsExactly(source);
          });
      assertThat(source.refresh().tablespace()).isEqualTo("pg_default");
      assertThat(run("mount", "-o", "remount,size=64m", disk.toString())).isTrue();
      PostgresDatabase made =
          servers
              .engine
              .database("new")
              .create(CreateOptions.builder().option(PostgresCreate.TABLESPACE, "small").build());
      assertThat(made.metadata().tablespace()).as("a clean retry").isEqualTo("small");
    } finally {
      run("umount", disk.toString());
    }
  }

  /** What became of a signal whose answer never came. */
  private enum Lost {
    SENT(Fault.SWALLOW_REPLY, Outcome.SUCCEEDED),
    NEVER_SENT(Fault.CUT, Outcome.UNKNOWN);

    private final Fault fault;
    private final Outcome outcome;

    Lost(Fault fault, Outcome outcome) {
      this.fault = fault;
      this.outcome = outcome;
    }
  }

  @ParameterizedTest
  @EnumSource
  void aLostAnswerToATerminationIsAskedForByLookingAtTheSession(Lost lost) throws Exception {
    try (Servers servers = Servers.of(PostgresMajors.NEWEST);
        FaultProxy proxy = FaultProxy.to(servers.server.host(), servers.server.port());
        Connection session = servers.server.connect("template1")) {
      PostgresEngine far = servers.open(Servers.through(proxy, servers.server));
      ServerProcess process = far.processes(ProcessQuery.all().database("template1")).get(0);
      Operation<TerminateInfo> planned =
          far.prepareTerminateProcess(TerminateProcessOptions.of(process.id()));
      proxy.injectOn(lost.fault, Direction.TO_SERVER, "SELECT pg_terminate_backend(pid) AS sent");
      OperationResult<TerminateInfo> result =
          far.operations().execute(planned, OperationContext.none());
      assertThat(proxy.struck()).isEqualTo(1);
      assertThat(result.attempts()).as("how often it was sent").isEqualTo(1);
      assertThat(result.outcome()).as(result.message()).isEqualTo(lost.outcome);
      assertThat(session.isValid(5)).isEqualTo(lost == Lost.NEVER_SENT);
      if (lost == Lost.SENT) {
        assertThat(result.value().orElseThrow().gone()).isTrue();
        return;
      }
      // As long as it is there it may be about to go; once it is gone, that is what was wanted.
      assertThat(far.operations().reconcile(planned).outcome()).isEqualTo(Outcome.UNKNOWN);
      servers.engine.terminateProcess(TerminateProcessOptions.of(process.id()));
      OperationResult<TerminateInfo> found = far.operations().reconcile(planned);
      assertThat(found.outcome()).isEqualTo(Outcome.SUCCEEDED);
      assertThat(found.value().orElseThrow().gone()).isTrue();
    }
  }
}
