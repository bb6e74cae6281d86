package io.gds.database.sqlite;

import io.gds.database.testkit.contract.EngineContract;
import io.gds.database.testkit.contract.TestEngine;

class SqliteEngineContractTest extends EngineContract {
  @Override
  protected TestEngine start() {
    return new SqliteTestEngine();
  }
}
