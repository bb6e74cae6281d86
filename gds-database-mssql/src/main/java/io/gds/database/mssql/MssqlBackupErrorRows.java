package io.gds.database.mssql;

import io.gds.database.error.ErrorCode;
import io.gds.database.jdbc.ErrorMeaning;

/** The rows on backups, media, restores and chains. */
final class MssqlBackupErrorRows {
  private MssqlBackupErrorRows() {}

  static void addTo(MssqlErrorRows rows) {
    states(rows);
    archives(rows);
    media(rows);
    storage(rows);
    targets(rows);
    chains(rows);
  }

  private static void states(MssqlErrorRows rows) {
    rows.add(ErrorCode.SERVER_BUSY, "A backup or a change of files is running: wait for it.", 3023);
    rows.add(ErrorCode.CANCELLED, null, 3204);
    rows.add(
        ErrorCode.STATEMENT_FAILED,
        "Look at the error before it: this one says only that the statement failed.",
        3013,
        3041,
        3119);
    rows.add(ErrorCode.WRONG_STATE, "Make a full backup first.", 3035, 3039, 4214);
    rows.add(
        ErrorCode.WRONG_STATE,
        "The recovery model keeps no log: set it to FULL, and make a full backup.",
        4208);
    rows.add(ErrorCode.WRONG_STATE, "Only a full backup can be made of master.", 4212, 3024);
    rows.add(ErrorCode.WRONG_STATE, "There is nothing in tempdb to keep.", 3147);
    rows.add(
        ErrorCode.WRONG_STATE,
        "The database's state allows no backup: emergency, standby, mirror or secondary.",
        3033,
        3036,
        3059,
        3062);
    rows.add(
        ErrorCode.WRONG_STATE,
        "Take the database out of its availability group or mirroring session first.",
        3104);
    rows.add(
        ErrorCode.STATEMENT_FAILED,
        "The backup is good, but the history does not know of it: see msdb.",
        3009);
  }

  private static void archives(MssqlErrorRows rows) {
    rows.add(
        ErrorMeaning.of(ErrorCode.DATABASE_CORRUPT)
            .isTransient(false)
            .remedy("The database itself is damaged: run DBCC CHECKDB, and restore what is."),
        3043,
        3049);
    rows.add(
        ErrorCode.ARCHIVE_CORRUPT,
        "The backup is damaged: use another copy of it, or an older one.",
        3183,
        3186,
        3189,
        3241,
        3266);
    rows.add(
        ErrorCode.ARCHIVE_CORRUPT,
        "The backup was taken of a damaged database: take an older one, or allow it.",
        3182);
    rows.add(
        ErrorCode.INVALID_OPTIONS,
        "The backup has no checksums: verify it without them, which says less.",
        3187);
    rows.add(
        ErrorCode.ARCHIVE_UNRECOGNIZED,
        "This is no backup of SQL Server, or of no version that this one reads.",
        3242,
        3143,
        3254,
        3255);
    rows.add(
        ErrorCode.ARCHIVE_UNRECOGNIZED,
        "The backup is of another kind than the statement wants.",
        3135);
    rows.add(
        ErrorCode.ARCHIVE_TRUNCATED,
        "The backup ends too early: copy it again, or use another one.",
        3208,
        3256);
    rows.add(
        ErrorCode.ARCHIVE_TOO_NEW,
        "The backup is of another version: restore it on a server of that or a newer one.",
        3169,
        3168,
        3243);
    rows.add(
        ErrorCode.INVALID_OPTIONS,
        "The database is brought to this version by the restore: STANDBY cannot be used.",
        3180);
  }

  private static void media(MssqlErrorRows rows) {
    rows.add(
        ErrorCode.ARCHIVE_TRUNCATED,
        "Name every stripe of the backup, each once, and none of another.",
        3132,
        3133,
        3227,
        3231,
        3232,
        3258);
    rows.add(
        ErrorCode.NOT_FOUND,
        "Restore the certificate or key that encrypted the backup, with its private key, in"
            + " master.",
        33111);
    rows.add(ErrorCode.WRONG_STATE, "Open or create the database master key in master.", 15581);
    rows.add(
        ErrorCode.INVALID_OPTIONS,
        "What is encrypted or compressed differently needs media of its own.",
        3095,
        3096,
        3098,
        3099);
  }

  private static void storage(MssqlErrorRows rows) {
    rows.add(
        ErrorCode.STORAGE_FAILED,
        "Look at the path and at what the operating system said, on the server's machine.",
        3201,
        3202,
        3203,
        3063,
        3271,
        3292,
        3298,
        5120,
        5123);
    rows.add(ErrorCode.STORAGE_FULL, "Free space where the files go, or move them.", 3257);
    rows.add(ErrorCode.STORAGE_FAILED, "Check the directory, and the account of the server.", 5133);
    rows.add(
        ErrorCode.STORAGE_FULL, "There is no room for the files: see the message.", 3140, 5149);
    rows.add(
        ErrorCode.ALREADY_EXISTS,
        "The files are in use or there already: move each to a place of its own.",
        1834,
        3156,
        3142,
        5170);
    rows.add(ErrorCode.INVALID_OPTIONS, "Two files go to one place: move one of them.", 3176);
    rows.add(ErrorCode.NOT_FOUND, "The backup has no file of this logical name.", 3234);
    rows.add(
        ErrorCode.ALREADY_EXISTS,
        "Another database has the name: choose another, or allow it to be replaced.",
        3154);
    rows.add(
        ErrorCode.WRONG_STATE,
        "Back up the tail of the log first (WITH NORECOVERY), or allow it to be lost.",
        3159,
        3173);
  }

  private static void targets(MssqlErrorRows rows) {
    rows.add(
        ErrorCode.WRONG_STATE,
        "The target was not reached: the database still waits for the next log.",
        4322,
        4329);
    rows.add(
        ErrorCode.INVALID_OPTIONS,
        "The target is before the end of the backup: begin with an older one.",
        4338);
    rows.add(
        ErrorCode.WRONG_STATE,
        "The database is restored beyond the target already: begin anew, or accept that state by"
            + " RESTORE DATABASE … WITH RECOVERY.",
        4335,
        4343,
        4327);
    rows.add(
        ErrorCode.INVALID_OPTIONS,
        "A log with minimally logged changes can only be restored whole.",
        4341);
    rows.add(ErrorCode.INVALID_OPTIONS, "The log has no such mark.", 4334);
    rows.add(
        ErrorCode.INVALID_OPTIONS,
        "A data backup is stopped in by a time only: leave the mark to the logs.",
        4340);
    rows.add(
        ErrorCode.INVALID_OPTIONS,
        "The recovery model kept no log: only the end of a backup can be reached.",
        3145);
  }

  private static void chains(MssqlErrorRows rows) {
    rows.add(
        ErrorCode.WRONG_STATE,
        "Begin with a full backup, and leave every step but the last WITH NORECOVERY.",
        3117);
    rows.add(
        ErrorCode.WRONG_STATE,
        "A restore was interrupted: restore the same backup again, or begin anew.",
        4319);
    rows.add(ErrorCode.WRONG_STATE, "The differential belongs to another full backup.", 3136);
    rows.add(
        ErrorCode.WRONG_STATE, "A log before this one is missing: restore it first.", 4305, 4349);
    rows.add(
        ErrorCode.WRONG_STATE,
        "The log was not kept without a gap: go on with a newer full or differential backup.",
        4312);
    rows.add(
        ErrorCode.WRONG_STATE,
        "All that is in the backup is restored already: take the next one.",
        4326,
        3120);
    rows.add(
        ErrorCode.WRONG_STATE,
        "The log ends before what is restored: leave it WITH NORECOVERY, and take the next one.",
        4318);
    rows.add(
        ErrorCode.WRONG_STATE,
        "The backup is of another branch of the database's history: plan anew by branch.",
        4330,
        3116,
        3121);
  }
}
