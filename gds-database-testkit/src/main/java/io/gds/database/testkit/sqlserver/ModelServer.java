package io.gds.database.testkit.sqlserver;

import java.time.Clock;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The server: what it is, and the rooms that its state is kept in. Used by one thread at a time.
 */
final class ModelServer implements AutoCloseable {
  private final String name;
  private final SqlServerRelease release;
  private final SqlServerEdition edition;
  private final Clock clock;
  private final ZoneId zone;
  private final ModelCatalog catalog;
  private final ModelUndo undo = new ModelUndo(this);
  private final ModelLogins logins;
  private final ModelUsers users;
  private final ModelFiles files;
  private final ModelDatabases databases;
  private final ModelSessions sessions;
  private final ModelSettings settings;
  private Runnable down = () -> {};
  private final ModelScopedSettings scopedSettings = new ModelScopedSettings(this);
  private final ModelIntegrity integrity;
  private final ModelGroups groups;
  private final ModelClones clones = new ModelClones(this);
  private final ModelMedia media = new ModelMedia();
  private final ModelMachine machine;
  private final ModelObjects objects = new ModelObjects(this);
  private final ModelErrorLog errorLog = new ModelErrorLog(this);
  private final ModelErrorLog agentLog = new ModelErrorLog(this);
  private final Map<String, Object> properties = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

  ModelServer(
      String name, SqlServerRelease release, SqlServerEdition edition, Clock clock, ZoneId zone) {
    this.name = name;
    this.release = release;
    this.edition = edition;
    this.clock = clock;
    this.zone = zone;
    catalog = new ModelCatalog(release.major());
    logins = new ModelLogins(this);
    users = new ModelUsers(this);
    describe();
    machine = new ModelMachine(this);
    errorLog.write("Server", banner());
    errorLog.write("Server", "SQL Server is starting at normal priority base (=7).");
    agentLog.write("3", "[100] Microsoft SQLServerAgent version " + release.version());
    files = new ModelFiles(this);
    databases = new ModelDatabases(this);
    sessions = new ModelSessions(this);
    settings = new ModelSettings(catalog);
    integrity = new ModelIntegrity(this);
    groups = new ModelGroups(this);
  }

  private void describe() {
    int slash = name.indexOf('\\');
    String machine = slash < 0 ? name : name.substring(0, slash);
    properties.put("ServerName", name);
    properties.put("MachineName", machine);
    properties.put("ComputerNamePhysicalNetBIOS", machine);
    if (slash >= 0) {
      properties.put("InstanceName", name.substring(slash + 1));
    }
    properties.put("ProductVersion", release.version());
    properties.put("ProductMajorVersion", release.major());
    properties.put("ProductLevel", release.level());
    properties.put("Edition", edition.title());
    properties.put("EngineEdition", edition.engine());
    properties.put("Collation", ModelDatabases.COLLATION);
    properties.put("IsClustered", 0);
    properties.put("IsHadrEnabled", 0);
    properties.put("IsIntegratedSecurityOnly", 0);
    properties.put("IsSingleUser", 0);
    properties.put("ProcessID", 1);
    properties.put("InstanceDefaultDataPath", "/var/opt/mssql/data/");
    properties.put("InstanceDefaultLogPath", "/var/opt/mssql/data/");
    if (release.major() >= SqlServerRelease.SQL_SERVER_2019.major()) {
      properties.put("InstanceDefaultBackupPath", "/var/opt/mssql/data");
    }
  }

  /** See {@code SERVERPROPERTY}; null for what this server does not have. */
  @Nullable String property(String property) {
    Object value = properties.get(property);
    return value == null ? null : Objects.toString(value);
  }

  void property(String property, Object value) {
    properties.put(property, value);
  }

  /** The time, as columns of type datetime have it: in the server's own zone. */
  LocalDateTime now() {
    return LocalDateTime.ofInstant(clock.instant(), zone);
  }

  /** What {@code @@VERSION} says. */
  String banner() {
    return String.format(
        Locale.ROOT,
        "Microsoft SQL Server %d (%s) - %s (X64)%n\t%s on Linux (Ubuntu 22.04 LTS) <X64>",
        release.year(),
        release.level(),
        release.version(),
        edition.title());
  }

  String name() {
    return name;
  }

  SqlServerRelease release() {
    return release;
  }

  SqlServerEdition edition() {
    return edition;
  }

  Clock clock() {
    return clock;
  }

  ZoneId zone() {
    return zone;
  }

  /** Says what goes down when the server does. */
  void onShutdown(Runnable down) {
    this.down = down;
  }

  /** Stops; when it is started again, all settings take effect. */
  void shutDown() {
    settings.start();
    down.run();
  }

  ModelCatalog catalog() {
    return catalog;
  }

  ModelLogins logins() {
    return logins;
  }

  ModelUsers users() {
    return users;
  }

  ModelUndo undo() {
    return undo;
  }

  ModelDatabases databases() {
    return databases;
  }

  ModelFiles files() {
    return files;
  }

  ModelClones clones() {
    return clones;
  }

  ModelIntegrity integrity() {
    return integrity;
  }

  ModelMedia media() {
    return media;
  }

  ModelObjects objects() {
    return objects;
  }

  ModelMachine machine() {
    return machine;
  }

  ModelErrorLog errorLog() {
    return errorLog;
  }

  ModelErrorLog agentLog() {
    return agentLog;
  }

  ModelScopedSettings scopedSettings() {
    return scopedSettings;
  }

  ModelSettings settings() {
    return settings;
  }

  ModelGroups groups() {
    return groups;
  }

  ModelSessions sessions() {
    return sessions;
  }

  @Override
  public void close() {
    catalog.close();
  }
}
