package io.gds.database.testkit.contract;

class LeanCloneContractTest extends CloneContract {
  @Override
  protected TestEngine start() {
    return new LeanTestEngine();
  }
}
