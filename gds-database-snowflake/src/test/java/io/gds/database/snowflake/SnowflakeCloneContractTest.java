package io.gds.database.snowflake;

import io.gds.database.testkit.contract.CloneContract;
import io.gds.database.testkit.contract.TestEngine;
import io.gds.database.testkit.snowflake.SnowflakeEdition;

class SnowflakeCloneContractTest extends CloneContract {
  @Override
  protected TestEngine start() {
    return new SnowflakeTestEngine(SnowflakeEdition.ENTERPRISE);
  }
}
