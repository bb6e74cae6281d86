package io.gds.database.testkit.contract;

import io.gds.database.spi.DatabaseProvider;
import io.gds.database.testkit.fake.FakeEngineBuilder;

/** A fake that has databases and nothing else, so that everything must be refused. */
final class LeanTestEngine extends FakeTestEngine {
  LeanTestEngine() {
    super(FakeEngineBuilder::supporting);
  }

  @Override
  public DatabaseProvider provider() {
    return new LeanProvider(super.provider());
  }

  @Override
  public Declaration declaration() {
    return Declaration.builder().build();
  }
}
