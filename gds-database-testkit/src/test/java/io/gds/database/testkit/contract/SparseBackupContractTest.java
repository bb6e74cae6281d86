package io.gds.database.testkit.contract;

class SparseBackupContractTest extends BackupContract {
  @Override
  protected TestEngine start() {
    return new SparseTestEngine();
  }
}
