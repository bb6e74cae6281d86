package io.gds.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.gds.database.connection.ConnectionInfo;
import io.gds.database.ha.FailoverOptions;
import io.gds.database.ha.RejoinMethod;
import io.gds.database.ha.RejoinOptions;
import io.gds.database.lifecycle.HostCommand;
import io.gds.database.operation.Check;
import io.gds.database.operation.Operation;
import io.gds.database.operation.Verdict;
import io.gds.database.testkit.server.PostgresCluster;
import io.gds.database.testkit.server.PostgresTestServer;
import io.gds.database.testkit.server.PostgresTools;
import io.gds.database.testkit.server.StopMode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A JVM that is killed while a node's configuration is another node's. */
class PostgresRejoinKilledTest {
  private static final String OWN = "# this line is p1's own";

  @TempDir Path directory;

  @BeforeEach
  void toolsAreThere() {
    PostgresTools.require();
  }

  /** Runs the rejoin in a JVM of its own, which is killed right after pg_rewind has ended. */
  public static void main(String[] arguments) {
    try (PostgresHaEngines engines = new PostgresHaEngines()) {
      ConnectionInfo p1 =
          info(arguments[1]).toBuilder()
              .property(PostgresServer.DATA_DIRECTORY.id(), arguments[2])
              .property(PostgresServer.TOOLS.id(), arguments[3])
              .property(PostgresServer.RUN_BY.id(), arguments[4])
              .build();
      engines.open(info(arguments[0]).toBuilder().peer("p1", p1).build()).rejoin(rewind());
    }
  }

  private static ConnectionInfo info(String url) {
    return PostgresUrls.parse(url).orElseThrow();
  }

  private static RejoinOptions rewind() {
    return RejoinOptions.builder()
        .node("p1")
        .method(RejoinMethod.REWIND)
        .discardChanges(true)
        .waitAtMost(Duration.ofSeconds(30))
        .build();
  }

  @Test
  void theNodesOwnConfigurationIsPutBackByTheNextRejoin() throws Exception {
    try (PostgresCluster cluster =
            PostgresCluster.start(PostgresTestServer.installed().setting("wal_log_hints", "on"));
        PostgresHaEngines engines = new PostgresHaEngines()) {
      PostgresTestServer p1 = cluster.primary();
      PostgresTestServer s1 = cluster.addStandby("s1");
      cluster.awaitReplayed("s1");
      Path data = p1.dataDirectory().orElseThrow();
      Path kept = new PostgresKeptFiles(data).directory();
      Files.writeString(
          data.resolve("postgresql.conf"), "\n" + OWN + "\n", StandardOpenOption.APPEND);
      s1.stop(StopMode.FAST);
      p1.execute("CREATE TABLE only_here (n int)");
      p1.stop(StopMode.IMMEDIATE);
      s1.start();
      ConnectionInfo whole =
          PostgresHaEngines.placed(s1).toBuilder().peer("p1", PostgresHaEngines.placed(p1)).build();
      PostgresEngine engine = engines.open(whole);
      engine.failover(FailoverOptions.builder().acceptDataLoss(true).build());

      assertThat(killedWhileRewinding(p1, s1)).isEqualTo(128 + 9);
      assertThat(Files.readString(data.resolve("postgresql.conf")))
          .as("as the tool has left it")
          .doesNotContain(OWN);
      assertThat(Files.readString(kept.resolve("postgresql.conf"))).contains(OWN);

      Path copy = Files.createDirectory(data.resolveSibling("data.new-20260101000000"));
      Operation<?> again =
          engine.prepareRejoin(
              RejoinOptions.builder()
                  .node("p1")
                  .method(RejoinMethod.RECLONE)
                  .discardChanges(true)
                  .build());
      assertThat(again.checks())
          .filteredOn(check -> check.verdict() == Verdict.WARNING)
          .extracting(Check::measured)
          .anyMatch(measured -> measured.contains(kept.toString()))
          .contains(copy.toString());
      Files.delete(copy);
      assertThat(again.script().text()).contains("put back its own configuration files");
      again.run();
      assertThat(Files.readString(data.resolve("postgresql.conf"))).contains(OWN);
      assertThat(kept).doesNotExist();
      assertThat(p1.value("SELECT pg_is_in_recovery()")).contains("t");
    }
  }

  private int killedWhileRewinding(PostgresTestServer p1, PostgresTestServer s1)
      throws IOException, InterruptedException {
    Path script = directory.resolve("run.sh");
    Files.writeString(
        script,
        "case \"$*\" in *pg_rewind*) \"$@\"; kill -9 $PPID; sleep 5;; *) exec \"$@\";; esac\n");
    List<String> runBy = new ArrayList<>(List.of("/bin/sh", script.toString()));
    runBy.addAll(PostgresHaEngines.runBy(p1).words());
    List<String> words =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            PostgresRejoinKilledTest.class.getName(),
            s1.url("postgres"),
            p1.url("postgres"),
            p1.dataDirectory().orElseThrow().toString(),
            PostgresTools.require().directory().toString(),
            new HostCommand(runBy).toString());
    Process child = new ProcessBuilder(words).redirectErrorStream(true).start();
    String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int code = child.waitFor();
    assertThat(code).as(said).isNotZero();
    return code;
  }
}
