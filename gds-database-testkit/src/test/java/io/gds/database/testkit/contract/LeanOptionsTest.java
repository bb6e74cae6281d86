package io.gds.database.testkit.contract;

class LeanOptionsTest extends OptionsContract {
  @Override
  protected TestEngine start() {
    return new LeanTestEngine();
  }
}
