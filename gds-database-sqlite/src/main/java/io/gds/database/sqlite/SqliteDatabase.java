package io.gds.database.sqlite;

import io.gds.database.CreateOptions;
import io.gds.database.Database;
import io.gds.database.Detail;
import io.gds.database.backup.SupportsBackup;
import io.gds.database.backup.SupportsRestore;
import io.gds.database.cloning.SupportsClone;
import io.gds.database.data.SupportsSql;
import io.gds.database.lifecycle.SupportsStates;
import io.gds.database.operation.Operation;
import io.gds.database.schema.SupportsSchemas;

/**
 * One SQLite database: a file of its engine's directory, which need not exist, with all it can do
 * as typed methods. Thread-safe.
 */
public interface SqliteDatabase
    extends Database,
        SupportsBackup,
        SupportsRestore,
        SupportsClone,
        SupportsStates,
        SupportsSchemas,
        SupportsSql {
  @Override
  SqliteEngine engine();

  @Override
  SqliteDatabaseMetadata metadata();

  @Override
  SqliteDatabaseMetadata refresh(Detail... details);

  @Override
  Operation<SqliteDatabase> prepareCreate(CreateOptions options);

  @Override
  default SqliteDatabase create(CreateOptions options) {
    return prepareCreate(options).run();
  }
}
