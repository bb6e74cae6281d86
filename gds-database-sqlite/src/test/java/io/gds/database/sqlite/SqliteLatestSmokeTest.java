package io.gds.database.sqlite;

import io.gds.database.testkit.contract.SmokeContract;
import io.gds.database.testkit.contract.TestEngine;

class SqliteLatestSmokeTest extends SmokeContract {
  @Override
  protected TestEngine start() {
    return new SqliteTestEngine();
  }
}
