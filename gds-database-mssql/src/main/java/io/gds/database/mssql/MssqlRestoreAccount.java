package io.gds.database.mssql;

import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupType;
import io.gds.database.backup.RestoreInfo;
import io.gds.database.mssql.MssqlRestoreSpec.Afterwards;
import io.gds.database.mssql.MssqlRestoreSpec.Ending;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** What is told of a restore that was run to its end. */
final class MssqlRestoreAccount {
  private final MssqlRestoreCase it;
  private final MssqlPlanning.Chain chain;
  private final Optional<MssqlTail> tail;

  MssqlRestoreAccount(MssqlRestoreCase it, MssqlPlanning.Chain chain, Optional<MssqlTail> tail) {
    this.it = it;
    this.chain = chain;
    this.tail = tail;
  }

  RestoreInfo of(MssqlRestoreSequence sequence) {
    Map<UUID, MssqlBackupEntry> entries = new HashMap<>();
    MssqlHistory.Read read = it.found().read();
    read.entries().forEach(entry -> entries.put(entry.set().id(), entry));
    Instant now = it.context().clock().instant();
    List<BackupInfo> used = new ArrayList<>();
    for (MssqlPlanning.Step step : chain.steps().subList(0, sequence.done())) {
      Optional.ofNullable(entries.get(step.set().id()))
          .map(entry -> read.info(entry, now))
          .or(() -> tail.flatMap(MssqlTail::info))
          .ifPresent(used::add);
    }
    return new RestoreInfo(it.name(), reached(used), used, next());
  }

  private Optional<Instant> reached(List<BackupInfo> used) {
    if (it.found().target() instanceof MssqlRestoreTarget.At at) {
      return Optional.of(at.instant());
    }
    return it.found().target() instanceof MssqlRestoreTarget.Latest && !used.isEmpty()
        ? Optional.of(end(used.get(used.size() - 1)))
        : Optional.empty();
  }

  /** A log's end lies before that of its backup, and is told from 2022 on only. */
  static Instant end(BackupInfo last) {
    boolean log = last.backupType() == BackupType.LOG;
    return last.consistentAt().orElseGet(() -> log ? last.startedAt() : last.finishedAt());
  }

  private List<String> next() {
    List<String> next = new ArrayList<>();
    if (!(it.wishes().ending() instanceof Ending.Recovery)) {
      next.add(
          "Restore further logs by "
              + MssqlRestore.CONTINUE.id()
              + "; in the end put it in use: "
              + MssqlRestoreSpec.recover(it.name()).shown());
      return next;
    }
    boolean beside = it.way() == MssqlRestoreWay.BESIDE;
    if (beside || it.way() == MssqlRestoreWay.DIRECT) {
      next.add(
          "It belongs to "
              + (beside && it.owner().isPresent()
                  ? "the owner of the one it replaced"
                  : "the login that restored it")
              + ", TRUSTWORTHY is off and Service Broker is stopped: set them as they were.");
    }
    if (it.afterwards().contains(Afterwards.KEEP_CDC)) {
      next.add(
          "If it captures changes, make the jobs for that anew in it: EXEC sys.sp_cdc_add_job"
              + " @job_type = N'capture', and the same with N'cleanup'.");
    }
    if (it.way() != MssqlRestoreWay.PARTS) {
      next.add("Make a full backup: a new branch of its history has begun.");
    }
    return next;
  }
}
