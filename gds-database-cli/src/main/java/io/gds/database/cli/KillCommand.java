package io.gds.database.cli;

import io.gds.database.DatabaseEngine;
import io.gds.database.access.CancelProcessOptions;
import io.gds.database.access.ProcessId;
import io.gds.database.access.ProcessQuery;
import io.gds.database.access.ServerProcess;
import io.gds.database.access.SupportsProcesses;
import io.gds.database.access.TerminateProcessOptions;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.manager.DatabaseManager;
import io.gds.database.operation.Operation;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Ends a session, or only what it is doing. */
@Command(name = "kill", description = "End a session of the engine. Asks, unless --yes.")
final class KillCommand extends ChangeCommand {
  @Parameters(paramLabel = "ID", description = "The session, as gds processes lists it.")
  private String id = "";

  @Option(names = "--cancel", description = "Only cancel its statement; the session stays.")
  private boolean cancel;

  @Mixin private final PlatformOptions platform = new PlatformOptions();

  KillCommand(Gds gds) {
    super(gds);
  }

  @Override
  String verb() {
    return cancel ? "cancelProcess" : "terminateProcess";
  }

  @Override
  String target() {
    return id;
  }

  @Override
  Optional<String> question() {
    return Optional.of((cancel ? "cancel the statement of" : "end") + " the session " + id + "?");
  }

  @Override
  Operation<?> prepare(DatabaseManager manager, DatabaseEngine engine) {
    SupportsProcesses processes = engine.require(SupportsProcesses.class);
    // By id and start: a session that got the same id a moment later is not the one that was meant.
    ProcessId process =
        processes.processes(ProcessQuery.all().system(true).own(true)).stream()
            .map(ServerProcess::id)
            .filter(candidate -> candidate.id().equals(id))
            .findFirst()
            .orElseThrow(
                () ->
                    ErrorDetails.of(ErrorCode.NOT_FOUND, "there is no session " + id)
                        .target(id)
                        .remedy("gds processes --system lists those that there are.")
                        .toException());
    return cancel
        ? processes.prepareCancelProcess(
            CancelProcessOptions.builder()
                .process(process)
                .options(platform.values("cancel options", processes.cancelProcessKeys()))
                .build())
        : processes.prepareTerminateProcess(
            TerminateProcessOptions.builder()
                .process(process)
                .options(platform.values("terminate options", processes.terminateProcessKeys()))
                .build());
  }
}
