package io.gds.database.cli;

import io.gds.database.Database;
import io.gds.database.DatabaseEngine;
import io.gds.database.lifecycle.SetStateOptions;
import io.gds.database.lifecycle.StateChange;
import io.gds.database.lifecycle.SupportsStates;
import io.gds.database.manager.DatabaseManager;
import io.gds.database.operation.Operation;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows or changes the state of a database. */
@Command(
    name = "state",
    description = "Show how a database can be used, or change it. Asks before it takes use away.")
final class StateCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "NAME", description = "The database.")
  private String name = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "STATE",
      description = "online, offline, read-only, read-write, multi-user, single-user, ...")
  private @Nullable StateChange state;

  @Option(names = "--force", description = "End sessions that stand in the way.")
  private boolean force;

  @Mixin private final PlatformOptions platform = new PlatformOptions();

  private final Gds gds;

  StateCommand(Gds gds) {
    this.gds = gds;
  }

  @Override
  public Integer call() {
    return state == null ? new Show().call() : new Change(state).call();
  }

  private final class Show extends EngineCommand {
    Show() {
      super(StateCommand.this.gds);
    }

    @Override
    void read(DatabaseEngine engine) {
      gds.output().item(engine.database(name).condition());
    }
  }

  private final class Change extends ChangeCommand {
    private final StateChange wanted;

    Change(StateChange wanted) {
      super(StateCommand.this.gds);
      this.wanted = wanted;
    }

    @Override
    String verb() {
      return "setState";
    }

    @Override
    String target() {
      return name;
    }

    @Override
    Optional<String> question() {
      return switch (wanted) {
        case ONLINE, READ_WRITE, MULTI_USER -> Optional.empty();
        case OFFLINE, READ_ONLY, RESTRICTED_USER, SINGLE_USER, EMERGENCY ->
            Optional.of(
                "put the database "
                    + name
                    + " into the state "
                    + wanted.name().toLowerCase(Locale.ROOT).replace('_', '-')
                    + "?");
      };
    }

    @Override
    Operation<?> prepare(DatabaseManager manager, DatabaseEngine engine) {
      Database database = engine.database(name);
      SupportsStates states = database.require(SupportsStates.class);
      return states.prepareSetState(
          SetStateOptions.builder()
              .state(wanted)
              .force(force)
              .options(platform.values("state options", states.stateKeys()))
              .build());
    }
  }
}
