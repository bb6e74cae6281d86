package io.gds.database.sqlite;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Another Java process on the same class path, for what only another process can do or suffer. */
final class ChildJvm implements AutoCloseable {
  private final Process process;

  private ChildJvm(Process process) {
    this.process = process;
  }

  record Ended(int code, String output) {}

  static ChildJvm start(String... arguments) {
    return start(List.of(), arguments);
  }

  static ChildJvm start(List<String> prefix, String... arguments) {
    List<String> command = new ArrayList<>(prefix);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx64m");
    command.add("-Dfile.encoding=UTF-8");
    command.add("-Djava.util.logging.config.file=/nonexistent");
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(ChildMain.class.getName());
    command.addAll(List.of(arguments));
    try {
      return new ChildJvm(new ProcessBuilder(command).redirectErrorStream(true).start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Ended run(String... arguments) {
    try (ChildJvm child = start(arguments)) {
      return child.await();
    }
  }

  long pid() {
    return process.pid();
  }

  /** Waits until it says a line. */
  void awaitLine(String line) {
    StringBuilder seen = new StringBuilder();
    try {
      var reader = process.inputReader(StandardCharsets.UTF_8);
      for (String next = reader.readLine(); next != null; next = reader.readLine()) {
        if (next.equals(line)) {
          return;
        }
        seen.append(next).append('\n');
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    throw new AssertionError("it ended without saying " + line + ": " + seen);
  }

  Ended await() {
    try {
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        throw new AssertionError("it does not end");
      }
      return new Ended(process.exitValue(), output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Ends it as a power failure would, as far as it knows. */
  void kill() {
    process.destroyForcibly();
    try {
      process.waitFor(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    kill();
  }
}
