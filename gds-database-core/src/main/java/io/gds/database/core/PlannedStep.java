package io.gds.database.core;

import io.gds.database.operation.Step;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A step's text together with its body, so that the script cannot lie. */
final class PlannedStep {
  private final Step step;
  private final StepBody body;
  private final @Nullable Reconciler reconciler;

  PlannedStep(Step step, StepBody body, @Nullable Reconciler reconciler) {
    this.step = step;
    this.body = body;
    this.reconciler = reconciler;
  }

  Step step() {
    return step;
  }

  StepBody body() {
    return body;
  }

  Optional<Reconciler> reconciler() {
    return Optional.ofNullable(reconciler);
  }
}
