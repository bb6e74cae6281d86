package io.gds.database.testkit.contract;

class LeanEngineContractTest extends EngineContract {
  @Override
  protected TestEngine start() {
    return new LeanTestEngine();
  }
}
