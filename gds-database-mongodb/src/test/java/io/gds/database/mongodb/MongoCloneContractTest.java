package io.gds.database.mongodb;

import io.gds.database.testkit.contract.CloneContract;
import io.gds.database.testkit.contract.TestEngine;
import io.gds.database.testkit.mongodb.MongoKit;

class MongoCloneContractTest extends CloneContract {
  @Override
  protected TestEngine start() {
    return new MongoTestEngine(MongoKit.start("4.2.24"));
  }
}
