package io.gds.database.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What all suites share: a platform's server started for each test, and a name that tells which
 * platform and suite a class is of. Extended only by the suites of this package.
 */
public abstract class PlatformContract {
  private final String suite;
  private @Nullable ContractRun run;

  /** The suite's own part of the subclass's name, such as {@code EngineContract}. */
  PlatformContract(String suite) {
    this.suite = suite;
  }

  /** Starts the platform's server, or a part of it that this test has for itself. */
  protected abstract TestEngine start();

  @BeforeEach
  void startThePlatform() {
    TestEngine fixture = start();
    try {
      run = new ContractRun(fixture);
    } catch (RuntimeException | Error e) {
      fixture.close();
      throw e;
    }
  }

  @AfterEach
  void stopThePlatform() {
    ContractRun ended = run;
    run = null;
    if (ended != null) {
      ended.close();
    }
  }

  ContractRun run() {
    ContractRun current = run;
    if (current == null) {
      throw new IllegalStateException("no test is running");
    }
    return current;
  }

  @Test
  void theClassIsNamedAfterItsPlatformAndItsSuite() {
    String provider = run().fixture().provider().getClass().getSimpleName();
    assertThat(provider).as("the provider's class").endsWith("Provider");
    String platform = provider.substring(0, provider.length() - "Provider".length());
    assertThat(getClass().getSimpleName())
        .as("every platform has the same six test classes, so that each is found by its name")
        .isIn(platform + suite + "Test", platform + suite + "IT", platform + suite + "AccountIT");
  }
}
