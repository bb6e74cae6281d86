package io.gds.database.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gds.database.backup.BackupType;
import io.gds.database.backup.VerifyLevel;
import io.gds.database.cloning.CloneKind;
import io.gds.database.ha.RejoinMethod;
import io.gds.database.lifecycle.StateChange;
import io.gds.database.mongodb.MongoColumnTypes;
import io.gds.database.mongodb.MongoFileFormat;
import io.gds.database.mongodb.MongoImportMode;
import io.gds.database.observe.LogLevel;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.TypeConversionException;

/** All commands by name, and the parser that knows them. */
final class Commands {
  private static final List<String> NAMES =
      List.of(
          "demo",
          "platforms",
          "capabilities",
          "engine",
          "databases",
          "describe",
          "schema",
          "create",
          "drop",
          "backup",
          "backups",
          "inspect",
          "verify",
          "restore",
          "clone",
          "export",
          "import",
          "state",
          "users",
          "processes",
          "kill",
          "config",
          "metrics",
          "logs",
          "ha",
          "completion",
          "help");

  /** Those that tell about the others. */
  private static final Set<String> WIDE = Set.of("help", "completion");

  private Commands() {}

  /**
   * A parser of these arguments. It knows only the command that is named in them, which saves most
   * of the time that a short command takes; if that is none, or help is wanted, it knows all.
   */
  static CommandLine of(Gds gds, String... args) {
    CommandLine line = new CommandLine(gds);
    String named = named(line, args);
    boolean one = NAMES.contains(named) && !WIDE.contains(named);
    for (String name : one ? List.of(named) : NAMES) {
      line.addSubcommand(name, command(name, gds));
    }
    converters(line);
    ordered(line);
    Faults faults = new Faults(gds, args);
    return line.setOut(new PrintWriter(gds.console().out(), true, UTF_8))
        .setErr(new PrintWriter(gds.console().err(), true, UTF_8))
        .setAbbreviatedOptionsAllowed(false)
        // A word that begins with @ is a place on a stage, and no file of arguments.
        .setExpandAtFiles(false)
        .setParameterExceptionHandler(faults)
        .setExecutionExceptionHandler(faults);
  }

  private static Object command(String name, Gds gds) {
    return switch (name) {
      case "demo" -> new DemoCommand(gds);
      case "platforms" -> new PlatformsCommand(gds);
      case "capabilities" -> new CapabilitiesCommand(gds);
      case "engine" -> new EngineInfoCommand(gds);
      case "databases" -> new DatabasesCommand(gds);
      case "describe" -> new DescribeCommand(gds);
      case "schema" -> new SchemaCommand(gds);
      case "create" -> new CreateCommand(gds);
      case "drop" -> new DropCommand(gds);
      case "backup" -> new BackupCommand(gds);
      case "backups" -> new BackupsCommand(gds);
      case "inspect" -> new InspectCommand(gds);
      case "verify" -> new VerifyCommand(gds);
      case "restore" -> new RestoreCommand(gds);
      case "clone" -> new CloneCommand(gds);
      case "export" -> new ExportCommand(gds);
      case "import" -> new ImportCommand(gds);
      case "state" -> new StateCommand(gds);
      case "users" -> new UsersCommand(gds);
      case "processes" -> new ProcessesCommand(gds);
      case "kill" -> new KillCommand(gds);
      case "config" -> config(gds);
      case "metrics" -> new MetricsCommand(gds);
      case "logs" -> new LogsCommand(gds);
      case "ha" -> ha(gds);
      case "completion" -> new CompletionCommand(gds);
      case "help" -> new HelpCommand(gds);
      default -> throw new IllegalArgumentException("no command " + name);
    };
  }

  private static Object config(Gds gds) {
    return new CommandLine(new ConfigCommand(gds))
        .addSubcommand("get", new ConfigCommand.Get(gds))
        .addSubcommand("set", new ConfigCommand.Change(gds))
        .addSubcommand("reset", new ConfigCommand.Reset(gds));
  }

  private static Object ha(Gds gds) {
    return new CommandLine(new HaCommand(gds))
        .addSubcommand("status", new HaCommand.Status(gds))
        .addSubcommand("switchover", new SwitchoverCommand(gds))
        .addSubcommand("failover", new FailoverCommand(gds))
        .addSubcommand("rejoin", new RejoinCommand(gds));
  }

  /** The first argument that is neither an option nor the value of one; empty if there is none. */
  private static String named(CommandLine line, String... args) {
    boolean value = false;
    for (String arg : args) {
      OptionSpec option = line.getCommandSpec().optionsMap().get(arg);
      if (option == null && !value && !arg.startsWith("-")) {
        return arg;
      }
      value = option != null && option.arity().max() > 0;
    }
    return "";
  }

  /** In help, a command's own options come first. */
  private static void ordered(CommandLine line) {
    line.getCommandSpec().usageMessage().sortOptions(false);
    line.getSubcommands().values().forEach(Commands::ordered);
  }

  private static void converters(CommandLine line) {
    constants(line, Format.class);
    constants(line, BackupType.class);
    constants(line, VerifyLevel.class);
    constants(line, CloneKind.class);
    constants(line, StateChange.class);
    constants(line, LogLevel.class);
    constants(line, RejoinMethod.class);
    constants(line, MongoFileFormat.class);
    constants(line, MongoImportMode.class);
    constants(line, MongoColumnTypes.class);
  }

  /** Constants as they are typed: in small letters, with hyphens. */
  private static <E extends Enum<E>> void constants(CommandLine line, Class<E> type) {
    ITypeConverter<E> converter =
        text -> {
          for (E constant : type.getEnumConstants()) {
            if (constant.name().equals(text.toUpperCase(Locale.ROOT).replace('-', '_'))) {
              return constant;
            }
          }
          throw new TypeConversionException("takes " + words(type));
        };
    line.registerConverter(type, converter);
  }

  private static <E extends Enum<E>> String words(Class<E> type) {
    return Arrays.stream(type.getEnumConstants())
        .map(constant -> constant.name().toLowerCase(Locale.ROOT).replace('_', '-'))
        .collect(Collectors.joining(", "));
  }
}
