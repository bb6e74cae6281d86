package io.gds.database.testkit.contract;

class LeanHaContractTest extends HaContract {
  @Override
  protected TestEngine start() {
    return new LeanTestEngine();
  }
}
