package io.gds.database.mssql;

import io.gds.database.operation.OptionKey;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Set;
import java.util.UUID;

/**
 * The options that only SQL Server has when a database is restored.
 *
 * @see <a
 *     href="https://learn.microsoft.com/en-us/sql/t-sql/statements/restore-statements-transact-sql">RESTORE</a>
 */
public final class MssqlRestore {
  private static final String PATHS = "paths or addresses, parted by |";

  /**
   * Which set of an archive that holds several, by its number on the media; with a log or a
   * differential comes what goes before it. Default: none, which is the newest full backup of the
   * archive with all that follows it there: refused, if something lies there that may be newer and
   * cannot be read.
   */
  public static final OptionKey<Integer> POSITION =
      OptionKey.of("mssql.position", Integer.class, "Which set of the archive, counted from 1.")
          .checked(number -> number >= 1, "1 and more");

  /** Which database, if an archive holds backups of several. Default: none, the only one there. */
  public static final OptionKey<String> DATABASE =
      OptionKey.of(
          "mssql.database", String.class, "Which database of an archive that has several.");

  /**
   * Further files or addresses of backups that a history is read from, beside what the server
   * recorded itself: of another server, or of one whose history is lost. Default: none.
   */
  public static final OptionKey<String> FILES =
      OptionKey.of("mssql.files", String.class, "Backups beside the recorded ones: " + PATHS + ".")
          .checked(text -> !text.isBlank(), PATHS);

  /** To which place in the log. Default: none; not together with a point in time. */
  public static final OptionKey<MssqlLsn> LSN =
      OptionKey.of("mssql.lsn", MssqlLsn.class, "The place in the log to restore to.")
          .checked(lsn -> true, "up to 25 digits, or 0000001e:00000038:0001 in hexadecimal")
          .parsedBy(MssqlLsn::parse);

  /** To which marked transaction; {@link #MARK_AFTER} says from when to look. Default: none. */
  public static final OptionKey<String> MARK =
      OptionKey.of("mssql.mark", String.class, "The marked transaction to restore to.")
          .checked(name -> !name.isBlank() && name.length() <= 128, "1 to 128 characters");

  /** An instant before the mark. Default: none, which is where the server recorded it. */
  public static final OptionKey<Instant> MARK_AFTER =
      OptionKey.of("mssql.mark-after", Instant.class, "An instant before the mark.");

  /** Whether the record or transaction named is left out. Default: no. */
  public static final OptionKey<Boolean> BEFORE =
      OptionKey.of(
              "mssql.before", Boolean.class, "Whether the record or transaction named is left out.")
          .defaultsTo(false);

  /**
   * Which branch of the database's history, where a restore to an earlier state began a new one: a
   * {@code last_recovery_fork_guid}. Default: none, the one that reaches the target.
   */
  public static final OptionKey<UUID> BRANCH =
      OptionKey.of("mssql.branch", UUID.class, "Which branch of the database's history.")
          .checked(guid -> true, "a recovery fork's GUID")
          .parsedBy(UUID::fromString);

  /**
   * Which database, where several had the name one after the other: a {@code family_guid}. Default:
   * none, the one that lived at the target.
   */
  public static final OptionKey<UUID> FAMILY =
      OptionKey.of("mssql.family", UUID.class, "Which of several databases of the name.")
          .checked(guid -> true, "a family's GUID")
          .parsedBy(UUID::fromString);

  /**
   * The zone of the clock of the server that wrote the backups, in which its log has its times.
   * Default: as the server tells it, from 2022 on by its name; before, only its distance from UTC
   * is told.
   */
  public static final OptionKey<ZoneId> TIME_ZONE =
      OptionKey.of(
              "mssql.time-zone",
              ZoneId.class,
              "The zone of the clock that the logs were written by.")
          .checked(zone -> true, "such as Europe/Berlin")
          .parsedBy(ZoneId::of);

  /**
   * Where the tail of the log goes before the database is replaced: a file of the server or an
   * address, where nothing may lie. What was written since the last log backup is then kept, and is
   * restored too where the target lies in it. The database goes out of use with it, so that it is
   * replaced in place. Default: none.
   */
  public static final OptionKey<String> TAIL_LOG =
      OptionKey.of(
          "mssql.tail-log", String.class, "Where the tail of the log is backed up to before.");

  /**
   * Whether an existing database is restored over, file by file, instead of beside it: no second
   * room is needed, but what it held is gone as soon as the first backup is read. Default: no.
   */
  public static final OptionKey<Boolean> IN_PLACE =
      OptionKey.of(
              "mssql.in-place",
              Boolean.class,
              "Whether an existing database is restored over instead of beside it.")
          .defaultsTo(false);

  /**
   * Whether a restore that was left without recovery, or in standby, goes on from where it is.
   * Default: no.
   */
  public static final OptionKey<Boolean> CONTINUE =
      OptionKey.of(
              "mssql.continue", Boolean.class, "Whether a restore goes on that was left half-way.")
          .defaultsTo(false);

  /** Whether the database is left for further backups, not usable. Default: no. */
  public static final OptionKey<Boolean> NO_RECOVERY =
      OptionKey.of(
              "mssql.no-recovery",
              Boolean.class,
              "Whether the database is left restoring, for further backups.")
          .defaultsTo(false);

  /**
   * Leaves the database readable and ready for further logs, with this file of the server for what
   * is undone meanwhile. Default: none.
   */
  public static final OptionKey<String> STANDBY =
      OptionKey.of(
          "mssql.standby", String.class, "The undo file of a database that is left readable.");

  /** Whether what replication needs is kept, on another server too. Default: no. */
  public static final OptionKey<Boolean> KEEP_REPLICATION =
      OptionKey.of("mssql.keep-replication", Boolean.class, "Whether replication is kept.")
          .defaultsTo(false);

  /**
   * Whether changes go on to be captured where a database is restored under another name or on
   * another server: else the server takes change data capture out of it, with all that was
   * captured. One that replaces a database that captures keeps it anyway. Default: no.
   */
  public static final OptionKey<Boolean> KEEP_CDC =
      OptionKey.of("mssql.keep-cdc", Boolean.class, "Whether change data capture is kept.")
          .defaultsTo(false);

  /** Whether only its owners and administrators get in afterwards. Default: no. */
  public static final OptionKey<Boolean> RESTRICTED_USER =
      OptionKey.of(
              "mssql.restricted-user",
              Boolean.class,
              "Whether only owners and administrators get in afterwards.")
          .defaultsTo(false);

  /** Single damaged pages of an existing database, such as {@code 1:57,1:202}. Default: none. */
  public static final OptionKey<String> PAGES =
      OptionKey.of("mssql.pages", String.class, "Damaged pages to restore: file:page,file:page.")
          .checked(
              text -> text.matches("[0-9]{1,5}:[0-9]{1,10}(,[0-9]{1,5}:[0-9]{1,10}){0,999}"),
              "file:page,file:page");

  /** Damaged filegroups of an existing database. Default: none, which is all of it. */
  public static final OptionKey<String> FILEGROUPS =
      OptionKey.of(
              "mssql.filegroups",
              String.class,
              "Filegroups to restore into an existing database, parted by |.")
          .checked(text -> !text.isBlank(), "names parted by |");

  /**
   * The credential of the server that holds a storage account's key, by which page blobs were
   * written and are read; what lies elsewhere is read without it, and a tail of the log that goes
   * to an address of Azure is written by it. Refused where it opens nothing. Not for access by a
   * token. Default: none.
   */
  public static final OptionKey<String> CREDENTIAL = MssqlVerify.CREDENTIAL;

  /** All of them. */
  static final Set<OptionKey<?>> KEYS =
      Set.of(
          POSITION,
          DATABASE,
          FILES,
          LSN,
          MARK,
          MARK_AFTER,
          BEFORE,
          BRANCH,
          FAMILY,
          TIME_ZONE,
          TAIL_LOG,
          IN_PLACE,
          CONTINUE,
          NO_RECOVERY,
          STANDBY,
          KEEP_REPLICATION,
          KEEP_CDC,
          RESTRICTED_USER,
          PAGES,
          FILEGROUPS,
          CREDENTIAL);

  private MssqlRestore() {}
}
