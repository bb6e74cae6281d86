package io.gds.database.sqlite;

import io.gds.database.AccessMode;
import io.gds.database.CapabilityStatus;
import io.gds.database.DatabaseCondition;
import io.gds.database.DatabaseState;
import io.gds.database.UnsupportedCapabilityException;
import io.gds.database.connection.DatabaseType;
import io.gds.database.core.Plan;
import io.gds.database.core.archive.FileSync;
import io.gds.database.core.archive.StorageFailures;
import io.gds.database.lifecycle.SetStateOptions;
import io.gds.database.lifecycle.StateChange;
import io.gds.database.lifecycle.StateSupport;
import io.gds.database.lifecycle.SupportsStates;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionKey;
import io.gds.database.operation.StepKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Read-only or not: whether anybody may write the file. SQLite has no other state. */
final class SqliteStates implements SupportsStates {
  static final List<StateSupport> STATES =
      List.of(
          new StateSupport(
              StateChange.READ_ONLY,
              false,
              "takes the right to write the file from everybody; this library keeps to it, the"
                  + " superuser and who has it open already need not"),
          new StateSupport(
              StateChange.READ_WRITE, true, "gives the file's owner the right to write it"),
          new StateSupport(
              StateChange.ONLINE, true, "changes nothing: a file is always there to be opened"));

  private final SqliteContext context;
  private final String name;

  SqliteStates(SqliteContext context, String name) {
    this.context = context;
    this.name = name;
  }

  @Override
  public List<StateSupport> states() {
    return STATES;
  }

  @Override
  public Set<OptionKey<?>> stateKeys() {
    return Set.of();
  }

  static DatabaseCondition condition(SqliteFileFacts facts) {
    return new DatabaseCondition(
        facts.intact() ? DatabaseState.ONLINE : DatabaseState.SUSPECT,
        AccessMode.MULTI_USER,
        facts.readOnly());
  }

  @Override
  public Operation<DatabaseCondition> prepareSetState(SetStateOptions options) {
    context.runner().requireOpen();
    CapabilityStatus status = SqliteCapabilities.state(options.state());
    if (!status.isAvailable()) {
      throw UnsupportedCapabilityException.of(DatabaseType.SQLITE.id(), name, status);
    }
    options.requireKnown(Set.<OptionKey<?>>of(), List.of());
    Plan.Builder<DatabaseCondition> plan =
        context
            .runner()
            .<DatabaseCondition>plan("setState", name)
            .options(options)
            .check(() -> context.checks().exists(name));
    if (options.state() == StateChange.ONLINE) {
      plan.step(StepKind.FILE, Effect.READ, "leave \"" + name + "\" as it is", step -> {});
    } else {
      boolean writable = options.state() == StateChange.READ_WRITE;
      plan.step(
          StepKind.FILE,
          Effect.IDEMPOTENT,
          writable
              ? "let the owner write the file of \"" + name + "\""
              : "let nobody write the file of \"" + name + "\"",
          step -> setWritable(context.files().require(name).file(), writable));
    }
    return plan.yields(() -> condition(context.files().require(name)));
  }

  private void setWritable(Path file, boolean writable) {
    context.pools().evict(file);
    try {
      PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
      if (view == null) {
        if (!file.toFile().setWritable(writable, false)) {
          throw new IOException("the system does not change the file's permission");
        }
        return;
      }
      Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
      permissions.addAll(view.readAttributes().permissions());
      if (writable) {
        permissions.add(PosixFilePermission.OWNER_WRITE);
      } else {
        permissions.removeAll(
            EnumSet.of(
                PosixFilePermission.OWNER_WRITE,
                PosixFilePermission.GROUP_WRITE,
                PosixFilePermission.OTHERS_WRITE));
      }
      view.setPermissions(permissions);
      FileSync.directory(Listing.directoryOf(file));
    } catch (IOException e) {
      throw StorageFailures.writing(file, "changing its permissions", e);
    }
  }
}
