package io.gds.database.core.tool;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** One run of one tool. Used by one thread, once. */
final class Execution {
  /** How long a tool may take to end by itself when it is told to. */
  static final Duration GRACE = Duration.ofMillis(300);

  private static final Duration RELEASE = Duration.ofMillis(100);
  private static final Duration LAST_INPUT = Duration.ofMillis(500);
  private static final Duration STRAGGLER = Duration.ofSeconds(3);

  /**
   * Why the tool has to be ended.
   *
   * @param what what failed; empty if nothing did and it was cancelled
   * @param failure how it failed
   */
  private record Abort(String what, Throwable failure) {
    static final Abort CANCELLED = new Abort("", new CancellationException());
  }

  private final ToolRun run;
  private final Tool tool;
  private final ErrorTail errors = new ErrorTail();
  private final CompletableFuture<Abort> abort = new CompletableFuture<>();
  private final CompletableFuture<Void> drained = new CompletableFuture<>();
  private final String mark = ProcessTree.newMark();
  private final long startedAt = System.nanoTime();
  private final Process process;
  private final Pump output;
  private final @Nullable Pump input;

  Execution(ToolRun run) {
    this.run = run;
    tool = run.command().tool();
    process = start(run.command(), mark);
    output =
        new Pump(
            threadName("output"), process.getInputStream(), run.output(), false, this::outputEnded);
    input = run.input().map(this::feeder).orElse(null);
  }

  private static Process start(ToolCommand command, String mark) {
    ProcessBuilder builder = new ProcessBuilder(command.line());
    Map<String, String> environment = builder.environment();
    Map<String, String> own = command.environment(Map.copyOf(environment));
    environment.clear();
    environment.putAll(own);
    environment.put(ProcessTree.VARIABLE, mark);
    builder.directory(
        command
            .directory()
            .orElseGet(() -> Path.of(System.getProperty("java.io.tmpdir")))
            .toFile());
    try {
      return builder.start();
    } catch (IOException e) {
      throw ToolFailures.notStarted(command, e);
    }
  }

  private Pump feeder(InputStream from) {
    return new Pump(threadName("input"), from, process.getOutputStream(), true, this::inputEnded);
  }

  private String threadName(String stream) {
    return "gds-tool-" + tool.name() + "-" + process.pid() + "-" + stream;
  }

  ToolResult run() {
    boolean ended = false;
    Cancellation.Registration registration = () -> {};
    try {
      registration = run.cancellation().onCancel(() -> abort.complete(Abort.CANCELLED));
      serveStreams();
      await(process.onExit(), Optional.empty());
      awaitStreams();
      ended = true;
    } finally {
      if (!ended) {
        new ProcessTree(process.toHandle(), mark).destroy(GRACE);
      }
      registration.close();
      releaseStreams();
    }
    return judge();
  }

  private void serveStreams() {
    Thread drain = new Thread(this::drainErrors, threadName("errors"));
    drain.setDaemon(true);
    drain.start();
    output.start();
    if (input == null) {
      closeQuietly(process.getOutputStream());
    } else {
      input.start();
    }
  }

  private void outputEnded(Pump pump, Pump.End end) {
    if (end == Pump.End.READ_FAILED || end == Pump.End.WRITE_FAILED) {
      abort.complete(new Abort("its output could not be taken", pump.failure()));
    }
  }

  /**
   * A tool that closes its input early has not failed for that: its exit code says whether it has.
   */
  private void inputEnded(Pump pump, Pump.End end) {
    if (end == Pump.End.READ_FAILED) {
      abort.complete(new Abort("its input could not be read", pump.failure()));
    }
  }

  private void drainErrors() {
    try {
      errors.drain(process.getErrorStream());
    } catch (IOException e) {
      // The stream was closed since the run is over; what was read so far is kept.
    } finally {
      drained.complete(null);
    }
  }

  /** The process has ended; its output may still be on the way to a slow taker. */
  private void awaitStreams() {
    CompletableFuture<Void> all = CompletableFuture.allOf(output.done(), drained);
    long seen = output.copied();
    while (!await(all, Optional.of(STRAGGLER))) {
      if (output.copied() == seen && !output.isWriting()) {
        throw ToolFailures.straggler(tool, errors.lines());
      }
      seen = output.copied();
    }
    if (input != null) {
      await(input.done(), Optional.of(LAST_INPUT));
    }
  }

  /** Waits for the end or the limit, whichever is first; says whether it was the end. */
  private boolean await(CompletableFuture<?> end, Optional<Duration> limit) {
    try {
      CompletableFuture<Object> any = CompletableFuture.anyOf(end, abort);
      long left = run.within().map(this::nanosLeft).orElse(Long.MAX_VALUE);
      long patience =
          Math.min(left, limit.map(TimeUnit.NANOSECONDS::convert).orElse(Long.MAX_VALUE));
      any.get(patience, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ToolFailures.interrupted(tool, errors.lines());
    } catch (TimeoutException e) {
      if (run.within().map(this::nanosLeft).filter(left -> left <= 0).isPresent()) {
        throw ToolFailures.deadline(tool, run.within().orElseThrow(), errors.lines());
      }
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException("nothing completes these futures with a failure", e);
    }
    if (abort.isDone()) {
      throw aborted(abort.join());
    }
    return true;
  }

  private long nanosLeft(Duration within) {
    return Math.max(TimeUnit.NANOSECONDS.convert(within) - (System.nanoTime() - startedAt), 0);
  }

  private RuntimeException aborted(Abort why) {
    if (why.what().isEmpty()) {
      // The cancellation knows best whether it was a cancel or a deadline.
      run.cancellation().throwIfCancelled();
      return ToolFailures.cancelled(tool, errors.lines());
    }
    if (why.failure() instanceof Error error) {
      throw error;
    }
    return why.failure() instanceof RuntimeException unchecked
        ? unchecked
        : ToolFailures.stream(tool, why.what(), why.failure(), errors.lines());
  }

  /** No thread of this run begins another read or write of the caller's streams after this. */
  private void releaseStreams() {
    release(output);
    closeQuietly(process.getInputStream());
    closeQuietly(process.getErrorStream());
    if (input != null) {
      release(input);
      if (input.done().isDone()) {
        closeQuietly(process.getOutputStream());
      }
    }
  }

  private static void release(Pump pump) {
    pump.halt();
    if (!joined(pump)) {
      pump.interrupt();
      joined(pump);
    }
  }

  private static boolean joined(Thread thread) {
    boolean interrupted = Thread.interrupted();
    try {
      thread.join(RELEASE.toMillis());
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return !thread.isAlive();
  }

  private ToolResult judge() {
    ToolResult result =
        new ToolResult(
            process.exitValue(),
            output.copied(),
            input == null || input.done().getNow(Pump.End.STOPPED) == Pump.End.COMPLETE,
            errors.lines(),
            Duration.ofNanos(System.nanoTime() - startedAt));
    if (result.exitCode() != 0) {
      throw ToolFailures.exit(tool, result);
    }
    Optional<String> fault = run.check().apply(result);
    if (fault.isPresent()) {
      throw ToolFailures.check(tool, result, fault.get());
    }
    return result;
  }

  private static void closeQuietly(Closeable stream) {
    try {
      stream.close();
    } catch (IOException e) {
      // The other end is gone; the exit code and the pumps say what that means.
    }
  }
}
