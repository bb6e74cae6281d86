package io.gds.database.testkit.contract;

import io.gds.database.operation.AuditRecord;
import io.gds.database.operation.OperationListener;
import io.gds.database.operation.Progress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Keeps what the audit trail and the progress say, and can step in when they do. Thread-safe. */
final class RecordedAudit implements OperationListener {
  private final List<AuditRecord> records = new CopyOnWriteArrayList<>();
  private final List<Progress> progress = new CopyOnWriteArrayList<>();
  private volatile @Nullable Runnable atStart;

  /** Does this on the operation's thread when the next operation says that it starts. */
  void atNextStart(Runnable action) {
    atStart = action;
  }

  @Override
  public void started(AuditRecord started) {
    records.add(started);
    Runnable action = atStart;
    atStart = null;
    if (action != null) {
      action.run();
    }
  }

  @Override
  public void finished(AuditRecord finished) {
    records.add(finished);
  }

  @Override
  public void progressed(String operationId, Progress now) {
    progress.add(now);
  }

  List<AuditRecord> records() {
    return List.copyOf(records);
  }

  List<AuditRecord> of(AuditRecord.Event event) {
    return records.stream().filter(record -> record.event() == event).toList();
  }

  List<Progress> progress() {
    return List.copyOf(progress);
  }

  void forget() {
    records.clear();
    progress.clear();
  }
}
