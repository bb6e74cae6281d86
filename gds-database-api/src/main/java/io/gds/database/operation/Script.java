package io.gds.database.operation;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What an operation will send and do, step by step, exactly as it will be run. Holds no secret:
 * placeholders stand in their place.
 *
 * @param steps the steps in order
 */
public record Script(List<Step> steps) {
  /** Takes a copy. */
  public Script {
    steps = List.copyOf(steps);
  }

  /** The script as text: one step after the other, with kind, effect and node as comments. */
  public String text() {
    return steps.stream()
        .map(
            step ->
                "-- "
                    + step.kind()
                    + ", "
                    + step.effect()
                    + (step.node().isEmpty() ? "" : ", on " + step.node())
                    + "\n"
                    + step.text()
                    + (step.kind() == StepKind.SQL && !step.text().endsWith(";") ? ";" : ""))
        .collect(Collectors.joining("\n"));
  }

  /** Whether no step changes anything. */
  public boolean readOnly() {
    return steps.stream().noneMatch(Step::changes);
  }
}
