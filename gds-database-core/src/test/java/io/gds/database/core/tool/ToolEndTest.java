package io.gds.database.core.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.gds.database.error.ErrorCode;
import io.gds.database.error.OperationCancelledException;
import io.gds.database.error.OperationTimeoutException;
import io.gds.database.error.ToolException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** However a run is ended, nothing that it started is left a second later. */
@Timeout(60)
class ToolEndTest {
  /** A second; in proportion more on a machine that has more to do than it has processors. */
  private static Duration aSecond() {
    OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
    double busy = system.getSystemLoadAverage() / system.getAvailableProcessors();
    return Duration.ofMillis((long) (1000 * Math.max(1, busy)));
  }

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

  /** Runs until the script has started so many processes, then ends it in some way. */
  private Throwable endedBy(ToolRun run, int processes, EndBy how) throws Exception {
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    AtomicReference<Boolean> interruptKept = new AtomicReference<>(false);
    Thread thread =
        new Thread(
            () -> {
              thrown.set(catchThrowable(() -> runner.run(run)));
              interruptKept.set(Thread.currentThread().isInterrupted());
            });
    thread.start();
    List<ProcessHandle> started = tools.started(processes);
    assertThat(started).hasSize(processes).allMatch(ProcessHandle::isAlive);
    long from = System.nanoTime();
    how.end(thread);
    thread.join();
    assertThat(Duration.ofNanos(System.nanoTime() - from)).isLessThan(aSecond());
    FakeTools.await("all to be gone", () -> started.stream().noneMatch(ProcessHandle::isAlive));
    if (thrown.get() instanceof OperationCancelledException cancelled
        && cancelled.getMessage().contains("interrupted")) {
      assertThat(interruptKept.get()).isTrue();
    }
    return thrown.get();
  }

  private interface EndBy {
    void end(Thread thread);
  }

  @Test
  void cancellingEndsASleepingTool() throws Exception {
    ManualCancellation cancellation = new ManualCancellation("the user pressed Ctrl-C");
    ToolRun run = tools.run("echo $$ >> pids; exec sleep 60").cancellation(cancellation);
    assertThat(endedBy(run, 1, thread -> cancellation.cancel()))
        .isInstanceOf(OperationCancelledException.class)
        .hasMessage("the user pressed Ctrl-C");
    assertThat(cancellation.hooks).isEmpty();
  }

  @Test
  void aCancellationWithoutWordsOfItsOwnIsReportedAsOne() throws Exception {
    ManualCancellation cancellation = new ManualCancellation("");
    ToolRun run = tools.run("echo $$ >> pids; exec sleep 60").cancellation(cancellation);
    assertThat(endedBy(run, 1, thread -> cancellation.cancel()))
        .isInstanceOf(OperationCancelledException.class)
        .hasMessage("tool was cancelled and stopped");
  }

  @Test
  void cancellingEndsAToolThatIgnoresTheRequest() throws Exception {
    ManualCancellation cancellation = new ManualCancellation("stop");
    ToolRun run =
        tools
            .run("trap '' TERM INT HUP", "echo $$ >> pids", "while :; do sleep 1; done")
            .cancellation(cancellation);
    assertThat(endedBy(run, 1, thread -> cancellation.cancel())).hasMessage("stop");
  }

  @Test
  void cancellingEndsGrandchildrenToo() throws Exception {
    ManualCancellation cancellation = new ManualCancellation("stop");
    Tool child =
        tools.script(
            "child", "trap '' TERM", "echo $$ >> pids", "sleep 60 & echo $! >> pids", "wait");
    ToolRun run =
        tools
            .run("echo $$ >> pids", child.binary() + " &", "yes | cat >/dev/null &", "wait")
            .cancellation(cancellation);
    assertThat(endedBy(run, 3, thread -> cancellation.cancel())).hasMessage("stop");
  }

  @Test
  void aScriptDoesNotGoOnWithItsNextCommandWhenOneIsEnded() throws Exception {
    ManualCancellation cancellation = new ManualCancellation("stop");
    ToolRun run =
        tools
            .run("echo $$ >> pids", "sleep 60", "touch went-on", "sleep 60")
            .cancellation(cancellation);
    assertThat(endedBy(run, 1, thread -> cancellation.cancel())).hasMessage("stop");
    assertThat(directory.resolve("went-on")).doesNotExist();
  }

  @Test
  void childrenThatCutThemselvesLooseAreFoundToo() throws Exception {
    ManualCancellation cancellation = new ManualCancellation("stop");
    ToolRun run =
        tools
            .run(
                "echo $$ >> pids",
                "(setsid sh -c 'echo $$ >> pids; exec sleep 60' >/dev/null 2>&1 &)",
                "exec sleep 60")
            .cancellation(cancellation);
    assertThat(endedBy(run, 2, thread -> cancellation.cancel())).hasMessage("stop");
  }

  @Test
  void anInterruptEndsTheToolAndIsKept() throws Exception {
    ToolRun run = tools.run("echo $$ >> pids", "sleep 60 & echo $! >> pids", "wait");
    assertThat(endedBy(run, 2, Thread::interrupt))
        .isInstanceOf(OperationCancelledException.class)
        .hasMessageContaining("its caller was interrupted");
  }

  @Test
  void aPassedDeadlineEndsTheTool() throws Exception {
    ToolRun run =
        tools
            .run("echo $$ >> pids; echo waiting >&2; exec sleep 60")
            .within(Duration.ofMillis(300));
    assertThatThrownBy(() -> runner.run(run))
        .isInstanceOf(OperationTimeoutException.class)
        .hasMessageContaining("did not end within PT0.3S");
    List<ProcessHandle> started = tools.started(1);
    FakeTools.await("it to be gone", () -> started.stream().noneMatch(ProcessHandle::isAlive));
  }

  @Test
  void workThatIsCancelledAlreadyStartsNothing() throws IOException {
    ManualCancellation cancellation = new ManualCancellation("too late");
    cancellation.cancel();
    ToolRun run = tools.run("touch started").cancellation(cancellation);
    assertThatThrownBy(() -> runner.run(run)).hasMessage("too late");
    assertThat(directory.resolve("started")).doesNotExist();
  }

  @Test
  void anInterruptedThreadStartsNothing() throws IOException {
    ToolRun run = tools.run("touch started");
    Thread.currentThread().interrupt();
    Throwable thrown = catchThrowable(() -> runner.run(run));
    assertThat(Thread.interrupted()).isTrue();
    assertThat(thrown).isInstanceOf(OperationCancelledException.class);
    assertThat(directory.resolve("started")).doesNotExist();
  }

  @Test
  void aStuckTakerOfTheOutputDoesNotHoldUpACancel() throws Exception {
    ManualCancellation cancellation = new ManualCancellation("stop");
    CountDownLatch never = new CountDownLatch(1);
    OutputStream stuck =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            try {
              never.await();
            } catch (InterruptedException e) {
              throw new IOException(e);
            }
          }
        };
    ToolRun run = tools.run("echo $$ >> pids; exec yes").output(stuck).cancellation(cancellation);
    assertThat(endedBy(run, 1, thread -> cancellation.cancel())).hasMessage("stop");
  }

  @Test
  void aStuckGiverOfTheInputDoesNotHoldUpTheEnd() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    InputStream stuck =
        new FakeInput(
            () -> {
              try {
                never.await();
                return -1;
              } catch (InterruptedException e) {
                throw new IOException(e);
              }
            });
    ToolResult result = runner.run(tools.run("exit 0").input(stuck));
    assertThat(result.inputComplete()).isFalse();
  }

  @Test
  void anOutputHeldOpenBySomethingLeftRunningIsAFailure() throws Exception {
    ToolRun run = tools.run("sleep 60 & echo $! >> pids", "echo done", "sleep 0.5");
    assertThatThrownBy(() -> runner.run(run))
        .isInstanceOf(ToolException.class)
        .hasMessageContaining("still held its output open and was stopped");
    List<ProcessHandle> left = tools.started(1);
    FakeTools.await("it to be gone", () -> left.stream().noneMatch(ProcessHandle::isAlive));
  }

  @Test
  void aSlowTakerOfTheLastOutputIsWaitedFor() throws Exception {
    OutputStream slow =
        new OutputStream() {
          @Override
          public void write(int b) {
            throw new AssertionError("written in pieces");
          }

          @Override
          public void write(byte[] bytes, int offset, int length) throws IOException {
            try {
              Thread.sleep(3500);
            } catch (InterruptedException e) {
              throw new IOException(e);
            }
          }
        };
    assertThat(runner.run(tools.run("echo last").output(slow)).outputBytes()).isEqualTo(5);
  }

  /** The process of a killed JVM must not complete a file that nobody has checked. */
  @Test
  void aToolDiesAtItsNextWriteWhenTheJvmIsKilled() throws Exception {
    Path marker = directory.resolve("completed");
    Tool tool =
        tools.script(
            "writer",
            "echo $$ >> pids",
            "i=0; while [ $i -lt 30 ]; do echo line; sleep 0.1; i=$((i+1)); done",
            "touch " + marker);
    Process jvm =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                RunOneTool.class.getName(),
                tool.binary().toString(),
                directory.toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("jvm.log").toFile())
            .start();
    List<ProcessHandle> started = tools.started(1);
    jvm.destroyForcibly().waitFor();
    FakeTools.await("the tool to die", () -> started.stream().noneMatch(ProcessHandle::isAlive));
    Thread.sleep(100);
    assertThat(Files.exists(marker)).isFalse();
  }

  @Test
  void theErrorCodesSayWhichEndItWas() throws Exception {
    ToolRun late = tools.run("exec sleep 60").within(Duration.ofMillis(50));
    assertThatThrownBy(() -> runner.run(late))
        .isInstanceOfSatisfying(
            OperationTimeoutException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.TIMEOUT));
  }
}
