package io.gds.database.core.forward;

import io.gds.database.cloning.CloneInfo;
import io.gds.database.cloning.CloneKind;
import io.gds.database.cloning.CloneOptions;
import io.gds.database.cloning.SupportsClone;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionKey;
import java.util.List;
import java.util.Set;

/** A handle whose clones another object has. */
public interface ForwardingClone extends SupportsClone {
  /** Who has them; asked for anew by every call. */
  SupportsClone cloneDelegate();

  @Override
  default List<CloneKind> cloneKinds() {
    return cloneDelegate().cloneKinds();
  }

  @Override
  default Set<OptionKey<?>> cloneKeys() {
    return cloneDelegate().cloneKeys();
  }

  @Override
  default Operation<CloneInfo> prepareClone(CloneOptions options) {
    return cloneDelegate().prepareClone(options);
  }
}
