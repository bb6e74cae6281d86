package io.gds.database.mongodb;

import io.gds.database.testkit.contract.HaContract;
import io.gds.database.testkit.contract.TestEngine;
import io.gds.database.testkit.mongodb.MongoKit;
import io.gds.database.testkit.mongodb.MongoSetModel;

class MongoHaContractTest extends HaContract {
  @Override
  protected TestEngine start() {
    return new MongoTestEngine(
        MongoKit.replicaSet(MongoKit.USUAL, "rs0"), MongoSetModel.start("rs1", MongoKit.USUAL, 3));
  }
}
