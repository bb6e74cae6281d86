package io.gds.database.testkit.fake;

import io.gds.database.core.Plan;
import io.gds.database.core.StepBody;
import io.gds.database.core.StepContext;
import io.gds.database.operation.Check;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.Options;
import io.gds.database.operation.ProgressUnit;
import io.gds.database.operation.Step;
import io.gds.database.operation.StepKind;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes an operation of the fake: each step is recorded, can be struck by faults, and can be asked
 * about afterwards, since the fake knows whether it took effect. Not thread-safe.
 */
final class FakePlan<T extends @Nullable Object> {
  private final FakePart part;
  private final FakeWire wire;
  private final String name;
  private final String target;
  private final Plan.Builder<T> plan;
  private final List<Supplier<List<Check>>> measures = new ArrayList<>();
  private boolean needsServer = true;

  FakePlan(FakePart part, String name, String target, Options options) {
    this.part = part;
    this.wire = part.wire();
    this.name = name;
    this.target = target;
    this.plan = wire.runner().<T>plan(name, target).options(options);
  }

  /** Also for a server that does not answer. */
  FakePlan<T> withoutServer() {
    needsServer = false;
    return this;
  }

  FakePlan<T> check(Supplier<Check> check) {
    measures.add(() -> List.of(check.get()));
    return this;
  }

  FakePlan<T> measure(Supplier<List<Check>> measure) {
    measures.add(measure);
    return this;
  }

  /** A step whose work is done at once, while nothing else happens on the server. */
  FakePlan<T> step(String phase, Effect effect, String text, Runnable work) {
    return longStep(phase, effect, text, context -> wire.server().alone(work));
  }

  /** A step that takes its time, locks the server by itself, and tells its progress. */
  FakePlan<T> longStep(String phase, Effect effect, String text, StepBody work) {
    AtomicBoolean tookEffect = new AtomicBoolean();
    plan.step(
        new Step(StepKind.COMMAND, text, effect, ""),
        context -> {
          take(phase, effect, text, work, context);
          tookEffect.set(true);
          if (effect != Effect.READ) {
            wire.server().faults().afterEffect();
          }
        },
        () -> wire.server().faults().find(tookEffect.get()));
    return this;
  }

  private void take(String phase, Effect effect, String text, StepBody work, StepContext context)
      throws Exception {
    wire.noted(name, target, effect, text);
    context.progress(phase, 0, OptionalLong.of(1), ProgressUnit.STEPS);
    wire.server().faults().entering(name, phase, context);
    if (needsServer) {
      wire.server().requireUp();
    }
    if (effect != Effect.READ) {
      wire.server().faults().beforeEffect();
    }
    work.run(context);
    context.progress(phase, 1, OptionalLong.of(1), ProgressUnit.STEPS);
  }

  FakePlan<T> onFailure(StepBody cleanup) {
    plan.onFailure(cleanup);
    return this;
  }

  FakePlan<T> always(StepBody cleanup) {
    plan.always(cleanup);
    return this;
  }

  /** The finished operation, yielding what is said after its last step. */
  Operation<T> yields(Supplier<? extends T> result) {
    List<Supplier<List<Check>>> all = List.copyOf(measures);
    return plan.measure(() -> measured(all)).yields(result);
  }

  private List<Check> measured(List<Supplier<List<Check>>> all) {
    wire.noted("measure", target, Effect.READ, "measure for " + name + " of " + target);
    List<Check> checks = new ArrayList<>(part.usable());
    if (needsServer) {
      checks.add(part.answering());
    }
    if (checks.stream().noneMatch(Check::refused)) {
      all.forEach(measure -> checks.addAll(wire.server().alone(measure)));
    }
    return checks;
  }
}
