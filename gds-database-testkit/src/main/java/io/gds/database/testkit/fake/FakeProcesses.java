package io.gds.database.testkit.fake;

import io.gds.database.access.BlockingTree;
import io.gds.database.access.CancelProcessOptions;
import io.gds.database.access.ProcessId;
import io.gds.database.access.ProcessQuery;
import io.gds.database.access.ProcessState;
import io.gds.database.access.ServerProcess;
import io.gds.database.access.SupportsProcesses;
import io.gds.database.access.TerminateInfo;
import io.gds.database.access.TerminateProcessOptions;
import io.gds.database.error.ErrorCode;
import io.gds.database.operation.Check;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The sessions of a fake server. */
final class FakeProcesses extends FakePart implements SupportsProcesses {
  FakeProcesses(FakeWire wire) {
    super(wire, SupportsProcesses.class);
  }

  @Override
  public List<ServerProcess> processes(ProcessQuery query) {
    return read(
        "processes",
        server().name(),
        () ->
            server().processes.values().stream()
                .filter(process -> query.matches(process, server().now()))
                .map(process -> cut(process, query.statementLength()))
                .toList());
  }

  private static ServerProcess cut(ServerProcess process, int length) {
    return changed(
        process,
        process.state(),
        process.statement().map(text -> text.substring(0, Math.min(length, text.length()))),
        process.blockedBy());
  }

  @Override
  public BlockingTree blockingTree() {
    return read(
        "blockingTree",
        server().name(),
        () -> BlockingTree.of(server().processes.values(), server().now()));
  }

  @Override
  public Set<OptionKey<?>> cancelProcessKeys() {
    return keys();
  }

  @Override
  public Set<OptionKey<?>> terminateProcessKeys() {
    return keys();
  }

  @Override
  public Operation<@Nullable Void> prepareCancelProcess(CancelProcessOptions options) {
    ProcessId id = options.process();
    FakePlan<@Nullable Void> plan = plan("cancelProcess", id.id(), options);
    return plan.measure(() -> checks(id, options.allowOwn()))
        .step("cancelProcess", Effect.ONCE, "cancel process " + id, () -> cancel(id))
        .yields(() -> null);
  }

  @Override
  public Operation<TerminateInfo> prepareTerminateProcess(TerminateProcessOptions options) {
    ProcessId id = options.process();
    FakePlan<TerminateInfo> plan = plan("terminateProcess", id.id(), options);
    return plan.measure(() -> checks(id, options.allowOwn()))
        .step("terminateProcess", Effect.ONCE, "terminate process " + id, () -> end(id))
        .yields(() -> new TerminateInfo(id, true, OptionalDouble.empty(), Optional.empty()));
  }

  /** The process of exactly this id and start; another one with its number is not meant. */
  private Optional<ServerProcess> find(ProcessId id) {
    return Optional.ofNullable(server().processes.get(id.id()))
        .filter(process -> process.id().equals(id));
  }

  private List<Check> checks(ProcessId id, boolean allowOwn) {
    Optional<ServerProcess> process = find(id);
    List<Check> checks = new ArrayList<>();
    checks.add(
        demand(
            process.isPresent(),
            "the process is still there",
            id.toString(),
            process.isPresent() ? "there" : "gone",
            "there",
            ErrorCode.NOT_FOUND,
            "Read processes() again."));
    boolean system = process.filter(ServerProcess::system).isPresent();
    checks.add(
        demand(
            !system,
            "the process is not the server's own",
            id.toString(),
            system ? "the server's own" : "a client's",
            "a client's",
            ErrorCode.PERMISSION_DENIED,
            "Leave it: the server needs it."));
    boolean own = process.filter(ServerProcess::own).isPresent();
    checks.add(
        demand(
            allowOwn || !own,
            "the process is not this engine's own",
            id.toString(),
            own ? "this engine's own" : "another's",
            "another's",
            ErrorCode.PRECONDITION_FAILED,
            "Allow own sessions if that is what you want."));
    return checks;
  }

  private void cancel(ProcessId id) {
    ServerProcess process = find(id).orElseThrow(() -> notFound("process", id.toString()));
    server()
        .processes
        .put(id.id(), changed(process, ProcessState.IDLE, Optional.empty(), List.of()));
    unblock(id);
  }

  private void end(ProcessId id) {
    ServerProcess process = find(id).orElseThrow(() -> notFound("process", id.toString()));
    server().processes.remove(process.id().id());
    unblock(id);
  }

  /** Those that waited for it wait no longer, or for the others only. */
  private void unblock(ProcessId id) {
    server()
        .processes
        .replaceAll(
            (key, process) -> {
              List<String> left = new ArrayList<>(process.blockedBy());
              if (!left.remove(id.id())) {
                return process;
              }
              ProcessState state =
                  left.isEmpty() && process.state() == ProcessState.WAITING
                      ? ProcessState.ACTIVE
                      : process.state();
              return changed(process, state, process.statement(), left);
            });
  }

  private static ServerProcess changed(
      ServerProcess process,
      ProcessState state,
      Optional<String> statement,
      List<String> blockedBy) {
    return new ServerProcess(
        process.id(),
        state,
        process.user(),
        process.database(),
        process.clientHost(),
        process.application(),
        process.command(),
        statement,
        process.statementStartedAt(),
        process.transactionStartedAt(),
        process.sessionStartedAt(),
        process.stateChangedAt(),
        process.waitKind(),
        process.waitObject(),
        blockedBy,
        process.system(),
        process.own(),
        process.progress(),
        process.attributes());
  }
}
