package io.gds.database.spi;

import io.gds.database.Capability;
import io.gds.database.DatabaseEngine;
import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.DatabaseType;
import java.util.Optional;
import java.util.Set;

/**
 * A platform's entry: what it is, what it offers, how its URLs read, and how an engine is opened.
 * Found by ServiceLoader or registered explicitly. Implementations are stateless and thread-safe,
 * with a public constructor without parameters that does nothing.
 */
public interface DatabaseProvider {
  /** The platform. One provider per type. */
  DatabaseType type();

  /** What its engines and databases offer at most, before a server was asked. */
  Set<Class<? extends Capability>> offers();

  /**
   * Reads a URL of this platform; empty if the URL is of another. No I/O. A password in the URL
   * ends up as a hidden inline secret.
   *
   * @throws io.gds.database.error.InvalidOptionsException if the URL is of this platform and faulty
   */
  Optional<ConnectionInfo> parse(String url);

  /**
   * Opens an engine; connects unless {@link ConnectionInfo#isLazy()}.
   *
   * @throws io.gds.database.error.DatabaseException of the type that fits
   */
  DatabaseEngine open(ConnectionInfo info, EngineEnvironment environment);

  /** The version of the driver or embedded library, for people. */
  default String driverVersion() {
    return "";
  }
}
