package io.gds.database.mssql;

import io.gds.database.core.Checks;
import io.gds.database.core.Measurements;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.operation.Check;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What is measured before options of the server are set: once for all, in one statement. */
final class MssqlSettingChecks {
  private static final Pattern WHOLE = Pattern.compile("-?[0-9]{1,18}");

  /** Of a longer interval between checkpoints the server warns. */
  private static final int RECOMMENDED_MINUTES = 60;

  private static final int NEAR = 3;

  private final MssqlContext context;
  private final boolean reload;
  private final boolean override;
  private final boolean shownAsPlanned;

  /**
   * Checks.
   *
   * @param shownAsPlanned whether advanced options were shown when this was planned
   */
  MssqlSettingChecks(
      MssqlContext context, boolean reload, boolean override, boolean shownAsPlanned) {
    this.context = context;
    this.reload = reload;
    this.override = override;
    this.shownAsPlanned = shownAsPlanned;
  }

  /** What an option is to be: a number as given, or its default if none is. */
  static OptionalLong wanted(MssqlOption option, Optional<String> value) {
    return value
        .map(
            text ->
                WHOLE.matcher(text).matches()
                    ? OptionalLong.of(Long.parseLong(text))
                    : OptionalLong.empty())
        .orElseGet(option::defaultValue);
  }

  /**
   * All checks.
   *
   * @param values by name; empty for the default
   * @param read what was read just now; null to read it
   */
  List<Check> measure(Map<String, Optional<String>> values, @Nullable MssqlOptions read) {
    MssqlOptions now;
    try {
      now = read == null ? MssqlOptions.read(context) : read;
    } catch (DatabaseException e) {
      return List.of(
          new Measurements(context.clock())
              .refused("the settings can be read", context.runner().engine(), "readable", e));
    }
    List<Check> all = new ArrayList<>();
    all.add(maySet(now));
    values.forEach(
        (name, value) ->
            now.find(name)
                .ifPresentOrElse(
                    option -> {
                      all.add(takes(option, value));
                      if (!option.dynamic()) {
                        all.add(restart(option));
                      }
                    },
                    () -> all.add(unknown(name, now))));
    boolean advanced =
        values.keySet().stream()
            .flatMap(name -> now.find(name).stream())
            .anyMatch(MssqlOption::advanced);
    if (advanced) {
      all.addAll(advanced(now));
    }
    if (reload || (advanced && !now.showsAdvanced())) {
      all.addAll(installs(now, values));
    }
    return all;
  }

  private Check maySet(MssqlOptions now) {
    return demand(
        now.maySet(),
        "the login may set options",
        context.runner().engine(),
        now.maySet() ? "allowed" : "not allowed",
        "allowed",
        ErrorCode.PERMISSION_DENIED,
        "GRANT ALTER SETTINGS TO this login, or make it a member of serveradmin.");
  }

  private Check unknown(String name, MssqlOptions now) {
    String small = name.toLowerCase(Locale.ROOT);
    List<String> near =
        now.all().stream()
            .map(MssqlOption::name)
            .filter(known -> small.length() > 2 && known.toLowerCase(Locale.ROOT).contains(small))
            .limit(NEAR)
            .toList();
    return demand(
        false,
        "the setting exists",
        name,
        "not there",
        "a known setting",
        ErrorCode.NOT_FOUND,
        (near.isEmpty() ? "" : "Near it are " + String.join(", ", near) + ". ")
            + "See configuration(…) with advanced ones; names are written out, with their unit.");
  }

  private Check takes(MssqlOption option, Optional<String> value) {
    OptionalLong wanted = wanted(option, value);
    String range = option.least() + " to " + option.most();
    if (value.isEmpty()) {
      return demand(
          wanted.isPresent(),
          "the default of the setting is known",
          option.name(),
          wanted.isPresent() ? Long.toString(wanted.getAsLong()) : "not told by the vendor",
          "known",
          ErrorCode.INVALID_OPTIONS,
          "Set it to the value that it shall have.");
    }
    boolean fits = wanted.isPresent() && option.takes(wanted.getAsLong());
    return demand(
        fits,
        "the setting takes the value",
        option.name(),
        fits
            ? value.get()
            : wanted.isPresent() ? value.get() + " is out of range" : "no whole number",
        range + option.unit().map(unit -> " " + unit).orElse(""),
        ErrorCode.INVALID_OPTIONS,
        "Give a value of that range.");
  }

  private Check restart(MssqlOption option) {
    return Checks.advise(
        context.clock(),
        false,
        "a new value takes effect at once",
        option.name(),
        "when the server starts again",
        "at once",
        "Restart the server when it suits: restart(…).");
  }

  private List<Check> advanced(MssqlOptions now) {
    boolean same = now.showsAdvanced() == shownAsPlanned;
    return List.of(
        demand(
            same,
            "advanced options are shown as they were when this was planned",
            MssqlOption.SHOW_ADVANCED,
            now.showsAdvanced() ? "shown" : "hidden",
            shownAsPlanned ? "shown" : "hidden",
            ErrorCode.WRONG_STATE,
            "Somebody else has changed that: prepare it again."),
        demand(
            reload || now.showsAdvanced(),
            "advanced options can be set without being installed",
            MssqlOption.SHOW_ADVANCED,
            reload ? "they are installed" : now.showsAdvanced() ? "shown" : "hidden",
            "shown",
            ErrorCode.INVALID_OPTIONS,
            "Leave the reload in: hiding them again installs all values. Or have them shown."));
  }

  /** What RECONFIGURE refuses, and what it installs besides. */
  private List<Check> installs(MssqlOptions now, Map<String, Optional<String>> values) {
    List<Check> all = new ArrayList<>();
    String others =
        now.all().stream()
            .filter(MssqlOption::waitsForReconfigure)
            .filter(option -> values.keySet().stream().noneMatch(option::is))
            .map(
                option -> option.name() + " = " + option.value() + " (runs " + option.inUse() + ")")
            .collect(Collectors.joining(", "));
    all.add(
        Checks.advise(
            context.clock(),
            others.isEmpty(),
            "no values of others wait to be installed",
            context.runner().engine(),
            others.isEmpty() ? "none" : others,
            "none",
            "RECONFIGURE installs them too: see whether they are meant, or set them back first."));
    long minutes = then(now, values, MssqlOption.RECOVERY_INTERVAL);
    all.add(
        demand(
            override || minutes <= RECOMMENDED_MINUTES,
            "the server recommends the values",
            MssqlOption.RECOVERY_INTERVAL,
            minutes + " min",
            "up to " + RECOMMENDED_MINUTES + " min",
            ErrorCode.INVALID_OPTIONS,
            "Give a shorter interval, or " + MssqlConfiguration.OVERRIDE.id() + "."));
    long updates = then(now, values, MssqlOption.ALLOW_UPDATES);
    all.add(
        demand(
            override || updates == 0,
            "the values can be installed",
            MssqlOption.ALLOW_UPDATES,
            Long.toString(updates),
            "0",
            ErrorCode.INVALID_OPTIONS,
            "Set it to 0: it has no meaning any more, and RECONFIGURE fails by it."));
    long least = then(now, values, MssqlOption.MIN_MEMORY);
    long most =
        now.find(MssqlOption.MAX_MEMORY).isEmpty()
            ? Long.MAX_VALUE
            : then(now, values, MssqlOption.MAX_MEMORY);
    all.add(
        demand(
            least <= most,
            "the least memory is no more than the most",
            MssqlOption.MIN_MEMORY,
            least + " MB",
            "up to " + most + " MB",
            ErrorCode.INVALID_OPTIONS,
            "Give both so that they fit."));
    return all;
  }

  /** What an option is configured as once the new values are written down; 0 if it is not there. */
  private static long then(MssqlOptions now, Map<String, Optional<String>> values, String name) {
    Optional<MssqlOption> option = now.find(name);
    Stream<OptionalLong> given =
        values.entrySet().stream()
            .filter(each -> each.getKey().equalsIgnoreCase(name))
            .flatMap(each -> option.map(found -> wanted(found, each.getValue())).stream());
    return given
        .filter(OptionalLong::isPresent)
        .map(OptionalLong::getAsLong)
        .findFirst()
        .orElseGet(() -> option.map(MssqlOption::value).orElse(0L));
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
