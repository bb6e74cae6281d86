package io.gds.database.core.tool;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * How a tool ended.
 *
 * @param exitCode what it returned
 * @param outputBytes how much it wrote to its standard output
 * @param inputComplete whether it took all of its standard input; true if it was given none
 * @param lastErrorLines the last lines of its standard error, shortened, without control characters
 * @param elapsed how long it ran
 */
public record ToolResult(
    int exitCode,
    long outputBytes,
    boolean inputComplete,
    List<String> lastErrorLines,
    Duration elapsed) {
  /** Takes a copy. */
  public ToolResult {
    lastErrorLines = List.copyOf(lastErrorLines);
    Objects.requireNonNull(elapsed, "elapsed");
  }
}
