package io.gds.database.mssql;

import io.gds.database.testkit.contract.BackupContract;
import io.gds.database.testkit.contract.TestEngine;
import io.gds.database.testkit.sqlserver.SqlServerRelease;

/** On the oldest version, so that nothing is sent that came later. */
class MssqlBackupContractTest extends BackupContract {
  @Override
  protected TestEngine start() {
    return new MssqlTestEngine(SqlServerRelease.SQL_SERVER_2016);
  }
}
