package io.gds.database.snowflake;

import io.gds.database.testkit.contract.EngineContract;
import io.gds.database.testkit.contract.TestEngine;
import io.gds.database.testkit.snowflake.SnowflakeEdition;

class SnowflakeEngineContractTest extends EngineContract {
  @Override
  protected TestEngine start() {
    return new SnowflakeTestEngine(SnowflakeEdition.ENTERPRISE);
  }
}
