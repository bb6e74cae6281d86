package io.gds.database.mssql;

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
import io.gds.database.testkit.contract.TestEngine;
import io.gds.database.testkit.sqlserver.SqlServerModel;
import io.gds.database.testkit.sqlserver.SqlServerRelease;
import io.gds.database.testkit.wire.SqlServerPeer;
import io.gds.database.testkit.wire.WireAnswer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** A model of a server behind a peer, which the real driver talks to. */
final class MssqlTestEngine implements TestEngine {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final String USER = "sa";
  private static final String PASSWORD = "Model-9x";

  private final SqlServerModel model;
  private final SqlServerPeer peer;
  private final MssqlCorpus corpus;
  private final List<MssqlGroupScene> pairs = new ArrayList<>();
  private final AtomicInteger places = new AtomicInteger();

  MssqlTestEngine(SqlServerRelease release) {
    model = SqlServerModel.builder().release(release).login(USER, PASSWORD).build();
    peer = model.serve(SqlServerPeer.builder());
    corpus = MssqlCorpus.watch(peer);
  }

  @Override
  public DatabaseProvider provider() {
    return new MssqlProvider();
  }

  @Override
  public ConnectionInfo connection() {
    return withPassword(USER, SecretRef.inline(PASSWORD.toCharArray())).orElseThrow();
  }

  @Override
  public Optional<ConnectionInfo> withPassword(String username, SecretRef password) {
    return Optional.of(
        MssqlUrlGrammar.parse(peer.jdbcUrl("master")).orElseThrow().toBuilder()
            .credentials(Credentials.password(username, password))
            .build());
  }

  @Override
  public Declaration declaration() {
    return Declaration.builder()
        .onEngine(
            List.of(
                SupportsBackupCatalog.class,
                SupportsConfiguration.class,
                SupportsHighAvailability.class,
                SupportsLifecycle.class,
                SupportsLogs.class,
                SupportsMetrics.class,
                SupportsProcesses.class,
                SupportsStatements.class,
                SupportsSwitchover.class,
                SupportsTopologyChange.class,
                SupportsUsers.class))
        .onDatabase(
            List.of(
                SupportsBackup.class,
                SupportsClone.class,
                SupportsRestore.class,
                SupportsSchemas.class,
                SupportsSql.class,
                SupportsStates.class))
        .backupTypes(BackupType.FULL, BackupType.DIFFERENTIAL, BackupType.LOG)
        .verifyLevels(VerifyLevel.values())
        .withoutBackupDeletion()
        .cloneKinds(CloneKind.COPY, CloneKind.ZERO_COPY, CloneKind.STRUCTURE_ONLY)
        .states(StateChange.values())
        .build();
  }

  @Override
  public void fill(Database database, long seed) {
    model.add(
        database.name(),
        IntStream.range(0, 10).mapToObj(n -> seed + "/" + (seed * 31 + n)).toList());
    model.schema(database.name()).table("dbo", "letters").column("id", "int").notNull();
    model.schema(database.name()).table("dbo", "numbers").column("id", "bigint").notNull();
  }

  @Override
  public String contentHash(Database database) {
    return model.rows(database.name()).toString();
  }

  @Override
  public String fingerprint() {
    peer.accept();
    return model.contents();
  }

  @Override
  public Location backupPlace() {
    return Location.server("/var/opt/mssql/backup/place" + places.incrementAndGet());
  }

  @Override
  public Location backupDirectory() {
    return Location.server("/var/opt/mssql/backup");
  }

  @Override
  public Optional<SetConfigurationOptions> harmlessChange(Database database) {
    return Optional.of(
        SetConfigurationOptions.builder()
            .set("cost threshold for parallelism", "50")
            .set("remote login timeout (s)", "20")
            .build());
  }

  @Override
  public Optional<AutoCloseable> occupy(Database database) {
    List<Integer> before = model.sessions().in(database.name());
    try {
      Connection connection =
          DriverManager.getConnection(peer.jdbcUrl(database.name()), USER, PASSWORD);
      List<Integer> own = new ArrayList<>(model.sessions().in(database.name()));
      own.removeAll(before);
      return Optional.of(
          () -> {
            connection.close();
            if (database.exists()) {
              awaitGone(database.name(), own);
            }
          });
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A server notices a little later that a connection was closed. */
  private void awaitGone(String database, List<Integer> sessions) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (model.sessions().in(database).stream().anyMatch(sessions::contains)
        && System.nanoTime() < deadline) {
      TimeUnit.MILLISECONDS.sleep(1);
    }
  }

  @Override
  public boolean loseNextAnswer(LostAnswer fate) {
    if (fate == LostAnswer.NOBODY_KNOWS) {
      peer.script()
          .beginningWith("CREATE DATABASE")
          .by(
              request -> {
                if (peer.script().requests().stream()
                        .filter(each -> each.normalized().equals(request.normalized()))
                        .count()
                    > 1) {
                  return WireAnswer.passed();
                }
                peer.refuse(WireAnswer.fatal("17187", "SQL Server is not ready to accept clients"));
                return WireAnswer.lost();
              });
      return true;
    }
    peer.script()
        .beginningWith("CREATE DATABASE")
        .once(fate == LostAnswer.TOOK_EFFECT ? WireAnswer.lost() : WireAnswer.drop());
    return true;
  }

  @Override
  public OptionalLong statementsSent() {
    return OptionalLong.of(peer.script().requests().size());
  }

  /** Two servers of a Windows cluster; the engine on the first knows the second. */
  @Override
  public Optional<ConnectionInfo> replicated() {
    MssqlGroupScene scene = MssqlGroupScene.windows("SQL1", "SQL2");
    pairs.add(scene);
    scene.cluster.group("ag1").primary("SQL1").synchronous("SQL2").databases("shop").create();
    return Optional.of(
        scene.info("SQL1", "sa", "first").toBuilder()
            .peer("SQL2", scene.info("SQL2", "sa", "first"))
            .build());
  }

  @Override
  public void close() {
    try {
      pairs.forEach(MssqlGroupScene::close);
      corpus.verify();
    } finally {
      peer.close();
      model.close();
    }
  }
}
