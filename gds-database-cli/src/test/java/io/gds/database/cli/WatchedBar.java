package io.gds.database.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A terminal that looks at the progress bar, and does something while the operation stands still at
 * one place in its middle: what is to happen there happens there at every run.
 */
final class WatchedBar extends OutputStream {
  /** Longer than the time for which progress is not told again. */
  private static final long PAUSE_MILLIS = 110;

  private static final Pattern PERCENT = Pattern.compile("(\\d+)%");

  private final ByteArrayOutputStream all = new ByteArrayOutputStream();
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private final String phase;
  private final int percent;
  private final Runnable action;
  private boolean done;

  /**
   * @param phase what the bar has to say
   * @param percent how much of it has to be done at least
   */
  WatchedBar(String phase, int percent, Runnable action) {
    this.phase = phase;
    this.percent = percent;
    this.action = action;
  }

  /** Runs a command on this terminal. */
  Run gds(String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Console console =
        new Console(
            InputStream.nullInputStream(),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(this, false, StandardCharsets.UTF_8),
            true,
            true);
    int code = new Gds(console, new Interruption(console)).run(args);
    return new Run(
        code, out.toString(StandardCharsets.UTF_8), all.toString(StandardCharsets.UTF_8));
  }

  /** Whether the place was reached. */
  boolean done() {
    return done;
  }

  @Override
  public void write(int b) {
    all.write(b);
    line.write(b);
  }

  @Override
  public void flush() throws IOException {
    String text = line.toString(StandardCharsets.UTF_8);
    line.reset();
    if (done || !text.contains(": " + phase + " ")) {
      return;
    }
    Matcher now = PERCENT.matcher(text);
    if ((now.find() ? Integer.parseInt(now.group(1)) : 0) >= percent) {
      done = true;
      action.run();
    } else if (percent < 100) {
      // The end is told in any case.
      pause();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
