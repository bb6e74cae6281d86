package io.gds.database.testkit.contract;

import org.junit.jupiter.api.Nested;

/** Options: what a platform publishes it takes, and nothing else is taken or ignored. */
public abstract class OptionsContract extends PlatformContract {
  /** For the platform's subclass, {@code <P>OptionsTest}. */
  protected OptionsContract() {
    super("Options");
  }

  @Nested
  class Keys extends OptionKeyTests {
    Keys() {
      super(OptionsContract.this);
    }
  }

  @Nested
  class Connections extends ConnectionOptionTests {
    Connections() {
      super(OptionsContract.this);
    }
  }
}
