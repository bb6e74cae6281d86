package io.gds.database.snowflake;

import io.gds.database.CreateOptions;
import io.gds.database.Database;
import io.gds.database.Detail;
import io.gds.database.backup.SupportsBackup;
import io.gds.database.backup.SupportsRestore;
import io.gds.database.cloning.CloneInfo;
import io.gds.database.cloning.SupportsClone;
import io.gds.database.data.SupportsSql;
import io.gds.database.operation.Operation;
import io.gds.database.schema.SupportsSchemas;

/** A database of Snowflake. Thread-safe; equal by engine and exact name. */
public interface SnowflakeDatabase
    extends Database, SupportsBackup, SupportsClone, SupportsRestore, SupportsSchemas, SupportsSql {
  @Override
  SnowflakeEngine engine();

  @Override
  SnowflakeDatabaseMetadata metadata();

  /**
   * Reads now, in two statements; in one more for {@link Detail#SIZE}, and two more for {@link
   * Detail#REPLICATION}, without which a replica does not look read-only.
   */
  @Override
  SnowflakeDatabaseMetadata refresh(Detail... details);

  @Override
  Operation<SnowflakeDatabase> prepareCreate(CreateOptions options);

  @Override
  default SnowflakeDatabase create(CreateOptions options) {
    return prepareCreate(options).run();
  }

  /**
   * Plans the clone of a schema or a table, of the present or of its past.
   *
   * @throws io.gds.database.error.InvalidOptionsException if options are faulty or unknown
   * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/create-clone">CREATE … CLONE</a>
   */
  Operation<CloneInfo> prepareCloneObject(SnowflakeObjectCloneOptions options);

  /**
   * Clones a schema or a table.
   *
   * @throws io.gds.database.error.AlreadyExistsException if the name is taken
   * @throws io.gds.database.error.NotFoundException if there is no such schema or table, or its
   *     history does not go back so far
   */
  default CloneInfo cloneObject(SnowflakeObjectCloneOptions options) {
    return prepareCloneObject(options).run();
  }

  /**
   * Plans to get back the database of this name that was dropped last, with all that was in it.
   * Rights on it are back as well; hybrid tables are not.
   *
   * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/undrop-database">UNDROP
   *     DATABASE</a>
   */
  Operation<SnowflakeDatabase> prepareUndrop(SnowflakeUndropOptions options);

  /**
   * Gets back the database that was dropped last.
   *
   * @throws io.gds.database.error.NotFoundException if there is none that can be got back: its time
   *     has passed, or this role does not own it
   * @throws io.gds.database.error.AlreadyExistsException if a database has its name, and the
   *     options do not say what that is to be called
   */
  default SnowflakeDatabase undrop(SnowflakeUndropOptions options) {
    return prepareUndrop(options).run();
  }
}
