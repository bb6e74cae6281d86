package io.gds.database.testkit.contract;

class FakeOptionsTest extends OptionsContract {
  @Override
  protected TestEngine start() {
    return new FakeTestEngine();
  }
}
