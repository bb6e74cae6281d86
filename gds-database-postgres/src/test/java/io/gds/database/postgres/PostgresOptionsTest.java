package io.gds.database.postgres;

import io.gds.database.testkit.contract.OptionsContract;
import io.gds.database.testkit.contract.TestEngine;

class PostgresOptionsTest extends OptionsContract {
  @Override
  protected TestEngine start() {
    return new PostgresTestEngine(PostgresMajors.OLDEST);
  }
}
