package io.gds.database.postgres;

import io.gds.database.testkit.contract.HaContract;
import io.gds.database.testkit.contract.TestEngine;

class PostgresHaContractTest extends HaContract {
  @Override
  protected TestEngine start() {
    return new PostgresTestEngine(PostgresMajors.OLDEST);
  }
}
