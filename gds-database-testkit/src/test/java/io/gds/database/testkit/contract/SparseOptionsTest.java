package io.gds.database.testkit.contract;

class SparseOptionsTest extends OptionsContract {
  @Override
  protected TestEngine start() {
    return new SparseTestEngine();
  }
}
