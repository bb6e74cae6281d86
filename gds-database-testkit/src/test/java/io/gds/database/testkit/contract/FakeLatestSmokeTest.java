package io.gds.database.testkit.contract;

class FakeLatestSmokeTest extends SmokeContract {
  @Override
  protected TestEngine start() {
    return new FakeTestEngine();
  }
}
