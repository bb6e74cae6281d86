package io.gds.database.mssql;

import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.VerifyLevel;
import io.gds.database.connection.DatabaseType;
import io.gds.database.core.Fate;
import io.gds.database.core.Plan;
import io.gds.database.core.StepContext;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Step;
import io.gds.database.operation.StepKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One BACKUP statement and what makes sure of it: that it ended without an error, that the history
 * has the set under the name that only it has, and that it can be read again, whole.
 */
final class MssqlBackupRun {
  private final MssqlContext context;
  private final MssqlBackupSpec spec;
  private final int position;
  private final boolean proves;
  private final MssqlStatement backup;
  private final MssqlStatement find;
  private final MssqlStatement verify;
  private final AtomicReference<MssqlWatched.@Nullable Worker> worker = new AtomicReference<>();
  private final AtomicReference<MssqlHistory.@Nullable Read> found = new AtomicReference<>();
  private final List<String> checked = new ArrayList<>();
  private volatile boolean begun;
  private volatile boolean answered;
  private volatile boolean complete;
  private volatile boolean proved;

  /**
   * One backup.
   *
   * @param position where the set will be on its media
   * @param level how far it is proved
   */
  MssqlBackupRun(MssqlContext context, MssqlBackupSpec spec, int position, VerifyLevel level) {
    this.context = context;
    this.spec = spec;
    this.position = position;
    this.proves = level != VerifyLevel.MANIFEST;
    this.backup = spec.statement();
    this.find = MssqlHistory.named(context.product(), spec.name(), log());
    this.verify =
        MssqlMediaSql.verify(spec.destination().by(spec.credential()), position, spec.checksum());
  }

  private boolean log() {
    return spec.kind() == MssqlBackupKind.LOG;
  }

  /** Adds the steps, to a backup's plan or to that of something that begins with one. */
  <T extends @Nullable Object> void steps(Plan.Builder<T> plan) {
    plan.step(
            new Step(StepKind.SQL, backup.shown(), Effect.ONCE, ""),
            this::backUp,
            Fate.of(this::isRecorded, this::isAtWork))
        .step(StepKind.SQL, Effect.READ, find.shown(), this::find);
    if (proves) {
      plan.step(StepKind.SQL, Effect.READ, verify.shown(), this::prove);
    }
  }

  private void backUp(StepContext step) {
    MssqlWatched.run(context, step, spec.kind().word() + " backup", backup, this::begins);
    answered = true;
    complete = true;
  }

  private void begins(MssqlWatched.Worker session) {
    worker.set(session);
    begun = true;
  }

  /** The history is written when all else is done. */
  private boolean isRecorded() {
    boolean there = !new MssqlHistory(context).read(context.sql(), find).entries().isEmpty();
    complete |= there;
    return there;
  }

  private boolean isAtWork() {
    MssqlWatched.Worker session = worker.get();
    return session != null && session.isAtWork(context);
  }

  private void find(StepContext step) {
    MssqlHistory.Read read = new MssqlHistory(context).read(context.sql().during(step), find);
    MssqlBackupEntry entry = read.named(spec.name()).orElseThrow(this::unrecorded);
    if (entry.position() != position) {
      throw misplaced(entry);
    }
    found.set(read);
    step.bytes(entry.about().stored().orElse(0));
    checked.add(
        answered
            ? "BACKUP ended without an error, and all its messages were read"
            : "the answer to BACKUP was lost with the connection; that it ended, its history shows");
    checked.add(
        "msdb has the set under its name, "
            + spec.name()
            + ", at position "
            + position
            + (entry.set().is(MssqlBackupFlag.CHECKSUMS) ? ", with checksums" : ""));
  }

  private void prove(StepContext step) {
    MssqlWatched.run(context, step, "verification", verify);
    proved = true;
    checked.add(
        spec.checksum()
            ? "RESTORE VERIFYONLY read it whole, and each checksum in it is right"
            : "RESTORE VERIFYONLY read it whole; without checksums that says little of its pages");
  }

  /** What it is, once it is found. */
  BackupInfo info() {
    MssqlHistory.Read read = found.get();
    if (read == null) {
      throw new IllegalStateException("asked before it was found");
    }
    MssqlBackupEntry entry = read.named(spec.name()).orElseThrow();
    BackupInfo info = read.info(entry, context.clock().instant());
    return MssqlBackupEntry.at(info, spec.destination().location()).withChecked(checked);
  }

  /** Whether it was sent, so that something may lie where it goes. */
  boolean begun() {
    return begun;
  }

  /** What a run that did not succeed has left. */
  Optional<String> left() {
    String where = String.join(", ", spec.destination().names());
    if (complete && !(proves ? proved : found.get() != null)) {
      return Optional.of(
          "The server has made the backup "
              + spec.name()
              + " in "
              + where
              + ", and it was not proved: prove it by verifyBackup, or do away with it.");
    }
    return begun && !complete
        ? Optional.of(
            "What was written until then may lie in "
                + where
                + " still: look there, or take another place.")
        : Optional.empty();
  }

  private RuntimeException unrecorded() {
    return ErrorDetails.of(
            ErrorCode.WRONG_STATE,
            "the server ended the backup without an error, and its history in msdb has none called "
                + spec.name())
        .platform(DatabaseType.MSSQL.id())
        .target(spec.database())
        .remedy(
            "Look for error 3009 in the server's log, and see by inspectBackup what lies in "
                + String.join(", ", spec.destination().names())
                + ".")
        .toException();
  }

  private RuntimeException misplaced(MssqlBackupEntry entry) {
    return ErrorDetails.of(
            ErrorCode.PLAN_STALE,
            "somebody else wrote to the same place meanwhile: the backup is complete at position "
                + entry.position()
                + ", not at "
                + position
                + ", and was not proved")
        .platform(DatabaseType.MSSQL.id())
        .target(spec.database())
        .remedy("Prove it by verifyBackup; give each backup a place of its own.")
        .toException();
  }
}
