package io.gds.database.mongodb;

import static org.assertj.core.api.Assertions.assertThat;

import io.gds.database.CreateOptions;
import io.gds.database.DatabaseEngine;
import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupOptions;
import io.gds.database.backup.RestoreOptions;
import io.gds.database.backup.RestoreSource;
import io.gds.database.backup.SupportsBackup;
import io.gds.database.backup.SupportsRestore;
import io.gds.database.manager.DatabaseManager;
import io.gds.database.testkit.contract.BackupContract;
import io.gds.database.testkit.contract.CloneContract;
import io.gds.database.testkit.contract.EngineContract;
import io.gds.database.testkit.contract.SmokeContract;
import io.gds.database.testkit.contract.TestEngine;
import io.gds.database.testkit.server.MongoTestServer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * What neither peer nor kit can prove: that a real replica set agrees. Skipped as a whole, with the
 * reason, where none can be had.
 */
class MongoServerTest {
  private static @Nullable MongoTestServer server;

  @BeforeAll
  static void find() {
    server = MongoTestServer.builder().replicaSet().share();
  }

  @AfterAll
  static void close() {
    if (server != null) {
      server.close();
    }
  }

  private static TestEngine engine() {
    return new MongoServerTestEngine(server);
  }

  @Test
  void aDatabaseIsDumpedAsOfOneInstantAndComesBackUnderAnotherName() {
    try (TestEngine fixture = engine();
        DatabaseManager manager = DatabaseManager.of(fixture.provider());
        DatabaseEngine opened = manager.open(fixture.connection())) {
      var shop = opened.createDatabase(fixture.newDatabaseName(), CreateOptions.defaults());
      fixture.fill(shop, 7);
      BackupInfo backup =
          shop.require(SupportsBackup.class)
              .backup(BackupOptions.builder().to(fixture.backupPlace()).build());
      var copy = opened.database(fixture.newDatabaseName());
      copy.require(SupportsRestore.class)
          .restore(RestoreOptions.builder().from(RestoreSource.archive(backup.location())).build());
      assertThat(fixture.contentHash(copy)).isEqualTo(fixture.contentHash(shop)).isNotEmpty();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Nested
  class Engine extends EngineContract {
    @Override
    protected TestEngine start() {
      return engine();
    }
  }

  @Nested
  class Backup extends BackupContract {
    @Override
    protected TestEngine start() {
      return engine();
    }
  }

  @Nested
  class Clone extends CloneContract {
    @Override
    protected TestEngine start() {
      return engine();
    }
  }

  @Nested
  class Smoke extends SmokeContract {
    @Override
    protected TestEngine start() {
      return engine();
    }
  }
}
