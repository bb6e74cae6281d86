package io.gds.database.testkit.fake;

import io.gds.database.Availability;
import io.gds.database.Capability;
import io.gds.database.CapabilityStatus;
import io.gds.database.DatabaseMetadata;
import io.gds.database.EngineMetadata;
import io.gds.database.SupportsDefinition;
import io.gds.database.access.Grant;
import io.gds.database.access.RoleInfo;
import io.gds.database.access.ServerProcess;
import io.gds.database.access.UserInfo;
import io.gds.database.backup.BackupType;
import io.gds.database.backup.VerifyLevel;
import io.gds.database.cloning.CloneKind;
import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.DatabaseType;
import io.gds.database.data.SupportsSql;
import io.gds.database.ha.SyncMode;
import io.gds.database.lifecycle.StateChange;
import io.gds.database.lifecycle.StateSupport;
import io.gds.database.observe.LogEntry;
import io.gds.database.observe.Metric;
import io.gds.database.observe.StatementStats;
import io.gds.database.operation.OptionKey;
import io.gds.database.schema.SchemaInfo;
import io.gds.database.schema.TableInfo;
import io.gds.database.settings.Setting;
import io.gds.database.spi.EngineEnvironment;
import io.gds.database.testkit.FakeClock;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Builds a fake engine, or the server behind it. Not thread-safe. */
public final class FakeEngineBuilder {
  private final Map<Class<? extends Capability>, CapabilityStatus> absent = new LinkedHashMap<>();
  private final List<CapabilityStatus> absentFeatures = new ArrayList<>();
  private final Map<Class<? extends Capability>, Set<OptionKey<?>>> keys = new HashMap<>();
  private final List<Consumer<FakeServer>> arrangements = new ArrayList<>();
  private DatabaseType type = FakeProvider.TYPE;
  private String name = "fake";
  private String version = "1.0";
  private Clock clock = new FakeClock();
  private int maxNameLength = 255;
  private Function<FakeEngineMetadata, EngineMetadata> engineMetadata = reading -> reading;
  private Function<FakeDatabaseMetadata, DatabaseMetadata> databaseMetadata = reading -> reading;
  private List<BackupType> backupTypes = List.of(BackupType.values());
  private List<CloneKind> cloneKinds = List.of(CloneKind.values());
  private List<VerifyLevel> verifyLevels = List.of(VerifyLevel.values());
  private List<StateSupport> states =
      Arrays.stream(StateChange.values())
          .map(state -> new StateSupport(state, true, "The fake keeps it against everybody."))
          .toList();
  private @Nullable String edition;
  private @Nullable Duration metricHistory;
  private @Nullable DataSource dataSource;
  private @Nullable ConnectionInfo connection;
  private @Nullable EngineEnvironment environment;

  FakeEngineBuilder() {}

  /** The platform it says it is. Default: {@code fake}. */
  public FakeEngineBuilder posingAs(DatabaseType type) {
    this.type = Objects.requireNonNull(type, "type");
    return this;
  }

  /** The server's name. Default: {@code fake}. */
  public FakeEngineBuilder name(String name) {
    this.name = Objects.requireNonNull(name, "name");
    return this;
  }

  /** The version it tells. Default: {@code 1.0}. */
  public FakeEngineBuilder version(String version) {
    this.version = Objects.requireNonNull(version, "version");
    return this;
  }

  /** The edition it tells. Default: none. */
  public FakeEngineBuilder edition(String edition) {
    this.edition = Objects.requireNonNull(edition, "edition");
    return this;
  }

  /** The server's clock. Default: a {@link FakeClock} of its own. */
  public FakeEngineBuilder clock(Clock clock) {
    this.clock = Objects.requireNonNull(clock, "clock");
    return this;
  }

  /** The longest name it takes, in characters. Default: 255. */
  public FakeEngineBuilder maxNameLength(int characters) {
    this.maxNameLength = characters;
    return this;
  }

  /** What it tells of itself, always the same. Default: what it is. */
  public FakeEngineBuilder metadata(EngineMetadata metadata) {
    Objects.requireNonNull(metadata, "metadata");
    return metadata(reading -> metadata);
  }

  /** Makes another platform's record of what it is. Default: the fake's own record. */
  public FakeEngineBuilder metadata(Function<FakeEngineMetadata, EngineMetadata> posing) {
    this.engineMetadata = Objects.requireNonNull(posing, "posing");
    return this;
  }

  /** Makes another platform's record of a database. Default: the fake's own record. */
  public FakeEngineBuilder databaseMetadata(
      Function<FakeDatabaseMetadata, DatabaseMetadata> posing) {
    this.databaseMetadata = Objects.requireNonNull(posing, "posing");
    return this;
  }

  /** Adds an empty database. Default: none. */
  public FakeEngineBuilder database(String name) {
    return database(name, FakeContent.empty());
  }

  /** Adds a database. Default: none. */
  public FakeEngineBuilder database(String name, FakeContent content) {
    return arrange(server -> server.database(name, content));
  }

  /**
   * Adds a bit of everything, as {@link Samples} tell it: a database {@code orders} with rows, a
   * user, a role, a right, a session, a setting, figures, a log entry, and a group of two nodes.
   * Default: none.
   */
  public FakeEngineBuilder samples() {
    return arrange(
        server -> {
          FakeTable customers =
              new FakeTable(Samples.of(TableInfo.class), List.of(List.of("Ada"), List.of("Grace")));
          server.database(
              Samples.DATABASE, FakeContent.of(customers).with(Samples.of(SchemaInfo.class)));
          server.user(Samples.of(UserInfo.class));
          server.role(Samples.of(RoleInfo.class));
          server.grant(Samples.of(Grant.class));
          server.process(Samples.of(ServerProcess.class));
          server.setting(Samples.of(Setting.class));
          server.metric(Samples.of(Metric.class));
          server.log(Samples.of(LogEntry.class));
          server.statement(Samples.of(StatementStats.class));
          server.group("sales", SyncMode.ASYNCHRONOUS, "node-1", "node-2");
        });
  }

  /** Does something with the server once it is built, such as adding users. Default: nothing. */
  public FakeEngineBuilder arrange(Consumer<FakeServer> arrangement) {
    arrangements.add(Objects.requireNonNull(arrangement, "arrangement"));
    return this;
  }

  /**
   * Leaves out a capability. One that is missing for good is refused by {@code require}; any other
   * is handed out, told as unavailable by {@code capabilities()}, and fails when it is used.
   * Default: everything is there but SQL.
   *
   * @throws IllegalArgumentException if it is {@link SupportsDefinition}, which every platform has,
   *     or if it is said to be available
   */
  public FakeEngineBuilder without(
      Class<? extends Capability> capability, Availability why, String reason) {
    return without(capability, why, reason, "");
  }

  /** The same with what would help. */
  public FakeEngineBuilder without(
      Class<? extends Capability> capability, Availability why, String reason, String remedy) {
    if (capability == SupportsDefinition.class || why == Availability.AVAILABLE) {
      throw new IllegalArgumentException(
          "every platform has SupportsDefinition, and what is left out is not available");
    }
    absent.put(capability, CapabilityStatus.absent(capability, why, reason, remedy));
    return this;
  }

  /** Says why a feature, such as a backup type, is missing. Default: the platform lacks it. */
  public FakeEngineBuilder withoutFeature(
      Class<? extends Capability> capability,
      Enum<?> feature,
      Availability why,
      String reason,
      String remedy) {
    absentFeatures.add(CapabilityStatus.absent(capability, feature, why, reason, remedy));
    return this;
  }

  /** Leaves out all capabilities but these and {@link SupportsDefinition}. Default: none. */
  @SafeVarargs
  public final FakeEngineBuilder supporting(Class<? extends Capability>... capabilities) {
    Set<Class<? extends Capability>> kept = new HashSet<>(Set.of(SupportsDefinition.class));
    for (Class<? extends Capability> capability : capabilities) {
      kept.add(capability);
    }
    for (Class<? extends Capability> capability : FakeCapabilities.ALL) {
      if (!kept.contains(capability)) {
        without(capability, Availability.NOT_ON_PLATFORM, "the platform has nothing like it");
      }
    }
    return this;
  }

  /** The types of backup it makes, the default first. Default: all, FULL first. */
  public FakeEngineBuilder backupTypes(BackupType... types) {
    this.backupTypes = filled(List.of(types));
    return this;
  }

  /** The kinds of clone it makes, the default first. Default: all, ZERO_COPY first. */
  public FakeEngineBuilder cloneKinds(CloneKind... kinds) {
    this.cloneKinds = filled(List.of(kinds));
    return this;
  }

  /** How far it can prove a backup, least first. Default: all levels. */
  public FakeEngineBuilder verifyLevels(VerifyLevel... levels) {
    this.verifyLevels = filled(List.of(levels));
    return this;
  }

  /** The states a database can be put into. Default: all, binding. */
  public FakeEngineBuilder states(StateSupport... states) {
    this.states = filled(List.of(states));
    return this;
  }

  private static <T> List<T> filled(List<T> all) {
    if (all.isEmpty()) {
      throw new IllegalArgumentException("name at least one, or leave the capability out");
    }
    return all;
  }

  /** Adds options that a capability takes. Default: {@link FakeOptions#LABEL} unless it poses. */
  public FakeEngineBuilder options(Class<? extends Capability> capability, OptionKey<?>... taken) {
    keys.computeIfAbsent(capability, key -> new HashSet<>()).addAll(List.of(taken));
    return this;
  }

  /** How far back it keeps values of metrics. Default: not at all. */
  public FakeEngineBuilder metricHistory(Duration history) {
    this.metricHistory = Objects.requireNonNull(history, "history");
    return this;
  }

  /** Gives it SQL through a data source of the test, never closed. Default: it speaks no SQL. */
  public FakeEngineBuilder sql(DataSource dataSource) {
    this.dataSource = Objects.requireNonNull(dataSource, "dataSource");
    return this;
  }

  /** How the engine was opened. Default: by its name, without credentials. */
  public FakeEngineBuilder connection(ConnectionInfo connection) {
    this.connection = Objects.requireNonNull(connection, "connection");
    return this;
  }

  /** What the engine shares with others. Default: two threads and a pool of its own. */
  public FakeEngineBuilder environment(EngineEnvironment environment) {
    this.environment = Objects.requireNonNull(environment, "environment");
    return this;
  }

  /** The finished server, to be arranged further and opened by {@link FakeProvider}. */
  public FakeServer server() {
    FakeServer server = new FakeServer(shape());
    arrangements.forEach(arrangement -> arrangement.accept(server));
    return server;
  }

  /** The finished engine, opened. Close it after use. */
  public FakeDatabaseEngine build() {
    FakeServer server = server();
    ConnectionInfo info =
        connection != null ? connection : ConnectionInfo.builder(type).name(name).build();
    if (environment != null) {
      return server.open(info, environment);
    }
    OwnEnvironment own = new OwnEnvironment(clock);
    try {
      return new FakeDatabaseEngine(server, info, own.environment(), own::close);
    } catch (RuntimeException e) {
      own.close();
      throw e;
    }
  }

  private FakeShape shape() {
    Map<Class<? extends Capability>, CapabilityStatus> missing = new LinkedHashMap<>(absent);
    if (dataSource == null) {
      missing.putIfAbsent(
          SupportsSql.class,
          CapabilityStatus.absent(
              SupportsSql.class,
              Availability.NOT_ON_PLATFORM,
              "a fake engine speaks no SQL by itself",
              "Give it a data source by FakeDatabaseEngine.builder().sql(…)."));
    }
    Map<Class<? extends Capability>, Set<OptionKey<?>>> published = new HashMap<>();
    for (Class<? extends Capability> capability : FakeCapabilities.ALL) {
      Set<OptionKey<?>> taken = new HashSet<>(keys.getOrDefault(capability, Set.of()));
      if (type.equals(FakeProvider.TYPE)) {
        taken.add(FakeOptions.LABEL);
      }
      published.put(capability, Set.copyOf(taken));
    }
    return new FakeShape(
        type,
        name,
        version,
        Optional.ofNullable(edition),
        clock,
        maxNameLength,
        engineMetadata,
        databaseMetadata,
        missing,
        absentFeatures,
        published,
        backupTypes,
        cloneKinds,
        verifyLevels,
        states,
        Optional.ofNullable(metricHistory),
        Optional.ofNullable(dataSource));
  }
}
