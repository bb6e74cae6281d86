package io.gds.database.bench;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The printed table: one figure a row, with what it is held against. */
final class Table {
  private static final String FORMAT = "%-58s %14s %14s %22s %12s %s%n";

  private final PrintStream out;
  private final List<String> missed = new ArrayList<>();

  Table(PrintStream out) {
    this.out = out;
    out.printf(Locale.ROOT, FORMAT, "figure", "subject", "peer", "ratio (95 %)", "goal", "");
  }

  /** A ratio of two times, with the goal that it is at most so much; zero for no goal. */
  void ratio(String figure, Pairs.Outcome outcome, double goal) {
    String text =
        String.format(
            Locale.ROOT, "%.2f (%.2f–%.2f)", outcome.ratio(), outcome.low(), outcome.high());
    print(
        figure,
        time(outcome.a()),
        time(outcome.b()),
        text,
        goal > 0 ? String.format(Locale.ROOT, "≤ %.2f", goal) : "reported",
        goal <= 0 || outcome.ratio() <= goal);
  }

  /** A single figure with the goal that it is at most so much. */
  void figure(String figure, double value, String unit, double goal) {
    print(
        figure,
        String.format(Locale.ROOT, "%.2f %s", value, unit),
        "",
        "",
        goal > 0 ? String.format(Locale.ROOT, "≤ %.2f", goal) : "reported",
        goal <= 0 || value <= goal);
  }

  /** Something that was not measured, and why. */
  void skipped(String figure, String why) {
    out.printf(Locale.ROOT, "%-58s skipped: %s%n", figure, why);
  }

  private void print(
      String figure, String subject, String peer, String ratio, String goal, boolean met) {
    out.printf(Locale.ROOT, FORMAT, figure, subject, peer, ratio, goal, met ? "" : "MISSED");
    if (!met) {
      missed.add(figure);
    }
  }

  private static String time(double nanos) {
    return nanos < 1e6
        ? String.format(Locale.ROOT, "%.1f µs", nanos / 1e3)
        : String.format(Locale.ROOT, "%.1f ms", nanos / 1e6);
  }

  /** The figures that missed their goal. */
  List<String> missed() {
    return List.copyOf(missed);
  }
}
