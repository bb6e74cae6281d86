package io.gds.database.core.forward;

import io.gds.database.ha.FailoverOptions;
import io.gds.database.ha.RejoinInfo;
import io.gds.database.ha.RejoinOptions;
import io.gds.database.ha.SupportsSwitchover;
import io.gds.database.ha.SwitchoverInfo;
import io.gds.database.ha.SwitchoverOptions;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionKey;
import java.util.Set;

/** A handle whose changes of roles another object has. */
public interface ForwardingSwitchover extends SupportsSwitchover {
  /** Who has them; asked for anew by every call. */
  SupportsSwitchover switchoverDelegate();

  @Override
  default Set<OptionKey<?>> switchoverKeys() {
    return switchoverDelegate().switchoverKeys();
  }

  @Override
  default Set<OptionKey<?>> failoverKeys() {
    return switchoverDelegate().failoverKeys();
  }

  @Override
  default Set<OptionKey<?>> rejoinKeys() {
    return switchoverDelegate().rejoinKeys();
  }

  @Override
  default Operation<SwitchoverInfo> prepareSwitchover(SwitchoverOptions options) {
    return switchoverDelegate().prepareSwitchover(options);
  }

  @Override
  default Operation<SwitchoverInfo> prepareFailover(FailoverOptions options) {
    return switchoverDelegate().prepareFailover(options);
  }

  @Override
  default Operation<RejoinInfo> prepareRejoin(RejoinOptions options) {
    return switchoverDelegate().prepareRejoin(options);
  }
}
