package io.gds.database.cli;

import io.gds.database.connection.RedactedUrl;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Whatever was thrown: told in the format that was asked for, and turned into an exit code. */
final class Faults implements IParameterExceptionHandler, IExecutionExceptionHandler {
  /** Somebody may give a secret there, instead of where it comes from. */
  private static final Set<String> WHERE = Set.of("--property", "--hidden");

  private final Gds gds;
  private final List<String> args;

  Faults(Gds gds, String... args) {
    this.gds = gds;
    this.args = List.of(args);
  }

  @Override
  public int handleExecutionException(Exception e, CommandLine line, ParseResult parsed) {
    DatabaseException error =
        e instanceof DatabaseException known
            ? known
            : ErrorDetails.of(ErrorCode.INTERNAL, "a fault in gds: " + e)
                .remedy("Run it again with --verbose, and report what it says.")
                .cause(e)
                .toException();
    gds.output().error(error);
    return gds.interruption().requested() ? ExitCodes.CANCELLED : ExitCodes.of(error.code());
  }

  @Override
  public int handleParseException(ParameterException e, String[] given) {
    String command = e.getCommandLine().getCommandSpec().qualifiedName();
    DatabaseException error =
        ErrorDetails.of(ErrorCode.INVALID_OPTIONS, reason(e))
            .remedy("see " + command + " --help")
            .toException();
    if (wantsJson()) {
      gds.output().document(Map.of("error", error));
    }
    if (given.length == 0) {
      e.getCommandLine().usage(gds.console().err());
    } else {
      gds.output().fault(error);
    }
    return ExitCodes.USAGE;
  }

  /** The parser stopped at the fault, perhaps before it saw the format. */
  private boolean wantsJson() {
    int at = args.lastIndexOf("--output");
    return gds.output().format() == Format.JSON
        || args.contains("--output=json")
        || (at >= 0 && at + 1 < args.size() && args.get(at + 1).equalsIgnoreCase("json"));
  }

  /**
   * What is wrong, without the parser's exception: that repeats whatever was typed. A word that was
   * not understood may be a password, or a URL with one: options are named without their values,
   * and nothing is repeated that follows an unknown option.
   */
  private String reason(ParameterException e) {
    if (e instanceof UnmatchedArgumentException unmatched) {
      List<String> words = unmatched.getUnmatched();
      String options =
          words.stream()
              .filter(word -> word.startsWith("-"))
              .map(word -> word.replaceFirst("=.*", ""))
              .collect(Collectors.joining(", "));
      String suggestions =
          unmatched.getSuggestions().isEmpty()
              ? ""
              : "; did you mean " + String.join(" or ", unmatched.getSuggestions()) + "?";
      return options.isEmpty()
          ? "not understood: " + redacted(words.get(0)) + suggestions
          : "unknown option: " + options + suggestions;
    }
    String text = String.valueOf(e.getMessage()).replaceFirst("^Error: ", "");
    for (int i = 0; i < args.size(); i++) {
      String arg = args.get(i);
      String value = arg.startsWith("--") ? arg.substring(arg.indexOf('=') + 1) : arg;
      boolean hidden =
          WHERE.stream().anyMatch(option -> arg.startsWith(option + "="))
              || (i > 0 && WHERE.contains(args.get(i - 1)));
      text = text.replace(value, hidden && !value.isEmpty() ? "<hidden>" : redacted(value));
    }
    return text;
  }

  private static String redacted(String word) {
    return word.contains("://") || word.startsWith("jdbc:") ? RedactedUrl.of(word) : word;
  }
}
