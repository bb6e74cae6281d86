package io.gds.database.mongodb;

import io.gds.database.testkit.contract.EngineContract;
import io.gds.database.testkit.contract.TestEngine;
import io.gds.database.testkit.mongodb.MongoKit;

class MongoEngineContractTest extends EngineContract {
  @Override
  protected TestEngine start() {
    return new MongoTestEngine(MongoKit.start("4.2.24"));
  }
}
