package io.gds.database.core.forward;

import io.gds.database.access.BlockingTree;
import io.gds.database.access.CancelProcessOptions;
import io.gds.database.access.ProcessQuery;
import io.gds.database.access.ServerProcess;
import io.gds.database.access.SupportsProcesses;
import io.gds.database.access.TerminateInfo;
import io.gds.database.access.TerminateProcessOptions;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionKey;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A handle whose what is going on another object has. */
public interface ForwardingProcesses extends SupportsProcesses {
  /** Who has them; asked for anew by every call. */
  SupportsProcesses processesDelegate();

  @Override
  default List<ServerProcess> processes(ProcessQuery query) {
    return processesDelegate().processes(query);
  }

  @Override
  default BlockingTree blockingTree() {
    return processesDelegate().blockingTree();
  }

  @Override
  default Set<OptionKey<?>> cancelProcessKeys() {
    return processesDelegate().cancelProcessKeys();
  }

  @Override
  default Set<OptionKey<?>> terminateProcessKeys() {
    return processesDelegate().terminateProcessKeys();
  }

  @Override
  default Operation<@Nullable Void> prepareCancelProcess(CancelProcessOptions options) {
    return processesDelegate().prepareCancelProcess(options);
  }

  @Override
  default Operation<TerminateInfo> prepareTerminateProcess(TerminateProcessOptions options) {
    return processesDelegate().prepareTerminateProcess(options);
  }
}
