package io.gds.database.testkit.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.gds.database.testkit.LeakCheck;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of servers that nobody has closed. */
@ExtendWith(LeakCheck.class)
@Timeout(120)
class LeftoversTest {
  @TempDir Path temporary;

  /** Starts a server, says where, and ends without closing it once it hears something. */
  static final class Careless {
    public static void main(String[] arguments) throws Exception {
      PostgresTestServer server = PostgresTestServer.builder().major(15).start();
      System.out.println(server.dataDirectory().orElseThrow());
      if (System.in.read() < 0) {
        throw new IllegalStateException("nobody is there");
      }
    }
  }

  private Process careless() throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.io.tmpdir=" + temporary,
                "-cp",
                System.getProperty("java.class.path")));
    String binaries = System.getProperty(EmbeddedBinaries.DIRECTORY);
    if (binaries != null) {
      command.add("-D" + EmbeddedBinaries.DIRECTORY + "=" + binaries);
    }
    command.add(Careless.class.getName());
    return new ProcessBuilder(command).redirectError(temporary.resolve("said").toFile()).start();
  }

  private static Path dataOf(Process process) throws Exception {
    BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    return Path.of(out.readLine());
  }

  private static long server(Path data) throws Exception {
    return Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).get(0));
  }

  @Test
  void theEndOfTheJvmEndsThem() throws Exception {
    PostgresTestServer.builder().major(15).share().close(); // skips where there is none
    Process process = careless();
    Path data = dataOf(process);
    long server = server(data);
    assertThat(ProcessHandle.of(server)).isPresent();
    process.getOutputStream().write('\n');
    process.getOutputStream().flush();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    process.getOutputStream().close();
    assertThat(process.exitValue()).isZero();
    assertThat(data.getParent()).doesNotExist();
    gone(server);
  }

  @Test
  void whatAKilledJvmLeavesBehindTellsWhoseItWas() throws Exception {
    PostgresTestServer.builder().major(15).share().close();
    Process process = careless();
    Path data = dataOf(process);
    long server = server(data);
    process.destroyForcibly().waitFor();
    try {
      assertThat(data.getParent().getFileName().toString())
          .startsWith("postgres-test-" + process.pid() + "-15.");
      assertThat(data.getParent().getParent()).isEqualTo(temporary);
      assertThat(ProcessHandle.of(server).flatMap(left -> left.info().commandLine()))
          .hasValueSatisfying(line -> assertThat(line).contains(data.toString()));
    } finally {
      ProcessHandle.of(server).ifPresent(ProcessHandle::destroy);
    }
    gone(server);
  }

  /** A server takes its files away a moment before it ends itself. */
  private static void gone(long process) throws InterruptedException {
    for (int n = 0; n < 250 && ProcessHandle.of(process).isPresent(); n++) {
      TimeUnit.MILLISECONDS.sleep(20);
    }
    assertThat(ProcessHandle.of(process)).isEmpty();
  }
}
