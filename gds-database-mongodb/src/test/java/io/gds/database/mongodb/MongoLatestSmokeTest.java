package io.gds.database.mongodb;

import io.gds.database.testkit.contract.SmokeContract;
import io.gds.database.testkit.contract.TestEngine;
import io.gds.database.testkit.mongodb.MongoKit;

class MongoLatestSmokeTest extends SmokeContract {
  @Override
  protected TestEngine start() {
    return new MongoTestEngine(MongoKit.start("8.2.3"));
  }
}
