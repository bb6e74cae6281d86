package io.gds.database.snowflake;

import io.gds.database.testkit.contract.HaContract;
import io.gds.database.testkit.contract.TestEngine;
import io.gds.database.testkit.snowflake.SnowflakeEdition;

class SnowflakeHaContractTest extends HaContract {
  @Override
  protected TestEngine start() {
    return new SnowflakeTestEngine(SnowflakeEdition.ENTERPRISE);
  }
}
