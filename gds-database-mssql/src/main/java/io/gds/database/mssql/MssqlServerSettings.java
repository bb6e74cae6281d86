package io.gds.database.mssql;

import io.gds.database.core.Plan;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.Options;
import io.gds.database.operation.StepKind;
import io.gds.database.settings.Setting;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * New values of the server's options: sp_configure writes them down, RECONFIGURE installs all that
 * are written down, those of others too. Advanced options are taken only while they are shown,
 * which is so for everybody: they are hidden again however this ends. What was written down is
 * taken back if it cannot be installed, or whoever comes next would install it.
 *
 * @see <a
 *     href="https://learn.microsoft.com/en-us/sql/relational-databases/system-stored-procedures/sp-configure-transact-sql">sp_configure</a>
 */
final class MssqlServerSettings {
  static final String RECONFIGURE = "RECONFIGURE";

  static final String OVERRIDDEN = "RECONFIGURE WITH OVERRIDE";

  private final MssqlContext context;
  private final boolean reload;
  private final boolean override;

  /**
   * Sets options.
   *
   * @param reload whether new values are installed
   * @param override whether values are installed that the server does not recommend
   */
  MssqlServerSettings(MssqlContext context, boolean reload, boolean override) {
    this.context = context;
    this.reload = reload;
    this.override = override;
  }

  static String configure(String name, long value) {
    return "EXEC sys.sp_configure " + MssqlSql.literal(name) + ", " + value;
  }

  /** Shows advanced options, or hides them. */
  static String show(boolean shown, String reconfigure) {
    return configure(MssqlOption.SHOW_ADVANCED, shown ? 1 : 0) + ";\n" + reconfigure;
  }

  private String reconfigure() {
    return override ? OVERRIDDEN : RECONFIGURE;
  }

  /**
   * Plans new values.
   *
   * @param values by name; empty for the default
   */
  Operation<List<Setting>> prepare(
      String verb, Options options, Map<String, Optional<String>> values) {
    MssqlOptions now = MssqlOptions.read(context);
    Map<MssqlOption, Long> wanted = wanted(now, values);
    boolean toggles =
        !now.showsAdvanced() && wanted.keySet().stream().anyMatch(MssqlOption::advanced);
    boolean staysShown =
        wanted.entrySet().stream()
            .anyMatch(each -> each.getKey().is(MssqlOption.SHOW_ADVANCED) && each.getValue() == 1);
    AtomicReference<@Nullable MssqlOptions> justRead = new AtomicReference<>(now);
    MssqlSettingChecks checks =
        new MssqlSettingChecks(context, reload, override, now.showsAdvanced());
    Plan.Builder<List<Setting>> plan =
        context
            .runner()
            .<List<Setting>>plan(verb, context.runner().engine())
            .options(options)
            .measure(() -> checks.measure(values, justRead.getAndSet(null)));
    AtomicBoolean shown = new AtomicBoolean();
    String hide = show(false, reconfigure());
    if (toggles) {
      plan.always(
          step -> {
            if (shown.get() && !staysShown) {
              context.sql().script(hide);
              shown.set(false);
            }
          });
      plan.leaves(
          () ->
              shown.get() && !staysShown
                  ? Optional.of("Advanced options are still shown; hide them: " + hide)
                  : Optional.empty());
      step(plan, show(true, reconfigure()), () -> shown.set(true), () -> {});
    }
    Map<MssqlOption, Long> before = new ConcurrentHashMap<>();
    AtomicBoolean installed = new AtomicBoolean();
    wanted.forEach(
        (option, value) -> {
          plan.onFailure(
              step -> {
                Long was = before.get(option);
                if (was != null && !installed.get()) {
                  context.sql().execute(configure(option.name(), was));
                }
              });
          // Others may have written another value down since it was planned.
          step(
              plan,
              configure(option.name(), value),
              () -> before.put(option, written(option)),
              () -> {});
        });
    if (reload && !wanted.isEmpty()) {
      step(plan, reconfigure(), () -> {}, () -> installed.set(true));
    }
    if (toggles && !staysShown) {
      step(plan, hide, () -> {}, () -> shown.set(false));
    }
    return plan.yields(
        () ->
            MssqlOptions.read(context).all().stream()
                .filter(option -> values.keySet().stream().anyMatch(option::is))
                .map(MssqlOption::setting)
                .toList());
  }

  private long written(MssqlOption option) {
    return context
        .sql()
        .first(
            "SELECT CAST(c.value AS bigint) AS set_value FROM sys.configurations c WHERE c.name = ?",
            row -> row.longValue("set_value"),
            option.name())
        .orElse(option.value());
  }

  private void step(Plan.Builder<List<Setting>> plan, String sql, Runnable begun, Runnable done) {
    plan.step(
        StepKind.SQL,
        Effect.IDEMPOTENT,
        sql,
        step -> {
          begun.run();
          context.sql().during(step).execute(sql);
          done.run();
        });
  }

  /** The options that are there, with the values that can be; the checks refuse the rest. */
  private static Map<MssqlOption, Long> wanted(
      MssqlOptions now, Map<String, Optional<String>> values) {
    Map<MssqlOption, Long> wanted = new LinkedHashMap<>();
    values.forEach(
        (name, value) ->
            now.find(name)
                .ifPresent(
                    option -> {
                      OptionalLong number = MssqlSettingChecks.wanted(option, value);
                      if (number.isPresent() && option.takes(number.getAsLong())) {
                        wanted.put(option, number.getAsLong());
                      }
                    }));
    return wanted;
  }
}
