package io.gds.database.testkit.sqlserver;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The databases: rows of sys.databases, sys.master_files and sys.database_recovery_status, which
 * always change together.
 */
final class ModelDatabases {
  static final String COLLATION = "SQL_Latin1_General_CP1_CI_AS";

  /** Options of sys.databases, each value at its number. */
  private static final Map<String, List<String>> CHOICES =
      Map.of(
          "state",
              List.of(
                  "ONLINE",
                  "RESTORING",
                  "RECOVERING",
                  "RECOVERY_PENDING",
                  "SUSPECT",
                  "EMERGENCY",
                  "OFFLINE"),
          "user_access", List.of("MULTI_USER", "SINGLE_USER", "RESTRICTED_USER"),
          "recovery_model", List.of("", "FULL", "BULK_LOGGED", "SIMPLE"),
          "page_verify_option", List.of("NONE", "TORN_PAGE_DETECTION", "CHECKSUM"),
          "containment", List.of("NONE", "PARTIAL"));

  /** Whether an option can have this value. */
  static boolean hasChoice(String column, String description) {
    return Objects.requireNonNull(CHOICES.get(column), column).contains(description);
  }

  private static final Set<String> STARTED = Set.of("ONLINE", "RESTORING", "RECOVERING");

  private static final List<String> SYSTEM = List.of("master", "tempdb", "model", "msdb");

  private final ModelServer server;
  private final ModelCatalog catalog;
  private final Map<String, ModelLog> logs = new HashMap<>();

  ModelDatabases(ModelServer server) {
    this.server = server;
    this.catalog = server.catalog();
    for (String name : SYSTEM) {
      create(name, "sa", COLLATION);
      choose(name, "recovery_model", name.equals("model") ? "FULL" : "SIMPLE");
    }
  }

  /** The number of this database; empty if there is none. */
  Optional<Integer> number(String name) {
    return catalog.first(
        Integer.class, "SELECT database_id FROM sys.databases WHERE name = ?", name);
  }

  /** The number of this database, or the server's error for a database that is not there. */
  int demand(String name) {
    return number(name)
        .orElseThrow(
            () ->
                new ModelError(
                    911,
                    16,
                    "Database '"
                        + name
                        + "' does not exist. Make sure that the name is entered correctly."));
  }

  /** The database with this database_guid, if it is there. */
  Optional<String> named(UUID guid) {
    return catalog.all(String.class, "SELECT name FROM sys.databases ORDER BY database_id").stream()
        .filter(name -> log(name).guid().equals(guid))
        .findFirst();
  }

  boolean isSystem(String name) {
    return number(name).filter(number -> number <= SYSTEM.size()).isPresent();
  }

  /** Whether it can be used: it is online. */
  boolean isOpen(String name) {
    return text(name, "state_desc").filter("ONLINE"::equals).isPresent();
  }

  /** A column of its row in sys.databases, as text. */
  Optional<String> text(String name, String column) {
    return catalog.first(
        String.class, "SELECT " + column + " FROM sys.databases WHERE name = ?", name);
  }

  void set(String name, String column, @Nullable Object value) {
    catalog.update("UPDATE sys.databases SET " + column + " = ? WHERE name = ?", value, name);
  }

  /** Sets an option that has a number and a description, by its description. */
  void choose(String name, String column, String description) {
    List<String> values = Objects.requireNonNull(CHOICES.get(column), column);
    if (!values.contains(description)) {
      throw new AssertionError("the model knows no " + column + " " + description);
    }
    set(name, column, values.indexOf(description));
    set(name, column + "_desc", description);
    if (column.equals("state")) {
      show(name);
    }
  }

  void rename(String name, String to) {
    if (!key(name).equals(key(to))) {
      demandFree(to);
    }
    set(name, "create_date", server.now());
    catalog.rename(name, to);
    server.users().renamed(name, to);
    set(name, "name", to);
    logs.put(key(to), Objects.requireNonNull(logs.remove(key(name)), name));
  }

  void demandFree(String name) {
    if (number(name).isPresent()) {
      throw new ModelError(
          1801, 16, "Database '" + name + "' already exists. Choose a different database name.");
    }
  }

  /** A database as CREATE DATABASE makes it, without files. */
  int create(String name, String owner, String collation) {
    demandFree(name);
    int number =
        1 + catalog.first(Integer.class, "SELECT MAX(database_id) FROM sys.databases").orElse(0);
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put("name", name);
    row.put("database_id", number);
    row.put("owner_sid", server.logins().sid(owner));
    row.put("create_date", server.now());
    row.put("compatibility_level", server.release().compatibility());
    row.put("collation_name", collation);
    row.putAll(DEFAULTS);
    row.put("service_broker_guid", UUID.randomUUID());
    catalog.insert("sys.databases", row);
    logs.put(key(name), new ModelLog(server.clock().instant()));
    catalog.insert("sys.database_recovery_status", Map.of("database_id", number));
    show(name);
    server.errorLog().write("Server", "Starting up database '" + name + "'.");
    return number;
  }

  /** The database's log. */
  ModelLog log(String name) {
    demand(name);
    return Objects.requireNonNull(logs.get(key(name)), name);
  }

  /** Shows in the catalogue what the log says of itself. */
  void show(String name) {
    ModelLog log = log(name);
    boolean simple = text(name, "recovery_model_desc").filter("SIMPLE"::equals).isPresent();
    // The page: NULL of a database that is offline, or that will not start.
    boolean starts = text(name, "state_desc").filter(STARTED::contains).isPresent();
    catalog.update(
        "UPDATE sys.database_recovery_status SET database_guid = ?, family_guid = ?,"
            + " last_log_backup_lsn = ?, recovery_fork_guid = ?, first_recovery_fork_guid = ?,"
            + " fork_point_lsn = ? WHERE database_id = ?",
        starts ? log.guid() : null,
        starts ? log.family() : null,
        starts && !simple ? log.chain().orElse(null) : null,
        starts ? log.fork() : null,
        starts ? log.firstFork() : null,
        starts ? log.forkPoint().orElse(null) : null,
        demand(name));
    catalog.update(
        "UPDATE sys.master_files SET differential_base_lsn = ?, differential_base_guid = ?"
            + " WHERE database_id = ? AND type = 0",
        log.base().orElse(null),
        log.baseGuid().orElse(null),
        demand(name));
  }

  private static String key(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  private static final Map<String, Object> DEFAULTS =
      Map.ofEntries(
          Map.entry("user_access", 0),
          Map.entry("user_access_desc", "MULTI_USER"),
          Map.entry("is_read_only", false),
          Map.entry("is_auto_close_on", false),
          Map.entry("is_auto_shrink_on", false),
          Map.entry("state", 0),
          Map.entry("state_desc", "ONLINE"),
          Map.entry("is_in_standby", false),
          Map.entry("is_cleanly_shutdown", false),
          Map.entry("recovery_model", 1),
          Map.entry("recovery_model_desc", "FULL"),
          Map.entry("page_verify_option", 2),
          Map.entry("page_verify_option_desc", "CHECKSUM"),
          Map.entry("is_trustworthy_on", false),
          Map.entry("is_distributor", false),
          Map.entry("is_broker_enabled", true),
          Map.entry("log_reuse_wait", 0),
          Map.entry("log_reuse_wait_desc", "NOTHING"),
          Map.entry("is_encrypted", false),
          Map.entry("containment", 0),
          Map.entry("containment_desc", "NONE"));

  /** Takes the database away, with its files. */
  void drop(String name) {
    int number = demand(name);
    catalog.forget(name);
    server.users().renamed(name, null);
    logs.remove(key(name));
    catalog.update("DELETE FROM sys.databases WHERE database_id = ?", number);
    catalog.update("DELETE FROM sys.master_files WHERE database_id = ?", number);
    catalog.update("DELETE FROM sys.database_recovery_status WHERE database_id = ?", number);
  }
}
