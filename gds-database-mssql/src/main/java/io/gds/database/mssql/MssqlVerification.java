package io.gds.database.mssql;

import io.gds.database.CapabilityStatus;
import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupVerification;
import io.gds.database.backup.SupportsBackupCatalog;
import io.gds.database.backup.VerifyLevel;
import io.gds.database.backup.VerifyOptions;
import io.gds.database.connection.DatabaseType;
import io.gds.database.core.Checks;
import io.gds.database.core.Measurements;
import io.gds.database.core.Plan;
import io.gds.database.core.StepContext;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.operation.Check;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.StepKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Proving one backup set: by its header, by reading it whole, or by restoring it. Proofs that
 * restore it begin where the others end.
 */
final class MssqlVerification {
  private final MssqlContext context;
  private final VerifyOptions options;
  private final MssqlDestination place;
  private final Optional<DatabaseException> unreadable;
  private final Optional<MssqlListedSet> meant;
  private final Optional<MssqlBackupEntry> planned;
  private final List<String> checked = new ArrayList<>();
  private final AtomicReference<@Nullable BackupInfo> found = new AtomicReference<>();

  private MssqlVerification(
      MssqlContext context,
      VerifyOptions options,
      MssqlDestination place,
      Optional<MssqlListedSet> meant,
      Optional<DatabaseException> unreadable) {
    this.context = context;
    this.options = options;
    this.place = place;
    this.meant = meant;
    this.planned = meant.flatMap(MssqlListedSet::whole);
    this.unreadable = unreadable;
  }

  /** Looks which set is meant, so that the plan can name it. */
  static MssqlVerification of(MssqlContext context, VerifyOptions options) {
    MssqlDestination place =
        MssqlPlace.of(MssqlPlace.whole(context, options.location()))
            .by(options.platformOptions().given(MssqlVerify.CREDENTIAL));
    try {
      return new MssqlVerification(
          context,
          options,
          place,
          chosen(new MssqlMediaReading(context).listed(place), options),
          Optional.empty());
    } catch (DatabaseException e) {
      return new MssqlVerification(context, options, place, Optional.empty(), Optional.of(e));
    }
  }

  /** How far sets can be proved, least first, as far as it is known already. */
  static List<VerifyLevel> levels(Optional<MssqlProduct> product) {
    return Arrays.stream(VerifyLevel.values())
        .filter(level -> status(level, product).isAvailable())
        .toList();
  }

  /** Whether a level is had, or why not. */
  static CapabilityStatus status(VerifyLevel level, Optional<MssqlProduct> product) {
    return product
        .filter(known -> restores(level))
        .flatMap(known -> known.lack(MssqlFeature.RESTORE_STEPS))
        .map(
            why ->
                CapabilityStatus.absent(
                    SupportsBackupCatalog.class,
                    level,
                    why.availability(),
                    why.reason(),
                    "Restore it by another name, and drop that again."))
        .orElseGet(() -> CapabilityStatus.available(SupportsBackupCatalog.class, level));
  }

  private static boolean restores(VerifyLevel level) {
    return level == VerifyLevel.RESTORE || level == VerifyLevel.RESTORE_AND_CHECK;
  }

  /** Without a position the last is meant, even if it is none that could be proved. */
  private static Optional<MssqlListedSet> chosen(List<MssqlListedSet> sets, VerifyOptions options) {
    Optional<Integer> wanted = options.platformOptions().given(MssqlVerify.POSITION);
    return sets.stream()
        .filter(set -> wanted.isEmpty() || wanted.get() == set.position())
        .reduce((before, behind) -> behind);
  }

  Operation<BackupVerification> plan() {
    int position = meant.map(MssqlListedSet::position).orElse(1);
    boolean checksums = hasChecksums();
    MssqlStatement verify = MssqlMediaSql.verify(place, position, checksums);
    Plan.Builder<BackupVerification> plan =
        context
            .runner()
            .<BackupVerification>plan("verifyBackup", String.join(", ", place.names()))
            .options(options)
            .measure(this::checks)
            .step(StepKind.SQL, Effect.READ, reading(), this::read);
    if (options.level() != VerifyLevel.MANIFEST) {
      plan.step(
          StepKind.SQL,
          Effect.READ,
          verify.shown(),
          step -> {
            MssqlWatched.run(context, step, "verification", verify);
            checked.add(
                checksums
                    ? "RESTORE VERIFYONLY read it whole, and each checksum in it is right"
                    : "RESTORE VERIFYONLY read it whole; it has no checksums, so that nothing is"
                        + " known of its pages");
          });
    }
    Optional<MssqlTrial> trial =
        planned
            .filter(entry -> restores(options.level()) && isFull(entry))
            .map(
                entry ->
                    new MssqlTrial(
                        context,
                        place,
                        position,
                        options.level() == VerifyLevel.RESTORE_AND_CHECK));
    trial.ifPresent(restore -> restore.addTo(plan.measure(restore::measured), checked));
    return plan.yields(this::proof);
  }

  private static boolean isFull(MssqlBackupEntry entry) {
    return entry.set().kind() == MssqlBackupKind.FULL;
  }

  private boolean hasChecksums() {
    return planned.map(entry -> entry.set().is(MssqlBackupFlag.CHECKSUMS)).orElse(true);
  }

  /** What is sent to look at the header. */
  private String reading() {
    return place.each().stream()
            .map(device -> MssqlMediaSql.label(device).shown())
            .collect(Collectors.joining(";\n"))
        + ";\n"
        + MssqlMediaSql.headers(place).shown();
  }

  private List<Check> checks() {
    String name = place.names().get(0);
    if (unreadable.isPresent()) {
      return List.of(
          new Measurements(context.clock())
              .refused("there is a backup to prove", name, "readable", unreadable.get()));
    }
    List<Check> all = new ArrayList<>();
    all.add(
        Checks.demand(
            context.clock(),
            planned.isPresent(),
            "there is a backup to prove",
            name,
            meant.map(MssqlListedSet::described).orElse("none"),
            "there",
            meant.isPresent() ? ErrorCode.ARCHIVE_TRUNCATED : ErrorCode.NOT_FOUND,
            "See by backupSets which sets lie there."));
    planned.ifPresent(
        entry -> {
          String missing =
              entry.set().media().stream()
                  .flatMap(media -> media.missing().stream())
                  .map(String::valueOf)
                  .collect(Collectors.joining(", "));
          all.add(
              Checks.demand(
                  context.clock(),
                  missing.isEmpty(),
                  "every stripe of it is named",
                  name,
                  missing.isEmpty() ? "all" : "without " + missing,
                  "all",
                  ErrorCode.ARCHIVE_TRUNCATED,
                  "Name all files that it is striped over."));
          all.add(
              Checks.demand(
                  context.clock(),
                  !entry.set().is(MssqlBackupFlag.DAMAGED),
                  "the database was whole when it was backed up",
                  name,
                  entry.set().is(MssqlBackupFlag.DAMAGED) ? "damaged" : "whole",
                  "whole",
                  ErrorCode.ARCHIVE_CORRUPT,
                  "Use an older backup, and repair what was damaged then."));
          if (restores(options.level())) {
            all.add(
                Checks.demand(
                    context.clock(),
                    isFull(entry),
                    "it can be restored by itself",
                    name,
                    entry.set().described(),
                    "a full backup",
                    ErrorCode.PRECONDITION_FAILED,
                    "Prove the full backup that it goes with, and this one by reading it whole."));
          }
          all.add(
              Checks.advise(
                  context.clock(),
                  entry.set().is(MssqlBackupFlag.CHECKSUMS),
                  "it has checksums",
                  name,
                  entry.set().is(MssqlBackupFlag.CHECKSUMS) ? "yes" : "no",
                  "yes",
                  "Without them only a restore proves more than its header: back up WITH CHECKSUM."));
        });
    return all;
  }

  private void read(StepContext step) {
    Optional<MssqlBackupEntry> now =
        chosen(new MssqlMediaReading(context, step).listed(place), options)
            .flatMap(MssqlListedSet::whole);
    if (now.isEmpty()
        || !now.map(entry -> entry.set().id()).equals(planned.map(entry -> entry.set().id()))) {
      throw ErrorDetails.of(
              ErrorCode.PLAN_STALE, "another backup lies there by now than when this was planned")
          .platform(DatabaseType.MSSQL.id())
          .target(place.names().get(0))
          .remedy("Plan it again.")
          .toException();
    }
    MssqlBackupEntry entry = now.get();
    found.set(new MssqlHeaderInfos(context, place.location(), List.of(entry)).of(entry));
    checked.add(
        "the header is that of a "
            + entry.set().kind().word()
            + " backup of "
            + entry.set().origin().database()
            + ", "
            + entry.set().id()
            + ", and all its stripes are there");
  }

  private BackupVerification proof() {
    BackupInfo backup = found.get();
    if (backup == null) {
      throw new IllegalStateException("asked before it was read");
    }
    return new BackupVerification(
        backup.withChecked(checked),
        hasChecksums() || restores(options.level()) ? options.level() : VerifyLevel.MANIFEST,
        checked,
        context.clock().instant());
  }
}
