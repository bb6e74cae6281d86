package io.gds.database.snowflake;

import io.gds.database.cloning.CloneInfo;
import io.gds.database.cloning.CloneKind;
import io.gds.database.core.Checks;
import io.gds.database.error.ErrorCode;
import io.gds.database.operation.Check;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionValues;
import io.gds.database.operation.ProgressUnit;
import io.gds.database.operation.Step;
import io.gds.database.operation.StepKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Cloning a schema or a table of a database. */
final class SnowflakeObjectClones {
  private final SnowflakeContext context;
  private final String database;
  private final SnowflakeObjectCloneOptions options;
  private final Optional<SnowflakeTimeTravel> travel;
  private final String into;
  private volatile Instant startedAt = Instant.EPOCH;

  SnowflakeObjectClones(
      SnowflakeContext context, String database, SnowflakeObjectCloneOptions options) {
    context.runner().requireOpen();
    OptionValues values = options.platformOptions();
    options.requireKnown(
        SnowflakeClone.KEYS, SnowflakeClones.faults(options.pointInTime(), values));
    this.context = context;
    this.database = SnowflakeSql.NAMES.check(database);
    this.options = options;
    this.travel = SnowflakeClones.travel(options.pointInTime(), values);
    this.into = options.targetDatabase().orElse(database);
  }

  private String source() {
    return options
        .table()
        .map(table -> SnowflakeSql.name(database, options.schema(), table))
        .orElseGet(() -> SnowflakeSql.name(database, options.schema()));
  }

  private String target() {
    return options
        .targetTable()
        .map(table -> SnowflakeSql.name(into, options.targetSchema(), table))
        .orElseGet(() -> SnowflakeSql.name(into, options.targetSchema()));
  }

  Operation<CloneInfo> prepare() {
    String source = source();
    String target = target();
    OptionValues values = options.platformOptions();
    SnowflakeInventory inventory = SnowflakeInventory.read(context.sql(), database);
    SnowflakeRun run =
        context
            .gateway()
            .prepare(
                SnowflakeCloneSql.of(
                        options.table().isPresent()
                            ? SnowflakeCloneSql.Kind.TABLE
                            : SnowflakeCloneSql.Kind.SCHEMA,
                        source,
                        target)
                    .asTransient(isTransient(inventory))
                    .from(travel.orElse(null))
                    .skippingUnreachable(values.valueOf(SnowflakeClone.SKIP_UNREACHABLE))
                    .withStages(values.valueOf(SnowflakeClone.STAGES))
                    .text());
    return context
        .runner()
        .<CloneInfo>plan("cloneObject", source)
        .options(options)
        .measure(this::checks)
        .step(
            new Step(StepKind.SQL, run.text(), Effect.ONCE, ""),
            step -> {
              startedAt = context.clock().instant();
              step.progress("clone", 0, OptionalLong.of(1), ProgressUnit.STEPS);
              run.execute(step);
              step.progress("clone", 1, OptionalLong.of(1), ProgressUnit.STEPS);
            },
            run)
        .yields(
            () ->
                new CloneInfo(
                    source,
                    target,
                    CloneKind.ZERO_COPY,
                    travel.flatMap(when -> when.instant(startedAt)),
                    OptionalLong.of(0),
                    startedAt,
                    context.clock().instant(),
                    notCarried(travel.isPresent())));
  }

  private List<String> notCarried(boolean past) {
    List<String> lacking = new ArrayList<>();
    lacking.add(
        options.table().isPresent()
            ? "rights on the table; those that are promised for new tables are given"
            : "rights on the schema itself; those on what lies in it are there");
    lacking.add("its history: Time Travel of the clone begins with it");
    lacking.add("the load history: files that were loaded can be loaded again");
    if (options.table().isEmpty()) {
      lacking.add("external and hybrid tables");
      lacking.add(
          past ? "tasks: a clone of the past has none" : "running work: tasks are suspended");
    }
    return lacking;
  }

  private boolean isTransient(SnowflakeInventory inventory) {
    return options.table().isPresent()
        ? table(inventory).filter(t -> t.kind() == SnowflakeInventory.Kind.TRANSIENT).isPresent()
        : schema(inventory).filter(SnowflakeInventory.Schema::isTransient).isPresent();
  }

  private Optional<SnowflakeInventory.Schema> schema(SnowflakeInventory inventory) {
    return inventory.schemas().stream()
        .filter(schema -> schema.name().equals(options.schema()))
        .findFirst();
  }

  private Optional<SnowflakeInventory.Table> table(SnowflakeInventory inventory) {
    return inventory.tables().stream()
        .filter(
            table ->
                table.schema().equals(options.schema())
                    && options.table().filter(table.name()::equals).isPresent())
        .findFirst();
  }

  private List<Check> checks() {
    SnowflakeInventory inventory = SnowflakeInventory.read(context.sql(), database);
    List<Check> all = new ArrayList<>();
    boolean there =
        options.table().isPresent()
            ? table(inventory).filter(found -> found.kind().hasRows()).isPresent()
            : schema(inventory).isPresent();
    all.add(
        Checks.demand(
            context.clock(),
            there,
            "there is such a schema or standard table",
            source(),
            there ? "yes" : "no, or this role does not see it",
            "yes",
            ErrorCode.NOT_FOUND,
            "Check the names, letter case included; tables of other kinds are cloned with their"
                + " schema."));
    SnowflakeInventory other =
        into.equals(database) ? inventory : SnowflakeInventory.read(context.sql(), into);
    boolean taken =
        options.targetTable().isPresent()
            ? other.tables().stream()
                .anyMatch(
                    table ->
                        table.schema().equals(options.targetSchema())
                            && options.targetTable().filter(table.name()::equals).isPresent())
            : other.schemaNames().contains(options.targetSchema());
    all.add(
        Checks.demand(
            context.clock(),
            !taken,
            "the name is free",
            target(),
            taken ? "taken" : "free",
            "free",
            ErrorCode.ALREADY_EXISTS,
            "Choose another name."));
    if (there) {
      travel.ifPresent(when -> all.add(reaches(inventory, when)));
    }
    return all;
  }

  private Check reaches(SnowflakeInventory inventory, SnowflakeTimeTravel when) {
    SnowflakeReach.Item item =
        options.table().isPresent()
            ? table(inventory).orElseThrow().item()
            : schema(inventory).orElseThrow().item();
    List<SnowflakeReach.Item> within =
        options.table().isPresent()
            ? List.of()
            : inventory.tables().stream()
                .filter(
                    table -> table.schema().equals(options.schema()) && table.kind().isCloned(true))
                .map(SnowflakeInventory.Table::item)
                .toList();
    return new SnowflakeBackupChecks(context)
        .reaches(
            new SnowflakeReach(item, within, new SnowflakeShelf(context).now()),
            source(),
            when,
            options.platformOptions().valueOf(SnowflakeClone.SKIP_UNREACHABLE));
  }
}
