package io.gds.database.postgres;

import io.gds.database.operation.OptionKey;
import java.nio.file.Path;
import java.util.Set;

/**
 * The options that only PostgreSQL has when a backup of the whole server is restored: into a data
 * directory that is prepared and not started. At most one target of the recovery may be named, by
 * one of these or by the point in time; without any, all WAL that there is gets replayed.
 *
 * @see <a
 *     href="https://www.postgresql.org/docs/current/continuous-archiving.html#BACKUP-PITR-RECOVERY">Recovering
 *     Using a Continuous Archive Backup</a>
 */
public final class PostgresServerRestore {
  /** The data directory to be made, which is not there or empty. Must be given. */
  public static final OptionKey<Path> DATA_DIRECTORY =
      OptionKey.of(
          "postgresql.data-directory",
          Path.class,
          "The data directory of this machine that is made; not there yet, or empty.");

  /** The directory of archived WAL; as {@link PostgresServerBackup#WAL_ARCHIVE}. */
  public static final OptionKey<Path> WAL_ARCHIVE = PostgresServerBackup.WAL_ARCHIVE;

  /**
   * The command by which the server fetches a segment, for archives that are not a plain directory;
   * what they reach is not known here then, and no target is checked. Default: a copy from the
   * directory of archived WAL.
   */
  public static final OptionKey<String> RESTORE_COMMAND =
      OptionKey.of(
              "postgresql.restore-command",
              String.class,
              "The command by which the server fetches a segment, with %f and %p.")
          .checked(
              command -> command.contains("%f") && command.contains("%p") && isLine(command),
              "one line with %f and %p in it");

  /** The position up to which the WAL is replayed, the record there included. Default: none. */
  public static final OptionKey<String> TARGET_LSN =
      OptionKey.of(
              "postgresql.target-lsn",
              String.class,
              "The position up to which the WAL is replayed, such as 0/3000190.")
          .checked(PostgresLsn::isOne, "two hexadecimal numbers with a slash between");

  /** The restore point up to which the WAL is replayed. Default: none. */
  public static final OptionKey<String> TARGET_NAME =
      OptionKey.of(
              "postgresql.target-name",
              String.class,
              "The restore point, made by pg_create_restore_point(), that is restored to.")
          .checked(
              name -> !name.isEmpty() && name.length() < 64 && isLine(name), "1 to 63 characters");

  /** The transaction whose end is restored to, that included. Default: none. */
  public static final OptionKey<Long> TARGET_XID =
      OptionKey.of(
              "postgresql.target-xid",
              Long.class,
              "The number of the transaction whose end is restored to.")
          .checked(xid -> xid >= 3 && xid <= 0xffffffffL, "3 to 4294967295");

  /**
   * The timeline that is followed. Default: the newest that comes from the backup's own, as far as
   * the archive tells; with a command of the caller's, the newest that this fetches.
   */
  public static final OptionKey<Long> TARGET_TIMELINE =
      OptionKey.of("postgresql.target-timeline", Long.class, "The timeline that is followed.")
          .checked(timeline -> timeline >= 1 && timeline <= 0xffffffffL, "1 to 4294967295");

  /** What the server does once it is there. Default: promote. */
  public static final OptionKey<PostgresTargetAction> TARGET_ACTION =
      OptionKey.of(
              "postgresql.target-action",
              PostgresTargetAction.class,
              "What the restored server does once it has reached the target.")
          .defaultsTo(PostgresTargetAction.PROMOTE);

  /** Where the tools are; as {@link PostgresBackup#TOOLS}. */
  public static final OptionKey<Path> TOOLS = PostgresBackup.TOOLS;

  /** All of them. */
  static final Set<OptionKey<?>> KEYS =
      Set.of(
          DATA_DIRECTORY,
          WAL_ARCHIVE,
          RESTORE_COMMAND,
          TARGET_LSN,
          TARGET_NAME,
          TARGET_XID,
          TARGET_TIMELINE,
          TARGET_ACTION,
          TOOLS);

  private PostgresServerRestore() {}

  private static boolean isLine(String text) {
    return text.chars().noneMatch(c -> c < ' ');
  }
}
