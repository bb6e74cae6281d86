package io.gds.database.mssql;

import io.gds.database.backup.RestoreInfo;
import io.gds.database.backup.RestoreOptions;
import io.gds.database.backup.SupportsRestore;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionKey;
import java.util.Set;

/** Restoring a database from its backups. */
final class MssqlRestores implements SupportsRestore {
  private final MssqlContext context;
  private final String name;

  MssqlRestores(MssqlContext context, String name) {
    this.context = context;
    this.name = name;
  }

  @Override
  public Set<OptionKey<?>> restoreKeys() {
    return MssqlRestore.KEYS;
  }

  @Override
  public Operation<RestoreInfo> prepareRestore(RestoreOptions options) {
    context.runner().requireOpen();
    MssqlRestoreWishes wishes = new MssqlRestoreWishes(options);
    options.requireKnown(MssqlRestore.KEYS, wishes.faults());
    return new MssqlRestorePlan(context, name, wishes).plan();
  }
}
