package io.gds.database.mssql;

import io.gds.database.error.ErrorCode;
import io.gds.database.jdbc.ErrorMeaning;

/**
 * The rows on DBCC, database snapshots and clones.
 *
 * @see <a
 *     href="https://learn.microsoft.com/en-us/sql/relational-databases/errors-events/database-engine-events-and-errors-8000-to-8999">
 *     errors 8000 to 8999</a>
 */
final class MssqlDbccErrorRows {
  private MssqlDbccErrorRows() {}

  static void addTo(MssqlErrorRows rows) {
    rows.add(
        ErrorMeaning.of(ErrorCode.PERMISSION_DENIED)
            .right("db_owner")
            .remedy("ALTER ROLE db_owner ADD MEMBER … in the database, or use a sysadmin."),
        7983);
    rows.add(
        ErrorMeaning.of(ErrorCode.PERMISSION_DENIED)
            .right("sysadmin")
            .remedy("ALTER SERVER ROLE sysadmin ADD MEMBER … for this login."),
        2571);
    rows.add(ErrorCode.NOT_FOUND, "Check the name; see databases().", 2520, 2521);
    rows.add(ErrorCode.NOT_FOUND, "See the database's files for their logical names.", 8985);
    rows.add(ErrorCode.WRONG_STATE, "Set the database to READ_WRITE first.", 7992);
    rows.add(
        ErrorCode.WRONG_STATE,
        "The server could not make its inner snapshot: see the error before it, such as a full disk"
            + " or a file system without sparse files.",
        7926,
        7928,
        7929,
        1823);
    rows.add(
        ErrorMeaning.of(ErrorCode.DATABASE_CORRUPT)
            .isTransient(false)
            .remedy("Restore what is damaged from a backup; repairs may lose data."),
        7984,
        7985,
        7986,
        7987,
        7988,
        7995,
        8909,
        8928,
        8930,
        8939,
        8946,
        8966,
        8998);
    rows.add(
        ErrorMeaning.of(ErrorCode.DATABASE_CORRUPT)
            .isTransient(false)
            .remedy(
                "The check ended early: look at the errors before it, at damaged pages, and at the"
                    + " room in tempdb."),
        8921,
        8967);
    rows.add(
        ErrorCode.PRECONDITION_FAILED,
        "A snapshot is made of a user's database, not of a system database or another snapshot.",
        1816,
        1821);
    rows.add(
        ErrorMeaning.of(ErrorCode.PERMISSION_DENIED)
            .right("ownership of the database")
            .remedy("Only the owner and members of sysadmin make snapshots of a database."),
        1817);
    rows.add(ErrorCode.WRONG_STATE, "Put the database online first.", 1822, 1858);
    rows.add(
        ErrorCode.WRONG_STATE,
        "The database has got another file meanwhile: plan the snapshot again.",
        5127);
    rows.add(
        ErrorCode.WRONG_STATE,
        "Drop all other snapshots of the database, and look that its files are there.",
        3137);
    rows.add(
        ErrorCode.WRONG_STATE, "A database with FILESTREAM cannot be reverted: restore it.", 3138);
  }
}
