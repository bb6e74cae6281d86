package io.gds.database.bench;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The printed table: one figure a row, with what it is held against. */
final class Table {
  private static final String FORMAT = "%-72s %14s %14s %22s %12s %s%n";

  private final PrintStream out;
  private final List<String> missed = new ArrayList<>();
  private final List<String> unjudged = new ArrayList<>();

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

  /**
   * A ratio of two times, unless runs of the same work differ too much; then that is told instead,
   * and a goal counts neither as met nor as missed.
   */
  void ratio(String figure, Pairs.Outcome outcome, Pairs.Outcome noise, double goal) {
    if (!Stages.isTooNoisy(noise)) {
      ratio(figure, outcome, goal);
      return;
    }
    out.printf(
        Locale.ROOT,
        FORMAT,
        figure,
        time(outcome.a()),
        time(outcome.b()),
        "too noisy",
        goal > 0 ? String.format(Locale.ROOT, "≤ %.2f", goal) : "reported",
        Double.isInfinite(noise.high())
            ? "at least " + Stages.FEWEST_PAIRS + " pairs are needed to tell"
            : String.format(
                Locale.ROOT, "same work beside itself: %.2f–%.2f", noise.low(), noise.high()));
    if (goal > 0) {
      unjudged.add(figure);
    }
  }

  /** What the figures below were measured on. */
  void heading(String text) {
    out.println(text);
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
    out.printf(Locale.ROOT, "%-72s skipped: %s%n", figure, why);
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

  /** The figures that have a goal and could not be held against it, so noisy was the machine. */
  List<String> unjudged() {
    return List.copyOf(unjudged);
  }

  /** The figures that missed their goal. */
  List<String> missed() {
    return List.copyOf(missed);
  }
}
