package io.gds.database.snowflake;

import io.gds.database.backup.BackupInfo;
import io.gds.database.core.Plan;
import io.gds.database.operation.Check;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a database is restored from, into one of a name that nobody has. */
interface SnowflakeRestoreSource {
  /** The database that it was once. */
  String database();

  /** What has to be so. Reads. */
  List<Check> checks();

  /**
   * Adds the steps that make the new database and prove it, and what takes it away again if they or
   * what follows fail.
   *
   * @param mark what its comment says until it takes its name
   */
  <T extends @Nullable Object> void addTo(Plan.Builder<T> plan, SnowflakeMark mark);

  /** The comment it had. */
  String comment();

  /** The rights on it, as far as the source knows them. */
  SnowflakeGrants grants();

  /** The instant that its content stands for. */
  Optional<Instant> reached();

  /** The backups it is made of. */
  List<BackupInfo> used();

  /** What is left to do, once it is restored. */
  List<String> next();
}
