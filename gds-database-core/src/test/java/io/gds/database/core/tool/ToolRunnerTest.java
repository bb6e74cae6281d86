package io.gds.database.core.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.error.StorageException;
import io.gds.database.error.ToolException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Streams, exit codes and checks; how a run is ended is in {@link ToolEndTest}. */
@Timeout(60)
class ToolRunnerTest {
  @TempDir Path directory;
  private final ToolRunner runner = new ToolRunner();
  private FakeTools tools;

  @BeforeEach
  void setUp() {
    tools = new FakeTools(directory);
  }

  @AfterEach
  void nothingIsLeft() throws InterruptedException {
    FakeTools.assertNothingLeft();
  }

  private ToolException failure(ToolRun run) {
    return catchThrowableOfType(ToolException.class, () -> runner.run(run));
  }

  @Test
  void standardOutputArrivesWhole() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ToolResult result = runner.run(tools.run("head -c 5000000 /dev/zero").output(out));
    assertThat(out.size()).isEqualTo(5_000_000);
    assertThat(result.outputBytes()).isEqualTo(5_000_000);
    assertThat(result.exitCode()).isZero();
    assertThat(result.inputComplete()).isTrue();
    assertThat(result.elapsed()).isPositive();
  }

  @Test
  void standardInputIsFedWhileOutputIsTaken() throws IOException {
    byte[] data = new byte[3_000_000];
    new Random(7).nextBytes(data);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ToolResult result =
        runner.run(tools.run("exec cat").input(new ByteArrayInputStream(data)).output(out));
    assertThat(out.toByteArray()).isEqualTo(data);
    assertThat(result.inputComplete()).isTrue();
  }

  @Test
  void withoutInputTheToolSeesItsEnd() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    runner.run(tools.run("cat; echo done").output(out));
    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("done\n");
  }

  @Test
  void aToolThatDoesNotReadItsInputMaySucceedAndTheResultSaysSo() throws IOException {
    InputStream endless = new FakeInput(() -> 'x');
    ToolResult result = runner.run(tools.run("head -c 10 >/dev/null").input(endless));
    assertThat(result.inputComplete()).isFalse();
  }

  @Test
  void anExitCodeOtherThanZeroIsAFailureWithTheLastErrorLines() throws IOException {
    ToolException failed = failure(tools.run("echo one >&2", "echo 'error: two' >&2", "exit 3"));
    assertThat(failed.code()).isEqualTo(ErrorCode.TOOL_FAILED);
    assertThat(failed.exitCode()).hasValue(3);
    assertThat(failed.lastErrorLines()).containsExactly("one", "error: two");
    assertThat(failed).hasMessage("tool ended with exit code 3: error: two");
    assertThat(failed.tool()).contains(directory.resolve("tool").toString());
    assertThat(failed.remedy()).isPresent();
  }

  @Test
  void whatATollSaysWentWrongIsToldRatherThanTheDetailsBehindIt() throws IOException {
    ToolException failed =
        failure(
            tools.run(
                "echo 'dump: error: the server went away' >&2",
                "echo 'dump: detail: Query was: SELECT 1' >&2",
                "exit 1"));
    assertThat(failed).hasMessage("tool ended with exit code 1: dump: error: the server went away");
  }

  @Test
  void aToolEndedBySignalIsReportedAsSuch() throws IOException {
    ToolException failed = failure(tools.run("kill -9 $$"));
    assertThat(failed).hasMessageContaining("ended by signal 9");
    assertThat(failed.exitCode()).hasValue(137);
    assertThat(failed.remedy().orElseThrow()).contains("memory");
  }

  @Test
  void anExitCodeOfZeroWithATruncatedOutputIsAFailure() throws IOException {
    ToolRun run =
        tools
            .run("printf 'half an arch'", "echo 'disk trouble' >&2", "exit 0")
            .check(
                result ->
                    result.outputBytes() == 15
                        ? Optional.empty()
                        : Optional.of("its output ends after " + result.outputBytes() + " bytes"));
    ToolException failed = failure(run);
    assertThat(failed.code()).isEqualTo(ErrorCode.TOOL_FAILED);
    assertThat(failed.exitCode()).hasValue(0);
    assertThat(failed)
        .hasMessage("tool said it succeeded, but its output ends after 12 bytes: disk trouble");
  }

  @Test
  void aResultThatPassesTheCheckIsGood() throws IOException {
    ToolResult result = runner.run(tools.run("echo fine").check(any -> Optional.empty()));
    assertThat(result.outputBytes()).isEqualTo(5);
  }

  @Test
  void tenMegabytesOfStandardErrorNeitherBlockNorPileUp() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ToolResult result =
        runner.run(
            tools
                .run(
                    "yes 'pg_dump: dumping contents of table \"public.t\" 0123456789' | head -c 10000000 >&2",
                    "echo >&2; echo last >&2",
                    "echo out")
                .output(out));
    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("out\n");
    assertThat(result.lastErrorLines()).hasSize(ErrorTail.MAX_LINES).last().isEqualTo("last");
  }

  @Test
  void aLineOfTenMegabytesIsCutShort() throws IOException {
    ToolResult result = runner.run(tools.run("head -c 10000000 /dev/zero | tr '\\0' x >&2"));
    assertThat(result.lastErrorLines()).hasSize(1);
    assertThat(result.lastErrorLines().get(0)).hasSize(ErrorTail.MAX_LINE_BYTES + 1).endsWith("…");
  }

  @Test
  void bothStreamsMayFloodAtOnce() throws IOException {
    ToolResult result =
        runner.run(tools.run("yes err | head -c 4000000 >&2 & head -c 4000000 /dev/zero; wait"));
    assertThat(result.outputBytes()).isEqualTo(4_000_000);
  }

  @Test
  void argumentsArriveExactlyAsGivenSinceThereIsNoShell() throws IOException {
    List<String> hostile =
        List.of(
            "--file=x",
            "a b",
            "$(touch pwned)",
            "`id`",
            "'\"\\",
            "*",
            "x\ny",
            "",
            "-",
            "ü→𝄞",
            "; rm -rf /",
            "host=evil dbname=y");
    Tool tool = tools.script("args", "for a in \"$@\"; do printf '%s\\000' \"$a\"; done");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    runner.run(ToolRun.of(ToolCommand.builder(tool).arguments(hostile).build()).output(out));
    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(String.join("\0", hostile) + "\0");
    assertThat(directory.resolve("pwned")).doesNotExist();
  }

  @Test
  void theEnvironmentHoldsOnlyWhatIsAllowed() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Tool env = ToolLocator.onPath().require("env");
    runner.run(
        ToolRun.of(ToolCommand.builder(env).variable("PGDATABASE", "a=b 'x").build()).output(out));
    List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
    assertThat(lines).contains("LC_ALL=C", "PGDATABASE=a=b 'x");
    assertThat(lines).noneMatch(line -> line.startsWith("PATH="));
    assertThat(lines.stream().map(line -> line.replaceAll("=.*", "")))
        .isSubsetOf("LC_ALL", "PGDATABASE", "GDS_TOOL_RUN", "HOME", "TMPDIR", "TZ", "TEMP", "TMP");
  }

  @Test
  void theToolRunsInTheTemporaryDirectoryUnlessToldOtherwise() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Tool pwd = tools.script("where", "pwd -P");
    runner.run(ToolRun.of(ToolCommand.builder(pwd).build()).output(out));
    runner.run(ToolRun.of(ToolCommand.builder(pwd).directory(directory).build()).output(out));
    assertThat(out.toString(StandardCharsets.UTF_8).lines())
        .containsExactly(
            Path.of(System.getProperty("java.io.tmpdir")).toRealPath().toString(),
            directory.toRealPath().toString());
  }

  @Test
  void aFullDiskBehindTheOutputStopsTheToolAndComesThroughAsItIs() throws Exception {
    StorageException full =
        (StorageException) ErrorDetails.of(ErrorCode.STORAGE_FULL, "full").toException();
    OutputStream out =
        new OutputStream() {
          @Override
          public void write(int b) {
            throw full;
          }
        };
    ToolRun run = tools.run("echo $$ > pids; yes").output(out);
    assertThatThrownBy(() -> runner.run(run)).isSameAs(full);
    List<ProcessHandle> started = tools.started(1);
    FakeTools.await("it to be gone", () -> started.stream().noneMatch(ProcessHandle::isAlive));
  }

  @Test
  void anOutputThatFailsStopsTheTool() throws IOException {
    OutputStream out =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("the pipe is gone");
          }
        };
    ToolRun run = tools.run("yes").output(out);
    assertThatThrownBy(() -> runner.run(run))
        .isInstanceOf(StorageException.class)
        .hasMessage("tool was stopped, since its output could not be taken: the pipe is gone");
  }

  @Test
  void anOutputThatCannotBeFlushedIsAFailureThoughTheToolSucceeded() throws IOException {
    OutputStream out =
        new ByteArrayOutputStream() {
          @Override
          public void flush() throws IOException {
            throw new IOException("no flush");
          }
        };
    ToolRun run = tools.run("echo fine").output(out);
    assertThatThrownBy(() -> runner.run(run)).isInstanceOf(StorageException.class);
  }

  @Test
  void anErrorOfTheOutputIsThrownOn() throws IOException {
    AssertionError error = new AssertionError("seen");
    OutputStream out =
        new OutputStream() {
          @Override
          public void write(int b) {
            throw error;
          }
        };
    ToolRun run = tools.run("echo x").output(out);
    assertThatThrownBy(() -> runner.run(run)).isSameAs(error);
  }

  @Test
  void anInputThatCannotBeReadStopsTheTool() throws IOException {
    InputStream in =
        new FakeInput(
            () -> {
              throw new IOException("bad sector");
            });
    ToolRun run = tools.run("cat; sleep 30").input(in);
    assertThatThrownBy(() -> runner.run(run))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("its input could not be read: bad sector");
  }

  @Test
  void nothingIsWrittenAfterTheRunIsOver() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ManualCancellation cancellation = new ManualCancellation("stop");
    ToolRun run = tools.run("echo $$ > pids; yes").output(out).cancellation(cancellation);
    Thread stopper =
        new Thread(
            () -> {
              try {
                tools.started(1);
                Thread.sleep(50);
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
              cancellation.cancel();
            });
    stopper.start();
    assertThatThrownBy(() -> runner.run(run)).hasMessage("stop");
    int size = out.size();
    Thread.sleep(100);
    assertThat(out.size()).isEqualTo(size);
    stopper.join();
  }

  @Test
  void aToolThatIsGoneOrNoProgramIsAToolFailure() throws IOException {
    ToolRun gone =
        ToolRun.of(ToolCommand.builder(new Tool("gone", directory.resolve("gone"))).build());
    assertThat(failure(gone).code()).isEqualTo(ErrorCode.TOOL_MISSING);
    Path text = Files.writeString(directory.resolve("text"), "\u0001\u0002 no program");
    ToolRun noProgram = ToolRun.of(ToolCommand.builder(new Tool("text", text)).build());
    assertThat(failure(noProgram)).hasMessageContaining("could not be started");
    ToolRun noDirectory =
        ToolRun.of(
            ToolCommand.builder(tools.script("fine", "exit 0"))
                .directory(directory.resolve("none"))
                .build());
    assertThat(failure(noDirectory)).hasMessageContaining("its directory is not there");
  }
}
