package io.gds.database.snowflake;

import io.gds.database.testkit.contract.SmokeContract;
import io.gds.database.testkit.contract.TestEngine;
import io.gds.database.testkit.snowflake.SnowflakeEdition;

class SnowflakeLatestSmokeTest extends SmokeContract {
  @Override
  protected TestEngine start() {
    return new SnowflakeTestEngine(SnowflakeEdition.BUSINESS_CRITICAL);
  }
}
