package io.gds.database.mssql;

import io.gds.database.error.DatabaseException;
import io.gds.database.error.OptionFault;
import io.gds.database.lifecycle.HostCommand;
import io.gds.database.operation.OptionKey;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The options that say how the server is started and stopped. The commands may be given with an
 * operation, or once and for all as a property of the connection, under the same name and by {@code
 * ConnectionInfo}'s builder only: a URL may come from anywhere, and these run programs.
 *
 * @see <a
 *     href="https://learn.microsoft.com/en-us/sql/linux/sql-server-linux-start-stop-restart-sql-server-services">Start,
 *     stop and restart SQL Server services on Linux</a>
 */
public final class MssqlServer {
  /**
   * What starts the server, such as {@code systemctl start mssql-server} or {@code net start
   * MSSQLSERVER}; run on this machine. Default: none, without which nothing can start it.
   */
  public static final OptionKey<HostCommand> START_COMMAND =
      command("mssql.start-command", "What starts the server, such as the service manager.");

  /**
   * What stops the server, such as {@code systemctl stop mssql-server}; run on this machine.
   * Default: none: it is told by the statement SHUTDOWN.
   */
  public static final OptionKey<HostCommand> STOP_COMMAND =
      command("mssql.stop-command", "What stops the server, instead of SHUTDOWN.");

  /**
   * How SHUTDOWN stops it. Default: WAIT, after sessions have ended by themselves; by force NOWAIT.
   */
  public static final OptionKey<MssqlStopMode> STOP_MODE =
      OptionKey.of(
          "mssql.stop-mode",
          MssqlStopMode.class,
          "How the server is told to stop; by default WAIT, and NOWAIT by force.");

  /**
   * Whether a server is stopped that holds primary replicas of availability groups, or is the
   * principal of mirrored databases. Without this that is refused. Default: false.
   */
  public static final OptionKey<Boolean> STOP_PRIMARY =
      OptionKey.of(
              "mssql.stop-primary",
              Boolean.class,
              "Whether a server is stopped that is the primary of groups or mirrored databases.")
          .defaultsTo(false);

  /**
   * The zone of the server's clock, by its name in the time zone database or in Windows; a property
   * of the connection. Servers before 2022 do not tell it, and their history and logs hold local
   * times without an offset. Compared with the server's offset whenever it is used. Default: none,
   * as far from UTC as the server is now.
   */
  public static final OptionKey<ZoneId> TIME_ZONE =
      OptionKey.of(
              "mssql.server-time-zone",
              ZoneId.class,
              "The zone of the server's clock, where the server does not tell it.")
          .parsedBy(MssqlServerZone::parse)
          .checked(zone -> true, "a name such as Europe/Berlin or W. Europe Standard Time");

  /** Those that a connection may have as properties. */
  static final List<OptionKey<?>> PROPERTIES = List.of(START_COMMAND, STOP_COMMAND, TIME_ZONE);

  static final Set<OptionKey<?>> STARTUP_KEYS = Set.of(START_COMMAND);
  static final Set<OptionKey<?>> SHUTDOWN_KEYS = Set.of(STOP_COMMAND, STOP_MODE, STOP_PRIMARY);
  static final Set<OptionKey<?>> RESTART_KEYS =
      Set.of(START_COMMAND, STOP_COMMAND, STOP_MODE, STOP_PRIMARY);

  private MssqlServer() {}

  private static OptionKey<HostCommand> command(String id, String description) {
    return OptionKey.of(id, HostCommand.class, description)
        .parsedBy(HostCommand::parse)
        .checked(command -> true, "words with blanks between; a word with blanks in double quotes");
  }

  /** What is wrong with the properties of these names. */
  static List<OptionFault> faults(Map<String, String> properties) {
    List<OptionFault> faults = new ArrayList<>();
    for (OptionKey<?> key : PROPERTIES) {
      String value = properties.get(key.id());
      try {
        if (value != null) {
          key.parse(value);
        }
      } catch (DatabaseException e) {
        faults.add(new OptionFault(key.id(), "takes " + key.range()));
      }
    }
    return faults;
  }

  /** The rest of a connection's properties: those that the driver knows. */
  static Map<String, String> without(Map<String, String> properties) {
    Map<String, String> rest = new LinkedHashMap<>(properties);
    PROPERTIES.forEach(key -> rest.remove(key.id()));
    return rest;
  }
}
