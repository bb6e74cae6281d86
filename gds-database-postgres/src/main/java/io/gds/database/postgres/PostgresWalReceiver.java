package io.gds.database.postgres;

import io.gds.database.Availability;
import io.gds.database.CapabilityStatus;
import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupOptions;
import io.gds.database.backup.BackupType;
import io.gds.database.backup.Location;
import io.gds.database.backup.SupportsBackup;
import io.gds.database.backup.VerifyLevel;
import io.gds.database.core.Checks;
import io.gds.database.core.Plan;
import io.gds.database.core.Reconciler;
import io.gds.database.core.StepBody;
import io.gds.database.core.archive.Directories;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.OptionFault;
import io.gds.database.operation.Check;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionValues;
import io.gds.database.operation.Step;
import io.gds.database.operation.StepKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Backing up the server's log: a directory of WAL is brought up to date. What lies in it is what a
 * restore of a base backup reads, by the same name.
 */
final class PostgresWalReceiver {
  private static final String SWITCH = "SELECT pg_switch_wal()::text AS here";
  private static final String FLUSHED = "SELECT pg_current_wal_flush_lsn()::text AS here";
  private static final String REPLAYED = "SELECT pg_last_wal_replay_lsn()::text AS here";

  private final PostgresContext context;

  PostgresWalReceiver(PostgresContext context) {
    this.context = context;
  }

  /** From where on is received because it was said so. */
  static Optional<PostgresLsn> start(OptionValues values, PostgresWalReceiverState state) {
    return values.given(PostgresWalReceive.START).flatMap(PostgresLsn::parse).map(state::begin);
  }

  Operation<BackupInfo> prepareBackup(BackupOptions options) {
    context.runner().requireOpen();
    String server = context.runner().engine();
    if (options.pointInTime().isPresent()) {
      throw PostgresCapabilities.refusal(
          server,
          CapabilityStatus.absent(
              SupportsBackup.class,
              BackupType.LOG,
              Availability.NOT_ON_PLATFORM,
              "the log is received up to the present",
              "Leave the point in time out, and name it when restoring."));
    }
    PostgresToolLogin.requireAddress(context, server, SupportsBackup.class);
    options.requireKnown(PostgresWalReceive.KEYS, faults(options));
    Path directory = options.directory().orElseThrow().path().toAbsolutePath().normalize();
    PostgresWalReceiverRun run = new PostgresWalReceiverRun(context, options, directory);
    Plan.Builder<BackupInfo> plan =
        context.runner().<BackupInfo>plan("backup", server).options(options);
    checks(plan, options, directory);
    PostgresSteps.add(plan, context, server, () -> steps(plan, options, run, directory));
    return plan.yields(run::info);
  }

  private static List<OptionFault> faults(BackupOptions options) {
    List<OptionFault> faults = new ArrayList<>();
    if (options.location().isPresent()) {
      faults.add(
          new OptionFault(
              "to", "makes no new archive of a log: name by into the directory it is added to"));
    }
    options
        .directory()
        .filter(place -> place.kind() != Location.Kind.LOCAL || place.parts().size() != 1)
        .ifPresent(
            place ->
                faults.add(
                    new OptionFault("into", "takes one path of this machine, not " + place)));
    if (!options.includeLogs().orElse(true)) {
      faults.add(new OptionFault("includeLogs", "cannot be no: a log is nothing else"));
    }
    if (options.verify().compareTo(VerifyLevel.RESTORE) >= 0) {
      faults.add(
          new OptionFault(
              "verify",
              "goes up to ARCHIVE: a log is restored behind a base backup only, not by itself"));
    }
    OptionValues values = options.platformOptions();
    if (values.valueOf(PostgresWalReceive.CREATE_SLOT)
        && values.given(PostgresWalReceive.SLOT).isEmpty()) {
      faults.add(
          new OptionFault(
              PostgresWalReceive.CREATE_SLOT.id(),
              "needs the slot's name by " + PostgresWalReceive.SLOT.id()));
    }
    return faults;
  }

  private void checks(Plan.Builder<BackupInfo> plan, BackupOptions options, Path directory) {
    OptionValues values = options.platformOptions();
    PostgresServerChecks checks = new PostgresServerChecks(context);
    PostgresToolChecks tools = new PostgresToolChecks(context);
    Optional<Path> where = values.given(PostgresWalReceive.TOOLS);
    plan.measure(() -> checks.receiving())
        .check(() -> checks.login(where))
        .check(() -> Directories.freeSpace(directory, 0, context.clock().instant()))
        .measure(() -> place(values, directory))
        .check(
            () ->
                tools.fits(
                    PostgresWalReceiverTool.TOOL,
                    () -> PostgresToolbox.Wanted.reading(context.version()),
                    where));
    if (options.verify() != VerifyLevel.MANIFEST) {
      plan.check(
          () ->
              tools.fits(
                  PostgresBaseRun.WAL_TOOL,
                  () -> PostgresBaseRun.wanted(context.version()),
                  where));
    }
  }

  /** What lies in the directory goes with what the server has. */
  private List<Check> place(OptionValues values, Path directory) {
    if (!Files.isDirectory(directory)) {
      // That it is not there is a check of its own.
      return List.of();
    }
    Optional<String> slot = values.given(PostgresWalReceive.SLOT);
    PostgresWalReceiverState state;
    PostgresWalReceiverPlace place;
    try {
      state = PostgresWalReceiverState.read(context.sql(), slot);
      place = PostgresWalReceiverPlace.look(directory, state.segmentBytes());
    } catch (DatabaseException e) {
      return List.of(
          context
              .checks()
              .refused(
                  "the server's log can be looked at",
                  directory.toString(),
                  "positions and segments",
                  e));
    }
    List<Check> checks = new ArrayList<>();
    checks.add(sameServer(directory, state, place));
    checks.add(
        Checks.advise(
            context.clock(),
            place.holes().isEmpty(),
            "the WAL in the directory has no gaps",
            directory.toString(),
            place.holes().isEmpty() ? "none" : String.join("; ", place.holes()),
            "none",
            "No base backup from before a gap reaches behind it."));
    checks.add(
        Checks.advise(
            context.clock(),
            state.switches(),
            "the present segment can be ended",
            context.runner().engine(),
            state.standby() ? "not on a standby" : state.maySwitch() ? "yes" : "not allowed",
            "yes, so that all there is comes in whole segments",
            state.standby()
                ? "Receive from the primary, or take what is whole."
                : "GRANT EXECUTE ON FUNCTION pg_switch_wal() TO this role; else the last changes"
                    + " come with a later backup."));
    checks.add(reached(values, directory, state, place));
    slot.ifPresent(
        name -> checks.add(slot(name, values.valueOf(PostgresWalReceive.CREATE_SLOT), state)));
    return checks;
  }

  private Check sameServer(
      Path directory, PostgresWalReceiverState state, PostgresWalReceiverPlace place) {
    String rule = "the WAL in the directory is this server's";
    Optional<String> fault =
        place
            .highest()
            .filter(segment -> !segment.partial())
            .map(
                segment -> {
                  PostgresLsn at = new PostgresLsn(segment.number() * state.segmentBytes() + 1);
                  PostgresWalArchive.Chain chain =
                      new PostgresWalArchive(
                              directory, state.systemIdentifier(), state.segmentBytes())
                          .chain(segment.timeline(), at, segment.timeline());
                  return chain.files().isEmpty() ? chain.why() : "";
                })
            .filter(why -> !why.isEmpty());
    return Checks.demand(
        context.clock(),
        fault.isEmpty(),
        rule,
        directory.toString(),
        fault.orElse(place.highest().isEmpty() ? "it is empty" : "it is"),
        "of system " + state.systemIdentifier(),
        ErrorCode.WRONG_STATE,
        "Receive into a directory of this server's own.");
  }

  /** The server still has what comes next, as far as this role may see that. */
  private Check reached(
      OptionValues values,
      Path directory,
      PostgresWalReceiverState state,
      PostgresWalReceiverPlace place) {
    String rule = "the server still has what comes next";
    Optional<PostgresLsn> next =
        start(values, state)
            .or(() -> place.highest().map(segment -> segment.next(state.segmentBytes())));
    boolean sameTimeline =
        place.highest().filter(segment -> segment.timeline() != state.timeline()).isEmpty();
    if (next.isEmpty()) {
      return Checks.demand(
          context.clock(),
          true,
          rule,
          directory.toString(),
          "nothing is there yet",
          "any",
          ErrorCode.NOT_FOUND,
          "");
    }
    Optional<PostgresLsn> oldest;
    try {
      oldest = sameTimeline ? state.oldest(context.sql()) : Optional.empty();
    } catch (DatabaseException e) {
      return Checks.notMeasured(
          context.clock(), rule, directory.toString(), String.valueOf(e.getMessage()), "there");
    }
    if (oldest.isEmpty()) {
      return Checks.notMeasured(
          context.clock(),
          rule,
          directory.toString(),
          sameTimeline
              ? "this role may not see which segments are there (pg_monitor may)"
              : "the server is on another timeline by now",
          "WAL from " + next.get());
    }
    boolean there = oldest.get().compareTo(next.get()) <= 0;
    return Checks.demand(
        context.clock(),
        there,
        rule,
        directory.toString(),
        there ? "from " + oldest.get() + " on" : "only from " + oldest.get() + " on",
        "WAL from " + next.get(),
        ErrorCode.NOT_FOUND,
        PostgresWalReceiverErrors.remedy(oldest));
  }

  private Check slot(String name, boolean create, PostgresWalReceiverState state) {
    Optional<PostgresWalReceiverState.Slot> slot = state.slot();
    boolean there = slot.isPresent();
    boolean good =
        slot.map(s -> s.physical() && !s.active() && !s.status().equals("lost")).orElse(create);
    return Checks.demand(
        context.clock(),
        good,
        "the replication slot can be used",
        name,
        !there
            ? create ? "not there, and going to be made" : "not there"
            : !slot.get().physical()
                ? "for logical decoding"
                : slot.get().active()
                    ? "in use"
                    : slot.get().status().equals("lost") ? "lost" : "free",
        "a free physical slot",
        !there ? ErrorCode.NOT_FOUND : ErrorCode.LOCKED,
        !there
            ? "Have it made by " + PostgresWalReceive.CREATE_SLOT.id() + "=true, or see its name."
            : "Name another slot; one that is lost has to be dropped.");
  }

  private void steps(
      Plan.Builder<BackupInfo> plan,
      BackupOptions options,
      PostgresWalReceiverRun run,
      Path directory) {
    OptionValues values = options.platformOptions();
    PostgresWalReceiverState state = PostgresWalReceiverState.read(context.sql(), run.slot());
    boolean create = values.valueOf(PostgresWalReceive.CREATE_SLOT) && state.slot().isEmpty();
    plan.always(step -> run.release());
    if (create) {
      String slot = run.slot().orElseThrow();
      plan.onFailure(step -> run.dropSlot(slot, step));
      plan.step(
          new Step(StepKind.SQL, PostgresWalReceiverRun.createSlotText(slot), Effect.ONCE, ""),
          step -> run.createSlot(slot, step),
          () ->
              PostgresWalReceiverState.read(context.sql(), Optional.of(slot)).slot().isPresent()
                  ? Reconciler.Finding.DONE
                  : Reconciler.Finding.NOT_DONE);
    }
    plan.onFailure(step -> PostgresToolSessions.end(context, run.tool().session()));
    Optional<Duration> follow = values.given(PostgresWalReceive.FOLLOW);
    if (follow.isPresent()) {
      again(plan, StepKind.TOOL, run.tool().text(follow), step -> run.follow(follow.get(), step));
    }
    String end = state.standby() ? REPLAYED : state.maySwitch() ? SWITCH : FLUSHED;
    again(plan, StepKind.SQL, end, step -> run.end(end, state.switches(), step));
    again(plan, StepKind.TOOL, run.tool().text(Optional.empty()), run::receive);
    plan.step(
        StepKind.FILE,
        Effect.READ,
        "prove what has come into " + directory + " at level " + options.verify(),
        run::prove);
    run.slot()
        .ifPresent(
            slot ->
                again(
                    plan,
                    StepKind.SQL,
                    PostgresWalReceiverRun.advanceText(slot, "'<the end of what has come>'"),
                    step -> run.advance(slot, step)));
  }

  /** What came is kept and what was not done is done by the next run, however one ends. */
  private static void again(
      Plan.Builder<BackupInfo> plan, StepKind kind, String text, StepBody body) {
    plan.step(new Step(kind, text, Effect.IDEMPOTENT, ""), body, () -> Reconciler.Finding.NOT_DONE);
  }
}
