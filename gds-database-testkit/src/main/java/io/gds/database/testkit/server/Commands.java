package io.gds.database.testkit.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs short commands. What they say goes to a file, not through a pipe: a server that one of them
 * starts may keep its end open for as long as it runs.
 */
final class Commands {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int TAIL = 2_000;

  private Commands() {}

  /** How a command ended. */
  record Result(int code, String said) {}

  /** Runs a command that must succeed. */
  static String run(List<String> command) throws IOException, InterruptedException {
    Result result = result(command);
    if (result.code() != 0) {
      throw new IllegalStateException(
          String.join(" ", command) + " ended with " + result.code() + ": " + result.said());
    }
    return result.said();
  }

  /** Runs a command to its end, whatever that is. */
  static Result result(List<String> command) throws IOException, InterruptedException {
    Path said = Files.createTempFile("postgres-test-", ".out");
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
              .redirectOutput(said.toFile());
      // What the caller's shell says of other servers and languages is not about this one.
      builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
      builder.environment().put("LC_ALL", "C");
      builder.directory(Path.of("/").toFile());
      Process process = builder.start();
      try {
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
          throw new IllegalStateException(
              String.join(" ", command) + " is not done after " + PATIENCE + ": " + tail(said));
        }
      } finally {
        process.destroyForcibly();
      }
      return new Result(process.exitValue(), tail(said));
    } finally {
      Files.deleteIfExists(said);
    }
  }

  /** The end of a file; nothing if there is none. */
  static String tail(Path file) {
    try {
      String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8).strip();
      return text.length() <= TAIL ? text : "… " + text.substring(text.length() - TAIL);
    } catch (IOException e) {
      return "";
    }
  }
}
