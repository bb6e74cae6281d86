package io.gds.database.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.gds.database.CreateOptions;
import io.gds.database.Database;
import io.gds.database.DatabaseEngine;
import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupOptions;
import io.gds.database.backup.SupportsBackup;
import io.gds.database.error.DatabaseException;
import io.gds.database.manager.DatabaseManager;
import java.util.concurrent.Callable;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What one test of a suite works with: the platform's server and an engine opened on it. */
final class ContractRun implements AutoCloseable {
  private static final long SEED = 17;

  private final TestEngine fixture;
  private final RecordedAudit audit = new RecordedAudit();
  private final DatabaseManager manager;
  private final DatabaseEngine engine;

  ContractRun(TestEngine fixture) {
    this.fixture = fixture;
    manager = newManager(audit);
    engine = opened(manager, fixture);
  }

  private static DatabaseEngine opened(DatabaseManager manager, TestEngine fixture) {
    try {
      return manager.open(fixture.connection());
    } catch (RuntimeException e) {
      manager.close();
      throw e;
    }
  }

  DatabaseManager newManager(RecordedAudit listener) {
    return DatabaseManager.builder()
        .provider(fixture.provider())
        .clock(fixture.clock())
        .listener(listener)
        .build();
  }

  TestEngine fixture() {
    return fixture;
  }

  Declaration declared() {
    return fixture.declaration();
  }

  RecordedAudit audit() {
    return audit;
  }

  DatabaseManager manager() {
    return manager;
  }

  DatabaseEngine engine() {
    return engine;
  }

  /** A database that does not exist. */
  Database missing() {
    return engine.database(fixture.newDatabaseName());
  }

  /** A new database without content. */
  Database created() {
    return engine.createDatabase(fixture.newDatabaseName(), CreateOptions.defaults());
  }

  /** A new database with content, always the same. */
  Database filled() {
    return filled(SEED);
  }

  /** A new database with the content of a seed. */
  Database filled(long seed) {
    Database database = created();
    fixture.fill(database, seed);
    return database;
  }

  /** A backup of a database, all by default, at a fresh place. */
  BackupInfo backedUp(Database database) {
    return database
        .require(SupportsBackup.class)
        .backup(BackupOptions.builder().to(fixture.backupPlace()).build());
  }

  String contentOf(Database database) {
    return fixture.contentHash(database);
  }

  /** Does something that must change nothing, and yields what it yields. */
  <T> T unchanged(String what, Callable<T> action) {
    String before = fixture.fingerprint();
    T result;
    try {
      result = action.call();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    assertThat(fixture.fingerprint())
        .as("%s must change nothing on the server", what)
        .isEqualTo(before);
    return result;
  }

  /** Does something that must be refused by a typed exception and change nothing. */
  DatabaseException refused(String what, ThrowingCallable action) {
    return unchanged(what, () -> failing(what, action));
  }

  /** Does something that must fail by a typed exception. */
  static DatabaseException failing(String what, ThrowingCallable action) {
    Throwable thrown = catchThrowable(action);
    assertThat(thrown)
        .as("%s must fail with a typed exception", what)
        .isInstanceOf(DatabaseException.class);
    return (DatabaseException) thrown;
  }

  @Override
  public void close() {
    try {
      manager.close();
    } finally {
      fixture.close();
    }
  }
}
