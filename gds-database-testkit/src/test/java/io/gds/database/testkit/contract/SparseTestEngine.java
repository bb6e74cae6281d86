package io.gds.database.testkit.contract;

import io.gds.database.Database;
import io.gds.database.backup.BackupType;
import io.gds.database.backup.Location;
import io.gds.database.backup.SupportsBackup;
import io.gds.database.backup.SupportsBackupCatalog;
import io.gds.database.backup.SupportsRestore;
import io.gds.database.backup.VerifyLevel;
import io.gds.database.cloning.CloneKind;
import io.gds.database.cloning.SupportsClone;
import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.SecretRef;
import io.gds.database.ha.SupportsHighAvailability;
import io.gds.database.lifecycle.StateChange;
import io.gds.database.lifecycle.StateSupport;
import io.gds.database.lifecycle.SupportsStates;
import io.gds.database.spi.DatabaseProvider;
import io.gds.database.testkit.fake.FakeEngineBuilder;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A fake that has parts of its capabilities, keeps backups itself, has short names, no topology, no
 * sessions, and whose statements nobody counts: like a platform in the cloud.
 */
final class SparseTestEngine extends FakeTestEngine {
  private final AtomicInteger places = new AtomicInteger();

  SparseTestEngine() {
    super(SparseTestEngine::shape);
  }

  private static FakeEngineBuilder shape(FakeEngineBuilder builder) {
    return builder
        .supporting(
            SupportsBackup.class,
            SupportsRestore.class,
            SupportsBackupCatalog.class,
            SupportsClone.class,
            SupportsHighAvailability.class,
            SupportsStates.class)
        .maxNameLength(63)
        .backupTypes(BackupType.SNAPSHOT)
        .verifyLevels(VerifyLevel.MANIFEST, VerifyLevel.ARCHIVE)
        .cloneKinds(CloneKind.ZERO_COPY)
        .states(
            new StateSupport(StateChange.READ_ONLY, false, "The owner can undo it."),
            new StateSupport(StateChange.READ_WRITE, false, "The owner can undo it."));
  }

  @Override
  public List<HostileName> namesToMake() {
    return HostileNames.selection();
  }

  @Override
  public DatabaseProvider provider() {
    return new SparseProvider(super.provider());
  }

  @Override
  public Declaration declaration() {
    return Declaration.builder()
        .onEngine(
            Set.of(
                SupportsBackup.class,
                SupportsRestore.class,
                SupportsBackupCatalog.class,
                SupportsHighAvailability.class))
        .onDatabase(Set.of(SupportsClone.class, SupportsStates.class))
        .backupTypes(BackupType.SNAPSHOT)
        .verifyLevels(VerifyLevel.MANIFEST, VerifyLevel.ARCHIVE)
        .cloneKinds(CloneKind.ZERO_COPY)
        .states(StateChange.READ_ONLY, StateChange.READ_WRITE)
        .build();
  }

  @Override
  public Location backupPlace() {
    return Location.engine("snapshots/" + places.incrementAndGet());
  }

  @Override
  public Location backupDirectory() {
    return Location.engine("snapshots");
  }

  @Override
  public Optional<AutoCloseable> occupy(Database database) {
    return Optional.empty();
  }

  @Override
  public boolean loseNextAnswer(LostAnswer fate) {
    return false;
  }

  @Override
  public OptionalLong statementsSent() {
    return OptionalLong.empty();
  }

  @Override
  public Optional<ConnectionInfo> withPassword(String username, SecretRef password) {
    return Optional.empty();
  }

  /** What is kept on no disk of this machine leaves nothing there to search. */
  @Override
  public List<Path> directories() {
    return List.of();
  }
}
