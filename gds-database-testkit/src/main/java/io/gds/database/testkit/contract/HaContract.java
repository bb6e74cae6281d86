package io.gds.database.testkit.contract;

import io.gds.database.ha.SupportsHighAvailability;
import io.gds.database.ha.SupportsSwitchover;
import io.gds.database.ha.SupportsTopologyChange;
import java.util.Set;
import org.junit.jupiter.api.Nested;

/** High availability: seeing a topology and changing it, or saying that there is none. */
public abstract class HaContract extends PlatformContract {
  /** For the platform's subclass, {@code <P>HaContractTest}. */
  protected HaContract() {
    super("HaContract");
  }

  @Nested
  class Refusals extends RefusalTests {
    Refusals() {
      super(
          HaContract.this,
          Set.of(
                  SupportsHighAvailability.class,
                  SupportsSwitchover.class,
                  SupportsTopologyChange.class)
              ::contains);
    }
  }

  @Nested
  class Topologies extends HaTests {
    Topologies() {
      super(HaContract.this);
    }
  }
}
