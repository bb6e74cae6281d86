package io.gds.database.mssql;

import io.gds.database.Availability;
import io.gds.database.CapabilityStatus;
import io.gds.database.cloning.CloneInfo;
import io.gds.database.cloning.CloneKind;
import io.gds.database.cloning.CloneOptions;
import io.gds.database.cloning.SupportsClone;
import io.gds.database.core.Plan;
import io.gds.database.error.InvalidOptionsException;
import io.gds.database.error.OptionFault;
import io.gds.database.jdbc.Quoting;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionKey;
import io.gds.database.operation.OptionValues;
import io.gds.database.operation.StepKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Cloning a database on its own server. */
final class MssqlClones implements SupportsClone {
  /** A snapshot is cheaper than a copy, but no database of its own: nobody gets one by default. */
  static final List<CloneKind> KINDS =
      List.of(CloneKind.COPY, CloneKind.ZERO_COPY, CloneKind.STRUCTURE_ONLY);

  /** Which options belong to which kinds. */
  private static final Map<OptionKey<?>, Set<CloneKind>> BELONG =
      Map.of(
          MssqlClone.WRITABLE, Set.of(CloneKind.STRUCTURE_ONLY),
          MssqlClone.BACKUP_DIRECTORY, Set.of(CloneKind.COPY),
          MssqlClone.DATA_DIRECTORY, Set.of(CloneKind.COPY, CloneKind.ZERO_COPY),
          MssqlClone.LOG_DIRECTORY, Set.of(CloneKind.COPY));

  private final MssqlContext context;
  private final String name;

  MssqlClones(MssqlContext context, String name) {
    this.context = context;
    this.name = name;
  }

  @Override
  public List<CloneKind> cloneKinds() {
    return kinds(context.known());
  }

  @Override
  public Set<OptionKey<?>> cloneKeys() {
    return MssqlClone.KEYS;
  }

  /** The kinds this server makes, as far as it is known already. */
  static List<CloneKind> kinds(Optional<MssqlProduct> product) {
    return KINDS.stream().filter(kind -> status(kind, product).isAvailable()).toList();
  }

  /** Whether this kind of clone is made, or why not. */
  static CapabilityStatus status(CloneKind kind, Optional<MssqlProduct> product) {
    return switch (kind) {
      case COPY -> unlessLacking(kind, product, MssqlFeature.RESTORE_STEPS);
      case ZERO_COPY -> unlessLacking(kind, product, MssqlFeature.DATABASE_SNAPSHOT);
      case STRUCTURE_ONLY -> unlessLacking(kind, product, MssqlFeature.CLONE_STRUCTURE);
      case TEMPLATE ->
          CapabilityStatus.absent(
              SupportsClone.class,
              kind,
              Availability.NOT_ON_PLATFORM,
              "the server copies no database's files by itself",
              "Clone it by COPY: a backup, and a restore of it under the new name.");
    };
  }

  private static CapabilityStatus unlessLacking(
      CloneKind kind, Optional<MssqlProduct> product, MssqlFeature feature) {
    return product
        .flatMap(known -> known.lack(feature))
        .map(
            why ->
                CapabilityStatus.absent(
                    SupportsClone.class,
                    kind,
                    why.availability(),
                    why.reason(),
                    "Use a server of another version or edition, or another kind of clone."))
        .orElseGet(() -> CapabilityStatus.available(SupportsClone.class, kind));
  }

  @Override
  public Operation<CloneInfo> prepareClone(CloneOptions options) {
    context.runner().requireOpen();
    CloneKind kind = options.kind().orElse(CloneKind.COPY);
    requireOffered(options, kind);
    options.requireKnown(MssqlClone.KEYS, faults(options.platformOptions(), kind));
    MssqlSql.NAMES.check(options.target());
    MssqlCloneChecks checks = new MssqlCloneChecks(context, name);
    Plan.Builder<CloneInfo> plan =
        context
            .runner()
            .<CloneInfo>plan("clone", name)
            .options(options)
            .measure(() -> checks.ofSource(kind))
            .measure(() -> checks.ofTarget(options.target()));
    Optional<MssqlCloneSource> source = MssqlCloneSource.find(context, name);
    if (source.isEmpty()) {
      return nothing(plan);
    }
    return switch (kind) {
      case ZERO_COPY ->
          new MssqlSnapshotClone(context, name, options)
              .prepare(plan.measure(checks::inMemory), source.get());
      case STRUCTURE_ONLY ->
          new MssqlStructureClone(context, name, options).prepare(plan, source.get());
      default -> new MssqlCopyClone(context, name, options).prepare(plan, source.get());
    };
  }

  /** The plan of a clone that its checks refuse: there is nothing that could be done. */
  private Operation<CloneInfo> nothing(Plan.Builder<CloneInfo> plan) {
    return plan.step(
            StepKind.SQL,
            Effect.READ,
            Quoting.comment("nothing can be cloned of " + MssqlSql.name(name)),
            step -> {
              throw MssqlReadings.absent(name);
            })
        .yields(
            () -> {
              throw new IllegalStateException("refused, and so not done");
            });
  }

  private void requireOffered(CloneOptions options, CloneKind kind) {
    CapabilityStatus status = status(kind, Optional.of(context.product()));
    if (!status.isAvailable()) {
      throw MssqlCapabilities.refusal(name, status);
    }
    if (options.pointInTime().isPresent()) {
      throw refusal(
          kind,
          "a clone is of the present",
          "Restore backups under another name, up to that instant.");
    }
    if (options.targetEngine().isPresent()) {
      throw refusal(
          kind,
          "a server clones to no other server",
          "Back the database up to a place that both servers reach, and restore it there.");
    }
  }

  private RuntimeException refusal(CloneKind kind, String reason, String remedy) {
    return MssqlCapabilities.refusal(
        name,
        CapabilityStatus.absent(
            SupportsClone.class, kind, Availability.NOT_ON_PLATFORM, reason, remedy));
  }

  private static List<OptionFault> faults(OptionValues values, CloneKind kind) {
    List<OptionFault> faults = new ArrayList<>();
    BELONG.forEach(
        (key, kinds) -> {
          Optional<?> given = values.given(key);
          if (given.isPresent() && !kinds.contains(kind)) {
            faults.add(new OptionFault(key.id(), "does not belong to " + kind + " clones"));
          }
        });
    for (OptionKey<String> key : List.of(MssqlClone.DATA_DIRECTORY, MssqlClone.LOG_DIRECTORY)) {
      values.given(key).ifPresent(path -> checkPath(key, path, faults));
    }
    return faults;
  }

  private static void checkPath(OptionKey<String> key, String path, List<OptionFault> faults) {
    try {
      MssqlSql.path(path);
    } catch (InvalidOptionsException e) {
      faults.add(new OptionFault(key.id(), String.valueOf(e.getMessage())));
    }
  }
}
