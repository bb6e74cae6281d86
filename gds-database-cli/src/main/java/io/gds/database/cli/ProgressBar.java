package io.gds.database.cli;

import io.gds.database.operation.Progress;
import io.gds.database.operation.ProgressUnit;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;

/** One line that is written over and over, and gone at the end. Thread-safe. */
final class ProgressBar implements Consumer<Progress>, AutoCloseable {
  private static final int COLUMNS = 79;
  private static final int BAR = 16;
  private static final String CLEAR = "\r" + " ".repeat(COLUMNS) + "\r";

  private final PrintStream err;
  private final String title;
  private boolean shown;
  private boolean closed;

  ProgressBar(PrintStream err, String title) {
    this.err = err;
    this.title = title;
  }

  @Override
  public void accept(Progress progress) {
    synchronized (err) {
      if (!closed) {
        String line = Text.cut(line(title, progress), COLUMNS);
        err.print("\r" + Text.pad(line, COLUMNS, false));
        err.flush();
        shown = true;
      }
    }
  }

  @Override
  public void close() {
    synchronized (err) {
      if (shown && !closed) {
        err.print(CLEAR);
        err.flush();
      }
      closed = true;
    }
  }

  /** What is going on, in as much detail as is known. */
  static String line(String title, Progress progress) {
    StringBuilder line = new StringBuilder(Text.cut(Text.escape(title), 16));
    line.append(": ").append(Text.cut(Text.escape(progress.phase()), 28)).append(' ');
    progress.fraction().ifPresent(fraction -> line.append(bar(fraction)).append("  "));
    boolean bytes = progress.unit() == ProgressUnit.BYTES;
    boolean counts = progress.done() > 0 || progress.total().isPresent();
    if (counts && progress.unit() != ProgressUnit.PERCENT) {
      line.append(amount((double) progress.done(), bytes));
      progress.total().ifPresent(total -> line.append(" / ").append(amount((double) total, bytes)));
      line.append(bytes ? "" : " " + progress.unit().name().toLowerCase(Locale.ROOT));
      progress.rate().ifPresent(rate -> line.append("  ").append(amount(rate, bytes)).append("/s"));
    }
    if (progress.rate().isPresent() && progress.total().isPresent()) {
      double left = (double) (progress.total().getAsLong() - progress.done());
      long seconds = Math.round(left / Math.max(1e-9, progress.rate().getAsDouble()));
      if (left > 0 && seconds < Duration.ofDays(100).toSeconds()) {
        line.append("  ").append(Human.duration(Duration.ofSeconds(seconds))).append(" left");
      }
    }
    return line.toString();
  }

  private static String bar(double fraction) {
    int filled = (int) Math.round(fraction * BAR);
    return String.format(
        Locale.ROOT,
        "[%s%s] %3d%%",
        "#".repeat(filled),
        ".".repeat(BAR - filled),
        (int) Math.floor(fraction * 100));
  }

  private static String amount(double amount, boolean bytes) {
    return bytes ? Human.bytes(amount) : String.format(Locale.ROOT, "%,.0f", amount);
  }
}
