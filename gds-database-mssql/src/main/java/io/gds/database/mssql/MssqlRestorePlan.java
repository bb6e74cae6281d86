package io.gds.database.mssql;

import io.gds.database.AccessMode;
import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.RestoreInfo;
import io.gds.database.backup.VerifyLevel;
import io.gds.database.core.Plan;
import io.gds.database.core.Reconciler;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.error.InvalidOptionsException;
import io.gds.database.error.OptionFault;
import io.gds.database.mssql.MssqlBackupSpec.LogUse;
import io.gds.database.mssql.MssqlRestoreFinder.Found;
import io.gds.database.mssql.MssqlRestoreSequence.Item;
import io.gds.database.mssql.MssqlRestoreSpec.Ending;
import io.gds.database.mssql.MssqlRestoreSpec.Move;
import io.gds.database.mssql.MssqlRestoreSpec.Part;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.Step;
import io.gds.database.operation.StepKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;

/** One restore from its plan to its end. */
final class MssqlRestorePlan {
  private final MssqlContext context;
  private final String name;
  private final MssqlRestoreWishes wishes;
  private final MssqlRestoreFinder finder;
  private final String stamp = MssqlFreshRestore.stamp();
  private final Set<String> missingKeys = new TreeSet<>();

  MssqlRestorePlan(MssqlContext context, String name, MssqlRestoreWishes wishes) {
    this.context = context;
    this.name = name;
    this.wishes = wishes;
    this.finder = new MssqlRestoreFinder(context, wishes, name);
  }

  Operation<RestoreInfo> plan() {
    Plan.Builder<RestoreInfo> plan =
        context.runner().<RestoreInfo>plan("restore", name).options(wishes.options());
    MssqlRestoreChecks checks = new MssqlRestoreChecks(context, name, wishes);
    MssqlStanding standing;
    Found found;
    MssqlRestoreWay way;
    try {
      standing = MssqlStanding.read(context, name);
      way = MssqlRestoreWay.of(wishes, standing);
      plan.measure(() -> checks.target(way, standing));
      found = finder.find(standing);
    } catch (DatabaseException e) {
      return refused(plan.measure(() -> List.of(checks.unreadable(e))));
    }
    if (!(found.planning() instanceof MssqlPlanning.Chain chain)) {
      MssqlChainProblem why = ((MssqlPlanning.Refusal) found.planning()).problem();
      return refused(plan.measure(() -> List.of(checks.unreachable(found, why))));
    }
    List<List<Move>> moves;
    try {
      moves = moves(way, standing, found, chain.steps());
    } catch (InvalidOptionsException e) {
      throw e;
    } catch (DatabaseException e) {
      return refused(plan.measure(() -> List.of(checks.unreadable(e))));
    }
    List<Move> all = moves.stream().flatMap(List::stream).toList();
    plan.measure(() -> checks.source(found, chain, all));
    if (!missingKeys.isEmpty()) {
      plan.check(() -> checks.keys(missingKeys));
    }
    return new Steps(plan, way, standing, found, chain, moves).plan();
  }

  /** A plan that says why it cannot be run. */
  private static Operation<RestoreInfo> refused(Plan.Builder<RestoreInfo> plan) {
    return plan.yields(
        () -> {
          throw new IllegalStateException("a refused plan yields nothing");
        });
  }

  /** The places of all files, by the backup that brings them. */
  private List<List<Move>> moves(
      MssqlRestoreWay way, MssqlStanding standing, Found found, List<MssqlPlanning.Step> steps) {
    if (way == MssqlRestoreWay.PARTS || steps.isEmpty()) {
      return steps.stream().map(step -> List.<Move>of()).toList();
    }
    Map<UUID, List<MssqlBackupFile>> recorded =
        steps.size() > 1 ? finder.recordedFiles(found.database()) : Map.of();
    MssqlEngineMetadata server = context.readings().engine();
    String data = standing.directory("ROWS", server.defaultDataPath());
    String log = standing.directory("LOG", server.defaultLogPath().or(server::defaultDataPath));
    MssqlMoves places = MssqlMoves.into(data, log, name, stamp);
    Set<String> known = new HashSet<>();
    if (way == MssqlRestoreWay.ONTO) {
      standing.own().forEach(file -> known.add(file.name()));
    }
    List<List<Move>> moves = new ArrayList<>();
    List<MssqlBackupFile> brought = new ArrayList<>();
    for (int i = 0; i < steps.size(); i++) {
      MssqlPlanning.Step step = steps.get(i);
      boolean tail = found.tail().filter(step.set().id()::equals).isPresent();
      List<MssqlBackupFile> files =
          tail
              ? List.of()
              : i > 0 && recorded.containsKey(step.set().id())
                  ? recorded.getOrDefault(step.set().id(), List.of())
                  : finder.files(step);
      List<MssqlBackupFile> fresh = files.stream().filter(file -> known.add(file.name())).toList();
      int before = brought.size();
      brought.addAll(fresh);
      List<Move> all = places.of(brought, chosen(way, standing, found, brought));
      moves.add(List.copyOf(all.subList(before, all.size())));
    }
    requireKnown(known);
    missingKeys.addAll(finder.missingKeys(brought));
    return moves;
  }

  private void requireKnown(Set<String> files) {
    List<OptionFault> faults =
        wishes.mappings().keySet().stream()
            .filter(file -> !files.contains(file))
            .map(
                file ->
                    new OptionFault(
                        "map",
                        "no logical file "
                            + file
                            + " is in the backups: there are "
                            + String.join(", ", files.stream().sorted().toList())))
            .toList();
    if (!faults.isEmpty()) {
      throw InvalidOptionsException.of("restore options", faults);
    }
  }

  /** Places that are not new: what the caller says, and what the files have or had. */
  private Map<String, String> chosen(
      MssqlRestoreWay way, MssqlStanding standing, Found found, List<MssqlBackupFile> files) {
    Map<String, String> chosen = new LinkedHashMap<>();
    if (way == MssqlRestoreWay.IN_PLACE) {
      standing.places().entrySet().stream()
          .filter(place -> MssqlMoves.isPath(place.getValue()))
          .forEach(place -> chosen.put(place.getKey(), place.getValue()));
    } else if (way == MssqlRestoreWay.DIRECT && found.database().equals(name)) {
      List<Move> original =
          files.stream()
              .filter(file -> MssqlMoves.isPath(file.path()))
              .map(file -> new Move(file.name(), file.path()))
              .toList();
      Set<String> taken = new HashSet<>(standing.taken(original));
      original.stream()
          .filter(move -> !taken.contains(move.path()))
          .forEach(move -> chosen.put(move.file(), move.path()));
    }
    chosen.putAll(wishes.mappings());
    return chosen;
  }

  /** The steps of a plan that can be run, if the checks hold. */
  private final class Steps {
    private final Plan.Builder<RestoreInfo> plan;
    private final MssqlRestoreWay way;
    private final MssqlStanding standing;
    private final Found found;
    private final MssqlPlanning.Chain chain;
    private final List<List<Move>> moves;
    private final boolean replaces;
    private final boolean alone;
    private final Optional<MssqlTail> tail;

    Steps(
        Plan.Builder<RestoreInfo> plan,
        MssqlRestoreWay way,
        MssqlStanding standing,
        Found found,
        MssqlPlanning.Chain chain,
        List<List<Move>> moves) {
      this.plan = plan;
      this.way = way;
      this.standing = standing;
      this.found = found;
      this.chain = chain;
      this.moves = moves;
      boolean online = standing.database().filter(MssqlStanding.Existing::online).isPresent();
      boolean inUse = way == MssqlRestoreWay.PARTS && partsOnline();
      this.alone = wishes.options().force() && online && !inUse;
      this.tail =
          standing.database().isEmpty()
              ? Optional.empty()
              : wishes
                  .tail()
                  .map(
                      to ->
                          new MssqlTail(
                              context,
                              name,
                              to,
                              inUse
                                  ? LogUse.TRUNCATE
                                  : online ? LogUse.NORECOVERY : LogUse.NO_TRUNCATE,
                              alone));
      this.replaces = way == MssqlRestoreWay.IN_PLACE && replaces();
      tail.ifPresent(it -> plan.measure(it::measured));
    }

    /** Enterprise restores parts while the rest is used. */
    private boolean partsOnline() {
      return standing.database().filter(MssqlStanding.Existing::online).isPresent()
          && context.product().lack(MssqlFeature.RESTORE_ONLINE).isEmpty();
    }

    /** Whether the server would refuse to restore over what is there: another database, a tail. */
    private boolean replaces() {
      Optional<MssqlStanding.Existing> existing = standing.database();
      Optional<UUID> family = existing.flatMap(it -> it.log()).map(MssqlStanding.Log::family);
      boolean own =
          family.isPresent() && family.equals(chain.steps().get(0).set().origin().family());
      boolean tailLost =
          tail.isEmpty() && existing.filter(MssqlStanding.Existing::hasTail).isPresent();
      return !own || tailLost;
    }

    Operation<RestoreInfo> plan() {
      new MssqlRestoreProof(context, found, chain, wishes.options().verify()).addTo(plan);
      MssqlRestoreSequence sequence;
      switch (way) {
        case DIRECT -> {
          sequence = sequence(name);
          takeAwayWhatIsNothing(sequence);
          sequence.intoFreeName().addTo(plan, List.of());
          plan.leaves(sequence::left);
        }
        case BESIDE -> sequence = beside();
        case IN_PLACE -> sequence = inPlace();
        case ONTO -> {
          sequence = sequence(name);
          sequence.addTo(plan, List.of());
          plan.leaves(sequence::left);
        }
        default -> sequence = parts();
      }
      MssqlRestoreSequence ran = sequence;
      return plan.yields(() -> done(ran));
    }

    private MssqlRestoreSequence sequence(String into) {
      List<Item> items = new ArrayList<>();
      for (int i = 0; i < chain.steps().size(); i++) {
        MssqlPlanning.Step step = chain.steps().get(i);
        boolean first = i == 0;
        MssqlRestoreSpec spec =
            MssqlRestoreSpec.of(into, step)
                .moving(moves.get(i))
                .replacing(first && replaces)
                .part(first ? wishes.part() : Optional.<Part>empty());
        items.add(new Item(spec, step.reserve()));
      }
      Ending ending = wishes.ending();
      return new MssqlRestoreSequence(
          context,
          into,
          items,
          ending,
          MssqlRestoreSpec.end(
              into,
              ending instanceof Ending.NoRecovery ? new Ending.Recovery() : ending,
              wishes.is(MssqlRestore.KEEP_REPLICATION),
              wishes.is(MssqlRestore.RESTRICTED_USER)));
    }

    /** What failed with its first backup is nothing to go on from, and nobody else's. */
    private void takeAwayWhatIsNothing(MssqlRestoreSequence sequence) {
      plan.onFailure(
          step -> {
            if (sequence.touched() && sequence.done() == 0) {
              boolean ours =
                  context
                      .readings()
                      .find(name, Set.of())
                      .filter(it -> it.nativeState().equals("RESTORING"))
                      .isPresent();
              if (ours) {
                context.sql().execute("DROP DATABASE IF EXISTS " + MssqlSql.name(name));
              }
            }
          });
    }

    private MssqlRestoreSequence beside() {
      String fresh = MssqlFreshRestore.safeName(stamp);
      MssqlRestoreSequence sequence = sequence(fresh);
      new MssqlFreshRestore(context, fresh, sequence).addTo(plan);
      if (wishes.options().verify() == VerifyLevel.RESTORE_AND_CHECK) {
        check(fresh);
      }
      if (standing.database().isEmpty()) {
        MssqlSwap.take(plan, context, fresh, name);
        return sequence;
      }
      owner()
          .ifPresent(
              owner -> {
                String sql = MssqlCreation.owner(fresh, owner);
                plan.step(
                    StepKind.SQL,
                    Effect.IDEMPOTENT,
                    sql,
                    step -> context.sql().during(step).execute(sql));
              });
      MssqlSwap swap =
          new MssqlSwap(context, name, fresh, "gds_old_" + stamp, wishes.options().force());
      swap.addTo(plan);
      plan.leaves(swap::left);
      return sequence;
    }

    /** What is found bad is never given the name. */
    private void check(String fresh) {
      MssqlCheckRun check = new MssqlCheckRun(context, fresh, MssqlCheckOptions.defaults());
      plan.step(
          new Step(StepKind.SQL, check.sql(), Effect.ONCE, ""),
          step -> {
            check.run(step);
            MssqlCheckInfo found = check.info();
            if (!found.complete() || found.errors() > 0) {
              throw ErrorDetails.of(
                      ErrorCode.DATABASE_CORRUPT,
                      found.errors() > 0
                          ? "the restored database is damaged: "
                              + found.errors()
                              + " errors, such as: "
                              + found.findings().get(0).message()
                          : "the restored database could not be checked to its end")
                  .target(name)
                  .remedy("The backup was taken of a damaged database: restore an older one.")
                  .toException();
            }
          },
          () -> Reconciler.Finding.NOT_DONE);
    }

    /** The owner that the replaced one has, if this login may give it to the new one. */
    private Optional<String> owner() {
      boolean may = MssqlRights.read(context, name).administrator();
      return may ? standing.database().flatMap(MssqlStanding.Existing::owner) : Optional.empty();
    }

    private MssqlRestoreSequence inPlace() {
      MssqlRestoreSequence sequence = sequence(name);
      giveBackWhatIsUntouched(sequence);
      tail.ifPresent(it -> it.addTo(plan, proved()));
      sequence.addTo(plan, alone && tail.isEmpty() ? List.of(single()) : List.of());
      reopen();
      plan.leaves(() -> left(sequence));
      return sequence;
    }

    /**
     * That the database was closed to others stands in the tail of its log, and is restored too.
     */
    private void reopen() {
      AccessMode mode =
          standing.database().map(MssqlStanding.Existing::access).orElse(AccessMode.SINGLE_USER);
      boolean opens = wishes.ending() instanceof Ending.Recovery;
      if (!alone
          || !opens
          || mode == AccessMode.SINGLE_USER
          || wishes.is(MssqlRestore.RESTRICTED_USER)) {
        return;
      }
      String open = set(mode);
      plan.step(
          StepKind.SQL, Effect.IDEMPOTENT, open, step -> context.sql().during(step).execute(open));
    }

    private boolean proved() {
      return wishes.options().verify() != VerifyLevel.MANIFEST;
    }

    private String single() {
      return set(AccessMode.SINGLE_USER);
    }

    private String set(AccessMode mode) {
      return "ALTER DATABASE " + MssqlSql.name(name) + " SET " + mode + " WITH ROLLBACK IMMEDIATE";
    }

    /** As long as nothing was restored, what was there is put back in use. */
    private void giveBackWhatIsUntouched(MssqlRestoreSequence sequence) {
      Optional<MssqlStanding.Existing> was =
          standing.database().filter(MssqlStanding.Existing::online);
      if (was.isEmpty()) {
        return;
      }
      plan.onFailure(
          step -> {
            Optional<MssqlDatabaseMetadata> now = context.readings().find(name, Set.of());
            boolean waits = now.filter(it -> it.nativeState().equals("RESTORING")).isPresent();
            if (waits && !sequence.touched()) {
              MssqlStatement recover = MssqlRestoreSpec.recover(name);
              context.sql().during(step).execute(recover.sql(), recover.values());
              now = context.readings().find(name, Set.of());
            }
            AccessMode mode = was.get().access();
            boolean closed =
                now.filter(it -> it.condition().accessMode() == AccessMode.SINGLE_USER)
                    .filter(it -> it.nativeState().equals("ONLINE"))
                    .isPresent();
            if (closed && mode != AccessMode.SINGLE_USER) {
              context.sql().execute(set(mode));
            }
          });
    }

    private Optional<String> left(MssqlRestoreSequence sequence) {
      Optional<String> kept =
          tail.flatMap(MssqlTail::info)
              .map(info -> "The tail of the log is kept in " + info.location() + ".");
      Optional<String> rest =
          sequence
              .left()
              .map(
                  text ->
                      way == MssqlRestoreWay.PARTS
                          ? text + " Only the parts wait for the rest of the log."
                          : text
                              + (sequence.done() == 0
                                  ? " What it held before may be lost: if the server refused before it"
                                      + " wrote, "
                                      + MssqlRestoreSpec.recover(name).shown()
                                      + " brings it back."
                                  : " What it held before is replaced."));
      List<String> all =
          Stream.of(rest.or(() -> waiting(sequence)), kept).flatMap(Optional::stream).toList();
      return all.isEmpty() ? Optional.empty() : Optional.of(String.join(" ", all));
    }

    /** Out of use by the backup of its tail, and not given back: its answer was lost, say. */
    private Optional<String> waiting(MssqlRestoreSequence sequence) {
      boolean online = standing.database().filter(MssqlStanding.Existing::online).isPresent();
      if (sequence.touched() || !online || tail.isEmpty()) {
        return Optional.empty();
      }
      return context
          .readings()
          .find(name, Set.of())
          .filter(it -> it.nativeState().equals("RESTORING"))
          .map(
              it ->
                  "The database "
                      + name
                      + " is RESTORING, since the tail of its log was backed up, and nothing was"
                      + " restored over it: "
                      + MssqlRestoreSpec.recover(name).shown()
                      + " brings it back.");
    }

    /** The newest log comes last: while the database is in use it is backed up behind the parts. */
    private MssqlRestoreSequence parts() {
      MssqlRestoreSequence sequence = sequence(name);
      int size = chain.steps().size();
      boolean withTail =
          size > 0
              && found.tail().filter(chain.steps().get(size - 1).set().id()::equals).isPresent();
      giveBackWhatIsUntouched(sequence);
      if (partsOnline()) {
        sequence.addBackups(plan, List.of(), 0, withTail ? size - 1 : size);
        tail.ifPresent(it -> it.addTo(plan, proved()));
        sequence.addBackups(plan, List.of(), withTail ? size - 1 : size, size);
      } else {
        tail.ifPresent(it -> it.addTo(plan, proved()));
        sequence.addBackups(plan, List.of(), 0, size);
      }
      sequence.addEnd(plan);
      reopen();
      plan.leaves(() -> left(sequence));
      return sequence;
    }

    private RestoreInfo done(MssqlRestoreSequence sequence) {
      Map<UUID, MssqlBackupEntry> entries = new HashMap<>();
      found.read().entries().forEach(entry -> entries.put(entry.set().id(), entry));
      Instant now = context.clock().instant();
      List<BackupInfo> used = new ArrayList<>();
      for (MssqlPlanning.Step step : chain.steps().subList(0, sequence.done())) {
        Optional.ofNullable(entries.get(step.set().id()))
            .map(entry -> found.read().info(entry, now))
            .or(() -> tail.flatMap(MssqlTail::info))
            .ifPresent(used::add);
      }
      return new RestoreInfo(name, reached(used), used, next());
    }

    private Optional<Instant> reached(List<BackupInfo> used) {
      if (found.target() instanceof MssqlRestoreTarget.At at) {
        return Optional.of(at.instant());
      }
      return found.target() instanceof MssqlRestoreTarget.Latest && !used.isEmpty()
          ? Optional.of(
              used.get(used.size() - 1)
                  .consistentAt()
                  .orElseGet(() -> used.get(used.size() - 1).finishedAt()))
          : Optional.empty();
    }

    private List<String> next() {
      List<String> next = new ArrayList<>();
      Ending ending = wishes.ending();
      if (!(ending instanceof Ending.Recovery)) {
        next.add(
            "Restore further logs by "
                + MssqlRestore.CONTINUE.id()
                + "; in the end put it in use: "
                + MssqlRestoreSpec.recover(name).shown());
        return next;
      }
      if (way == MssqlRestoreWay.DIRECT || way == MssqlRestoreWay.BESIDE) {
        next.add(
            "It belongs to "
                + (way == MssqlRestoreWay.BESIDE && owner().isPresent()
                    ? "the owner of the one it replaced"
                    : "the login that restored it")
                + ", TRUSTWORTHY is off and Service Broker is stopped: set them as they were.");
      }
      if (way != MssqlRestoreWay.PARTS) {
        next.add("Make a full backup: a new branch of its history has begun.");
      }
      return next;
    }
  }
}
