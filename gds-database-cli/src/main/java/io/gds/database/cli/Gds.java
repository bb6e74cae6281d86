package io.gds.database.cli;

import io.gds.database.manager.DatabaseManager;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/**
 * The command line, {@code gds COMMAND --url URL [NAME ...]}: it lists, describes, creates, backs
 * up, verifies, restores, clones and drops databases through the public API. Its options may stand
 * before or after the command. One object runs one command line.
 */
@Command(
    name = "gds",
    description = "Administers databases of any platform whose provider is on the class path.",
    synopsisSubcommandLabel = "COMMAND",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:It is done.",
      "1:It failed, for another reason than those below.",
      "2:What was asked for is faulty, or names no known platform.",
      "3:The platform cannot do that.",
      "4:It is not there, or already there.",
      "5:The log-in failed, or a right is missing.",
      "6:There was no connection, or no end within the time that was given.",
      "7:The archive was refused: damaged, unknown, or of something else.",
      "8:The outcome is unknown: look at the server before you repeat it.",
      "130:It was cancelled, or not confirmed."
    },
    versionProvider = Version.class)
public final class Gds {
  private final Console console;
  private final Interruption interruption;

  @Mixin private final ConnectionOptions connection = new ConnectionOptions();
  @Mixin private final OutputOptions outputs = new OutputOptions();
  @Mixin private final RunOptions runs = new RunOptions();

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Show what a command takes.")
  boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Show the version.")
  boolean version;

  Gds(Console console, Interruption interruption) {
    this.console = console;
    this.interruption = interruption;
  }

  /** Runs the command line and ends the process with its exit code. */
  public static void main(String[] args) {
    if (List.of(args).contains("--verbose")) {
      System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "warn");
      System.setProperty("org.slf4j.simpleLogger.log.io.gds", "debug");
    }
    Console console = Console.standard();
    Interruption interruption = new Interruption(console);
    interruption.install();
    int code = ExitCodes.FAILED;
    try {
      code = equipped(console) ? new Gds(console, interruption).run(args) : ExitCodes.USAGE;
    } finally {
      interruption.finished(code);
    }
    System.exit(code);
  }

  /** Has providers be looked for among the add-ons too. */
  private static boolean equipped(Console console) {
    Thread thread = Thread.currentThread();
    try {
      thread.setContextClassLoader(
          Addons.loader(
              System.getenv(Addons.VARIABLE), Addons.usual(), thread.getContextClassLoader()));
      return true;
    } catch (IllegalArgumentException e) {
      console.say(String.valueOf(e.getMessage()));
      return false;
    }
  }

  /** Runs the command line and says with which code the process should end. */
  int run(String... args) {
    int code = Commands.of(this, args).execute(args);
    console.err().flush();
    if (console.out().checkError() && code == ExitCodes.DONE) {
      console.say("not everything could be written to standard output");
      return ExitCodes.FAILED;
    }
    return code;
  }

  Console console() {
    return console;
  }

  Interruption interruption() {
    return interruption;
  }

  ConnectionOptions connection() {
    return connection;
  }

  RunOptions runs() {
    return runs;
  }

  Output output() {
    return new Output(console, outputs);
  }

  /** A manager of all providers that are found, with the audit file, if there is to be one. */
  DatabaseManager manager() {
    return managerBuilder().build();
  }

  /** The same, to be added to. */
  DatabaseManager.Builder managerBuilder() {
    DatabaseManager.Builder builder = DatabaseManager.builder().discover();
    runs.audit().ifPresent(path -> builder.audit(new AuditFile(path, console)));
    return builder;
  }
}
