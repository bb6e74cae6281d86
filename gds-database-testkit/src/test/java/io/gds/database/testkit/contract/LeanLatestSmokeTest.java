package io.gds.database.testkit.contract;

class LeanLatestSmokeTest extends SmokeContract {
  @Override
  protected TestEngine start() {
    return new LeanTestEngine();
  }
}
