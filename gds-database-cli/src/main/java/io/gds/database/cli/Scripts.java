package io.gds.database.cli;

import io.gds.database.error.DatabaseException;
import io.gds.database.operation.Check;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.Step;
import io.gds.database.operation.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A plan as it is shown without being run: its checks and its script. */
final class Scripts {
  private Scripts() {}

  /** For people. Text of steps is set in, so that nothing in it can pass for a line of ours. */
  static List<String> lines(Operation<?> operation) {
    List<String> lines = new ArrayList<>();
    lines.add("-- dry run: " + heading(operation) + "; nothing has been changed");
    for (Check check : operation.checks()) {
      String verdict = check.verdict().name().toLowerCase(Locale.ROOT).replace('_', ' ');
      lines.add("-- check " + verdict + ": " + Text.escape(text(check)));
    }
    List<Step> steps = operation.script().steps();
    for (int i = 0; i < steps.size(); i++) {
      Step step = steps.get(i);
      lines.add(
          String.format(
              Locale.ROOT,
              "-- step %d of %d: %s, %s%s",
              i + 1,
              steps.size(),
              step.kind(),
              effect(step.effect()),
              step.node().isEmpty() ? "" : ", on " + Text.escape(step.node())));
      for (String line : step.text().split("\n", -1)) {
        lines.add("   " + Text.escape(line));
      }
    }
    return lines;
  }

  private static String heading(Operation<?> operation) {
    return Text.escape(operation.name() + " of " + operation.target());
  }

  private static String effect(Effect effect) {
    return switch (effect) {
      case READ -> "reads";
      case IDEMPOTENT -> "changes, may be repeated";
      case ONCE -> "changes, sent once";
    };
  }

  /** A check in one sentence. */
  static String text(Check check) {
    boolean passed = check.verdict() == Verdict.PASSED;
    return check.rule()
        + " ("
        + check.subject()
        + ": "
        + check.measured()
        + (passed ? ")" : ", wanted " + check.limit() + ")")
        + (check.remedy().isEmpty() ? "" : ". " + check.remedy());
  }

  /** For machines. */
  static Map<String, @Nullable Object> fields(
      Operation<?> operation, Optional<DatabaseException> refusal) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("dryRun", true);
    fields.put("operation", operation.name());
    fields.put("target", operation.target());
    fields.put("preparedAt", operation.preparedAt());
    fields.put("refused", operation.refused());
    fields.put("checks", operation.checks());
    fields.put("script", operation.script().steps());
    fields.put("error", refusal);
    return fields;
  }
}
