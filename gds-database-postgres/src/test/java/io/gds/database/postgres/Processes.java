package io.gds.database.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** Runs a command to its end, whatever comes of it. */
final class Processes {
  private Processes() {}

  static void run(List<String> command) {
    try {
      new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
