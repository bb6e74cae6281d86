package io.gds.database.testkit.contract;

class SparseLatestSmokeTest extends SmokeContract {
  @Override
  protected TestEngine start() {
    return new SparseTestEngine();
  }
}
