package io.gds.database.testkit.contract;

class SparseHaContractTest extends HaContract {
  @Override
  protected TestEngine start() {
    return new SparseTestEngine();
  }
}
