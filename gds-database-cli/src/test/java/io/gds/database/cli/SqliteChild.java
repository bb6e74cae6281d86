package io.gds.database.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Another process with SQLite files: one that holds a lock, or one that is to be killed. */
final class SqliteChild implements AutoCloseable {
  private static final String READY = "READY";

  private final Process process;

  private SqliteChild(Process process) {
    this.process = process;
  }

  /** In the child. */
  public static void main(String[] args) throws Exception {
    List<String> rest = List.of(args).subList(2, args.length);
    if (args[0].equals("hold")) {
      hold(args[1], rest);
    } else {
      WatchedBar bar =
          new WatchedBar(
              args[0],
              Integer.parseInt(args[1]),
              () -> {
                say(READY);
                standStill();
              });
      Run run = bar.gds(rest.toArray(String[]::new));
      say("it ended with " + run.code() + ": " + run.out() + run.err());
    }
  }

  private static void hold(String file, List<String> statements) throws Exception {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
      for (String statement : statements) {
        SqliteShelf.execute(connection, statement);
      }
      say(READY);
      if (System.in.read() >= 0) {
        SqliteShelf.execute(connection, "commit");
      }
    }
  }

  private static void say(String text) {
    System.out.println(text);
    System.out.flush();
  }

  private static void standStill() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A process that has run these statements on the file, and stays. */
  static SqliteChild holding(Path file, String... statements) throws IOException {
    return start(Run.join(List.of("hold", file.toString()), statements));
  }

  /** A command line that stands still where its bar says so. */
  static SqliteChild stoppedAt(String phase, int percent, String... args) throws IOException {
    return start(Run.join(List.of(phase, Integer.toString(percent)), args));
  }

  private static SqliteChild start(String... args) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx64m", "-cp", System.getProperty("java.class.path")));
    command.add(SqliteChild.class.getName());
    command.addAll(List.of(args));
    SqliteChild child =
        new SqliteChild(new ProcessBuilder(command).redirectErrorStream(true).start());
    child.awaitReady();
    return child;
  }

  private void awaitReady() throws IOException {
    StringBuilder seen = new StringBuilder();
    BufferedReader reader = process.inputReader(StandardCharsets.UTF_8);
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      if (line.equals(READY)) {
        return;
      }
      seen.append(line).append('\n');
    }
    throw new IllegalStateException("the child did not come so far: " + seen);
  }

  long pid() {
    return process.pid();
  }

  /** Ends it as kill -9 does, and says with which code it ended. */
  int kill() throws InterruptedException {
    process.destroyForcibly();
    return await();
  }

  /** Lets it commit and end. */
  void release() throws IOException, InterruptedException {
    process.getOutputStream().write('\n');
    process.getOutputStream().flush();
    await();
  }

  private int await() throws InterruptedException {
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      throw new IllegalStateException("the child does not end");
    }
    return process.exitValue();
  }

  @Override
  public void close() throws InterruptedException {
    kill();
  }
}
