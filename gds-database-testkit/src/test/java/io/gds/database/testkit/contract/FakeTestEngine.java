package io.gds.database.testkit.contract;

import io.gds.database.Capability;
import io.gds.database.Database;
import io.gds.database.access.ProcessId;
import io.gds.database.access.ProcessState;
import io.gds.database.access.ServerProcess;
import io.gds.database.access.SupportsProcesses;
import io.gds.database.access.SupportsUsers;
import io.gds.database.access.UserInfo;
import io.gds.database.backup.BackupType;
import io.gds.database.backup.Location;
import io.gds.database.backup.SupportsBackup;
import io.gds.database.backup.SupportsBackupCatalog;
import io.gds.database.backup.SupportsRestore;
import io.gds.database.backup.VerifyLevel;
import io.gds.database.cloning.CloneKind;
import io.gds.database.cloning.SupportsClone;
import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.Credentials;
import io.gds.database.connection.SecretRef;
import io.gds.database.ha.SupportsHighAvailability;
import io.gds.database.ha.SupportsSwitchover;
import io.gds.database.ha.SupportsTopologyChange;
import io.gds.database.ha.SyncMode;
import io.gds.database.lifecycle.StateChange;
import io.gds.database.lifecycle.SupportsLifecycle;
import io.gds.database.lifecycle.SupportsStates;
import io.gds.database.observe.LogEntry;
import io.gds.database.observe.LogLevel;
import io.gds.database.observe.Metric;
import io.gds.database.observe.StatementStats;
import io.gds.database.observe.SupportsLogs;
import io.gds.database.observe.SupportsMetrics;
import io.gds.database.observe.SupportsStatements;
import io.gds.database.schema.SupportsSchemas;
import io.gds.database.settings.SetConfigurationOptions;
import io.gds.database.settings.Setting;
import io.gds.database.settings.SettingKind;
import io.gds.database.settings.SupportsConfiguration;
import io.gds.database.spi.DatabaseProvider;
import io.gds.database.testkit.fake.FakeContent;
import io.gds.database.testkit.fake.FakeDatabaseEngine;
import io.gds.database.testkit.fake.FakeEngineBuilder;
import io.gds.database.testkit.fake.FakeProvider;
import io.gds.database.testkit.fake.FakeServer;
import io.gds.database.testkit.fake.FakeTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** The fake, as the contract suites see a platform. */
class FakeTestEngine implements TestEngine {
  private static final Set<Class<? extends Capability>> ON_ENGINE =
      Set.of(
          SupportsBackup.class,
          SupportsRestore.class,
          SupportsBackupCatalog.class,
          SupportsHighAvailability.class,
          SupportsSwitchover.class,
          SupportsTopologyChange.class,
          SupportsUsers.class,
          SupportsProcesses.class,
          SupportsConfiguration.class,
          SupportsMetrics.class,
          SupportsLogs.class,
          SupportsStatements.class,
          SupportsLifecycle.class);

  private final FakeProvider provider = new FakeProvider();
  private final FakeServer server;
  private final Path directory;
  private final AtomicInteger places = new AtomicInteger();

  /** With everything there is. */
  FakeTestEngine() {
    this(FakeTestEngine::furnish);
  }

  /** With what the builder leaves there. */
  FakeTestEngine(UnaryOperator<FakeEngineBuilder> shape) {
    server = shape.apply(FakeDatabaseEngine.builder().clock(Clock.systemUTC())).server();
    provider.serve("test", server);
    try {
      directory = Files.createTempDirectory("gds-contract-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static FakeEngineBuilder furnish(FakeEngineBuilder builder) {
    Instant now = Instant.now();
    return builder.arrange(
        world -> {
          world.systemDatabase("system");
          world.user(UserInfo.builder("ada").build());
          world.group("cluster", SyncMode.SYNCHRONOUS, "one", "two", "three");
          world.setting(
              Setting.builder("work_memory").value("64").kind(SettingKind.INTEGER).build());
          world.setting(Setting.builder("api_key").value(Setting.HIDDEN).sensitive(true).build());
          world.metric(new Metric("connections", 3, "", now, Map.of()));
          world.log(
              new LogEntry(
                  now.minusSeconds(5), LogLevel.WARNING, "slow", Optional.empty(), Map.of()));
          world.log(new LogEntry(now, LogLevel.INFO, "started", Optional.empty(), Map.of()));
          world.process(
              ServerProcess.builder(new ProcessId("1", now), ProcessState.ACTIVE)
                  .own(true)
                  .build());
          world.process(
              ServerProcess.builder(new ProcessId("2", now), ProcessState.ACTIVE).build());
          world.process(
              ServerProcess.builder(new ProcessId("3", now), ProcessState.WAITING)
                  .blockedBy(List.of("2"))
                  .build());
          world.statement(StatementStats.builder("1", "select 1", 4, Duration.ofMillis(7)).build());
          world.statement(StatementStats.builder("2", "select 2", 1, Duration.ofMillis(9)).build());
        });
  }

  FakeServer server() {
    return server;
  }

  @Override
  public DatabaseProvider provider() {
    return provider;
  }

  @Override
  public ConnectionInfo connection() {
    return ConnectionInfo.builder(FakeProvider.TYPE).host("test").build();
  }

  @Override
  public Declaration declaration() {
    return Declaration.builder()
        .onEngine(ON_ENGINE)
        .onDatabase(Set.of(SupportsClone.class, SupportsStates.class, SupportsSchemas.class))
        .backupTypes(BackupType.values())
        .verifyLevels(VerifyLevel.values())
        .cloneKinds(CloneKind.values())
        .states(StateChange.values())
        .build();
  }

  @Override
  public void fill(Database database, long seed) {
    FakeContent content = server.content(database.name()).orElseThrow();
    FakeTable table =
        content.tables().stream().findFirst().orElse(FakeTable.of("items", "id", "text"));
    for (int i = 0; i < 3; i++) {
      table = table.row(Long.toString(seed), "row " + i + " of seed " + seed);
    }
    server.database(database.name(), content.with(table));
  }

  @Override
  public String contentHash(Database database) {
    return server.content(database.name()).orElseThrow().sha256();
  }

  @Override
  public String fingerprint() {
    StringBuilder files = new StringBuilder(server.fingerprint());
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path file : all.sorted().toList()) {
        files.append('\n').append(file).append(' ');
        files.append(Files.isRegularFile(file) ? sha256(Files.readAllBytes(file)) : "directory");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return files.toString();
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public Location backupPlace() {
    return Location.local(directory.resolve("backup-" + places.incrementAndGet() + ".gdsfake"));
  }

  @Override
  public Location backupDirectory() {
    return Location.local(directory);
  }

  @Override
  public Optional<AutoCloseable> occupy(Database database) {
    ServerProcess session =
        ServerProcess.builder(new ProcessId("77", Instant.now()), ProcessState.IDLE)
            .database(database.name())
            .build();
    server.process(session);
    return Optional.of(() -> server.leave("77"));
  }

  @Override
  public Optional<SetConfigurationOptions> harmlessChange(Database database) {
    return Optional.of(SetConfigurationOptions.of("work_memory", "65"));
  }

  @Override
  public boolean loseNextAnswer(LostAnswer fate) {
    switch (fate) {
      case TOOK_EFFECT -> server.faults().loseConnectionAfterSend();
      case HAD_NO_EFFECT -> server.faults().loseConnectionBeforeEffect();
      case NOBODY_KNOWS -> {
        server.faults().loseConnectionAfterSend();
        server.faults().reconcileUnknown();
      }
    }
    return true;
  }

  @Override
  public OptionalLong statementsSent() {
    return OptionalLong.of(server.calls().size());
  }

  @Override
  public Optional<ConnectionInfo> withPassword(String username, SecretRef password) {
    return Optional.of(
        connection().toBuilder().credentials(Credentials.password(username, password)).build());
  }

  @Override
  public void close() {
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
