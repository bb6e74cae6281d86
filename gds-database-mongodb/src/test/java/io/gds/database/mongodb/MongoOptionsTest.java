package io.gds.database.mongodb;

import io.gds.database.testkit.contract.OptionsContract;
import io.gds.database.testkit.contract.TestEngine;
import io.gds.database.testkit.mongodb.MongoKit;

class MongoOptionsTest extends OptionsContract {
  @Override
  protected TestEngine start() {
    return new MongoTestEngine(MongoKit.start());
  }
}
