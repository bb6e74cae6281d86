package io.gds.database.postgres;

import io.gds.database.testkit.contract.SmokeContract;
import io.gds.database.testkit.contract.TestEngine;

class PostgresLatestSmokeTest extends SmokeContract {
  @Override
  protected TestEngine start() {
    return new PostgresTestEngine(PostgresMajors.NEWEST);
  }
}
