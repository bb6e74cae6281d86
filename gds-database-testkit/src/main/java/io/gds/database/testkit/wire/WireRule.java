package io.gds.database.testkit.wire;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What is answered to which statements. Begun by {@link WireScript}; nothing counts until it is
 * ended by {@link #answer}, {@link #once}, {@link #inTurn}, {@link #times} or {@link #by}, after
 * which it cannot be changed.
 */
public final class WireRule {
  private final WireScript script;
  private final String what;
  private final Predicate<String> text;
  private @Nullable String database;
  private @Nullable List<@Nullable Object> binds;
  private @Nullable List<WireColumn> columns;
  private List<WireAnswer> known = List.of();
  private boolean ended;

  WireRule(WireScript script, String what, Predicate<String> text) {
    this.script = script;
    this.what = what;
    this.text = text;
  }

  /** Only in this database. Default: in any. */
  public WireRule in(String database) {
    changeable();
    this.database = Objects.requireNonNull(database, "database");
    return this;
  }

  /** Only with these binds, all of them. Default: with any. */
  public WireRule with(@Nullable Object... binds) {
    changeable();
    this.binds = Collections.unmodifiableList(Arrays.asList(binds.clone()));
    return this;
  }

  /**
   * What columns the answer has, for a driver that asks before it runs the statement. Default:
   * those of the first rows among the answers; of answers {@link #by} a function none are known.
   *
   * @param columns each as {@link WireColumn#parse} reads it
   */
  public WireRule columns(String... columns) {
    changeable();
    this.columns = Arrays.stream(columns).map(WireColumn::parse).toList();
    return this;
  }

  /** Answers so, as often as it is asked. */
  public WireScript answer(WireAnswer answer) {
    return end(WireTurns.always(request -> answer), List.of(answer));
  }

  /** Answers so the next time; then the rules below it are asked. */
  public WireScript once(WireAnswer answer) {
    return times(1, answer);
  }

  /** Answers so as many times; then the rules below it are asked. */
  public WireScript times(int times, WireAnswer answer) {
    return end(WireTurns.times(times, answer), List.of(answer));
  }

  /** Gives one answer each time, in this order; then the rules below it are asked. */
  public WireScript inTurn(WireAnswer... answers) {
    List<WireAnswer> all = List.of(answers);
    return end(WireTurns.inTurn(all), all);
  }

  /**
   * Answers what the function makes of the request, as often as it is asked. It is called by one
   * thread at a time, and must not wait for another statement; what it throws fails the test.
   */
  public WireScript by(Function<WireRequest, WireAnswer> model) {
    return end(WireTurns.always(Objects.requireNonNull(model, "model")), List.of());
  }

  private WireScript end(WireTurns<WireRequest> turns, List<WireAnswer> known) {
    changeable();
    this.known = known;
    ended = true;
    return script.add(this, turns);
  }

  private void changeable() {
    if (ended) {
      throw new IllegalStateException("the rule is in its script already: " + this);
    }
  }

  /** Whether it is for this statement, whatever is bound to it. */
  boolean fits(String inDatabase, String normalized) {
    return (database == null || database.equals(inDatabase)) && text.test(normalized);
  }

  boolean fits(WireRequest request, String normalized) {
    return fits(request.database(), normalized)
        && (binds == null || Objects.deepEquals(binds.toArray(), request.binds().toArray()));
  }

  /** The columns it answers with, none for an answer without rows; empty if nobody knows. */
  Optional<List<WireColumn>> columns() {
    if (columns != null) {
      return Optional.of(columns);
    }
    return known.isEmpty() ? Optional.empty() : columns(known.get(0));
  }

  private static Optional<List<WireColumn>> columns(WireAnswer answer) {
    if (answer instanceof WireAnswer.Several several) {
      return several.answers().stream()
          .map(WireRule::columns)
          .filter(each -> each.isEmpty() || !each.get().isEmpty())
          .findFirst()
          .orElse(Optional.of(List.of()));
    }
    if (answer instanceof WireAnswer.Passed || answer instanceof WireAnswer.Lost) {
      return Optional.empty();
    }
    return Optional.of(answer instanceof WireAnswer.Rows rows ? rows.columns() : List.of());
  }

  /** What it is for. */
  @Override
  public String toString() {
    return what
        + (binds == null ? "" : " with " + binds.stream().map(WireText::shown).toList())
        + (database == null ? "" : " in database " + database);
  }
}
