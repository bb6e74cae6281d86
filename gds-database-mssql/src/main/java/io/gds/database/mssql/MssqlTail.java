package io.gds.database.mssql;

import io.gds.database.AccessMode;
import io.gds.database.backup.BackupInfo;
import io.gds.database.connection.DatabaseType;
import io.gds.database.core.Plan;
import io.gds.database.core.Reconciler;
import io.gds.database.core.StepContext;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.jdbc.SqlSession;
import io.gds.database.mssql.MssqlBackupSpec.LogUse;
import io.gds.database.operation.Check;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Step;
import io.gds.database.operation.StepKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The backup of what a log holds that no backup has yet, before the database is replaced or one of
 * its parts is brought up to the rest. A database that is replaced goes out of use with it, so that
 * nothing is written behind it; what keeps it so is taken back if nothing was restored.
 *
 * @see <a
 *     href="https://learn.microsoft.com/en-us/sql/relational-databases/backup-restore/tail-log-backups-sql-server">Tail-log
 *     backups</a>
 */
final class MssqlTail {
  private final MssqlContext context;
  private final String name;
  private final MssqlBackupSpec spec;
  private final List<String> before;
  private final MssqlStatement backup;
  private final MssqlStatement find;
  private final AtomicReference<MssqlHistory.@Nullable Read> found = new AtomicReference<>();

  /**
   * A backup of the tail.
   *
   * @param to where to, and by which credential
   * @param use whether the database goes out of use, is damaged already, or stays in use
   * @param alone whether its sessions are ended
   */
  MssqlTail(MssqlContext context, String name, MssqlDestination to, LogUse use, boolean alone) {
    this.context = context;
    this.name = name;
    this.spec =
        new MssqlBackupSpec(
            name,
            MssqlBackupKind.LOG,
            to,
            "gds tail " + UUID.randomUUID(),
            Optional.empty(),
            false,
            true,
            MssqlCompression.SERVER,
            Optional.empty(),
            MssqlMediaUse.NEW,
            OptionalInt.empty(),
            MssqlBackupSpec.Transfer.DEFAULT,
            to.credential(),
            use);
    this.before =
        alone
            ? List.of(
                "ALTER DATABASE "
                    + MssqlSql.name(name)
                    + " SET "
                    + AccessMode.SINGLE_USER
                    + " WITH ROLLBACK IMMEDIATE")
            : List.of();
    this.backup = spec.statement();
    this.find = MssqlHistory.named(context.product(), spec.name(), false);
  }

  /** What is measured before. */
  List<Check> measured() {
    return new MssqlBackupChecks(context, spec).place(0);
  }

  /**
   * Adds the steps: the backup, a look whether it lies where it should and goes on from the others,
   * and its proof.
   *
   * @param last the backup that it is to follow on; empty if it is kept only
   */
  <T extends @Nullable Object> void addTo(
      Plan.Builder<T> plan, boolean proved, Optional<MssqlBackupSet> last) {
    List<String> all = new ArrayList<>(before);
    all.add(backup.shown());
    plan.step(
            new Step(StepKind.SQL, String.join(";\n", all), Effect.ONCE, ""),
            this::backUp,
            () -> isRecorded() ? Reconciler.Finding.DONE : Reconciler.Finding.UNKNOWN)
        .step(StepKind.SQL, Effect.READ, find.shown(), step -> find(step, last));
    if (proved) {
      MssqlStatement verify = MssqlMediaSql.verify(spec.destination(), 1, true);
      plan.step(
          StepKind.SQL,
          Effect.READ,
          verify.shown(),
          step -> context.sql().during(step).execute(verify.sql(), verify.values()));
    }
  }

  private void backUp(StepContext step) {
    context.connections().release(name);
    try (SqlSession session = context.sql().session()) {
      int number =
          session.first("SELECT @@SPID AS session_id", row -> row.intValue("session_id")).orElse(0);
      SqlSession during = session.during(step);
      before.forEach(during::execute);
      try (MssqlRequestProgress look =
          MssqlRequestProgress.begin(context, number, "tail of the log", step)) {
        during.execute(backup.sql(), backup.values());
        look.done();
      }
    }
  }

  private boolean isRecorded() {
    return !new MssqlHistory(context).read(context.sql(), find).entries().isEmpty();
  }

  private void find(StepContext step, Optional<MssqlBackupSet> last) {
    MssqlHistory.Read read = new MssqlHistory(context).read(context.sql().during(step), find);
    Optional<MssqlBackupEntry> entry = read.named(spec.name());
    if (entry.filter(it -> it.position() == 1).isEmpty()) {
      throw ErrorDetails.of(
              entry.isEmpty() ? ErrorCode.WRONG_STATE : ErrorCode.PLAN_STALE,
              entry.isEmpty()
                  ? "the server backed the tail of the log up, and its history has nothing called "
                      + spec.name()
                  : "somebody else wrote to the place of the tail meanwhile: it lies behind that, at"
                      + " position "
                      + entry.get().position())
          .platform(DatabaseType.MSSQL.id())
          .target(name)
          .remedy(
              "The tail is in "
                  + String.join(", ", spec.destination().names())
                  + ": keep that, and restore with another place.")
          .toException();
    }
    found.set(read);
    MssqlBackupSet tail = entry.get().set();
    if (last.filter(before -> tail.firstLsn().isAfter(before.lastLsn())).isPresent()) {
      throw useless(
          ErrorCode.PLAN_STALE,
          "the tail of the log begins at "
              + tail.firstLsn()
              + ", behind the "
              + last.get().described()
              + ": a log was backed up in between that this does not know of",
          "Nothing was replaced: prepare the restore again, with that backup.");
    }
    if (last.isPresent() && tail.is(MssqlBackupFlag.DAMAGED)) {
      throw useless(
          ErrorCode.DATABASE_CORRUPT,
          "the tail of the log is damaged, so that the server does not restore it",
          "Nothing was replaced: restore without the tail, to the end of the last log backup.");
    }
  }

  private RuntimeException useless(ErrorCode code, String text, String remedy) {
    return ErrorDetails.of(code, text)
        .platform(DatabaseType.MSSQL.id())
        .target(name)
        .remedy(remedy)
        .toException();
  }

  /** Which backup set it is, once it is found. */
  Optional<UUID> set() {
    return Optional.ofNullable(found.get())
        .flatMap(read -> read.named(spec.name()))
        .map(entry -> entry.set().id());
  }

  /** What it is, once it is found. */
  Optional<BackupInfo> info() {
    return Optional.ofNullable(found.get())
        .flatMap(
            read ->
                read.named(spec.name()).map(entry -> read.info(entry, context.clock().instant())));
  }
}
