package io.gds.database.cli;

import io.gds.database.DatabaseEngine;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.error.InvalidOptionsException;
import io.gds.database.error.OptionFault;
import io.gds.database.manager.DatabaseManager;
import io.gds.database.operation.Operation;
import io.gds.database.settings.ResetConfigurationOptions;
import io.gds.database.settings.SetConfigurationOptions;
import io.gds.database.settings.Setting;
import io.gds.database.settings.SettingQuery;
import io.gds.database.settings.SupportsConfiguration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Reads and changes settings. Without a command of its own, it reads. */
@Command(name = "config", description = "List settings, read some (get), change some (set, reset).")
final class ConfigCommand extends EngineCommand {
  private static final List<Column<Setting>> COLUMNS =
      List.of(
          Column.left("NAME", Setting::name),
          Column.left("VALUE", Setting::value),
          Column.left("RUNNING", s -> s.runningValue().equals(s.value()) ? "" : s.runningValue()),
          Column.left("UNIT", Setting::unit),
          Column.left("DEFAULT", Setting::defaultValue),
          Column.left("SOURCE", Setting::source),
          Column.left("TAKES EFFECT", Setting::takesEffect),
          Column.left("PENDING", s -> s.pendingRestart() ? "restart" : ""));

  @Option(
      names = "--like",
      paramLabel = "P",
      description = "Only names like this, with * and ? as wildcards.")
  private @Nullable String like;

  @Option(names = "--changed", description = "Only what is not as by default.")
  private boolean changed;

  @Option(names = "--pending", description = "Only what waits for a restart.")
  private boolean pending;

  @Option(names = "--advanced", description = "What the platform hides, too.")
  private boolean advanced;

  @Option(names = "--database", paramLabel = "NAME", description = "As set for this database.")
  private @Nullable String database;

  ConfigCommand(Gds gds) {
    super(gds);
  }

  @Override
  void read(DatabaseEngine engine) {
    SettingQuery query =
        SettingQuery.all().changedOnly(changed).pendingOnly(pending).advanced(advanced);
    query = like == null ? query : query.like(like);
    gds.output().list(settings(engine, query, database), Setting.class, COLUMNS);
  }

  private static List<Setting> settings(
      DatabaseEngine engine, SettingQuery query, @Nullable String database) {
    return engine
        .require(SupportsConfiguration.class)
        .configuration(database == null ? query : query.database(database));
  }

  /** What a change yielded, for people. */
  private static List<String> lines(Object value) {
    return Table.lines(COLUMNS, ((List<?>) value).stream().map(Setting.class::cast).toList());
  }

  /** Reads settings by name. */
  @Command(name = "get", description = "Read settings by name.")
  static final class Get extends EngineCommand {
    @Parameters(paramLabel = "NAME", arity = "1..*", description = "The settings.")
    private final List<String> names = new ArrayList<>();

    @Option(names = "--database", paramLabel = "NAME", description = "As set for this database.")
    private @Nullable String database;

    Get(Gds gds) {
      super(gds);
    }

    @Override
    void read(DatabaseEngine engine) {
      List<Setting> found =
          settings(engine, SettingQuery.all().advanced(true), database).stream()
              .filter(setting -> names.contains(setting.name()))
              .toList();
      for (String name : names) {
        if (found.stream().noneMatch(setting -> setting.name().equals(name))) {
          throw ErrorDetails.of(ErrorCode.NOT_FOUND, "there is no setting " + name)
              .target(name)
              .remedy("gds config --advanced lists those that there are.")
              .toException();
        }
      }
      gds.output().list(found, Setting.class, COLUMNS);
    }
  }

  /** Changes settings. */
  @Command(name = "set", description = "Change settings.")
  static final class Change extends ChangeCommand {
    @Parameters(
        paramLabel = "NAME=VALUE",
        arity = "0..*",
        description = "The settings and their new values.")
    private final Map<String, String> values = new LinkedHashMap<>();

    @Option(
        names = "--hidden",
        paramLabel = "NAME=WHERE",
        description =
            "A setting that is a secret or holds one, and where its value comes from: env:NAME or"
                + " file:PATH; may be repeated.")
    private final Map<String, String> hidden = new LinkedHashMap<>();

    @Option(
        names = "--no-reload",
        description = "Leave it to somebody else to have the server read its configuration again.")
    private boolean noReload;

    @Option(names = "--database", paramLabel = "NAME", description = "For this database only.")
    private @Nullable String database;

    @Mixin private final PlatformOptions platform = new PlatformOptions();

    Change(Gds gds) {
      super(gds);
    }

    @Override
    String verb() {
      return "setConfiguration";
    }

    @Override
    String target() {
      return Stream.concat(values.keySet().stream(), hidden.keySet().stream())
          .collect(Collectors.joining(", "));
    }

    @Override
    void check() {
      if (values.isEmpty() && hidden.isEmpty()) {
        throw InvalidOptionsException.of(
            "config set", List.of(new OptionFault("NAME=VALUE", "is missing: name a setting")));
      }
    }

    @Override
    Operation<?> prepare(DatabaseManager manager, DatabaseEngine engine) {
      SupportsConfiguration configuration = engine.require(SupportsConfiguration.class);
      SetConfigurationOptions.Builder options =
          SetConfigurationOptions.builder()
              .reload(!noReload)
              .options(platform.values("configuration options", configuration.configurationKeys()));
      values.forEach(options::set);
      hidden.forEach(
          (name, where) ->
              options.setSecret(name, SecretPlace.of("config set", "--hidden", where)));
      if (database != null) {
        options.database(database);
      }
      return configuration.prepareSetConfiguration(options.build());
    }

    @Override
    List<String> text(Object value) {
      return lines(value);
    }
  }

  /** Puts settings back to what they are without being set. */
  @Command(name = "reset", description = "Put settings back to what they are without being set.")
  static final class Reset extends ChangeCommand {
    @Parameters(paramLabel = "NAME", arity = "1..*", description = "The settings.")
    private final List<String> names = new ArrayList<>();

    @Option(
        names = "--no-reload",
        description = "Leave it to somebody else to have the server read its configuration again.")
    private boolean noReload;

    @Option(names = "--database", paramLabel = "NAME", description = "For this database only.")
    private @Nullable String database;

    Reset(Gds gds) {
      super(gds);
    }

    @Override
    String verb() {
      return "resetConfiguration";
    }

    @Override
    String target() {
      return String.join(", ", names);
    }

    @Override
    Operation<?> prepare(DatabaseManager manager, DatabaseEngine engine) {
      ResetConfigurationOptions.Builder options =
          ResetConfigurationOptions.builder().reload(!noReload);
      names.forEach(options::setting);
      if (database != null) {
        options.database(database);
      }
      return engine.require(SupportsConfiguration.class).prepareResetConfiguration(options.build());
    }

    @Override
    List<String> text(Object value) {
      return lines(value);
    }
  }
}
