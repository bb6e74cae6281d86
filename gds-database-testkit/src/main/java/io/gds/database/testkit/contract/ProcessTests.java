package io.gds.database.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gds.database.Database;
import io.gds.database.access.BlockingNode;
import io.gds.database.access.BlockingTree;
import io.gds.database.access.CancelProcessOptions;
import io.gds.database.access.ProcessId;
import io.gds.database.access.ProcessQuery;
import io.gds.database.access.ServerProcess;
import io.gds.database.access.SupportsProcesses;
import io.gds.database.access.TerminateProcessOptions;
import io.gds.database.error.ErrorCode;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Sessions: seeing them, and never ending the wrong one. */
abstract class ProcessTests extends ContractGroup {
  ProcessTests(PlatformContract contract) {
    super(contract);
  }

  @Test
  void ownAndSystemSessionsAreListedOnlyWhenAskedFor() throws Exception {
    onEngine(
        SupportsProcesses.class,
        processes -> {
          assertThat(processes.processes()).noneMatch(ServerProcess::own);
          assertThat(processes.processes()).noneMatch(ServerProcess::system);
          List<ServerProcess> all = processes.processes(ProcessQuery.all().own(true).system(true));
          assertThat(all).extracting(ServerProcess::id).doesNotHaveDuplicates();
          assertThat(all)
              .extracting(ServerProcess::id)
              .containsAll(processes.processes().stream().map(ServerProcess::id).toList());
        });
  }

  @Test
  void aSecondSessionIsSeen() throws Exception {
    onEngine(
        SupportsProcesses.class,
        processes -> {
          Database database = run().filled();
          try (AutoCloseable session = occupied(database)) {
            assertThat(session).isNotNull();
            assertThat(processes.processes(ProcessQuery.all().database(database.name())))
                .as("sessions of a database somebody uses")
                .isNotEmpty();
          }
        });
  }

  @Test
  void aSessionThatIsGoneIsNotFound() throws Exception {
    onEngine(
        SupportsProcesses.class,
        processes -> {
          ProcessId gone = new ProcessId("2147483000", Instant.EPOCH);
          assertRefused(
              "cancelling what is gone",
              ErrorCode.NOT_FOUND,
              () -> processes.cancelProcess(CancelProcessOptions.of(gone)));
          assertRefused(
              "ending what is gone",
              ErrorCode.NOT_FOUND,
              () -> processes.terminateProcess(TerminateProcessOptions.of(gone)));
        });
  }

  @Test
  void aSessionThatGotTheNumberOfAnotherIsNotHit() throws Exception {
    onEngine(
        SupportsProcesses.class,
        processes -> {
          Database database = run().filled();
          try (AutoCloseable session = occupied(database)) {
            assertThat(session).isNotNull();
            List<ServerProcess> found =
                processes.processes(ProcessQuery.all().database(database.name()));
            assertThat(found).isNotEmpty();
            for (ServerProcess process : found) {
              ProcessId earlier =
                  new ProcessId(process.id().id(), process.id().startedAt().minusSeconds(3600));
              assertRefused(
                  "ending the earlier holder of a number",
                  ErrorCode.NOT_FOUND,
                  () -> processes.terminateProcess(TerminateProcessOptions.of(earlier)));
            }
          }
        });
  }

  @Test
  void ownSessionsAreNotEndedUnlessAllowed() throws Exception {
    onEngine(
        SupportsProcesses.class,
        processes -> {
          List<ServerProcess> own =
              processes.processes(ProcessQuery.all().own(true)).stream()
                  .filter(ServerProcess::own)
                  .toList();
          assumeTrue(!own.isEmpty(), "skipped, because this engine has no session of its own");
          for (ServerProcess process : own) {
            assertThat(
                    processes
                        .prepareTerminateProcess(TerminateProcessOptions.of(process.id()))
                        .refused())
                .as("ending the own session %s", process.id())
                .isTrue();
          }
        });
  }

  @Test
  void theBlockingTreeNamesEachWaiterOnce() throws Exception {
    onEngine(
        SupportsProcesses.class,
        processes -> {
          BlockingTree tree = run().unchanged("the blocking tree", processes::blockingTree);
          List<String> ids = tree.roots().stream().flatMap(ProcessTests::under).toList();
          assertThat(ids).doesNotHaveDuplicates();
        });
  }

  private static Stream<String> under(BlockingNode node) {
    return Stream.concat(
        Stream.of(node.id()), node.blocked().stream().flatMap(ProcessTests::under));
  }
}
