package io.gds.database.snowflake;

import io.gds.database.operation.OptionKey;
import java.time.Duration;
import java.util.Set;

/**
 * The options that only Snowflake has when a database is backed up.
 *
 * <p>A SNAPSHOT goes to the engine: {@code to(Location.engine("NAME"))} names the clone that is
 * made, {@code into(Location.engine("snapshots"))} gives it a stamped name. {@code
 * into(Location.engine("backup-set:DB.SCHEMA.SET"))} adds a backup to a backup set of the vendor's
 * instead. A LOGICAL backup goes to a named stage, internal or external: {@code
 * Location.stage("@DB.SCHEMA.STAGE/path")}.
 *
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/copy-into-location">COPY INTO a
 *     location</a>
 * @see <a href="https://docs.snowflake.com/en/user-guide/backups">Backups</a>
 */
public final class SnowflakeBackup {
  private static final long LEAST_FILE = 1_000_000;
  private static final long MOST_FILE = 5_368_709_120L;
  private static final long FILE = 268_435_456;

  /** For how long retention leaves it alone, from when it is made. Default: none. */
  public static final OptionKey<Duration> KEEP_FOR =
      OptionKey.of("snowflake.keep-for", Duration.class, "For how long retention leaves it alone.")
          .checked(time -> !time.isNegative() && !time.isZero(), "more than zero");

  /** Of a LOGICAL backup: what its files are. Default: Parquet. */
  public static final OptionKey<SnowflakeFileFormat> FORMAT =
      OptionKey.of("snowflake.format", SnowflakeFileFormat.class, "What the files are.")
          .defaultsTo(SnowflakeFileFormat.PARQUET);

  /** Of a LOGICAL backup: the largest size of a file, in bytes. Default: 256 MiB. */
  public static final OptionKey<Long> FILE_SIZE =
      OptionKey.of("snowflake.file-size", Long.class, "The largest size of a file, in bytes.")
          .defaultsTo(FILE)
          .checked(
              size -> size >= LEAST_FILE && size <= MOST_FILE, LEAST_FILE + " to " + MOST_FILE);

  /**
   * Of a LOGICAL backup: whether the rows of each table are hashed too, which a restore compares;
   * that reads them once more. Default: yes.
   */
  public static final OptionKey<Boolean> HASHES =
      OptionKey.of("snowflake.hashes", Boolean.class, "Whether the rows of each table are hashed.")
          .defaultsTo(true);

  /**
   * Of a LOGICAL backup: whether tables with columns whose values do not come back from a file as
   * they were are left out, and told, instead of being refused. Default: no.
   */
  public static final OptionKey<Boolean> SKIP_UNLOADABLE =
      OptionKey.of(
              "snowflake.skip-unloadable",
              Boolean.class,
              "Whether tables that files cannot hold are left out.")
          .defaultsTo(false);

  /**
   * Of a LOGICAL backup: whether it is made although policies decide what of the rows this role is
   * shown: what it holds may be masked, or lack rows. Default: no.
   */
  public static final OptionKey<Boolean> ALLOW_POLICIES =
      OptionKey.of(
              "snowflake.allow-policies",
              Boolean.class,
              "Whether rows are unloaded as policies show them to this role.")
          .defaultsTo(false);

  /** All of them. */
  static final Set<OptionKey<?>> KEYS =
      Set.of(
          KEEP_FOR,
          FORMAT,
          FILE_SIZE,
          HASHES,
          SKIP_UNLOADABLE,
          ALLOW_POLICIES,
          SnowflakeClone.SKIP_UNREACHABLE,
          SnowflakeClone.STAGES);

  private SnowflakeBackup() {}
}
