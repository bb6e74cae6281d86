package io.gds.database.testkit.contract;

class FakeCloneContractTest extends CloneContract {
  @Override
  protected TestEngine start() {
    return new FakeTestEngine();
  }
}
