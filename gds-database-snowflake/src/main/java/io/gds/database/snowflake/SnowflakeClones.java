package io.gds.database.snowflake;

import io.gds.database.Availability;
import io.gds.database.CapabilityStatus;
import io.gds.database.UnsupportedCapabilityException;
import io.gds.database.cloning.CloneInfo;
import io.gds.database.cloning.CloneKind;
import io.gds.database.cloning.CloneOptions;
import io.gds.database.cloning.SupportsClone;
import io.gds.database.connection.DatabaseType;
import io.gds.database.core.Plan;
import io.gds.database.error.OptionFault;
import io.gds.database.operation.Check;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionKey;
import io.gds.database.operation.OptionValues;
import io.gds.database.operation.ProgressUnit;
import io.gds.database.operation.Step;
import io.gds.database.operation.StepKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Cloning a database, of the present or of its past. */
final class SnowflakeClones implements SupportsClone {
  static final List<CloneKind> KINDS = List.of(CloneKind.ZERO_COPY);

  private final SnowflakeContext context;
  private final String name;
  private final SnowflakeShelf shelf;

  SnowflakeClones(SnowflakeContext context, String name) {
    this.context = context;
    this.name = name;
    this.shelf = new SnowflakeShelf(context);
  }

  @Override
  public List<CloneKind> cloneKinds() {
    return KINDS;
  }

  @Override
  public Set<OptionKey<?>> cloneKeys() {
    return SnowflakeClone.KEYS;
  }

  /** Whether this kind of clone is made, or why not. */
  static CapabilityStatus status(CloneKind kind) {
    return kind == CloneKind.ZERO_COPY
        ? CapabilityStatus.available(SupportsClone.class, kind)
        : CapabilityStatus.absent(
            SupportsClone.class,
            kind,
            Availability.NOT_ON_PLATFORM,
            kind == CloneKind.STRUCTURE_ONLY
                ? "the server has no statement that clones definitions and leaves rows out"
                : "a clone shares its storage here, which costs less than any copy",
            "Clone it by ZERO_COPY; empty its tables afterwards if rows are not wanted.");
  }

  @Override
  public Operation<CloneInfo> prepareClone(CloneOptions options) {
    context.runner().requireOpen();
    requireOffered(options);
    Optional<SnowflakeTimeTravel> travel = travel(options);
    SnowflakeSql.NAMES.check(name);
    String target = SnowflakeSql.NAMES.check(options.target());
    OptionValues values = options.platformOptions();
    boolean skip = values.valueOf(SnowflakeClone.SKIP_UNREACHABLE);
    boolean stages = values.valueOf(SnowflakeClone.STAGES);
    SnowflakeBackupChecks checks = new SnowflakeBackupChecks(context);
    Optional<SnowflakeShelf.Entry> source = shelf.find(name);
    Optional<SnowflakeInventory> inventory =
        source.map(found -> SnowflakeInventory.read(context.sql(), name));
    Plan.Builder<CloneInfo> plan =
        context
            .runner()
            .<CloneInfo>plan("clone", name)
            .options(options)
            .measure(() -> checks.source(name))
            .check(() -> checks.free(target))
            .measure(() -> ofContent(checks, source, inventory, travel, skip));
    String sql =
        SnowflakeCloneSql.of(
                SnowflakeCloneSql.Kind.DATABASE, SnowflakeSql.name(name), SnowflakeSql.name(target))
            .asTransient(source.map(SnowflakeShelf.Entry::isTransient).orElse(false))
            .from(travel.orElse(null))
            .skippingUnreachable(skip)
            .withStages(stages)
            .text();
    SnowflakeRun run = context.gateway().prepare(sql);
    Started started = new Started();
    return plan.step(
            new Step(StepKind.SQL, run.text(), Effect.ONCE, ""),
            step -> {
              started.at = context.clock().instant();
              step.progress("clone", 0, OptionalLong.of(1), ProgressUnit.STEPS);
              run.execute(step);
              step.progress("clone", 1, OptionalLong.of(1), ProgressUnit.STEPS);
            },
            run)
        .yields(
            () ->
                new CloneInfo(
                    name,
                    target,
                    CloneKind.ZERO_COPY,
                    travel.flatMap(when -> when.instant(started.at)),
                    OptionalLong.of(0),
                    started.at,
                    context.clock().instant(),
                    SnowflakeBackupChecks.notCarried(
                        inventory.orElseThrow(), travel.isPresent(), stages)));
  }

  private static final class Started {
    private volatile Instant at = Instant.EPOCH;
  }

  private List<Check> ofContent(
      SnowflakeBackupChecks checks,
      Optional<SnowflakeShelf.Entry> source,
      Optional<SnowflakeInventory> inventory,
      Optional<SnowflakeTimeTravel> travel,
      boolean skip) {
    List<Check> all = new ArrayList<>();
    if (source.isPresent() && inventory.isPresent()) {
      all.add(checks.carried(name, inventory.get(), travel.isPresent()));
      travel.ifPresent(
          when ->
              all.add(
                  checks.reaches(
                      inventory.get().reach(source.get(), shelf.now()), name, when, skip)));
    }
    return all;
  }

  private void requireOffered(CloneOptions options) {
    CloneKind kind = options.kind().orElse(CloneKind.ZERO_COPY);
    CapabilityStatus status = status(kind);
    if (!status.isAvailable()) {
      throw refusal(status);
    }
    if (options.targetEngine().isPresent()) {
      throw refusal(
          CapabilityStatus.absent(
              SupportsClone.class,
              kind,
              Availability.NOT_ON_PLATFORM,
              "an account clones to no other account",
              "Replicate the database to the other account and clone it there."));
    }
  }

  private RuntimeException refusal(CapabilityStatus status) {
    return UnsupportedCapabilityException.of(DatabaseType.SNOWFLAKE.id(), name, status);
  }

  private static Optional<SnowflakeTimeTravel> travel(CloneOptions options) {
    OptionValues values = options.platformOptions();
    List<OptionFault> faults = faults(options.pointInTime(), values);
    options.requireKnown(SnowflakeClone.KEYS, faults);
    return travel(options.pointInTime(), values);
  }

  /** What is wrong with how a moment is named, if it is named twice. */
  static List<OptionFault> faults(Optional<Instant> pointInTime, OptionValues values) {
    List<OptionFault> faults = new ArrayList<>();
    int given =
        (pointInTime.isPresent() ? 1 : 0)
            + (values.given(SnowflakeClone.OFFSET).isPresent() ? 1 : 0)
            + (values.given(SnowflakeClone.BEFORE_STATEMENT).isPresent() ? 1 : 0);
    if (given > 1) {
      faults.add(
          new OptionFault(
              "pointInTime",
              "excludes "
                  + SnowflakeClone.OFFSET.id()
                  + " and "
                  + SnowflakeClone.BEFORE_STATEMENT.id()
                  + ", as these exclude each other"));
    }
    return faults;
  }

  /** The moment that is named, if one is. */
  static Optional<SnowflakeTimeTravel> travel(Optional<Instant> pointInTime, OptionValues values) {
    return pointInTime
        .map(SnowflakeTimeTravel::at)
        .or(() -> values.given(SnowflakeClone.OFFSET).map(SnowflakeTimeTravel::ago))
        .or(
            () ->
                values
                    .given(SnowflakeClone.BEFORE_STATEMENT)
                    .map(SnowflakeTimeTravel::beforeStatement));
  }
}
