package io.gds.database.snowflake;

import io.gds.database.core.Checks;
import io.gds.database.core.Measurements;
import io.gds.database.core.Plan;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.InvalidOptionsException;
import io.gds.database.error.OptionFault;
import io.gds.database.operation.Check;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionKey;
import io.gds.database.operation.Options;
import io.gds.database.operation.Step;
import io.gds.database.operation.StepKind;
import io.gds.database.settings.ResetConfigurationOptions;
import io.gds.database.settings.SetConfigurationOptions;
import io.gds.database.settings.Setting;
import io.gds.database.settings.SettingQuery;
import io.gds.database.settings.SupportsConfiguration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The parameters of the account, of a user or of a database: each has the value of the nearest
 * level that sets it. Those of a session are the business of whoever has it open. None of them is a
 * secret.
 *
 * @see <a href="https://docs.snowflake.com/en/sql-reference/parameters">Parameters</a>
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/alter-account">ALTER ACCOUNT</a>
 */
final class SnowflakeSettings implements SupportsConfiguration {
  private static final int NEAR = 3;

  /** What may stand in a statement without quotes. */
  private static final Pattern WORD = Pattern.compile("[A-Z][A-Z0-9_]{0,99}");

  private final SnowflakeContext context;

  SnowflakeSettings(SnowflakeContext context) {
    this.context = context;
  }

  /**
   * What has parameters.
   *
   * @param sql as it is named in statements, such as {@code USER "ADA"}
   * @param right that setting takes
   */
  private record Holder(String sql, String right, String remedy) {
    static Holder of(Optional<String> database, Optional<String> user) {
      if (database.isPresent()) {
        return new Holder(
            "DATABASE " + SnowflakeSql.name(database.get()),
            "OWNERSHIP of the database",
            "Use the role that owns the database.");
      }
      if (user.isPresent()) {
        return new Holder(
            "USER " + SnowflakeSql.name(user.get()),
            "OWNERSHIP of the user",
            "Use the role that owns the user, or SECURITYADMIN.");
      }
      return new Holder("ACCOUNT", "ACCOUNTADMIN", "Use the role ACCOUNTADMIN.");
    }
  }

  private List<SnowflakeSetting> read(Holder holder) {
    context.runner().requireOpen();
    return context.sql().query("SHOW PARAMETERS IN " + holder.sql(), SnowflakeSetting::of);
  }

  @Override
  public List<Setting> configuration(SettingQuery query) {
    requireOne(query.database(), query.user(), "configuration query");
    return read(Holder.of(query.database(), query.user())).stream()
        .map(SnowflakeSetting::told)
        .filter(query::matches)
        .toList();
  }

  private static void requireOne(Optional<String> database, Optional<String> user, String what) {
    if (database.isPresent() && user.isPresent()) {
      throw InvalidOptionsException.of(
          what, List.of(new OptionFault("user", "cannot be given with a database")));
    }
  }

  @Override
  public Optional<Setting> setting(String name) {
    return read(Holder.of(Optional.empty(), Optional.empty())).stream()
        .filter(each -> each.key().equals(name))
        .map(SnowflakeSetting::told)
        .findFirst();
  }

  @Override
  public Set<OptionKey<?>> configurationKeys() {
    return Set.of();
  }

  @Override
  public Operation<List<Setting>> prepareSetConfiguration(SetConfigurationOptions options) {
    List<OptionFault> faults = faults(options.database(), options.user());
    options
        .secrets()
        .keySet()
        .forEach(name -> faults.add(new OptionFault("setSecret", name + " is no secret: use set")));
    options.requireKnown(Set.of(), faults);
    Map<String, Optional<String>> values = new LinkedHashMap<>();
    options.values().forEach((name, value) -> values.put(name, Optional.of(value)));
    return prepare(
        "setConfiguration", options, values, Holder.of(options.database(), options.user()));
  }

  @Override
  public Operation<List<Setting>> prepareResetConfiguration(ResetConfigurationOptions options) {
    options.requireKnown(Set.of(), faults(options.database(), options.user()));
    Map<String, Optional<String>> values = new LinkedHashMap<>();
    options.settings().forEach(name -> values.put(name, Optional.empty()));
    return prepare(
        "resetConfiguration", options, values, Holder.of(options.database(), options.user()));
  }

  private static List<OptionFault> faults(Optional<String> database, Optional<String> user) {
    List<OptionFault> faults = new ArrayList<>();
    if (database.isPresent() && user.isPresent()) {
      faults.add(new OptionFault("user", "cannot be given with a database"));
    }
    return faults;
  }

  /** One statement for each, in order: what was set before one that fails stays set. */
  private Operation<List<Setting>> prepare(
      String verb, Options options, Map<String, Optional<String>> values, Holder holder) {
    Map<String, SnowflakeSetting> now =
        read(holder).stream()
            .filter(each -> WORD.matcher(each.key()).matches())
            .collect(Collectors.toMap(SnowflakeSetting::key, each -> each, (one, other) -> one));
    Plan.Builder<List<Setting>> plan =
        context
            .runner()
            .<List<Setting>>plan(verb, context.runner().engine())
            .options(options)
            .measure(() -> measure(values, holder));
    values.forEach(
        (name, value) -> {
          SnowflakeSetting found = now.get(name);
          if (found != null && value.map(found::takes).orElse(true)) {
            String sql =
                "ALTER "
                    + holder.sql()
                    + value
                        .map(wanted -> " SET " + name + " = " + found.written(wanted))
                        .orElse(" UNSET " + name);
            SnowflakeRun run = context.gateway().prepare(sql);
            plan.step(
                new Step(StepKind.SQL, run.text(), Effect.ONCE, ""),
                SnowflakeRights.naming(holder.right(), holder.remedy(), run),
                run);
          }
        });
    return plan.yields(
        () ->
            read(holder).stream()
                .filter(each -> values.containsKey(each.key()))
                .map(SnowflakeSetting::told)
                .toList());
  }

  private List<Check> measure(Map<String, Optional<String>> values, Holder holder) {
    String rule = "the parameters can be read";
    List<SnowflakeSetting> now;
    try {
      now = read(holder);
    } catch (DatabaseException e) {
      return List.of(new Measurements(context.clock()).refused(rule, holder.sql(), "readable", e));
    }
    List<Check> all = new ArrayList<>();
    values.forEach(
        (name, value) -> {
          Optional<SnowflakeSetting> found =
              now.stream().filter(each -> each.key().equals(name)).findFirst();
          all.add(exists(name, found.isPresent(), now));
          if (found.isPresent() && value.isPresent()) {
            all.add(takes(found.get(), value.get()));
          }
        });
    return all;
  }

  private Check exists(String name, boolean found, List<SnowflakeSetting> now) {
    String near =
        now.stream()
            .map(SnowflakeSetting::key)
            .filter(key -> name.length() > 2 && key.contains(name.toUpperCase(Locale.ROOT)))
            .limit(NEAR)
            .collect(Collectors.joining(", "));
    return Checks.demand(
        context.clock(),
        found,
        "the parameter exists here",
        name,
        found ? "there" : "not there",
        "there",
        ErrorCode.NOT_FOUND,
        near.isEmpty() ? "See configuration(…) of the same level." : "Is it one of " + near + "?");
  }

  private Check takes(SnowflakeSetting setting, String wanted) {
    return Checks.demand(
        context.clock(),
        setting.takes(wanted),
        "the value is of the parameter's type",
        setting.key(),
        wanted,
        setting.type(),
        ErrorCode.INVALID_OPTIONS,
        "Give a " + setting.type().toLowerCase(Locale.ROOT) + ".");
  }
}
