package io.gds.database.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** How operations are run. */
final class RunOptions {
  @Option(
      names = "--dry-run",
      scope = ScopeType.INHERIT,
      description = "Print the checks and the script of an operation, and change nothing.")
  private boolean dryRun;

  @Option(
      names = "--yes",
      scope = ScopeType.INHERIT,
      description = "Do not ask before what destroys or interrupts.")
  private boolean yes;

  @Option(
      names = "--audit",
      scope = ScopeType.INHERIT,
      paramLabel = "FILE",
      description = "Append one JSON line a record; if that fails, nothing is begun.")
  private @Nullable Path audit;

  boolean dryRun() {
    return dryRun;
  }

  boolean yes() {
    return yes;
  }

  Optional<Path> audit() {
    return Optional.ofNullable(audit);
  }
}
