package io.gds.database.mssql;

import io.gds.database.AlterOptions;
import io.gds.database.CreateMode;
import io.gds.database.CreateOptions;
import io.gds.database.DropOptions;
import io.gds.database.UnsupportedCapabilityException;
import io.gds.database.connection.DatabaseType;
import io.gds.database.core.Fate;
import io.gds.database.core.Plan;
import io.gds.database.core.Reconciler;
import io.gds.database.error.InvalidOptionsException;
import io.gds.database.error.OptionFault;
import io.gds.database.jdbc.Quoting;
import io.gds.database.operation.Check;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionValues;
import io.gds.database.operation.Step;
import io.gds.database.operation.StepKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Creating, altering and dropping a database. */
final class MssqlDefinitions {
  private final MssqlContext context;
  private final MssqlDatabase database;
  private final String name;
  private final MssqlChecks checks;

  MssqlDefinitions(MssqlContext context, MssqlDatabase database) {
    this.context = context;
    this.database = database;
    this.name = database.name();
    this.checks = new MssqlChecks(context);
  }

  private boolean isThere(String wanted) {
    return context.readings().find(wanted, Set.of()).isPresent();
  }

  Operation<MssqlDatabase> prepareCreate(CreateOptions options) {
    context.runner().requireOpen();
    MssqlCreation creation = new MssqlCreation(options);
    options.requireKnown(MssqlCreate.KEYS, creation.faults(context.product()));
    Plan.Builder<MssqlDatabase> plan =
        context.runner().<MssqlDatabase>plan("create", name).options(options);
    boolean exists = isThere(name);
    if (exists && options.mode() == CreateMode.IF_NOT_EXISTS) {
      return plan.step(
              StepKind.SQL,
              Effect.READ,
              Quoting.comment("leave " + MssqlSql.name(name) + " as it is: it exists"),
              step -> {})
          .yields(() -> database);
    }
    String stamp = UUID.randomUUID().toString().substring(0, 8);
    String fresh = "gds_new_" + stamp;
    if (exists && options.mode() == CreateMode.REPLACE) {
      plan.measure(() -> checks.ofAlone(name, this::replaceable));
      create(plan, creation, fresh);
      MssqlSwap swap = new MssqlSwap(context, name, fresh, "gds_old_" + stamp, false);
      swap.addTo(plan);
      plan.leaves(swap::left);
    } else {
      plan.measure(
          () -> checks.of(name, now -> List.of(checks.mayCreate(now), checks.free(now, name))));
      boolean tooLong = creation.isTooLong(name);
      create(plan, creation, tooLong ? fresh : name);
      if (tooLong) {
        new MssqlAlone(context, fresh, false)
            .step(plan, MssqlSwap.rename(fresh, name), name, () -> isThere(name));
      }
    }
    return plan.yields(() -> database);
  }

  private List<Check> replaceable(MssqlRights now) {
    List<Check> all = new ArrayList<>(droppable(now));
    all.add(checks.mayCreate(now));
    all.add(checks.filesGoAlong(now, name, false));
    all.add(checks.unused(now, name));
    return all;
  }

  /** Makes a database with all its settings; what fails half-way takes it away again. */
  private void create(Plan.Builder<MssqlDatabase> plan, MssqlCreation creation, String newName) {
    String sql = creation.sql(newName);
    AtomicBoolean made = new AtomicBoolean();
    Fate fate = MssqlAlone.fate(context, () -> isThere(newName), sql);
    plan.onFailure(
            step -> {
              if (made.get()) {
                context.sql().execute("DROP DATABASE IF EXISTS " + MssqlSql.name(newName));
              }
            })
        .step(
            new Step(StepKind.SQL, sql, Effect.ONCE, ""),
            step -> {
              context.sql().during(step).execute(sql);
              made.set(true);
            },
            () -> {
              Reconciler.Finding found = fate.look();
              made.set(found == Reconciler.Finding.DONE);
              return found;
            });
    for (String setting : creation.settings(newName)) {
      plan.step(
          StepKind.SQL,
          Effect.IDEMPOTENT,
          setting,
          step -> context.sql().during(step).execute(setting));
    }
  }

  Operation<@Nullable Void> prepareAlter(AlterOptions options) {
    context.runner().requireOpen();
    options.requireKnown(MssqlAlter.KEYS, List.of());
    options.newName().ifPresent(MssqlSql.NAMES::check);
    OptionValues values = options.platformOptions();
    requireForceable(options.force());
    Optional<String> collation = values.given(MssqlAlter.COLLATION);
    boolean alone = options.newName().isPresent() || collation.isPresent();
    Plan.Builder<@Nullable Void> plan =
        context
            .runner()
            .<@Nullable Void>plan("alter", name)
            .options(options)
            .measure(
                () ->
                    alone
                        ? checks.ofAlone(name, now -> alterable(now, true, options.force()))
                        : checks.of(name, now -> alterable(now, false, options.force())));
    for (String sql : alterations(values, options)) {
      plan.step(
          StepKind.SQL, Effect.IDEMPOTENT, sql, step -> context.sql().during(step).execute(sql));
    }
    collation.ifPresent(
        wanted ->
            new MssqlAlone(context, name, options.force())
                .step(
                    plan,
                    "ALTER DATABASE " + MssqlSql.name(name) + " COLLATE " + wanted,
                    name,
                    () -> hasCollation(wanted)));
    options.newName().ifPresent(newName -> rename(plan, newName, options.force()));
    return plan.yields(() -> null);
  }

  private boolean hasCollation(String wanted) {
    return context
        .readings()
        .find(name, Set.of())
        .flatMap(MssqlDatabaseMetadata::collation)
        .filter(wanted::equalsIgnoreCase)
        .isPresent();
  }

  private void rename(Plan.Builder<@Nullable Void> plan, String newName, boolean force) {
    plan.measure(() -> checks.of(newName, now -> List.of(freeFor(now, newName))));
    new MssqlAlone(context, name, force)
        .step(
            plan,
            MssqlSwap.rename(name, newName),
            newName,
            () -> isThere(newName) && !isThere(name));
  }

  /** Its own name in other letters is free for it. */
  private Check freeFor(MssqlRights now, String newName) {
    boolean own = now.database().filter(found -> found.name().equals(name)).isPresent();
    return checks.free(
        own
            ? new MssqlRights(
                now.administrator(), now.createDatabases(), now.seesSessions(), Optional.empty())
            : now,
        newName);
  }

  private List<Check> alterable(MssqlRights now, boolean alone, boolean force) {
    List<Check> all = new ArrayList<>();
    all.add(checks.exists(now, name));
    all.add(checks.notSystem(now, name));
    all.add(checks.mayAlter(now, name));
    if (alone) {
      all.add(checks.notInGroup(now, name));
      all.add(checks.notOwn(now, name));
      if (!force) {
        all.add(checks.unused(now, name));
      }
    }
    return all;
  }

  private List<String> alterations(OptionValues values, AlterOptions options) {
    String set = "ALTER DATABASE " + MssqlSql.name(name) + " SET ";
    List<String> all = new ArrayList<>();
    options.owner().ifPresent(owner -> all.add(MssqlCreation.owner(name, owner)));
    values
        .given(MssqlAlter.COMPATIBILITY_LEVEL)
        .ifPresent(level -> all.add(set + "COMPATIBILITY_LEVEL = " + level));
    values
        .given(MssqlAlter.PAGE_VERIFY)
        .ifPresent(verify -> all.add(set + "PAGE_VERIFY " + verify));
    values.given(MssqlAlter.AUTO_CLOSE).ifPresent(on -> all.add(set + "AUTO_CLOSE " + word(on)));
    values.given(MssqlAlter.AUTO_SHRINK).ifPresent(on -> all.add(set + "AUTO_SHRINK " + word(on)));
    return all;
  }

  private static String word(boolean on) {
    return on ? "ON" : "OFF";
  }

  Operation<@Nullable Void> prepareDrop(DropOptions options) {
    context.runner().requireOpen();
    options.requireKnown(MssqlDrop.KEYS, List.of());
    requireForceable(options.force());
    boolean mayStay = options.platformOptions().valueOf(MssqlDrop.LEAVE_FILES);
    Plan.Builder<@Nullable Void> plan =
        context.runner().<@Nullable Void>plan("drop", name).options(options);
    if (options.ifExists() && !isThere(name)) {
      return plan.step(
              StepKind.SQL,
              Effect.READ,
              Quoting.comment("leave it at that: there is no database " + MssqlSql.name(name)),
              step -> {})
          .yields(() -> null);
    }
    plan.measure(
        () ->
            checks.ofAlone(
                name,
                now -> {
                  List<Check> all = new ArrayList<>(droppable(now));
                  all.add(checks.filesGoAlong(now, name, mayStay));
                  if (!options.force()) {
                    all.add(checks.unused(now, name));
                  }
                  return all;
                }));
    String sql = "DROP DATABASE " + (options.ifExists() ? "IF EXISTS " : "") + MssqlSql.name(name);
    new MssqlAlone(context, name, options.force()).step(plan, sql, null, () -> !isThere(name));
    return plan.yields(() -> null);
  }

  private List<Check> droppable(MssqlRights now) {
    return List.of(
        checks.exists(now, name),
        checks.notSystem(now, name),
        checks.mayAlter(now, name),
        checks.notInGroup(now, name),
        checks.notOwn(now, name),
        checks.noSnapshots(now, name),
        checks.notPublished(now, name));
  }

  /** Force is the state SINGLE_USER, which a managed instance does not have. */
  private void requireForceable(boolean force) {
    if (force) {
      Optional<MssqlFeature.Lack> lack = context.product().lack(MssqlFeature.DATABASE_STATES);
      if (lack.isPresent()) {
        throw InvalidOptionsException.of(
            "drop or alter options",
            List.of(new OptionFault("force", "cannot be: " + lack.get().reason())));
      }
    }
  }

  Operation<@Nullable Void> prepareSetRecoveryModel(MssqlRecoveryModel model) {
    context.runner().requireOpen();
    Optional<MssqlFeature.Lack> lack = context.product().lack(MssqlFeature.RECOVERY_MODELS);
    if (lack.isPresent()) {
      throw UnsupportedCapabilityException.of(
          DatabaseType.MSSQL.id(), name, MssqlCapabilities.recoveryModels(lack.get()));
    }
    String sql = "ALTER DATABASE " + MssqlSql.name(name) + " SET RECOVERY " + model;
    return context
        .runner()
        .<@Nullable Void>plan("setRecoveryModel", name)
        .measure(
            () ->
                checks.of(
                    name,
                    now ->
                        List.of(
                            checks.exists(now, name),
                            checks.notSystem(now, name),
                            checks.mayAlter(now, name),
                            checks.notInGroup(now, name),
                            checks.online(now, name),
                            checks.chain(now, name, model))))
        .step(
            new Step(StepKind.SQL, sql, Effect.IDEMPOTENT, ""),
            step -> context.sql().during(step).execute(sql),
            MssqlAlone.fate(context, () -> hasModel(model), sql))
        .yields(() -> null);
  }

  private boolean hasModel(MssqlRecoveryModel model) {
    return context
        .readings()
        .find(name, Set.of())
        .filter(found -> found.recoveryModel() == model)
        .isPresent();
  }
}
