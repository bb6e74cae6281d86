package io.gds.database.error;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** An external tool is missing, of an unfit version, or failed. */
public final class ToolException extends DatabaseException {
  private static final long serialVersionUID = 1L;

  /** Makes the exception of its details. */
  public ToolException(ErrorDetails details) {
    super(details);
  }

  /** The tool's name or absolute path. */
  public Optional<String> tool() {
    return details().get("tool");
  }

  /** The exit code, where the tool ran. */
  public OptionalInt exitCode() {
    return details()
        .get("exitCode")
        .map(Integer::valueOf)
        .map(OptionalInt::of)
        .orElseGet(OptionalInt::empty);
  }

  /** The last lines the tool wrote to its standard error, free of secrets. */
  public List<String> lastErrorLines() {
    return details().get("stderr").map(text -> List.of(text.split("\\R"))).orElse(List.of());
  }
}
