package io.gds.database.testkit.contract;

class FakeBackupContractTest extends BackupContract {
  @Override
  protected TestEngine start() {
    return new FakeTestEngine();
  }
}
