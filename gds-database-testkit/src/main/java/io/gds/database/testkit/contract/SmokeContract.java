package io.gds.database.testkit.contract;

import org.junit.jupiter.api.Nested;

/**
 * The main job once, for the newest server a platform supports; the other suites run on the oldest.
 */
public abstract class SmokeContract extends PlatformContract {
  /** For the platform's subclass, {@code <P>LatestSmokeTest}. */
  protected SmokeContract() {
    super("LatestSmoke");
  }

  @Nested
  class MainJob extends SmokeTests {
    MainJob() {
      super(SmokeContract.this);
    }
  }

  @Nested
  class DeclaredCapabilities extends CapabilityTests {
    DeclaredCapabilities() {
      super(SmokeContract.this);
    }
  }
}
