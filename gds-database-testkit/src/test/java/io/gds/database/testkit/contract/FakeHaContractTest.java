package io.gds.database.testkit.contract;

class FakeHaContractTest extends HaContract {
  @Override
  protected TestEngine start() {
    return new FakeTestEngine();
  }
}
