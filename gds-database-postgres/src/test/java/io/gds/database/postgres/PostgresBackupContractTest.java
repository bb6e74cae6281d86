package io.gds.database.postgres;

import io.gds.database.testkit.contract.BackupContract;
import io.gds.database.testkit.contract.TestEngine;

class PostgresBackupContractTest extends BackupContract {
  @Override
  protected TestEngine start() {
    return new PostgresTestEngine(PostgresMajors.oldestWithTools());
  }
}
