package io.gds.database.sqlite;

import io.gds.database.testkit.contract.BackupContract;
import io.gds.database.testkit.contract.TestEngine;

class SqliteBackupContractTest extends BackupContract {
  @Override
  protected TestEngine start() {
    return new SqliteTestEngine();
  }
}
