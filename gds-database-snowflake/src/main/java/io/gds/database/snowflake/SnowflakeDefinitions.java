package io.gds.database.snowflake;

import io.gds.database.AlterOptions;
import io.gds.database.CreateMode;
import io.gds.database.CreateOptions;
import io.gds.database.DropOptions;
import io.gds.database.core.Plan;
import io.gds.database.error.OptionFault;
import io.gds.database.jdbc.Quoting;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionValues;
import io.gds.database.operation.Step;
import io.gds.database.operation.StepKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Creating, altering, dropping a database and getting it back.
 *
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/create-database">CREATE
 *     DATABASE</a>
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/alter-database">ALTER DATABASE</a>
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/drop-database">DROP DATABASE</a>
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/undrop-database">UNDROP
 *     DATABASE</a>
 */
final class SnowflakeDefinitions {
  private final SnowflakeContext context;
  private final SnowflakeDatabase database;
  private final String name;
  private final SnowflakeChecks checks;

  SnowflakeDefinitions(SnowflakeContext context, SnowflakeDatabase database) {
    this.context = context;
    this.database = database;
    this.name = database.name();
    this.checks = new SnowflakeChecks(context);
  }

  private Optional<SnowflakeDatabaseRow> find(String wanted) {
    return context.readings().find(wanted);
  }

  private static <T extends @Nullable Object> void step(
      Plan.Builder<T> plan, Effect effect, SnowflakeRun run) {
    plan.step(new Step(StepKind.SQL, run.text(), effect, ""), run, run);
  }

  Operation<SnowflakeDatabase> prepareCreate(CreateOptions options) {
    context.runner().requireOpen();
    options.requireKnown(SnowflakeCreate.KEYS, creationFaults(options));
    Plan.Builder<SnowflakeDatabase> plan =
        context.runner().<SnowflakeDatabase>plan("create", name).options(options);
    Optional<SnowflakeDatabaseRow> old = find(name);
    if (old.isPresent() && options.mode() == CreateMode.IF_NOT_EXISTS) {
      return plan.step(
              StepKind.SQL,
              Effect.READ,
              Quoting.comment("leave " + SnowflakeSql.name(name) + " as it is: it exists"),
              step -> {})
          .yields(() -> database);
    }
    // What is not there now is not replaced either if it comes meanwhile.
    boolean replaces = options.mode() == CreateMode.REPLACE && old.isPresent();
    if (replaces) {
      plan.measure(() -> checks.droppable(name));
    } else {
      plan.check(() -> checks.free(name));
    }
    Optional<Instant> before = old.map(SnowflakeDatabaseRow::createdAt);
    SnowflakeRun run =
        context
            .gateway()
            .prepare(creation(options, replaces))
            .movingSession()
            .seen(
                () ->
                    find(name)
                        .map(SnowflakeDatabaseRow::createdAt)
                        .filter(at -> !before.equals(Optional.of(at)))
                        .isPresent());
    step(plan, Effect.ONCE, run);
    options
        .owner()
        .ifPresent(
            owner -> step(plan, Effect.IDEMPOTENT, context.gateway().prepare(owner(name, owner))));
    return plan.yields(() -> database);
  }

  private static List<OptionFault> creationFaults(CreateOptions options) {
    List<OptionFault> faults = new ArrayList<>();
    options.owner().ifPresent(SnowflakeSql.NAMES::check);
    boolean brief = options.platformOptions().valueOf(SnowflakeCreate.TRANSIENT);
    Optional<Integer> days = options.platformOptions().given(SnowflakeCreate.RETENTION_DAYS);
    if (brief && days.filter(wanted -> wanted > 1).isPresent()) {
      faults.add(
          new OptionFault(
              SnowflakeCreate.RETENTION_DAYS.id(), "of a transient database is 0 or 1"));
    }
    if (options.collation().filter(name -> !name.matches("[A-Za-z0-9_-]{1,64}")).isPresent()) {
      faults.add(new OptionFault("collation", "is a collation, such as en-ci"));
    }
    return faults;
  }

  private String creation(CreateOptions options, boolean replaces) {
    OptionValues values = options.platformOptions();
    StringBuilder sql = new StringBuilder("CREATE ");
    if (replaces) {
      sql.append("OR REPLACE ");
    }
    if (values.valueOf(SnowflakeCreate.TRANSIENT)) {
      sql.append("TRANSIENT ");
    }
    sql.append("DATABASE ");
    if (options.mode() == CreateMode.IF_NOT_EXISTS) {
      sql.append("IF NOT EXISTS ");
    }
    sql.append(SnowflakeSql.name(name));
    settings(values, options.collation()).forEach(setting -> sql.append(' ').append(setting));
    values
        .given(SnowflakeAlter.TAGS)
        .ifPresent(tags -> sql.append(" WITH TAG (").append(tags.sql()).append(')'));
    return sql.toString();
  }

  private static List<String> settings(OptionValues values, Optional<String> collation) {
    List<String> all = new ArrayList<>();
    values
        .given(SnowflakeAlter.RETENTION_DAYS)
        .ifPresent(days -> all.add("DATA_RETENTION_TIME_IN_DAYS = " + days));
    values
        .given(SnowflakeAlter.MAX_EXTENSION_DAYS)
        .ifPresent(days -> all.add("MAX_DATA_EXTENSION_TIME_IN_DAYS = " + days));
    collation.ifPresent(
        wanted -> all.add("DEFAULT_DDL_COLLATION = " + SnowflakeSql.literal(wanted)));
    values
        .given(SnowflakeAlter.COMMENT)
        .ifPresent(text -> all.add("COMMENT = " + SnowflakeSql.literal(text)));
    return all;
  }

  /**
   * Rights that others have stay.
   *
   * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/grant-ownership">GRANT
   *     OWNERSHIP</a>
   */
  private static String owner(String name, String owner) {
    return "GRANT OWNERSHIP ON DATABASE "
        + SnowflakeSql.name(name)
        + " TO ROLE "
        + SnowflakeSql.name(owner)
        + " COPY CURRENT GRANTS";
  }

  Operation<@Nullable Void> prepareAlter(AlterOptions options) {
    context.runner().requireOpen();
    options.requireKnown(SnowflakeAlter.KEYS, List.of());
    options.newName().ifPresent(SnowflakeSql.NAMES::check);
    options.owner().ifPresent(SnowflakeSql.NAMES::check);
    Plan.Builder<@Nullable Void> plan =
        context
            .runner()
            .<@Nullable Void>plan("alter", name)
            .options(options)
            .measure(
                () ->
                    checks.changeable(
                        name, options.platformOptions().given(SnowflakeAlter.RETENTION_DAYS)));
    OptionValues values = options.platformOptions();
    String alter = "ALTER DATABASE " + SnowflakeSql.name(name);
    List<String> settings = settings(values, values.given(SnowflakeAlter.COLLATION));
    if (!settings.isEmpty()) {
      step(
          plan,
          Effect.IDEMPOTENT,
          context.gateway().prepare(alter + " SET " + String.join(" ", settings)));
    }
    values
        .given(SnowflakeAlter.TAGS)
        .ifPresent(
            tags ->
                step(
                    plan,
                    Effect.IDEMPOTENT,
                    context.gateway().prepare(alter + " SET TAG " + tags.sql())));
    options
        .newName()
        .filter(wanted -> !wanted.equals(name))
        .ifPresent(
            wanted -> {
              plan.check(() -> checks.free(wanted));
              step(plan, Effect.ONCE, rename(name, wanted));
            });
    String called = options.newName().orElse(name);
    options
        .owner()
        .ifPresent(
            owner ->
                step(plan, Effect.IDEMPOTENT, context.gateway().prepare(owner(called, owner))));
    return plan.yields(() -> null);
  }

  private SnowflakeRun rename(String from, String to) {
    return context
        .gateway()
        .prepare(
            "ALTER DATABASE " + SnowflakeSql.name(from) + " RENAME TO " + SnowflakeSql.name(to))
        .seen(() -> find(to).isPresent() && find(from).isEmpty());
  }

  Operation<@Nullable Void> prepareDrop(DropOptions options) {
    context.runner().requireOpen();
    options.requireKnown(java.util.Set.of(), List.of());
    Plan.Builder<@Nullable Void> plan =
        context.runner().<@Nullable Void>plan("drop", name).options(options);
    if (options.ifExists() && find(name).isEmpty()) {
      return plan.step(
              StepKind.SQL,
              Effect.READ,
              Quoting.comment("leave it at that: there is no database " + SnowflakeSql.name(name)),
              step -> {})
          .yields(() -> null);
    }
    plan.measure(() -> checks.droppable(name));
    String sql =
        "DROP DATABASE " + (options.ifExists() ? "IF EXISTS " : "") + SnowflakeSql.name(name);
    step(plan, Effect.ONCE, context.gateway().prepare(sql).seen(() -> find(name).isEmpty()));
    return plan.yields(() -> null);
  }

  Operation<SnowflakeDatabase> prepareUndrop(SnowflakeUndropOptions options) {
    context.runner().requireOpen();
    options.requireKnown(java.util.Set.of(), List.of());
    options.renameNewcomer().ifPresent(SnowflakeSql.NAMES::check);
    Plan.Builder<SnowflakeDatabase> plan =
        context
            .runner()
            .<SnowflakeDatabase>plan("undrop", name)
            .options(options)
            .measure(() -> checks.undroppable(name, options.renameNewcomer()));
    options
        .renameNewcomer()
        .filter(newName -> find(name).isPresent())
        .ifPresent(
            newName -> {
              SnowflakeRun rename = rename(name, newName);
              plan.onFailure(step -> putBack(newName));
              step(plan, Effect.ONCE, rename);
            });
    step(
        plan,
        Effect.ONCE,
        context
            .gateway()
            .prepare("UNDROP DATABASE " + SnowflakeSql.name(name))
            .seen(() -> find(name).isPresent()));
    return plan.yields(() -> database);
  }

  /** The newcomer gets its name back if what was to take it did not come. */
  private void putBack(String newName) {
    if (find(name).isEmpty() && find(newName).isPresent()) {
      context
          .sql()
          .execute(
              "ALTER DATABASE "
                  + SnowflakeSql.name(newName)
                  + " RENAME TO "
                  + SnowflakeSql.name(name));
    }
  }
}
