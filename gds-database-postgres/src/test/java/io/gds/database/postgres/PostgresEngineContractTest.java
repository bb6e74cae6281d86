package io.gds.database.postgres;

import io.gds.database.testkit.contract.EngineContract;
import io.gds.database.testkit.contract.TestEngine;

class PostgresEngineContractTest extends EngineContract {
  @Override
  protected TestEngine start() {
    return new PostgresTestEngine(PostgresMajors.OLDEST);
  }
}
