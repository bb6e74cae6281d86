package io.gds.database.mssql;

import io.gds.database.testkit.contract.OptionsContract;
import io.gds.database.testkit.contract.TestEngine;
import io.gds.database.testkit.sqlserver.SqlServerRelease;

class MssqlOptionsTest extends OptionsContract {
  @Override
  protected TestEngine start() {
    return new MssqlTestEngine(SqlServerRelease.SQL_SERVER_2016);
  }
}
