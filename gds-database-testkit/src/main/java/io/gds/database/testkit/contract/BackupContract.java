package io.gds.database.testkit.contract;

import io.gds.database.backup.SupportsBackup;
import io.gds.database.backup.SupportsBackupCatalog;
import io.gds.database.backup.SupportsRestore;
import java.util.Set;
import org.junit.jupiter.api.Nested;

/** Backing up, restoring, and what lies between: a backup that says OK can be restored. */
public abstract class BackupContract extends PlatformContract {
  /** For the platform's subclass, {@code <P>BackupContractTest}. */
  protected BackupContract() {
    super("BackupContract");
  }

  @Nested
  class Refusals extends RefusalTests {
    Refusals() {
      super(
          BackupContract.this,
          Set.of(SupportsBackup.class, SupportsRestore.class, SupportsBackupCatalog.class)
              ::contains);
    }
  }

  @Nested
  class Backups extends BackupTests {
    Backups() {
      super(BackupContract.this);
    }
  }

  @Nested
  class Restores extends RestoreTests {
    Restores() {
      super(BackupContract.this);
    }
  }

  @Nested
  class Damage extends DamageTests {
    Damage() {
      super(BackupContract.this);
    }
  }

  @Nested
  class Catalog extends CatalogTests {
    Catalog() {
      super(BackupContract.this);
    }
  }

  @Nested
  class Names extends BackupNameTests {
    Names() {
      super(BackupContract.this);
    }
  }
}
