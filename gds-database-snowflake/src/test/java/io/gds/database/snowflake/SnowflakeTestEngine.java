package io.gds.database.snowflake;

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
import io.gds.database.observe.SupportsLogs;
import io.gds.database.observe.SupportsMetrics;
import io.gds.database.observe.SupportsStatements;
import io.gds.database.schema.SupportsSchemas;
import io.gds.database.settings.SetConfigurationOptions;
import io.gds.database.settings.SupportsConfiguration;
import io.gds.database.spi.DatabaseProvider;
import io.gds.database.testkit.contract.Declaration;
import io.gds.database.testkit.contract.TestEngine;
import io.gds.database.testkit.snowflake.SnowflakeEdition;
import io.gds.database.testkit.snowflake.SnowflakeModel;
import io.gds.database.testkit.wire.SnowflakePeer;
import io.gds.database.testkit.wire.WireAnswer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** A model of an account behind a peer, which the real driver talks to. */
final class SnowflakeTestEngine implements TestEngine {
  private static final String USER = "ada";
  private static final String PASSWORD = "Model-9x";

  private final SnowflakeModel model;
  private final SnowflakePeer peer;
  private final SnowflakeCorpus corpus;
  private final List<SnowflakeHaScene> pairs = new ArrayList<>();
  private final AtomicInteger places = new AtomicInteger();
  private final Set<Long> filled = new HashSet<>();
  private final AtomicBoolean turned = new AtomicBoolean();
  private final LeapingClock clock = new LeapingClock();

  /** The machine's time, which may leap. */
  private static final class LeapingClock extends Clock {
    private volatile Duration ahead = Duration.ZERO;

    void leap(Duration by) {
      ahead = ahead.plus(by);
    }

    @Override
    public Instant instant() {
      return Instant.now().plus(ahead);
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  SnowflakeTestEngine(SnowflakeEdition edition) {
    model =
        SnowflakeModel.builder()
            .account("ACME", "PROD")
            .clock(clock)
            .edition(edition)
            .user(USER, PASSWORD)
            .build();
    model.data().database("OPS").stage("OPS", "PUBLIC", "BACKUPS", "");
    peer = model.serve(SnowflakePeer.builder());
    corpus = SnowflakeCorpus.watch(peer);
  }

  @Override
  public DatabaseProvider provider() {
    return new SnowflakeProvider();
  }

  @Override
  public ConnectionInfo connection() {
    return withPassword(USER, SecretRef.inline(PASSWORD.toCharArray())).orElseThrow();
  }

  @Override
  public Optional<ConnectionInfo> withPassword(String username, SecretRef password) {
    return Optional.of(
        SnowflakeScene.info(peer, username, PASSWORD).toBuilder()
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
                SupportsSql.class))
        .backupTypes(BackupType.SNAPSHOT, BackupType.LOGICAL)
        .verifyLevels(VerifyLevel.MANIFEST, VerifyLevel.ARCHIVE, VerifyLevel.RESTORE)
        .cloneKinds(CloneKind.ZERO_COPY)
        .build();
  }

  @Override
  public Clock clock() {
    return clock;
  }

  /** A text, so that a hostile value has to be kept or refused. */
  @Override
  public Optional<SetConfigurationOptions> harmlessChange(Database database) {
    return Optional.of(SetConfigurationOptions.of("QUERY_TAG", "contract"));
  }

  @Override
  public void fill(Database database, long seed) {
    String name = database.name();
    if (filled.add(model.data().id(name))) {
      model.data().table(name, "PUBLIC", "LETTERS", "ID NUMBER", "TEXT VARCHAR");
      model.data().table(name, "PUBLIC", "NUMBERS", "ID NUMBER");
    }
    for (long n = 0; n < 10; n++) {
      model.data().row(name, "PUBLIC", "LETTERS", n, seed + "/" + (seed * 31 + n));
    }
  }

  @Override
  public String contentHash(Database database) {
    try {
      return model.data().rows(database.name(), "PUBLIC", "LETTERS").toString();
    } catch (IllegalArgumentException e) {
      return "empty";
    }
  }

  @Override
  public String fingerprint() {
    peer.accept();
    peer.up();
    return model.contents();
  }

  @Override
  public Location backupPlace() {
    return Location.engine("place" + places.incrementAndGet());
  }

  @Override
  public Location backupPlace(BackupType type) {
    return type == BackupType.LOGICAL
        ? Location.stage("@OPS.PUBLIC.BACKUPS/" + places.incrementAndGet())
        : backupPlace();
  }

  @Override
  public Location backupDirectory() {
    return Location.engine("snapshots");
  }

  @Override
  public boolean loseNextAnswer(LostAnswer fate) {
    switch (fate) {
      case TOOK_EFFECT -> peer.script().beginningWith("CREATE DATABASE").once(WireAnswer.lost());
      case HAD_NO_EFFECT ->
          peer.script()
              .beginningWith("CREATE DATABASE")
              .by(
                  request -> {
                    if (!turned.compareAndSet(false, true)) {
                      return WireAnswer.passed();
                    }
                    // By then whatever was on its way would have come.
                    clock.leap(Duration.ofMinutes(2));
                    return WireAnswer.error("HTTP 400", "turned away");
                  });
      default ->
          peer.script()
              .beginningWith("CREATE DATABASE")
              .by(
                  request -> {
                    peer.down();
                    return WireAnswer.lost();
                  });
    }
    return true;
  }

  @Override
  public OptionalLong statementsSent() {
    return OptionalLong.of(peer.script().requests().size());
  }

  /** Two accounts; whose schedule is resumed is refreshed at once. */
  @Override
  public Optional<ConnectionInfo> replicated() {
    SnowflakeHaScene scene = new SnowflakeHaScene("PROD", "DR");
    pairs.add(scene);
    scene.group();
    scene.scheduled();
    return Optional.of(scene.info("PROD", "DR"));
  }

  @Override
  public void close() {
    try {
      pairs.forEach(SnowflakeHaScene::close);
      corpus.verify();
    } finally {
      peer.close();
      model.close();
    }
  }
}
