package io.gds.database.core.tool;

import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One execution of a command: where its streams go, how long it may take, and when its result is
 * good. Immutable, though the streams are not: each is for one execution.
 */
public final class ToolRun {
  private final ToolCommand command;
  private final @Nullable InputStream input;
  private final OutputStream output;
  private final @Nullable Duration within;
  private final Function<ToolResult, Optional<String>> check;
  private final Cancellation cancellation;

  private ToolRun(
      ToolCommand command,
      @Nullable InputStream input,
      OutputStream output,
      @Nullable Duration within,
      Function<ToolResult, Optional<String>> check,
      Cancellation cancellation) {
    this.command = command;
    this.input = input;
    this.output = output;
    this.within = within;
    this.check = check;
    this.cancellation = cancellation;
  }

  /**
   * Runs the command without input, drops its output, sets no deadline, and takes exit code 0 for
   * success.
   */
  public static ToolRun of(ToolCommand command) {
    return new ToolRun(
        Objects.requireNonNull(command, "command"),
        null,
        OutputStream.nullOutputStream(),
        null,
        result -> Optional.empty(),
        Cancellation.never());
  }

  /** Feeds this to its standard input, in pieces of 64 KiB. Not closed. Default: nothing. */
  public ToolRun input(InputStream input) {
    return new ToolRun(command, input, output, within, check, cancellation);
  }

  /**
   * Takes its standard output, in pieces of up to 64 KiB, on another thread, while it runs. Flushed
   * at the end, not closed. What it throws ends the tool and is thrown on. Default: dropped.
   */
  public ToolRun output(OutputStream output) {
    return new ToolRun(command, input, output, within, check, cancellation);
  }

  /** How long it may run; more than zero. Default: as long as it takes. */
  public ToolRun within(Duration within) {
    if (within.isZero() || within.isNegative()) {
      throw new IllegalArgumentException("a deadline is more than zero");
    }
    return new ToolRun(command, input, output, within, check, cancellation);
  }

  /**
   * What must hold besides exit code 0: says what is wrong, or nothing. An exit code alone proves
   * little. Default: nothing more.
   */
  public ToolRun check(Function<ToolResult, Optional<String>> check) {
    return new ToolRun(command, input, output, within, check, cancellation);
  }

  /** How it learns that it shall stop. Default: it never does. */
  public ToolRun cancellation(Cancellation cancellation) {
    return new ToolRun(command, input, output, within, check, cancellation);
  }

  ToolCommand command() {
    return command;
  }

  Optional<InputStream> input() {
    return Optional.ofNullable(input);
  }

  OutputStream output() {
    return output;
  }

  Optional<Duration> within() {
    return Optional.ofNullable(within);
  }

  Function<ToolResult, Optional<String>> check() {
    return check;
  }

  Cancellation cancellation() {
    return cancellation;
  }
}
