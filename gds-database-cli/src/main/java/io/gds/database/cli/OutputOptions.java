package io.gds.database.cli;

import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** How results and faults are told. */
final class OutputOptions {
  @Option(
      names = "--output",
      scope = ScopeType.INHERIT,
      paramLabel = "FORMAT",
      description = "table (default), json: one document and nothing else, or csv.")
  private Format format = Format.TABLE;

  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "Say more on standard error: log lines, and stack traces of faults.")
  private boolean verbose;

  Format format() {
    return format;
  }

  boolean verbose() {
    return verbose;
  }
}
