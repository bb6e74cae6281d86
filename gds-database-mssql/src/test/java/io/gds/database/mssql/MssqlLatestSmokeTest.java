package io.gds.database.mssql;

import io.gds.database.testkit.contract.SmokeContract;
import io.gds.database.testkit.contract.TestEngine;
import io.gds.database.testkit.sqlserver.SqlServerRelease;

class MssqlLatestSmokeTest extends SmokeContract {
  @Override
  protected TestEngine start() {
    return new MssqlTestEngine(SqlServerRelease.SQL_SERVER_2025);
  }
}
