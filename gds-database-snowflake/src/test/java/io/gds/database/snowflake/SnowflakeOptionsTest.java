package io.gds.database.snowflake;

import io.gds.database.testkit.contract.OptionsContract;
import io.gds.database.testkit.contract.TestEngine;
import io.gds.database.testkit.snowflake.SnowflakeEdition;

class SnowflakeOptionsTest extends OptionsContract {
  @Override
  protected TestEngine start() {
    return new SnowflakeTestEngine(SnowflakeEdition.ENTERPRISE);
  }
}
