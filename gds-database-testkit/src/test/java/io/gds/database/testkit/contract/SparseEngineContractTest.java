package io.gds.database.testkit.contract;

class SparseEngineContractTest extends EngineContract {
  @Override
  protected TestEngine start() {
    return new SparseTestEngine();
  }
}
