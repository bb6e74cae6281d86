package io.gds.database.core;

import io.gds.database.operation.Check;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OperationContext;
import io.gds.database.operation.Options;
import io.gds.database.operation.Script;
import io.gds.database.operation.Step;
import io.gds.database.operation.StepKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An operation as a platform writes it: what is measured, which steps are taken, what is cleaned
 * up, and what it yields. Everything its text shows is decided while planning. Immutable once
 * built, thread-safe, and run once, by the gate of the engine that made it.
 *
 * @param <T> what a success yields
 */
public final class Plan<T extends @Nullable Object> implements Operation<T> {
  /** What cleans up after the step at a place in the order. */
  record CleanUp(int position, StepBody body) {}

  private final OperationRunner runner;
  private final String name;
  private final String target;
  private final Map<String, String> options;
  private final Instant preparedAt;
  private final Supplier<List<Check>> measure;
  private final List<Check> checks;
  private final List<PlannedStep> steps;
  private final List<String> texts;
  private final List<CleanUp> onFailure;
  private final List<CleanUp> always;
  private final BooleanSupplier noReturn;
  private final Supplier<Optional<String>> leaves;
  private final Supplier<? extends T> yield;
  private final AtomicBoolean taken = new AtomicBoolean();
  private volatile @Nullable RunningOperation<T> lastRun;

  private Plan(Builder<T> builder, Supplier<? extends T> yield) {
    runner = builder.runner;
    name = builder.name;
    target = builder.target;
    options = builder.options;
    preparedAt = runner.environment().clock().instant();
    measure = builder.measurement();
    checks = List.copyOf(measure.get());
    steps = List.copyOf(builder.steps);
    texts = texts(steps);
    onFailure = List.copyOf(builder.onFailure);
    always = List.copyOf(builder.always);
    noReturn = builder.noReturn;
    leaves = builder.leaves;
    this.yield = yield;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String target() {
    return target;
  }

  @Override
  public Instant preparedAt() {
    return preparedAt;
  }

  @Override
  public List<Check> checks() {
    return checks;
  }

  @Override
  public Script script() {
    return new Script(steps.stream().map(PlannedStep::step).toList());
  }

  @Override
  public boolean refused() {
    return checks.stream().anyMatch(Check::refused);
  }

  @Override
  public T run(OperationContext context) {
    return runner.execute(this, context).orThrow();
  }

  OperationRunner runner() {
    return runner;
  }

  Map<String, String> options() {
    return options;
  }

  List<Check> measureAgain() {
    return measure.get();
  }

  List<PlannedStep> steps() {
    return steps;
  }

  private static List<String> texts(List<PlannedStep> steps) {
    String[] texts = new String[steps.size()];
    for (int i = 0; i < texts.length; i++) {
      texts[i] = steps.get(i).step().text();
    }
    return List.of(texts);
  }

  /** The text of each step, for the audit trail. */
  List<String> texts() {
    return texts;
  }

  List<CleanUp> onFailure() {
    return onFailure;
  }

  List<CleanUp> always() {
    return always;
  }

  /** Whether something has been done that cannot be called back. */
  boolean isPastReturn() {
    return noReturn.getAsBoolean();
  }

  /** What a run that did not succeed has left behind. */
  Optional<String> left() {
    return leaves.get();
  }

  T yielded() {
    return yield.get();
  }

  /** Takes the plan for its one run. */
  void take() {
    if (!taken.compareAndSet(false, true)) {
      throw new IllegalStateException(
          "the " + name + " of " + target + " has been run; prepare it again to run it again");
    }
  }

  void started(RunningOperation<T> run) {
    lastRun = run;
  }

  Optional<RunningOperation<T>> lastRun() {
    return Optional.ofNullable(lastRun);
  }

  @Override
  public String toString() {
    return name + " of " + target + ", " + steps.size() + " steps" + (refused() ? ", refused" : "");
  }

  /**
   * Writes a plan. Not thread-safe.
   *
   * @param <T> what a success yields
   */
  public static final class Builder<T extends @Nullable Object> {
    private final OperationRunner runner;
    private final String name;
    private final String target;
    private Map<String, String> options = Map.of();
    private final List<Supplier<List<Check>>> measures = new ArrayList<>();
    private final List<PlannedStep> steps = new ArrayList<>();
    private final List<CleanUp> onFailure = new ArrayList<>();
    private final List<CleanUp> always = new ArrayList<>();
    private BooleanSupplier noReturn = () -> false;
    private Supplier<Optional<String>> leaves = Optional::empty;

    Builder(OperationRunner runner, String name, String target) {
      this.runner = runner;
      this.name = Objects.requireNonNull(name, "name");
      this.target = Objects.requireNonNull(target, "target");
    }

    /** The options as given, for the audit trail. */
    public Builder<T> options(Options options) {
      this.options = options.asMap();
      return this;
    }

    /**
     * Adds something to measure: now, and again just before the first changing step. Reads only,
     * and reports what it finds as checks instead of throwing.
     */
    public Builder<T> measure(Supplier<List<Check>> measure) {
      measures.add(measure);
      return this;
    }

    /** Adds one check to measure. */
    public Builder<T> check(Supplier<Check> check) {
      return measure(() -> List.of(check.get()));
    }

    /** Adds a step of this engine. */
    public Builder<T> step(StepKind kind, Effect effect, String text, StepBody body) {
      return step(new Step(kind, text, effect, ""), body);
    }

    /** Adds a step. */
    public Builder<T> step(Step step, StepBody body) {
      steps.add(new PlannedStep(step, body, null));
      return this;
    }

    /** Adds a step whose fate can be asked of the server when its answer was lost. */
    public Builder<T> step(Step step, StepBody body, Reconciler reconciler) {
      steps.add(new PlannedStep(step, body, reconciler));
      return this;
    }

    /**
     * Adds what undoes the half-done work of the step written next, if the operation fails or is
     * cancelled; the last added runs first. It runs only if that step was begun: what a refused
     * operation never touched is never cleaned up. Not run either if the outcome is unknown:
     * nothing is undone that may have been done.
     */
    public Builder<T> onFailure(StepBody body) {
      onFailure.add(0, new CleanUp(steps.size(), body));
      return this;
    }

    /**
     * Adds what releases things the step written next takes hold of, however the operation ends;
     * the last added runs first, after what undoes. It runs only if that step was begun.
     */
    public Builder<T> always(StepBody body) {
      always.add(0, new CleanUp(steps.size(), body));
      return this;
    }

    /**
     * Says from when on there is no way back. Asked after each step; once it is so, a cancellation
     * or a deadline comes too late: the rest is done to its end, and the outcome is what happened.
     * Never called CANCELLED is then what was done all the same.
     */
    public Builder<T> noReturn(BooleanSupplier past) {
      noReturn = past;
      return this;
    }

    /**
     * Tells what a run that did not succeed has left behind and what to do about it, such as a
     * server that is down. Asked after what undoes, however it ended, and again when the outcome is
     * reconciled; its sentences are added to the error's remedy. Reads only.
     */
    public Builder<T> leaves(Supplier<Optional<String>> what) {
      leaves = what;
      return this;
    }

    private Supplier<List<Check>> measurement() {
      if (measures.isEmpty()) {
        return List::of;
      }
      List<Supplier<List<Check>>> all = List.copyOf(measures);
      return () -> all.stream().flatMap(measure -> measure.get().stream()).toList();
    }

    /** The finished plan, measured now, yielding what is said after its last step. */
    public Plan<T> yields(Supplier<? extends T> yield) {
      return new Plan<>(this, yield);
    }
  }
}
