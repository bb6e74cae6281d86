package io.gds.database.mongodb;

import io.gds.database.testkit.contract.BackupContract;
import io.gds.database.testkit.contract.TestEngine;
import io.gds.database.testkit.mongodb.MongoKit;

class MongoBackupContractTest extends BackupContract {
  @Override
  protected TestEngine start() {
    return new MongoTestEngine(MongoKit.start("4.2.24"));
  }
}
