package io.gds.database.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints a script that makes bash and zsh complete commands and options. */
@Command(name = "completion", description = "Print a completion script: source <(gds completion)")
final class CompletionCommand implements Callable<Integer> {
  private final Gds gds;

  @Spec private CommandSpec spec = CommandSpec.create();

  CompletionCommand(Gds gds) {
    this.gds = gds;
  }

  @Override
  public Integer call() {
    gds.console().out().print(AutoComplete.bash("gds", spec.root().commandLine()));
    return ExitCodes.DONE;
  }
}
