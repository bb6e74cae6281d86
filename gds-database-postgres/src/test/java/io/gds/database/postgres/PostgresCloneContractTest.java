package io.gds.database.postgres;

import io.gds.database.testkit.contract.CloneContract;
import io.gds.database.testkit.contract.TestEngine;
import io.gds.database.testkit.server.PostgresTools;
import org.junit.jupiter.api.BeforeAll;

class PostgresCloneContractTest extends CloneContract {
  /** Two of the three kinds go through the tools. */
  @BeforeAll
  static void tools() {
    PostgresTools.require();
  }

  @Override
  protected TestEngine start() {
    return new PostgresTestEngine(PostgresMajors.OLDEST);
  }
}
