package io.gds.database.postgres;

import io.gds.database.error.DatabaseException;
import io.gds.database.error.InvalidOptionsException;
import io.gds.database.error.OptionFault;
import io.gds.database.lifecycle.HostCommand;
import io.gds.database.operation.OptionKey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The options that say how a server's process and files are reached: where a server is started,
 * stopped, made primary or made to follow. Each may be given with an operation, for the server that
 * it stops, starts or makes anew; or once and for all as a property of that server's connection,
 * under the same name and by {@code ConnectionInfo}'s builder only: a URL may come from anywhere,
 * and these run programs.
 *
 * @see <a href="https://www.postgresql.org/docs/current/app-pg-ctl.html">pg_ctl</a>
 */
public final class PostgresServer {
  /** The server's data directory, if it lies on this machine. Default: it does not. */
  public static final OptionKey<Path> DATA_DIRECTORY =
      OptionKey.of(
              "postgresql.data-directory",
              Path.class,
              "The server's data directory, if it lies on this machine.")
          .checked(Path::isAbsolute, "an absolute path");

  /** Where the server's own tools are, such as pg_ctl; as {@link PostgresBackup#TOOLS}. */
  public static final OptionKey<Path> TOOLS = PostgresBackup.TOOLS;

  /**
   * What stands before a command so that it runs as the user who owns the data directory, such as
   * {@code sudo -n -u postgres}: PostgreSQL refuses root. Default: nothing for the owner itself;
   * for root, {@code runuser -u OWNER --}.
   */
  public static final OptionKey<HostCommand> RUN_BY =
      command(
          "postgresql.run-by",
          "What stands before a command so that it runs as the owner of the data directory.");

  /**
   * What starts the server and waits for it, such as {@code systemctl start x}. Default: pg_ctl.
   */
  public static final OptionKey<HostCommand> START_COMMAND =
      command("postgresql.start-command", "What starts the server, instead of pg_ctl.");

  /**
   * What stops the server by its mode "fast" and waits for it, such as {@code systemctl stop x}.
   * Default: pg_ctl.
   */
  public static final OptionKey<HostCommand> STOP_COMMAND =
      command("postgresql.stop-command", "What stops the server, instead of pg_ctl.");

  /**
   * Where the server's words go when pg_ctl starts it, unless it keeps a log by itself. Default:
   * where they go now; if it is down, {@code startup.log} in the data directory.
   */
  public static final OptionKey<Path> LOG_FILE =
      OptionKey.of(
              "postgresql.log-file",
              Path.class,
              "Where the server's words go when pg_ctl starts it.")
          .checked(Path::isAbsolute, "an absolute path");

  /**
   * How the server is told to stop by pg_ctl. Default: FAST, after sessions have ended by
   * themselves unless it is forced.
   */
  public static final OptionKey<PostgresStopMode> STOP_MODE =
      OptionKey.of(
          "postgresql.stop-mode",
          PostgresStopMode.class,
          "How the server is told to stop; by default fast, once sessions have ended or by force.");

  /**
   * The file in which a standby finds the password for its primary, on the standby's machine,
   * readable by the server's user only. Default: none, which is refused if the connection to the
   * primary needs a password.
   */
  public static final OptionKey<Path> PASSFILE =
      OptionKey.of(
              "postgresql.passfile",
              Path.class,
              "The file in which a standby finds the password for its primary.")
          .checked(Path::isAbsolute, "an absolute path");

  /** As whom a standby logs in to its primary. Default: the user of the primary's connection. */
  public static final OptionKey<String> REPLICATION_USER =
      OptionKey.of(
              "postgresql.replication-user",
              String.class,
              "As whom a standby logs in to its primary; by default as this engine does.")
          .checked(name -> !name.isEmpty(), "a role that may replicate");

  /**
   * Whether a standby is promoted by force although the old primary answers and cannot be stopped
   * from here: then there are two, and what both take cannot be brought together again. Default:
   * no.
   */
  public static final OptionKey<Boolean> LEAVE_PRIMARY =
      OptionKey.of(
              "postgresql.leave-primary",
              Boolean.class,
              "Whether a failover goes on although the old primary answers and cannot be stopped.")
          .defaultsTo(false);

  /** Where the server lies, and how its programs are run there. */
  static final List<OptionKey<?>> PLACE =
      List.of(DATA_DIRECTORY, TOOLS, RUN_BY, START_COMMAND, STOP_COMMAND, LOG_FILE);

  /** Those that starting takes. */
  static final Set<OptionKey<?>> STARTUP_KEYS =
      Set.of(DATA_DIRECTORY, TOOLS, RUN_BY, START_COMMAND, LOG_FILE);

  /** Those that stopping takes. */
  static final Set<OptionKey<?>> SHUTDOWN_KEYS =
      Set.of(DATA_DIRECTORY, TOOLS, RUN_BY, STOP_COMMAND, STOP_MODE);

  /** Those that restarting takes. */
  static final Set<OptionKey<?>> RESTART_KEYS = with(STOP_MODE);

  /** Those that making a server follow another takes. */
  static final Set<OptionKey<?>> FOLLOW_KEYS = with(PASSFILE, REPLICATION_USER);

  /** Those that a failover takes, for the old primary. */
  static final Set<OptionKey<?>> FAILOVER_KEYS =
      Set.of(DATA_DIRECTORY, TOOLS, RUN_BY, STOP_COMMAND, LEAVE_PRIMARY);

  /** Those that a connection may have as properties. */
  static final Set<OptionKey<?>> PROPERTIES =
      Set.of(
          DATA_DIRECTORY,
          TOOLS,
          RUN_BY,
          START_COMMAND,
          STOP_COMMAND,
          LOG_FILE,
          PASSFILE,
          REPLICATION_USER);

  /** Those properties that are ours, and unknown to the driver. */
  static final Set<OptionKey<?>> OURS = ours();

  private PostgresServer() {}

  private static Set<OptionKey<?>> ours() {
    Set<OptionKey<?>> all = new LinkedHashSet<>(PROPERTIES);
    all.addAll(PostgresPatroni.PROPERTIES);
    return Set.copyOf(all);
  }

  /**
   * Refuses properties whose values are none.
   *
   * @throws InvalidOptionsException naming all of them
   */
  static void check(Map<String, String> properties) {
    List<OptionFault> faults = new ArrayList<>();
    for (OptionKey<?> key : OURS) {
      String value = properties.get(key.id());
      if (value != null) {
        try {
          key.parse(value);
        } catch (DatabaseException e) {
          faults.add(new OptionFault(key.id(), "takes " + key.range()));
        }
      }
    }
    if (!faults.isEmpty()) {
      throw InvalidOptionsException.of("connection properties", faults);
    }
  }

  private static OptionKey<HostCommand> command(String id, String description) {
    return OptionKey.of(id, HostCommand.class, description)
        .parsedBy(HostCommand::parse)
        .checked(command -> true, "words with blanks between; a word with blanks in double quotes");
  }

  private static Set<OptionKey<?>> with(OptionKey<?>... more) {
    Set<OptionKey<?>> all = new LinkedHashSet<>(PLACE);
    all.addAll(List.of(more));
    return Set.copyOf(all);
  }
}
