package io.gds.database.core.forward;

import io.gds.database.backup.RestoreInfo;
import io.gds.database.backup.RestoreOptions;
import io.gds.database.backup.SupportsRestore;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionKey;
import java.util.Set;

/** A handle whose restores another object has. */
public interface ForwardingRestore extends SupportsRestore {
  /** Who has them; asked for anew by every call. */
  SupportsRestore restoreDelegate();

  @Override
  default Set<OptionKey<?>> restoreKeys() {
    return restoreDelegate().restoreKeys();
  }

  @Override
  default Operation<RestoreInfo> prepareRestore(RestoreOptions options) {
    return restoreDelegate().prepareRestore(options);
  }
}
