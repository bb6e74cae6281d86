package io.gds.database.cli;

import io.gds.database.core.json.Json;
import io.gds.database.error.DatabaseException;
import io.gds.database.operation.Check;
import io.gds.database.operation.OperationResult;
import io.gds.database.operation.StepResult;
import io.gds.database.operation.StepStatus;
import io.gds.database.operation.Verdict;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Writes results in the format that was asked for, and faults to standard error. */
final class Output {
  /** Fields whose number names something instead of counting it. */
  private static final Pattern NAMES_BY_NUMBER =
      Pattern.compile("(?i).*(port|oid|pid|id|number|version|timeline)");

  private final Console console;
  private final OutputOptions options;

  Output(Console console, OutputOptions options) {
    this.console = console;
    this.options = options;
  }

  Format format() {
    return options.format();
  }

  /** A list; {@code type} is what its elements are, which names the fields of an empty one. */
  <T> void list(List<? extends T> rows, Class<?> type, List<Column<T>> columns) {
    switch (format()) {
      case JSON -> document(rows.stream().map(Fields::of).toList());
      case CSV -> csv(Fields.names(type), rows.stream().map(Fields::of).toList());
      case TABLE -> {
        if (rows.isEmpty()) {
          console.say("nothing to list");
        } else {
          Table.lines(columns, List.<T>copyOf(rows)).forEach(console.out()::println);
        }
      }
    }
  }

  /** One object, with all its fields. */
  void item(Object value) {
    item(Fields.of(value));
  }

  /** One object as fields. */
  void item(Map<String, @Nullable Object> fields) {
    switch (format()) {
      case JSON -> document(fields);
      case CSV -> csv(List.of(), List.of(fields));
      case TABLE -> lines(text(fields));
    }
  }

  /** Lines as they are, each fit for a terminal already. For people only. */
  void lines(List<String> lines) {
    lines.forEach(console.out()::println);
  }

  /** The one JSON document. */
  void document(Object value) {
    console.out().println(Json.pretty(value));
  }

  /** Records as CSV. */
  void csv(List<String> names, List<Map<String, @Nullable Object>> rows) {
    console.out().print(Csv.of(names, rows));
  }

  /**
   * What became of an operation.
   *
   * @param text what it yielded, for people
   */
  void result(OperationResult<?> result, Function<Object, List<String>> text) {
    switch (format()) {
      case JSON -> document(fields(result));
      case CSV -> csv(List.of(), List.of(fields(result)));
      case TABLE -> {
        if (result.isSuccess()) {
          console
              .out()
              .println(
                  Text.escape(result.message())
                      + " in "
                      + Human.duration(result.elapsed())
                      + (result.attempts() > 1 ? ", at attempt " + result.attempts() : ""));
          result
              .value()
              .map(text)
              .ifPresent(lines -> lines(lines.stream().map(line -> "  " + line).toList()));
        }
      }
    }
    warnings(result.checks());
    result.error().ifPresent(error -> fault(result.message(), error));
    if (!result.isSuccess()) {
      stepsOf(result);
    }
  }

  private static Map<String, @Nullable Object> fields(OperationResult<?> result) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>(Fields.of(result));
    fields.put("value", result.value().map(Fields::json));
    return fields;
  }

  /** What has a warning, or could not be looked at, is worth a line. */
  void warnings(List<Check> checks) {
    for (Check check : checks) {
      if (check.verdict() == Verdict.WARNING || check.verdict() == Verdict.NOT_MEASURED) {
        console.say("warning: " + Scripts.text(check));
      }
    }
  }

  /** After a half-done operation, what was done and what was not. */
  private void stepsOf(OperationResult<?> result) {
    boolean changed =
        result.steps().stream()
            .anyMatch(s -> s.step().changes() && s.status() != StepStatus.NOT_STARTED);
    if (changed) {
      for (StepResult step : result.steps()) {
        String status = step.status().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        console.say("step " + status + ": " + step.step().text());
      }
    }
  }

  /** A fault of a command that runs no operation. */
  void error(DatabaseException error) {
    if (format() == Format.JSON) {
      document(Map.of("error", error));
    }
    fault(String.valueOf(error.getMessage()), error);
  }

  void fault(DatabaseException error) {
    fault(String.valueOf(error.getMessage()), error);
  }

  private void fault(String message, DatabaseException error) {
    String origin = error.nativeCode().map(code -> ", native code " + code).orElse("");
    console.say(message + " [" + error.code() + origin + "]");
    error.remedy().ifPresent(remedy -> console.say("remedy: " + remedy));
    trace(error);
  }

  /** The stack trace, if one is wanted. */
  void trace(Throwable error) {
    if (options.verbose()) {
      StringWriter text = new StringWriter();
      error.printStackTrace(new PrintWriter(text, true));
      console.say(text.toString().replace("\t", "  ").replace("\r", ""));
    }
  }

  /** Fields for people, one a line; what is missing is left out. */
  static List<String> text(Map<String, @Nullable Object> fields) {
    Map<String, String> shown = new LinkedHashMap<>();
    fields.forEach((name, value) -> shown.put(Text.escape(name), shown(name, value)));
    shown.values().removeIf(String::isEmpty);
    int width = shown.keySet().stream().mapToInt(Text::width).max().orElse(0);
    List<String> lines = new ArrayList<>();
    shown.forEach((name, text) -> lines.add(Text.pad(name, width, false) + "  " + text));
    return lines;
  }

  private static String shown(String name, @Nullable Object value) {
    Object bare = Human.unwrap(value);
    if (bare instanceof Collection<?> items && items.isEmpty()) {
      return "";
    }
    if (bare instanceof Number number && NAMES_BY_NUMBER.matcher(name).matches()) {
      return number.toString();
    }
    boolean bytes = name.equals("bytes") || name.endsWith("Bytes");
    return bytes && bare instanceof Long count && count >= 1024
        ? Human.of(count) + " (" + Human.bytes((double) count) + ")"
        : Human.of(bare);
  }
}
