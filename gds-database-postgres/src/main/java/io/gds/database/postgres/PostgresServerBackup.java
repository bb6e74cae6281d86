package io.gds.database.postgres;

import io.gds.database.operation.OptionKey;
import java.nio.file.Path;
import java.util.Set;

/**
 * The options that only PostgreSQL has when the whole server is backed up.
 *
 * @see <a href="https://www.postgresql.org/docs/current/app-pgbasebackup.html">pg_basebackup</a>
 */
public final class PostgresServerBackup {
  /** How the backup lies in its directory. Default: tar. */
  public static final OptionKey<PostgresBackupLayout> LAYOUT =
      OptionKey.of(
              "postgresql.layout",
              PostgresBackupLayout.class,
              "How a backup of the whole server lies in its directory.")
          .defaultsTo(PostgresBackupLayout.TAR);

  /**
   * How the tar files are compressed, as {@link PostgresBackup#COMPRESSION}: 0 to 9, or gzip with
   * or without a level; other methods cannot be read back here. Default: not at all.
   */
  public static final OptionKey<String> COMPRESSION = PostgresBackup.COMPRESSION;

  /** The most that is read from the server, in kilobytes a second. Default: no limit. */
  public static final OptionKey<Integer> MAX_RATE =
      OptionKey.of(
              "postgresql.max-rate",
              Integer.class,
              "The most that is read from the server, in kilobytes a second.")
          .checked(rate -> rate >= 32 && rate <= 1048576, "32 to 1048576");

  /**
   * The directory in which the server's archive_command or a WAL receiver leaves the segments, as
   * this machine sees it. In a backup it is remembered with it, for later instants are reached by
   * it; in a restore it is where the WAL is taken from. Default: none in a backup; in a restore,
   * the one remembered.
   */
  public static final OptionKey<Path> WAL_ARCHIVE =
      OptionKey.of(
          "postgresql.wal-archive",
          Path.class,
          "The directory of this machine in which the archived WAL segments lie.");

  /**
   * The archive that an incremental backup builds on; it lies in the directory into which the
   * backup goes. Default: the newest base backup of this server there.
   */
  public static final OptionKey<Path> BASED_ON =
      OptionKey.of(
          "postgresql.based-on",
          Path.class,
          "The archive, in the same directory, that an incremental backup builds on.");

  /** Where the tools are; as {@link PostgresBackup#TOOLS}. */
  public static final OptionKey<Path> TOOLS = PostgresBackup.TOOLS;

  /** All of them. */
  static final Set<OptionKey<?>> KEYS =
      Set.of(LAYOUT, COMPRESSION, MAX_RATE, WAL_ARCHIVE, BASED_ON, TOOLS);

  private PostgresServerBackup() {}
}
