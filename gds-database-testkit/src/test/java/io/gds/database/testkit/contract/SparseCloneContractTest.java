package io.gds.database.testkit.contract;

class SparseCloneContractTest extends CloneContract {
  @Override
  protected TestEngine start() {
    return new SparseTestEngine();
  }
}
