package io.gds.database.mssql;

import io.gds.database.core.Checks;
import io.gds.database.core.Measurements;
import io.gds.database.core.Plan;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.operation.Check;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.Options;
import io.gds.database.operation.StepKind;
import io.gds.database.settings.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * New values of a database's scoped configuration. The server forgets the plans of that database
 * with each of them, and makes them again.
 */
final class MssqlScopedSettings {
  private final MssqlContext context;
  private final String database;
  private final boolean secondary;

  /**
   * Sets what belongs to a database.
   *
   * @param secondary whether the values are those of its secondary replicas
   */
  MssqlScopedSettings(MssqlContext context, String database, boolean secondary) {
    this.context = context;
    this.database = MssqlSql.NAMES.check(database);
    this.secondary = secondary;
  }

  /** The statement is about the database that a session is in, and runs there. */
  static String statement(String database, String name, String value, boolean secondary) {
    String inside =
        "ALTER DATABASE SCOPED CONFIGURATION "
            + (secondary ? "FOR SECONDARY " : "")
            + "SET "
            + name
            + " = "
            + value;
    return "EXEC " + MssqlSql.name(database) + ".sys.sp_executesql " + MssqlSql.literal(inside);
  }

  /**
   * Plans new values.
   *
   * @param values by name; empty for the default
   */
  Operation<List<Setting>> prepare(
      String verb, Options options, Map<String, Optional<String>> values) {
    Plan.Builder<List<Setting>> plan =
        context
            .runner()
            .<List<Setting>>plan(verb, database)
            .options(options)
            .measure(() -> checks(values));
    for (String sql : statements(values)) {
      plan.step(
          StepKind.SQL, Effect.IDEMPOTENT, sql, step -> context.sql().during(step).execute(sql));
    }
    return plan.yields(
        () ->
            MssqlScopedOptions.read(context, database).all().stream()
                .filter(each -> values.keySet().stream().anyMatch(each.name()::equalsIgnoreCase))
                .map(MssqlScopedOption::setting)
                .toList());
  }

  /** Of what is there and fits; the checks refuse the rest. */
  private List<String> statements(Map<String, Optional<String>> values) {
    List<String> all = new ArrayList<>();
    try {
      MssqlScopedOptions now = MssqlScopedOptions.read(context, database);
      values.forEach(
          (name, value) ->
              now.find(name)
                  .ifPresent(
                      option ->
                          wanted(option, value)
                              .map(text -> statement(database, option.name(), text, secondary))
                              .ifPresent(all::add)));
    } catch (DatabaseException e) {
      // Told by the checks, which read it once more.
      return List.of();
    }
    return all;
  }

  /** On a secondary replica the default is what the primary has. */
  private Optional<String> wanted(MssqlScopedOption option, Optional<String> value) {
    Optional<String> text =
        value.or(() -> secondary ? Optional.of(MssqlScopedOption.PRIMARY) : option.defaultValue());
    return text.flatMap(wanted -> option.takes(wanted, secondary));
  }

  private List<Check> checks(Map<String, Optional<String>> values) {
    MssqlScopedOptions now;
    try {
      now = MssqlScopedOptions.read(context, database);
    } catch (DatabaseException e) {
      return List.of(
          new Measurements(context.clock())
              .refused("the settings can be read", database, "readable", e));
    }
    List<Check> all = new ArrayList<>();
    all.add(
        demand(
            now.maySet(),
            "the login may set what belongs to the database",
            database,
            now.maySet() ? "allowed" : "not allowed",
            "allowed",
            ErrorCode.PERMISSION_DENIED,
            "GRANT ALTER ANY DATABASE SCOPED CONFIGURATION TO its user in the database."));
    values.forEach((name, value) -> all.add(check(name, value, now)));
    return all;
  }

  private Check check(String name, Optional<String> value, MssqlScopedOptions now) {
    Optional<MssqlScopedOption> option = now.find(name);
    if (option.isEmpty()) {
      return demand(
          false,
          "the setting exists",
          name,
          "not there",
          "a known setting of databases",
          ErrorCode.NOT_FOUND,
          "See configuration(…) of the database; later versions have more.");
    }
    Optional<String> wanted = wanted(option.get(), value);
    if (value.isEmpty() && wanted.isEmpty()) {
      return demand(
          false,
          "the default of the setting is known",
          name,
          "not told",
          "known",
          ErrorCode.INVALID_OPTIONS,
          "Set it to the value that it shall have.");
    }
    return demand(
        wanted.isPresent(),
        "the setting takes the value",
        name,
        wanted.orElse("it does not"),
        option.get().range(secondary),
        ErrorCode.INVALID_OPTIONS,
        "Give one of those.");
  }

  private Check demand(
      boolean holds,
      String rule,
      String subject,
      String measured,
      String limit,
      ErrorCode code,
      String remedy) {
    return Checks.demand(context.clock(), holds, rule, subject, measured, limit, code, remedy);
  }
}
