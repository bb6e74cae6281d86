package io.gds.database.postgres;

import io.gds.database.Database;
import io.gds.database.access.SupportsProcesses;
import io.gds.database.access.SupportsUsers;
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
import io.gds.database.connection.Timeouts;
import io.gds.database.core.archive.Directories;
import io.gds.database.data.SupportsSql;
import io.gds.database.ha.SupportsHighAvailability;
import io.gds.database.ha.SupportsSwitchover;
import io.gds.database.ha.SupportsTopologyChange;
import io.gds.database.lifecycle.StateChange;
import io.gds.database.lifecycle.SupportsLifecycle;
import io.gds.database.lifecycle.SupportsStates;
import io.gds.database.observe.SupportsLogs;
import io.gds.database.observe.SupportsMetrics;
import io.gds.database.observe.SupportsStatements;
import io.gds.database.schema.SupportsSchemas;
import io.gds.database.settings.SetConfigurationOptions;
import io.gds.database.settings.SupportsConfiguration;
import io.gds.database.spi.DatabaseProvider;
import io.gds.database.testkit.contract.Declaration;
import io.gds.database.testkit.contract.HostileName;
import io.gds.database.testkit.contract.HostileNames;
import io.gds.database.testkit.contract.TestEngine;
import io.gds.database.testkit.fault.Direction;
import io.gds.database.testkit.fault.Fault;
import io.gds.database.testkit.fault.FaultProxy;
import io.gds.database.testkit.server.PostgresCluster;
import io.gds.database.testkit.server.PostgresTestServer;
import io.gds.database.testkit.server.PostgresTools;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A real server of one major, shared by all tests, behind a proxy of its own that counts what
 * engines send, and a directory for backups.
 */
final class PostgresTestEngine implements TestEngine {
  private final PostgresTestServer server;
  private final StatementTap tap = new StatementTap();
  private final FaultProxy proxy;
  private final PostgresWitness witness;
  private final Path root;
  private final AtomicInteger places = new AtomicInteger();

  PostgresTestEngine(int major) {
    server = builder(major).share();
    witness = new PostgresWitness(server);
    witness.sweep();
    server.execute("CREATE EXTENSION IF NOT EXISTS pg_stat_statements");
    proxy = FaultProxy.to(server.host(), server.port()).tap(tap);
    try {
      root = Files.createTempDirectory("gds-postgres-contract-").toRealPath();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A server that has all that the suites look at. */
  static PostgresTestServer.Builder builder(int major) {
    return PostgresTestServer.builder()
        .major(major)
        .setting("logging_collector", "on")
        .setting("log_destination", "csvlog")
        .setting("shared_preload_libraries", "pg_stat_statements");
  }

  /**
   * A server copies the files of a template for each; how a name is written is the same for all.
   */
  @Override
  public List<HostileName> namesToMake() {
    return HostileNames.selection();
  }

  @Override
  public DatabaseProvider provider() {
    return new PostgresProvider();
  }

  @Override
  public ConnectionInfo connection() {
    return Servers.through(proxy, server).toBuilder()
        .timeouts(Timeouts.defaults().connect(Duration.ofSeconds(5)))
        .build();
  }

  @Override
  public Declaration declaration() {
    return Declaration.builder()
        .onEngine(
            List.of(
                SupportsHighAvailability.class,
                SupportsSwitchover.class,
                SupportsTopologyChange.class,
                SupportsLifecycle.class,
                SupportsBackup.class,
                SupportsRestore.class,
                SupportsClone.class,
                SupportsBackupCatalog.class,
                SupportsUsers.class,
                SupportsProcesses.class,
                SupportsConfiguration.class,
                SupportsMetrics.class,
                SupportsLogs.class,
                SupportsStatements.class))
        .onDatabase(
            List.of(
                SupportsBackup.class,
                SupportsRestore.class,
                SupportsStates.class,
                SupportsClone.class,
                SupportsSchemas.class,
                SupportsSql.class))
        .backupTypes(BackupType.LOGICAL)
        .verifyLevels(VerifyLevel.values())
        .cloneKinds(CloneKind.TEMPLATE, CloneKind.COPY, CloneKind.STRUCTURE_ONLY)
        .states(
            StateChange.ONLINE,
            StateChange.OFFLINE,
            StateChange.READ_ONLY,
            StateChange.READ_WRITE,
            StateChange.RESTRICTED_USER,
            StateChange.MULTI_USER)
        .build();
  }

  @Override
  public void fill(Database database, long seed) {
    server.executeIn(
        database.name(),
        "CREATE TABLE IF NOT EXISTS item (id bigserial PRIMARY KEY, seed bigint NOT NULL, body"
            + " text)",
        "CREATE INDEX IF NOT EXISTS item_seed ON item (seed)",
        "CREATE OR REPLACE VIEW item_count AS SELECT count(*) AS n FROM item",
        "INSERT INTO item (seed, body) SELECT "
            + seed
            + ", lpad(("
            + seed
            + " * 31 + n)::text, 64, '0') FROM generate_series(1, 10) n");
  }

  @Override
  public String contentHash(Database database) {
    return witness.content(database.name());
  }

  /** From here on the server can be asked again, if it could not. */
  @Override
  public String fingerprint() {
    proxy.heal();
    return witness.fingerprint() + Trees.listing(root);
  }

  @Override
  public Location backupPlace() {
    return Location.local(root.resolve("place" + places.incrementAndGet()));
  }

  @Override
  public Location backupDirectory() {
    return Location.local(root);
  }

  @Override
  public Optional<AutoCloseable> occupy(Database database) {
    Connection connection = server.connect(database.name());
    return Optional.of(connection);
  }

  /** What the suites lose the answer to is the making of a database. */
  @Override
  public boolean loseNextAnswer(LostAnswer fate) {
    if (!tap.isReadable()) {
      return false;
    }
    Fault fault = fate == LostAnswer.HAD_NO_EFFECT ? Fault.CUT : Fault.SWALLOW_REPLY;
    proxy.injectOn(fault, Direction.TO_SERVER, "CREATE DATABASE");
    if (fate == LostAnswer.NOBODY_KNOWS) {
      proxy.refuse();
    }
    return true;
  }

  @Override
  public OptionalLong statementsSent() {
    return tap.isReadable() ? OptionalLong.of(tap.statements()) : OptionalLong.empty();
  }

  /** Of the installed major: only that has the tools by which a node is stopped and started. */
  @Override
  public Optional<ConnectionInfo> replicated() {
    if (PostgresTools.all().isEmpty()) {
      return Optional.empty();
    }
    PostgresCluster pair = PostgresPair.shared();
    return Optional.of(
        PostgresPair.whole(pair.primary(), pair.primary(), pair.standby("s1")).toBuilder()
            .name("pair")
            .build());
  }

  /** A text that may hold anything, and a number in the unit it is told in. */
  @Override
  public Optional<SetConfigurationOptions> harmlessChange(Database database) {
    return Optional.of(
        SetConfigurationOptions.builder()
            .set("log_line_prefix", "%m [%p] gds ")
            .set("work_mem", "5120")
            .build());
  }

  @Override
  public Optional<ConnectionInfo> withPassword(String username, SecretRef password) {
    return Optional.of(
        connection().toBuilder().credentials(Credentials.password(username, password)).build());
  }

  @Override
  public void close() {
    try {
      witness.sweep();
      Directories.deleteTree(root);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      proxy.close();
      server.close();
    }
  }
}
