package io.gds.database.postgres;

import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.DatabaseType;
import io.gds.database.core.url.PropertyAllowList;
import io.gds.database.jdbc.ErrorTable;
import io.gds.database.jdbc.Quoting;
import java.util.List;
import java.util.Set;

/**
 * A product that speaks PostgreSQL's protocol, and is reached by the same driver: what connections
 * and URLs of the two differ in. Immutable and thread-safe.
 *
 * @param type the platform
 * @param name its name as people write it
 * @param schemes what its URLs begin with, up to the colon
 * @param port where it listens unless told otherwise
 * @param database where connections lead unless another is named
 * @param allowed the connection properties that users may set
 * @param inCodeOnly those of them that a URL may not set, since they run programs
 * @param names how names are written
 * @param errors what its SQLStates mean
 * @param primaries whether one of several hosts is the primary, which is then looked for
 * @param identity what a session is called on the server
 */
record PostgresProduct(
    DatabaseType type,
    String name,
    List<String> schemes,
    int port,
    String database,
    PropertyAllowList allowed,
    Set<String> inCodeOnly,
    Quoting names,
    ErrorTable errors,
    boolean primaries,
    PostgresDriver.Identity identity) {
  PostgresProduct {
    schemes = List.copyOf(schemes);
    inCodeOnly = Set.copyOf(inCodeOnly);
  }

  /** The one that a connection is of. */
  static PostgresProduct of(ConnectionInfo info) {
    return info.type().equals(DatabaseType.COCKROACHDB)
        ? CockroachUrls.PRODUCT
        : PostgresUrls.PRODUCT;
  }

  /** What a URL looks like. */
  String example() {
    return type.id() + "://user@host:" + port + "/database";
  }
}
