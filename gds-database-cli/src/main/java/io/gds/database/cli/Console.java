package io.gds.database.cli;

import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where a command reads and writes: results to {@code out}, everything else to {@code err}, both in
 * UTF-8.
 */
final class Console {
  private final InputStream in;
  private final PrintStream out;
  private final PrintStream err;
  private final boolean answers;
  private final boolean watches;
  private volatile boolean asking;

  /**
   * @param answers whether somebody can be asked
   * @param watches whether somebody looks at {@code err}, so that a progress bar makes sense
   */
  Console(InputStream in, PrintStream out, PrintStream err, boolean answers, boolean watches) {
    this.in = in;
    this.out = out;
    this.err = err;
    this.answers = answers;
    this.watches = watches;
  }

  /** The one of this process. */
  static Console standard() {
    boolean watches = isTerminal(2);
    return new Console(
        System.in,
        stream(FileDescriptor.out),
        stream(FileDescriptor.err),
        watches && isTerminal(0),
        watches);
  }

  private static PrintStream stream(FileDescriptor descriptor) {
    return new PrintStream(
        new BufferedOutputStream(new FileOutputStream(descriptor)), false, StandardCharsets.UTF_8);
  }

  /** Whether a descriptor of this process is a terminal. */
  private static boolean isTerminal(int descriptor) {
    try {
      String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)).toString();
      return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
    } catch (IOException | UnsupportedOperationException e) {
      // No /proc here. The platform's own answer is about all descriptors at once.
      return isTerminal(System.console());
    }
  }

  /** From JDK 22 on there is a console without a terminal as well, and a method that tells. */
  private static boolean isTerminal(java.io.@Nullable Console console) {
    if (console == null) {
      return false;
    }
    try {
      return (boolean) java.io.Console.class.getMethod("isTerminal").invoke(console);
    } catch (ReflectiveOperationException e) {
      return true;
    }
  }

  PrintStream out() {
    return out;
  }

  PrintStream err() {
    return err;
  }

  boolean answers() {
    return answers;
  }

  boolean watches() {
    return watches;
  }

  /** Whether a question stands unanswered just now. */
  boolean asking() {
    return asking;
  }

  /**
   * A message for people, made fit for a terminal. Each further line is set in, so that no text
   * from elsewhere can begin a line like one of ours.
   */
  void say(String message) {
    String text = "gds: " + Text.escapeLines(message.strip()).replace("\n", "\ngds:   ");
    synchronized (err) {
      err.println(text);
      err.flush();
    }
  }

  /** Asks for a yes; anything else, and the end of input, is a no. */
  boolean confirm(String question) {
    asking = true;
    try {
      err.print("gds: " + Text.escape(question) + " [y/N] ");
      err.flush();
      String answer =
          new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)).readLine();
      return answer != null
          && (answer.strip().toLowerCase(Locale.ROOT).equals("y")
              || answer.strip().toLowerCase(Locale.ROOT).equals("yes"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      asking = false;
    }
  }
}
