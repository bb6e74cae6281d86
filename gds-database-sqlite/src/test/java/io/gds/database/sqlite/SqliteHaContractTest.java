package io.gds.database.sqlite;

import io.gds.database.testkit.contract.HaContract;
import io.gds.database.testkit.contract.TestEngine;

class SqliteHaContractTest extends HaContract {
  @Override
  protected TestEngine start() {
    return new SqliteTestEngine();
  }
}
