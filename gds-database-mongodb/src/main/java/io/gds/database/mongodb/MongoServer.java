package io.gds.database.mongodb;

import io.gds.database.error.DatabaseException;
import io.gds.database.error.OptionFault;
import io.gds.database.lifecycle.HostCommand;
import io.gds.database.operation.OptionKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The options that say how a server is started and stopped. The commands may be given with an
 * operation, or once and for all as a property of the connection, under the same name and by {@code
 * ConnectionInfo}'s builder only: a URL may come from anywhere, and these run programs.
 */
public final class MongoServer {
  /**
   * What starts the server, such as {@code systemctl start mongod}; run on this machine. Default:
   * none, without which nothing can start it.
   */
  public static final OptionKey<HostCommand> START_COMMAND =
      command("mongodb.start-command", "What starts the server, such as the service manager.");

  /**
   * What stops the server, such as {@code systemctl stop mongod}; run on this machine. Default:
   * none: it is told by the command shutdown.
   */
  public static final OptionKey<HostCommand> STOP_COMMAND =
      command("mongodb.stop-command", "What stops the server, instead of the command shutdown.");

  /**
   * Whether the primary of a replica set is stopped, after it has stepped down, and the set chooses
   * another. Without this that is refused. Default: false.
   */
  public static final OptionKey<Boolean> STOP_PRIMARY =
      OptionKey.of(
              "mongodb.stop-primary",
              Boolean.class,
              "Whether the primary of a replica set is stopped, so that it chooses another.")
          .defaultsTo(false);

  /** Those that a connection may have as properties. */
  static final List<OptionKey<?>> PROPERTIES = List.of(START_COMMAND, STOP_COMMAND);

  static final Set<OptionKey<?>> STARTUP_KEYS = Set.of(START_COMMAND, MongoConfiguration.NODE);
  static final Set<OptionKey<?>> SHUTDOWN_KEYS =
      Set.of(STOP_COMMAND, STOP_PRIMARY, MongoConfiguration.NODE);
  static final Set<OptionKey<?>> RESTART_KEYS =
      Set.of(START_COMMAND, STOP_COMMAND, STOP_PRIMARY, MongoConfiguration.NODE);

  private MongoServer() {}

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
