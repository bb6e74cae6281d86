package io.gds.database.mssql;

import io.gds.database.error.ErrorCode;
import io.gds.database.jdbc.ErrorMeaning;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rows of {@link MssqlErrors}: connections, rights, objects, sessions and statements. */
final class MssqlErrorRows {
  private static final Map<Integer, ErrorMeaning> ALL = rows();

  private final Map<Integer, ErrorMeaning> rows = new HashMap<>();

  MssqlErrorRows() {}

  /** Every number, and what it means. */
  static Map<Integer, ErrorMeaning> all() {
    return ALL;
  }

  private static Map<Integer, ErrorMeaning> rows() {
    MssqlErrorRows rows = new MssqlErrorRows();
    rows.connections();
    rows.rights();
    rows.objects();
    rows.sessions();
    rows.settings();
    rows.states();
    rows.resources();
    MssqlUserErrorRows.addTo(rows);
    MssqlBackupErrorRows.addTo(rows);
    MssqlHaErrorRows.addTo(rows);
    MssqlDbccErrorRows.addTo(rows);
    return Map.copyOf(rows.rows);
  }

  /** Numbers of one meaning. */
  MssqlErrorRows add(ErrorCode code, @Nullable String remedy, int... numbers) {
    ErrorMeaning meaning = ErrorMeaning.of(code);
    return add(remedy == null ? meaning : meaning.remedy(remedy), numbers);
  }

  /** Numbers of one meaning. */
  MssqlErrorRows add(ErrorMeaning meaning, int... numbers) {
    for (int number : numbers) {
      if (rows.put(number, meaning) != null) {
        throw new IllegalStateException("error " + number + " has two meanings");
      }
    }
    return this;
  }

  private void connections() {
    add(
        ErrorCode.AUTHENTICATION_FAILED,
        "Check user name and password; the attempt is not repeated.",
        18456);
    add(ErrorCode.AUTHENTICATION_FAILED, "The login is disabled: ALTER LOGIN … ENABLE.", 18470);
    add(ErrorCode.AUTHENTICATION_FAILED, "The login is locked: ALTER LOGIN … UNLOCK.", 18486);
    add(
        ErrorCode.AUTHENTICATION_FAILED,
        "The password has expired, or must be changed: ALTER LOGIN … WITH PASSWORD.",
        18487,
        18488);
    add(
        ErrorCode.NOT_FOUND,
        "The login's database does not exist, is not online, or is not open to it.",
        4060,
        4064);
    add(ErrorCode.CONNECTION_LOST, null, 10054, 233);
    add(ErrorCode.CONNECTION_LOST, "Somebody has ended the session.", 596);
    // A managed instance that is moved while a statement runs: nobody knows how far it came.
    add(ErrorCode.CONNECTION_LOST, "The instance is being moved: retry later.", 40197);
    add(
        ErrorCode.SERVER_BUSY,
        "The server is at its limits, or being moved: retry later.",
        10928,
        10929,
        40501,
        40613,
        49918,
        49919,
        49920,
        701);
  }

  private void rights() {
    add(ErrorCode.PERMISSION_DENIED, "Grant the right that the message names.", 229, 230, 262, 300);
    add(ErrorCode.PERMISSION_DENIED, "Grant the right, or use another login.", 297, 371, 15247);
    add(
        ErrorMeaning.of(ErrorCode.PERMISSION_DENIED)
            .right("CONNECT")
            .remedy("Make the login a user of that database, or give it CONNECT ANY DATABASE."),
        916);
    add(
        ErrorMeaning.of(ErrorCode.PERMISSION_DENIED)
            .right("RESTORE")
            .remedy(
                "Restoring takes dbcreator or sysadmin, or the owner of the database; db_owner is"
                    + " not enough."),
        3110);
    add(ErrorCode.PERMISSION_DENIED, "Only members of the role named may do this.", 15003, 27219);
  }

  private void objects() {
    add(
        ErrorCode.NOT_FOUND,
        "Check the name, and that the login may see it.",
        911,
        15010,
        3118,
        15151);
    add(
        ErrorCode.ALREADY_EXISTS,
        "Choose another name, or change the one there is.",
        1801,
        15025,
        15023);
    add(
        ErrorCode.DATABASE_IN_USE,
        "End the sessions first, or allow it to end them by force.",
        3101,
        3102,
        3702,
        5061,
        5070,
        924);
    add(
        ErrorMeaning.of(ErrorCode.DATABASE_IN_USE)
            .isTransient(true)
            .remedy("The database is changing its state: retry in a moment."),
        921,
        922,
        952);
    add(ErrorCode.CONSTRAINT_UNIQUE, null, 2627, 2601);
    add(ErrorCode.CONSTRAINT_CHECK, null, 547);
    add(ErrorCode.CONSTRAINT_NOT_NULL, null, 515);
    add(ErrorCode.INVALID_OPTIONS, "The text is too long for the column.", 8152, 2628);
  }

  private void sessions() {
    add(ErrorCode.DEADLOCK, null, 1205);
    add(ErrorCode.DEADLOCK, "The snapshot was changed by another transaction.", 3960);
    add(ErrorCode.LOCKED, "Somebody else holds the lock: see the blocking sessions.", 1222);
    add(ErrorCode.INTERNAL, "A transaction was open where none may be.", 3021, 226, 574, 6115);
    add(ErrorCode.INVALID_OPTIONS, "A session cannot end itself.", 6104);
    add(
        ErrorMeaning.of(ErrorCode.PERMISSION_DENIED)
            .right("ALTER ANY CONNECTION")
            .remedy(
                "GRANT ALTER ANY CONNECTION TO the login, or make it a member of processadmin."),
        6102);
    add(ErrorCode.NOT_FOUND, "The session has ended already.", 6101, 6106);
    add(ErrorCode.WRONG_STATE, "Nothing is being rolled back for it.", 6120);
    add(ErrorCode.WRONG_STATE, "It is a session of the server itself.", 6107);
  }

  private void settings() {
    add(ErrorCode.NOT_FOUND, "Check the option's name; advanced ones are hidden.", 15123);
    add(ErrorCode.INVALID_OPTIONS, "Give the option's whole name.", 15124);
    add(ErrorCode.INVALID_OPTIONS, "Give a value that the option takes.", 15129);
    add(
        ErrorCode.INVALID_OPTIONS,
        "The server does not recommend that value: give another, or install it by override.",
        5807,
        5808,
        5834);
    add(
        ErrorCode.INVALID_OPTIONS,
        "Give values that fit one another.",
        5810,
        5829,
        5831,
        5832,
        5833,
        5842);
    add(
        ErrorMeaning.of(ErrorCode.PERMISSION_DENIED)
            .right("ALTER SETTINGS")
            .remedy("GRANT ALTER SETTINGS TO the login, or make it a member of serveradmin."),
        5812);
  }

  /** What a database's state does not allow. */
  private void states() {
    add(ErrorCode.WRONG_STATE, "Put the database online first.", 942);
    add(
        ErrorCode.WRONG_STATE,
        "A restore is not finished: restore what is missing, or end it by RESTORE DATABASE … WITH"
            + " RECOVERY.",
        927);
    add(
        ErrorCode.WRONG_STATE,
        "The server could not recover the database: read its error log, and restore a backup.",
        926);
    add(
        ErrorCode.WRONG_STATE,
        "Look at the database's files, the memory and the room on the disk, and at the server's error"
            + " log.",
        945);
    add(ErrorCode.WRONG_STATE, "Bring the database into another state first.", 5052);
    add(
        ErrorMeaning.of(ErrorCode.PERMISSION_DENIED)
            .right("ALTER on the database")
            .remedy(
                "Check the name and the database's state; the login needs ALTER on it, as db_owner"
                    + " has it, or ALTER ANY DATABASE."),
        5011);
    add(
        ErrorMeaning.of(ErrorCode.PERMISSION_DENIED)
            .right("db_owner")
            .remedy("The database is open to its owners only, and to dbcreator and sysadmin."),
        923);
    add(
        ErrorCode.STATEMENT_FAILED,
        "Look at the error before it: this one says only that the statement failed.",
        1802,
        1813,
        5069);
  }

  private void resources() {
    add(
        ErrorCode.STORAGE_FULL,
        "Free space in the filegroup's files, let them grow, or add one.",
        1105);
    add(
        ErrorCode.STORAGE_FULL,
        "The log is full: see log_reuse_wait_desc in sys.databases, and back up the log.",
        9002);
    add(
        ErrorMeaning.of(ErrorCode.DATABASE_CORRUPT)
            .isTransient(false)
            .remedy("Run DBCC CHECKDB, and restore what is damaged."),
        824,
        823,
        825);
    add(
        ErrorCode.UNSUPPORTED_CAPABILITY,
        "This edition of the server does not have it.",
        1844,
        3218,
        33210);
  }
}
