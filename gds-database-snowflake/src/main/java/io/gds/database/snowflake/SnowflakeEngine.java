package io.gds.database.snowflake;

import io.gds.database.DatabaseEngine;
import io.gds.database.DatabaseQuery;
import io.gds.database.access.SupportsProcesses;
import io.gds.database.access.SupportsUsers;
import io.gds.database.backup.SupportsBackupCatalog;
import io.gds.database.ha.SupportsHighAvailability;
import io.gds.database.ha.SupportsSwitchover;
import io.gds.database.ha.SupportsTopologyChange;
import io.gds.database.observe.SupportsLogs;
import io.gds.database.observe.SupportsMetrics;
import io.gds.database.observe.SupportsStatements;
import io.gds.database.settings.SupportsConfiguration;
import java.util.List;

/**
 * A Snowflake account. Thread-safe. An interface, so that a tool written on it can be tested with a
 * fake.
 */
public interface SnowflakeEngine
    extends DatabaseEngine,
        SnowflakeWarehouses,
        SupportsBackupCatalog,
        SupportsConfiguration,
        SupportsHighAvailability,
        SupportsLogs,
        SupportsMetrics,
        SupportsProcesses,
        SupportsStatements,
        SupportsSwitchover,
        SupportsTopologyChange,
        SupportsUsers {
  @Override
  SnowflakeEngineMetadata metadata();

  /** Reads now: two statements, of which the second is refused to most roles. */
  @Override
  SnowflakeEngineMetadata refresh();

  /**
   * The databases that this role may see, without those that the vendor puts into each account; one
   * statement for each 10,000. Needs no warehouse.
   */
  @Override
  List<SnowflakeDatabase> databases();

  @Override
  List<SnowflakeDatabase> databases(DatabaseQuery query);

  /**
   * A handle to the database of exactly this name, which need not exist. No I/O. The name is what
   * lists show, letter case included: {@code sales} is another one than {@code SALES}, which is
   * what SQL without quotes means by both.
   *
   * @throws io.gds.database.error.InvalidOptionsException with code INVALID_NAME if no database can
   *     be called so: empty, longer than 255 characters, or with a NUL in it
   */
  @Override
  SnowflakeDatabase database(String name);

  /** Refreshes of this account's secondary groups, at once or by their schedules. No I/O. */
  SnowflakeReplication replication();
}
