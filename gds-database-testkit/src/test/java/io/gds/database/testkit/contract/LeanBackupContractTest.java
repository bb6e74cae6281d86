package io.gds.database.testkit.contract;

class LeanBackupContractTest extends BackupContract {
  @Override
  protected TestEngine start() {
    return new LeanTestEngine();
  }
}
