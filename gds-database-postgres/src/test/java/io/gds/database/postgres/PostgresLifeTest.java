package io.gds.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.connection.ConnectionInfo;
import io.gds.database.core.Plan;
import io.gds.database.core.tool.ToolCommand;
import io.gds.database.core.tool.ToolLocator;
import io.gds.database.error.DatabaseException;
import io.gds.database.lifecycle.StartupOptions;
import io.gds.database.operation.Effect;
import io.gds.database.operation.OptionValues;
import io.gds.database.operation.Step;
import io.gds.database.operation.StepKind;
import io.gds.database.postgres.PostgresLife.State;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is known of a server by the files it leaves; the processes are a directory of ours. */
class PostgresLifeTest {
  private static final String ALL = "pid:[4026531836]";

  @TempDir Path directory;
  private Path data;
  private Path processes;

  @BeforeEach
  void aDataDirectoryAndNoProcess() throws IOException {
    data = Files.createDirectory(directory.resolve("data"));
    processes = Files.createDirectory(directory.resolve("proc"));
    namespace(ALL);
  }

  private void namespace(String name) throws IOException {
    Path link = processes.resolve("self/ns/pid");
    Files.createDirectories(link.getParent());
    Files.deleteIfExists(link);
    Files.createSymbolicLink(link, Path.of(name));
  }

  private void process(long pid, Path at) throws IOException {
    Path process = Files.createDirectories(processes.resolve(Long.toString(pid)));
    Files.createSymbolicLink(process.resolve("cwd"), at);
  }

  private void postmaster(String... lines) throws IOException {
    Files.write(data.resolve(PostgresLife.FILE), List.of(lines));
  }

  private PostgresLife life() {
    return PostgresLife.of(data, processes);
  }

  @Test
  void aServerThatStoppedInOrderIsDown() {
    assertThat(life().state()).isEqualTo(State.DOWN);
    assertThat(PostgresLife.of(directory.resolve("nowhere"), processes).state())
        .isEqualTo(State.DOWN);
  }

  @Test
  void aServerWhoseProcessWorksOnTheDirectoryRuns() throws IOException {
    postmaster("4711");
    process(4711, data);
    assertThat(life()).isEqualTo(new PostgresLife(State.RUNNING, "process 4711 works on it"));
  }

  @Test
  void aCrashIsProvedWhereEveryProcessIsSeen() throws IOException {
    postmaster("4711");
    process(12, directory);
    assertThat(life().state()).isEqualTo(State.DOWN);
    // Its number is another's by now, as after the machine was started anew.
    process(4711, directory);
    assertThat(life().state()).isEqualTo(State.DOWN);
  }

  @Test
  void aServerInAContainerIsFoundByWhereItWorks() throws IOException {
    // There it is process 1, here another one; process 1 here is no server.
    postmaster("1");
    process(1, directory);
    process(30123, data);
    assertThat(life().state()).isEqualTo(State.RUNNING);
    assertThat(life().why()).contains("30123");
  }

  @Test
  void fromWithinAContainerNothingIsProvedByAProcessThatIsNotSeen() throws IOException {
    namespace("pid:[4026532712]");
    postmaster("4711");
    assertThat(life().state()).isEqualTo(State.UNKNOWN);
    assertThat(life().why()).contains("4711").contains("another container");
  }

  @Test
  void whereASystemShowsNoProcessesOneThatIsNotSeenMayBeInAContainer() throws IOException {
    postmaster("999999999");
    PostgresLife life = PostgresLife.of(data, directory.resolve("no-such-directory"));
    assertThat(life.state()).isEqualTo(State.UNKNOWN);
    postmaster(Long.toString(ProcessHandle.current().pid()));
    assertThat(PostgresLife.of(data, directory.resolve("no-such-directory")).state())
        .isEqualTo(State.RUNNING);
  }

  @Test
  void aFileThatCannotBeReadProvesNothing() throws IOException {
    Files.createDirectory(data.resolve(PostgresLife.FILE));
    assertThat(life().state()).isEqualTo(State.UNKNOWN);
    assertThat(life().why()).contains("cannot be read");
    Files.delete(data.resolve(PostgresLife.FILE));
    postmaster("");
    assertThat(life().state()).isEqualTo(State.UNKNOWN);
    assertThat(life().why()).contains("names no process");
  }

  @Test
  void aSocketOfTheServersOwnThatRefusesProvesItAnywhere() throws IOException {
    namespace("pid:[4026532712]");
    Path socket = directory.resolve(".s.PGSQL.5999");
    String[] lines = {"4711", data.toString(), "1700000000", "5999", directory.toString()};
    postmaster(lines);
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket));
      Files.write(directory.resolve(".s.PGSQL.5999.lock"), List.of(lines));
      assertThat(life().state()).as("somebody listens").isEqualTo(State.UNKNOWN);
    }
    assertThat(life().state()).as("nobody listens").isEqualTo(State.DOWN);
    Files.write(directory.resolve(".s.PGSQL.5999.lock"), List.of("4712", data.toString(), "1"));
    assertThat(life().state()).as("it is another server's").isEqualTo(State.UNKNOWN);
  }

  @Test
  void aSocketThatAnotherMachineMayHaveMountedTooProvesNothing() {
    assertThat(List.of("nfs4", "CIFS", "fuse.glusterfs")).allMatch(PostgresLife::isShared);
    assertThat(List.of("ext4", "overlay", "tmpfs")).noneMatch(PostgresLife::isShared);
  }

  @Test
  void whatCannotBeToldIsNeitherStoppedNorStarted() throws IOException {
    // A file without a number is what a server leaves that is just being started.
    postmaster("");
    ConnectionInfo nobody =
        PostgresUrls.parse("postgresql://u@127.0.0.1:1/postgres").orElseThrow().toBuilder()
            .property(PostgresServer.DATA_DIRECTORY.id(), data.toString())
            .build();
    try (PostgresHaEngines engines = new PostgresHaEngines()) {
      PostgresContext node =
          ((DefaultPostgresEngine) engines.open(nobody.toBuilder().name("p1").lazy(true).build()))
              .context();
      PostgresHost host = new PostgresHost(node, "p1", OptionValues.none());
      assertThat(host.isRunning()).isFalse();
      assertThat(host.isDown()).isFalse();
      assertThatThrownBy(host.postmaster()::requireTold)
          .isInstanceOf(DatabaseException.class)
          .hasMessageContaining("whether the server runs cannot be told")
          .satisfies(
              e ->
                  assertThat(((DatabaseException) e).remedy().orElseThrow())
                      .contains("delete " + data.resolve(PostgresLife.FILE)));
      Plan.Builder<@Nullable Void> plan = node.runner().plan("shutdown", "p1");
      plan.step(
          new Step(StepKind.TOOL, "pg_ctl stop", Effect.ONCE, ""),
          step ->
              PostgresLifecycle.stop(
                  host,
                  ToolCommand.builder(ToolLocator.onPath().require("true")).build(),
                  Duration.ofSeconds(1),
                  step));
      assertThatThrownBy(() -> plan.yields(() -> null).run())
          .hasMessageContaining("whether the server runs cannot be told");
    }
  }

  @Test
  void whatIsHalfRewoundIsNotStarted() throws IOException {
    PostgresRewindMark mark = new PostgresRewindMark(data);
    assertThat(mark.why()).isEmpty();
    mark.set(Instant.EPOCH);
    assertThat(mark.why().orElseThrow()).contains("half another server's");
    ConnectionInfo nobody =
        PostgresUrls.parse("postgresql://u@127.0.0.1:1/postgres").orElseThrow().toBuilder()
            .property(PostgresServer.DATA_DIRECTORY.id(), data.toString())
            .property(PostgresServer.START_COMMAND.id(), "/bin/true")
            .build();
    try (PostgresHaEngines engines = new PostgresHaEngines()) {
      PostgresEngine engine = engines.open(nobody.toBuilder().name("p1").lazy(true).build());
      assertThatThrownBy(() -> engine.startup(StartupOptions.builder().build()))
          .hasMessageContaining("must not be started")
          .satisfies(
              e -> assertThat(((DatabaseException) e).remedy().orElseThrow()).contains("RECLONE"));
    }
    mark.clear();
    assertThat(mark.why()).isEmpty();
  }
}
