package io.gds.database.bench;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/** Tells when a tool that the library started came to its end, which it tells nobody itself. */
final class ChildWatch implements AutoCloseable {
  private final String program;
  private final AtomicBoolean begun = new AtomicBoolean();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final CompletableFuture<Long> ended = new CompletableFuture<>();

  ChildWatch(String program) {
    this.program = program;
  }

  /** Looks for the child from now on, in a thread; further calls change nothing. */
  void begin() {
    if (begun.compareAndSet(false, true)) {
      Thread thread = new Thread(this::look, "child-watch");
      thread.setDaemon(true);
      thread.start();
    }
  }

  private void look() {
    Optional<ProcessHandle> child = find();
    while (child.isEmpty() && !closed.get()) {
      // Short beside any run, and long beside a look at the children.
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
      child = find();
    }
    if (child.isPresent()) {
      child.get().onExit().join();
      ended.complete(System.nanoTime());
    }
  }

  private Optional<ProcessHandle> find() {
    return find(program);
  }

  /** A child of this JVM that runs a program, if there is one. */
  static Optional<ProcessHandle> find(String program) {
    return ProcessHandle.current()
        .children()
        .filter(child -> child.info().command().orElse("").endsWith("/" + program))
        .findFirst();
  }

  /** When it ended, by {@link System#nanoTime}. Fails if it was never seen. */
  long endedAt() throws Exception {
    return ended.get(10, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    closed.set(true);
  }
}
