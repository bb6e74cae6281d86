package io.gds.database.sqlite;

import io.gds.database.testkit.contract.OptionsContract;
import io.gds.database.testkit.contract.TestEngine;

class SqliteOptionsTest extends OptionsContract {
  @Override
  protected TestEngine start() {
    return new SqliteTestEngine();
  }
}
