package io.gds.database.testkit.contract;

import io.gds.database.cloning.SupportsClone;
import org.junit.jupiter.api.Nested;

/** Cloning databases. */
public abstract class CloneContract extends PlatformContract {
  /** For the platform's subclass, {@code <P>CloneContractTest}. */
  protected CloneContract() {
    super("CloneContract");
  }

  @Nested
  class Refusals extends RefusalTests {
    Refusals() {
      super(CloneContract.this, SupportsClone.class::equals);
    }
  }

  @Nested
  class Clones extends CloneTests {
    Clones() {
      super(CloneContract.this);
    }
  }

  @Nested
  class Names extends CloneNameTests {
    Names() {
      super(CloneContract.this);
    }
  }
}
