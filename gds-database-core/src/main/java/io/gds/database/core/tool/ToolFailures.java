package io.gds.database.core.tool;

import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/** The words for what can go wrong with a tool. */
final class ToolFailures {
  private static final Pattern ERROR =
      Pattern.compile("\\b(error|fatal|panic):", Pattern.CASE_INSENSITIVE);

  private static final int SIGNAL_BASE = 128;
  private static final int SIGKILL = 9;

  private ToolFailures() {}

  static DatabaseException notStarted(ToolCommand command, IOException cause) {
    Tool tool = command.tool();
    if (!Files.isRegularFile(tool.binary())) {
      return details(
              ErrorCode.TOOL_MISSING, tool, "is not at " + tool.binary() + " any more", List.of())
          .cause(cause)
          .remedy("Install " + tool.name() + ", or configure where it lies.")
          .toException();
    }
    boolean noDirectory = command.directory().filter(at -> !Files.isDirectory(at)).isPresent();
    return details(
            ErrorCode.TOOL_FAILED,
            tool,
            noDirectory
                ? "could not be started: its directory is not there"
                : "could not be started: " + cause.getMessage(),
            List.of())
        .cause(cause)
        .remedy(
            noDirectory
                ? "Create the directory it shall run in."
                : "Check that "
                    + tool.binary()
                    + " is a program for this machine and may be executed.")
        .toException();
  }

  static DatabaseException exit(Tool tool, ToolResult result) {
    int code = result.exitCode();
    String how =
        code > SIGNAL_BASE
            ? "was ended by signal " + (code - SIGNAL_BASE)
            : "ended with exit code " + code;
    return details(
            ErrorCode.TOOL_FAILED,
            tool,
            how + lastOf(result.lastErrorLines()),
            result.lastErrorLines())
        .with("exitCode", Integer.toString(code))
        .nativeCode(Integer.toString(code))
        .remedy(
            code == SIGNAL_BASE + SIGKILL
                ? "Look whether the machine ran out of memory, then try again."
                : "See the last lines it wrote, remove the cause, and try again.")
        .toException();
  }

  static DatabaseException check(Tool tool, ToolResult result, String fault) {
    return details(
            ErrorCode.TOOL_FAILED,
            tool,
            "said it succeeded, but " + fault + lastOf(result.lastErrorLines()),
            result.lastErrorLines())
        .with("exitCode", Integer.toString(result.exitCode()))
        .remedy("Do not use what it left; see the last lines it wrote, and try again.")
        .toException();
  }

  static DatabaseException straggler(Tool tool, List<String> lines) {
    return details(
            ErrorCode.TOOL_FAILED,
            tool,
            "ended, but something it started still held its output open and was stopped",
            lines)
        .remedy("Look for a wrapper script that starts the tool in the background.")
        .toException();
  }

  static DatabaseException deadline(Tool tool, Duration within, List<String> lines) {
    return details(
            ErrorCode.TIMEOUT, tool, "did not end within " + within + " and was stopped", lines)
        .remedy("Allow more time, or look why it takes so long.")
        .toException();
  }

  static DatabaseException interrupted(Tool tool, List<String> lines) {
    return details(
            ErrorCode.CANCELLED, tool, "was stopped, since its caller was interrupted", lines)
        .toException();
  }

  static DatabaseException cancelled(Tool tool, List<String> lines) {
    return details(ErrorCode.CANCELLED, tool, "was cancelled and stopped", lines).toException();
  }

  static DatabaseException stream(Tool tool, String what, Throwable cause, List<String> lines) {
    return details(
            ErrorCode.STORAGE_FAILED,
            tool,
            "was stopped, since " + what + ": " + cause.getMessage(),
            lines)
        .cause(cause)
        .remedy("Check where its data come from and go to, then try again.")
        .toException();
  }

  static DatabaseException noVersion(Tool tool, ToolResult result) {
    return details(
            ErrorCode.TOOL_FAILED,
            tool,
            "did not tell its version" + lastOf(result.lastErrorLines()),
            result.lastErrorLines())
        .with("exitCode", Integer.toString(result.exitCode()))
        .remedy("Check that " + tool.binary() + " is the tool its name says.")
        .toException();
  }

  /** The last line that says what went wrong: hints and details follow it. Else the last line. */
  private static String lastOf(List<String> lines) {
    return lines.stream()
        .filter(line -> ERROR.matcher(line).find())
        .reduce((before, last) -> last)
        .or(() -> lines.stream().reduce((before, last) -> last))
        .map(line -> ": " + line)
        .orElse("");
  }

  private static ErrorDetails details(ErrorCode code, Tool tool, String text, List<String> lines) {
    ErrorDetails details =
        ErrorDetails.of(code, tool.name() + " " + text).with("tool", tool.binary().toString());
    return lines.isEmpty() ? details : details.with("stderr", String.join("\n", lines));
  }
}
