package io.gds.database.testkit.contract;

import org.junit.jupiter.api.Nested;

/**
 * What every engine and database does: opening, listing, creating, dropping, capabilities, the
 * gate, names, secrets, threads, and the capabilities that have no suite of their own.
 */
public abstract class EngineContract extends PlatformContract {
  /** For the platform's subclass, {@code <P>EngineContractTest}. */
  protected EngineContract() {
    super("EngineContract");
  }

  @Nested
  class Opening extends OpeningTests {
    Opening() {
      super(EngineContract.this);
    }
  }

  @Nested
  class Listing extends ListingTests {
    Listing() {
      super(EngineContract.this);
    }
  }

  @Nested
  class Definition extends DefinitionTests {
    Definition() {
      super(EngineContract.this);
    }
  }

  @Nested
  class DeclaredCapabilities extends CapabilityTests {
    DeclaredCapabilities() {
      super(EngineContract.this);
    }
  }

  @Nested
  class Refusals extends RefusalTests {
    Refusals() {
      super(EngineContract.this, type -> true);
    }
  }

  @Nested
  class Gate extends GateTests {
    Gate() {
      super(EngineContract.this);
    }
  }

  @Nested
  class Interruption extends InterruptionTests {
    Interruption() {
      super(EngineContract.this);
    }
  }

  @Nested
  class Preparation extends PreparationTests {
    Preparation() {
      super(EngineContract.this);
    }
  }

  @Nested
  class Concurrency extends ConcurrencyTests {
    Concurrency() {
      super(EngineContract.this);
    }
  }

  @Nested
  class Names extends NameTests {
    Names() {
      super(EngineContract.this);
    }
  }

  @Nested
  class States extends StateTests {
    States() {
      super(EngineContract.this);
    }
  }

  @Nested
  class Users extends UserTests {
    Users() {
      super(EngineContract.this);
    }
  }

  @Nested
  class Processes extends ProcessTests {
    Processes() {
      super(EngineContract.this);
    }
  }

  @Nested
  class Settings extends SettingTests {
    Settings() {
      super(EngineContract.this);
    }
  }

  @Nested
  class Observation extends ObserveTests {
    Observation() {
      super(EngineContract.this);
    }
  }

  @Nested
  class Schemas extends SchemaTests {
    Schemas() {
      super(EngineContract.this);
    }
  }

  @Nested
  class Sql extends SqlTests {
    Sql() {
      super(EngineContract.this);
    }
  }

  @Nested
  class Secrets extends SecretTests {
    Secrets() {
      super(EngineContract.this);
    }
  }

  @Nested
  class Leaks extends LeakTests {
    Leaks() {
      super(EngineContract.this);
    }
  }

  @Nested
  class LostAnswers extends LostAnswerTests {
    LostAnswers() {
      super(EngineContract.this);
    }
  }
}
