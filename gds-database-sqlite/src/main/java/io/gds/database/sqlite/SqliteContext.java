package io.gds.database.sqlite;

import io.gds.database.core.OperationRunner;
import java.time.Clock;

/**
 * What the parts of an engine share. Thread-safe.
 *
 * @param runner the gate
 * @param files which file is which database
 * @param connections opens private connections
 * @param copies copies live databases
 * @param checkup checks files
 * @param pools the connections handed to callers
 */
record SqliteContext(
    OperationRunner runner,
    SqliteFiles files,
    SqliteConnections connections,
    SqliteCopies copies,
    SqliteCheckup checkup,
    SqlitePools pools) {
  Clock clock() {
    return runner.environment().clock();
  }

  SqliteChecks checks() {
    return new SqliteChecks(this);
  }
}
