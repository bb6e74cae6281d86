package io.gds.database.snowflake;

import io.gds.database.testkit.contract.BackupContract;
import io.gds.database.testkit.contract.TestEngine;
import io.gds.database.testkit.snowflake.SnowflakeEdition;

class SnowflakeBackupContractTest extends BackupContract {
  @Override
  protected TestEngine start() {
    return new SnowflakeTestEngine(SnowflakeEdition.ENTERPRISE);
  }
}
