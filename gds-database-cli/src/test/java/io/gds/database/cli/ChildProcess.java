package io.gds.database.cli;

import io.gds.database.testkit.fake.FakeStop;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The command line in a JVM of its own, with a fake server in it, so that signals can be sent. */
final class ChildProcess {
  static final String URL = "fake://ada@child";

  private final Process process;
  private final Path out;
  private final Path err;

  private ChildProcess(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /** In the child: says on standard error when an operation copies, and stays there. */
  public static void main(String[] args) {
    Shelf shelf = Shelf.of("child");
    if (args[0].equals("hang")) {
      FakeStop stop = shelf.server().faults().stopAt("copy");
      Thread watcher =
          new Thread(
              () -> {
                stop.awaitReached(Duration.ofSeconds(60));
                new Console(System.in, System.out, System.err, false, false).say("copying");
              });
      watcher.setDaemon(true);
      watcher.start();
    }
    Gds.main(List.of(args).subList(1, args.length).toArray(String[]::new));
  }

  static ChildProcess start(Path directory, String mode, String... args) throws IOException {
    List<String> command = new ArrayList<>();
    if (mode.equals("hang") && takesDefaultSignal()) {
      // What runs in the background of a script ignores SIGINT, and so would its children.
      command.addAll(List.of("env", "--default-signal=INT"));
    }
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(ChildProcess.class.getName(), mode, "--url", URL));
    command.addAll(List.of(args));
    Path out = directory.resolve("stdout");
    Path err = directory.resolve("stderr");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    process.getOutputStream().close();
    return new ChildProcess(process, out, err);
  }

  private static boolean takesDefaultSignal() throws IOException {
    try {
      return new ProcessBuilder("env", "--default-signal=INT", "true").start().waitFor() == 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  void awaitText(String text) throws Exception {
    for (int i = 0; i < 600 && !err().contains(text); i++) {
      if (!process.isAlive()) {
        throw new IllegalStateException("the child has ended: " + err());
      }
      Thread.sleep(50);
    }
  }

  void signal(String signal) throws Exception {
    new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
  }

  int await() throws Exception {
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IllegalStateException("the child did not end: " + err());
    }
    return process.exitValue();
  }

  String out() throws IOException {
    return Files.readString(out, StandardCharsets.UTF_8);
  }

  String err() throws IOException {
    return Files.readString(err, StandardCharsets.UTF_8);
  }
}
