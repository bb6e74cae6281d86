package io.gds.database.postgres;

import io.gds.database.AlterOptions;
import io.gds.database.CreateMode;
import io.gds.database.CreateOptions;
import io.gds.database.DropOptions;
import io.gds.database.core.Fate;
import io.gds.database.core.Plan;
import io.gds.database.core.Reconciler;
import io.gds.database.core.StepContext;
import io.gds.database.error.OptionFault;
import io.gds.database.jdbc.Quoting;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionValues;
import io.gds.database.operation.Step;
import io.gds.database.operation.StepKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Creating, altering and dropping a database. */
final class PostgresDefinitions {
  private final PostgresContext context;
  private final PostgresDatabase database;
  private final String name;

  PostgresDefinitions(PostgresContext context, PostgresDatabase database) {
    this.context = context;
    this.database = database;
    this.name = database.name();
  }

  private Optional<PostgresDatabaseMetadata> find() {
    return new PostgresReadings(context).find(name, Set.of());
  }

  Operation<PostgresDatabase> prepareCreate(CreateOptions options) {
    context.runner().requireOpen();
    PostgresCreation creation = new PostgresCreation(options);
    options.requireKnown(PostgresCreate.KEYS, creation.faults(context.version()));
    Plan.Builder<PostgresDatabase> plan =
        context.runner().<PostgresDatabase>plan("create", name).options(options);
    boolean exists = find().isPresent();
    if (exists && options.mode() == CreateMode.IF_NOT_EXISTS) {
      return plan.step(
              StepKind.SQL,
              Effect.READ,
              Quoting.comment("leave " + PostgresSql.name(name) + " as it is: it exists"),
              step -> {})
          .yields(() -> database);
    }
    plan.check(() -> context.checks().primary()).check(() -> context.checks().mayCreate());
    if (exists && options.mode() == CreateMode.REPLACE) {
      PostgresSwap swap = new PostgresSwap(context, name);
      plan.check(() -> context.checks().notSystem(name))
          .check(() -> context.checks().notOwn(name))
          .check(() -> context.checks().exists(name))
          .check(() -> context.checks().owned("the role may replace the database", name))
          .measure(() -> context.checks().droppable(name))
          .check(() -> context.checks().unused(name))
          .onFailure(step -> swap.discardFresh());
      create(plan, creation, swap.fresh());
      swap.steps(plan);
    } else {
      plan.check(() -> context.checks().free(name));
      create(plan, creation, name);
    }
    return plan.yields(() -> database);
  }

  private void create(
      Plan.Builder<PostgresDatabase> plan, PostgresCreation creation, String newName) {
    String sql = creation.sql(newName, context.version());
    plan.step(
        new Step(StepKind.SQL, sql, Effect.ONCE, ""),
        step -> context.sql().during(step).execute(sql),
        fate(context, newName, true, sql));
  }

  /**
   * What becomes of a statement after which there is, or is no more, a database of this name.
   *
   * @param there whether it is there if all went well
   */
  static Reconciler fate(PostgresContext context, String name, boolean there, String sql) {
    return Fate.of(
        () -> new PostgresReadings(context).find(name, Set.of()).isPresent() == there,
        () -> context.sessions().atWork(sql));
  }

  Operation<@Nullable Void> prepareAlter(AlterOptions options) {
    context.runner().requireOpen();
    OptionValues values = options.platformOptions();
    List<OptionFault> faults = new ArrayList<>();
    if (values.valueOf(PostgresAlter.REFRESH_COLLATION)) {
      PostgresSupport.since(15, PostgresAlter.REFRESH_COLLATION.id(), context.version(), faults);
    }
    options.requireKnown(PostgresAlter.KEYS, faults);
    options.newName().ifPresent(PostgresSql.NAMES::check);
    Plan.Builder<@Nullable Void> plan =
        context
            .runner()
            .<@Nullable Void>plan("alter", name)
            .options(options)
            .check(() -> context.checks().primary())
            .check(() -> context.checks().exists(name))
            .check(() -> context.checks().owned("the role may alter the database", name));
    boolean emptied =
        options.newName().isPresent() || values.given(PostgresAlter.TABLESPACE).isPresent();
    if (emptied) {
      plan.check(() -> context.checks().notOwn(name));
    }
    if (emptied && !options.force()) {
      plan.check(() -> context.checks().unused(name));
    }
    String alter = "ALTER DATABASE " + PostgresSql.name(name);
    for (String sql : alterations(alter, values, options)) {
      plan.step(
          StepKind.SQL, Effect.IDEMPOTENT, sql, step -> context.sql().during(step).execute(sql));
    }
    values
        .given(PostgresAlter.TABLESPACE)
        .map(space -> alter + " SET TABLESPACE " + PostgresSql.name(space))
        .ifPresent(
            sql ->
                plan.step(
                    StepKind.SQL,
                    Effect.IDEMPOTENT,
                    aloneText(options, sql),
                    step -> alone(options, sql, step)));
    options.newName().ifPresent(newName -> rename(plan, options, newName));
    return plan.yields(() -> null);
  }

  private String aloneText(AlterOptions options, String sql) {
    return options.force() ? PostgresSessions.aloneText(name, sql) : sql;
  }

  /** What needs the database for itself. */
  private void alone(AlterOptions options, String sql, StepContext step) {
    if (options.force()) {
      context.sessions().alone(name, sql, step);
    } else {
      context.connections().release(name);
      context.sql().during(step).execute(sql);
    }
  }

  private List<String> alterations(String alter, OptionValues values, AlterOptions options) {
    List<String> all = new ArrayList<>();
    options.owner().ifPresent(owner -> all.add(alter + " OWNER TO " + PostgresSql.name(owner)));
    values
        .given(PostgresAlter.CONNECTION_LIMIT)
        .ifPresent(limit -> all.add(alter + " CONNECTION LIMIT " + limit));
    values
        .given(PostgresAlter.IS_TEMPLATE)
        .ifPresent(template -> all.add(alter + " IS_TEMPLATE " + template));
    values
        .given(PostgresAlter.COMMENT)
        .ifPresent(
            comment ->
                all.add(
                    "COMMENT ON DATABASE "
                        + PostgresSql.name(name)
                        + " IS "
                        + (comment.isEmpty() ? "NULL" : PostgresSql.literal(comment))));
    if (values.valueOf(PostgresAlter.REFRESH_COLLATION)) {
      all.add(alter + " REFRESH COLLATION VERSION");
    }
    return all;
  }

  private void rename(Plan.Builder<@Nullable Void> plan, AlterOptions options, String newName) {
    String sql =
        "ALTER DATABASE " + PostgresSql.name(name) + " RENAME TO " + PostgresSql.name(newName);
    plan.check(() -> context.checks().notSystem(name))
        .check(() -> context.checks().free(newName))
        .step(
            new Step(StepKind.SQL, aloneText(options, sql), Effect.ONCE, ""),
            step -> {
              context.connections().forget(name);
              alone(options, sql, step);
            },
            fate(context, name, false, sql));
  }

  Operation<@Nullable Void> prepareDrop(DropOptions options) {
    context.runner().requireOpen();
    options.requireKnown(Set.of(), List.of());
    Plan.Builder<@Nullable Void> plan =
        context.runner().<@Nullable Void>plan("drop", name).options(options);
    if (options.ifExists() && find().isEmpty()) {
      return plan.step(
              StepKind.SQL,
              Effect.READ,
              Quoting.comment("leave it at that: there is no database " + PostgresSql.name(name)),
              step -> {})
          .yields(() -> null);
    }
    plan.check(() -> context.checks().primary())
        .check(() -> context.checks().notSystem(name))
        .check(() -> context.checks().exists(name))
        .check(() -> context.checks().notOwn(name))
        .check(() -> context.checks().owned("the role may alter the database", name))
        .measure(() -> context.checks().droppable(name));
    if (!options.force()) {
      plan.check(() -> context.checks().unused(name));
    }
    String sql =
        "DROP DATABASE "
            + (options.ifExists() ? "IF EXISTS " : "")
            + PostgresSql.name(name)
            + (options.force() ? " WITH (FORCE)" : "");
    return plan.step(
            new Step(StepKind.SQL, sql, Effect.ONCE, ""),
            step -> drop(sql, step),
            fate(context, name, false, sql))
        .yields(() -> null);
  }

  private void drop(String sql, StepContext step) {
    context.connections().forget(name);
    context.sql().during(step).execute(sql);
  }
}
