package io.gds.database.postgres;

import io.gds.database.AlterOptions;
import io.gds.database.CreateMode;
import io.gds.database.CreateOptions;
import io.gds.database.DropOptions;
import io.gds.database.core.Checks;
import io.gds.database.core.Fate;
import io.gds.database.core.Plan;
import io.gds.database.jdbc.Quoting;
import io.gds.database.operation.Check;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionValues;
import io.gds.database.operation.Step;
import io.gds.database.operation.StepKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Creating, altering and dropping a database. */
final class CockroachDefinitions {
  private final CockroachContext context;
  private final CockroachDatabase database;
  private final String name;

  CockroachDefinitions(CockroachContext context, CockroachDatabase database) {
    this.context = context;
    this.database = database;
    this.name = database.name();
  }

  private boolean isThere(String wanted) {
    return new CockroachReadings(context).find(wanted, Set.of()).isPresent();
  }

  Operation<CockroachDatabase> prepareCreate(CreateOptions options) {
    context.runner().requireOpen();
    CockroachCreation creation = new CockroachCreation(options);
    options.requireKnown(CockroachDefinition.OF_CREATE, creation.faults());
    Plan.Builder<CockroachDatabase> plan =
        context.runner().<CockroachDatabase>plan("create", name).options(options);
    if (options.mode() == CreateMode.IF_NOT_EXISTS && isThere(name)) {
      return plan.step(
              StepKind.SQL,
              Effect.READ,
              Quoting.comment("leave " + CockroachSql.name(name) + " as it is: it exists"),
              step -> {})
          .yields(() -> database);
    }
    String sql = creation.sql(name);
    return plan.check(this::mayCreate)
        .check(() -> context.checks().free(name))
        .step(
            new Step(StepKind.SQL, sql, Effect.ONCE, ""),
            step -> context.sql().during(step).execute(sql),
            Fate.settling(() -> isThere(name)))
        .yields(() -> database);
  }

  private Check mayCreate() {
    return context
        .checks()
        .allowed(
            "the role may create databases",
            name,
            CockroachRights::createDatabases,
            role -> "GRANT SYSTEM CREATEDB TO " + role + ";");
  }

  Operation<@Nullable Void> prepareAlter(AlterOptions options) {
    context.runner().requireOpen();
    options.requireKnown(CockroachDefinition.OF_ALTER, List.of());
    options.newName().ifPresent(CockroachSql.NAMES::check);
    Plan.Builder<@Nullable Void> plan =
        context
            .runner()
            .<@Nullable Void>plan("alter", name)
            .options(options)
            .check(() -> context.checks().notSystem(name))
            .check(() -> context.checks().exists(name));
    if (options.owner().isPresent() || options.newName().isPresent()) {
      plan.check(this::mayCreate);
    }
    for (String sql : alterations(options)) {
      plan.step(
          StepKind.SQL, Effect.IDEMPOTENT, sql, step -> context.sql().during(step).execute(sql));
    }
    options.newName().ifPresent(newName -> rename(plan, newName));
    return plan.yields(() -> null);
  }

  private List<String> alterations(AlterOptions options) {
    OptionValues values = options.platformOptions();
    String alter = "ALTER DATABASE " + CockroachSql.name(name);
    List<String> all = new ArrayList<>();
    options.owner().ifPresent(owner -> all.add(alter + " OWNER TO " + CockroachSql.name(owner)));
    values
        .given(CockroachDefinition.ADD_REGION)
        .ifPresent(
            region -> all.add(alter + " ADD REGION IF NOT EXISTS " + CockroachSql.name(region)));
    values
        .given(CockroachDefinition.PRIMARY_REGION)
        .ifPresent(region -> all.add(alter + " SET PRIMARY REGION " + CockroachSql.name(region)));
    values
        .given(CockroachDefinition.SECONDARY_REGION)
        .ifPresent(region -> all.add(alter + " SET SECONDARY REGION " + CockroachSql.name(region)));
    values
        .given(CockroachDefinition.SURVIVAL_GOAL)
        .ifPresent(goal -> all.add(alter + " " + goal.sql()));
    values
        .given(CockroachDefinition.DROP_REGION)
        .ifPresent(
            region -> all.add(alter + " DROP REGION IF EXISTS " + CockroachSql.name(region)));
    values
        .given(CockroachDefinition.COMMENT)
        .ifPresent(
            comment ->
                all.add(
                    "COMMENT ON DATABASE "
                        + CockroachSql.name(name)
                        + " IS "
                        + (comment.isEmpty() ? "NULL" : CockroachSql.literal(comment))));
    return all;
  }

  private void rename(Plan.Builder<@Nullable Void> plan, String newName) {
    String sql =
        "ALTER DATABASE " + CockroachSql.name(name) + " RENAME TO " + CockroachSql.name(newName);
    plan.check(() -> context.checks().notOwn(name))
        .check(() -> context.checks().free(newName))
        .step(
            new Step(StepKind.SQL, sql, Effect.ONCE, ""),
            step -> context.sql().during(step).execute(sql),
            Fate.settling(() -> !isThere(name)));
  }

  Operation<@Nullable Void> prepareDrop(DropOptions options) {
    context.runner().requireOpen();
    options.requireKnown(CockroachDefinition.OF_DROP, List.of());
    Plan.Builder<@Nullable Void> plan =
        context.runner().<@Nullable Void>plan("drop", name).options(options);
    if (options.ifExists() && !isThere(name)) {
      return plan.step(
              StepKind.SQL,
              Effect.READ,
              Quoting.comment("leave it at that: there is no database " + CockroachSql.name(name)),
              step -> {})
          .yields(() -> null);
    }
    // Said in any case: without it, sql_safe_updates would refuse what is meant.
    String sql =
        "DROP DATABASE "
            + (options.ifExists() ? "IF EXISTS " : "")
            + CockroachSql.name(name)
            + " "
            + options.platformOptions().valueOf(CockroachDefinition.DROP_BEHAVIOR);
    return plan.check(() -> context.checks().notSystem(name))
        .check(() -> context.checks().exists(name))
        .check(() -> context.checks().notOwn(name))
        .check(() -> sessions(options.force()))
        .step(
            new Step(StepKind.SQL, sql, Effect.ONCE, ""),
            step -> context.sql().during(step).execute(sql),
            Fate.settling(() -> !isThere(name)))
        .yields(() -> null);
  }

  /** Nobody can be told to use a database, so nobody is asked to leave. */
  private Check sessions(boolean force) {
    return Checks.notMeasured(
        context.clock(),
        "no other session uses the database",
        name,
        "sessions of CockroachDB belong to no database"
            + (force ? ", so none is ended by force" : "")
            + ": what works on its tables now will fail",
        "none");
  }
}
