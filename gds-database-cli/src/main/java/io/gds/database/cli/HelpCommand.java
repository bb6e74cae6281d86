package io.gds.database.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows what a command takes. */
@Command(name = "help", description = "Show what a command takes.")
final class HelpCommand implements Callable<Integer> {
  private final Gds gds;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(arity = "0..*", paramLabel = "COMMAND", description = "The command.")
  private final List<String> path = new ArrayList<>();

  HelpCommand(Gds gds) {
    this.gds = gds;
  }

  @Override
  public Integer call() {
    CommandLine line = spec.root().commandLine();
    for (String name : path) {
      CommandLine next = line.getSubcommands().get(name);
      if (next == null) {
        throw new ParameterException(spec.commandLine(), "there is no command " + name);
      }
      line = next;
    }
    line.usage(gds.console().out());
    return ExitCodes.DONE;
  }
}
