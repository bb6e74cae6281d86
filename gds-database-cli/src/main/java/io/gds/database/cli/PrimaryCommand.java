package io.gds.database.cli;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A change of primary, planned or forced: of which group, and to which node. */
abstract class PrimaryCommand extends ChangeCommand {
  @Option(names = "--group", paramLabel = "G", description = "Which, if there are several.")
  private @Nullable String group;

  @Option(
      names = "--to",
      paramLabel = "NODE",
      description = "The new one. Default: the best candidate.")
  private @Nullable String to;

  @Mixin final PlatformOptions platform = new PlatformOptions();

  PrimaryCommand(Gds gds) {
    super(gds);
  }

  /** The new primary, for people. */
  final String next() {
    return to == null ? "the best candidate" : to;
  }

  /** Tells the options what was asked for, and leaves them alone where nothing was. */
  final void choose(Consumer<String> groups, Consumer<String> targets) {
    if (group != null) {
      groups.accept(group);
    }
    if (to != null) {
      targets.accept(to);
    }
  }
}
