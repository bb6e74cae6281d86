package io.gds.database.testkit.contract;

import io.gds.database.Capability;
import io.gds.database.DatabaseEngine;
import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.DatabaseType;
import io.gds.database.spi.DatabaseProvider;
import io.gds.database.spi.EngineEnvironment;
import java.util.Optional;
import java.util.Set;

/** A platform that has every kind of capability, and only a part of each. */
record SparseProvider(DatabaseProvider real) implements DatabaseProvider {
  @Override
  public DatabaseType type() {
    return real.type();
  }

  @Override
  public Set<Class<? extends Capability>> offers() {
    return real.offers();
  }

  @Override
  public Optional<ConnectionInfo> parse(String url) {
    return real.parse(url);
  }

  @Override
  public DatabaseEngine open(ConnectionInfo info, EngineEnvironment environment) {
    return real.open(info, environment);
  }
}
