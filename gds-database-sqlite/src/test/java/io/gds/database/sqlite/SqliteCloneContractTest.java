package io.gds.database.sqlite;

import io.gds.database.testkit.contract.CloneContract;
import io.gds.database.testkit.contract.TestEngine;

class SqliteCloneContractTest extends CloneContract {
  @Override
  protected TestEngine start() {
    return new SqliteTestEngine();
  }
}
