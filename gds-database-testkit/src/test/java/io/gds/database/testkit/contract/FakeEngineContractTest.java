package io.gds.database.testkit.contract;

class FakeEngineContractTest extends EngineContract {
  @Override
  protected TestEngine start() {
    return new FakeTestEngine();
  }
}
