package io.gds.database.sqlite;

import io.gds.database.connection.DatabaseType;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.jdbc.ErrorMeaning;
import io.gds.database.jdbc.ErrorTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * What SQLite's result codes mean here: the extended code is looked up first, then the primary one.
 * SQLite has no SQLState. The codes are those of <a
 * href="https://www.sqlite.org/rescode.html">sqlite.org/rescode.html</a>.
 */
final class SqliteErrors {
  static final int BUSY = 5;
  static final int LOCKED = 6;
  static final int FULL = 13;

  /** With less than this, not even the index of a log can be made. */
  static final long LITTLE_BYTES = 64 * 1024;

  private static final String RETRY =
      "Retry when the other connection has ended its transaction; lsof names the processes that have"
          + " the file open.";
  private static final String DISK = "Check the disk and the system's log, then retry.";
  private static final String DAMAGED =
      "Restore it from a backup; see the result of integrity_check.";
  private static final Pattern CONSTRAINT = Pattern.compile("constraint failed: ([^)]+)");

  static final ErrorTable TABLE = table();

  private SqliteErrors() {}

  private static ErrorTable table() {
    ErrorTable.Builder table =
        ErrorTable.builder(DatabaseType.SQLITE)
            .nativeCode(SqliteErrors::extendedCode)
            .refine(SqliteErrors::withConstraint);
    locks(table);
    storage(table);
    constraints(table);
    return table
        .code(2, ErrorCode.INTERNAL)
        .code(3, ErrorMeaning.of(ErrorCode.PERMISSION_DENIED).right("access to the file"))
        .code(9, ErrorCode.CANCELLED)
        .code(21, ErrorCode.INTERNAL)
        .code(23, ErrorMeaning.of(ErrorCode.PERMISSION_DENIED).right("the authorizer's consent"))
        .code(
            26,
            ErrorMeaning.of(ErrorCode.ARCHIVE_UNRECOGNIZED)
                .remedy("Check the path: the file is no SQLite database, or an encrypted one."))
        .build();
  }

  private static void locks(ErrorTable.Builder table) {
    ErrorMeaning locked = ErrorMeaning.of(ErrorCode.LOCKED).remedy(RETRY);
    table.code(BUSY, locked).code(LOCKED, locked).code(15, locked);
    table.code(
        517,
        ErrorMeaning.of(ErrorCode.LOCKED)
            .remedy("Roll back and begin again: another connection has written meanwhile."));
  }

  private static void storage(ErrorTable.Builder table) {
    table
        .code(
            8,
            ErrorMeaning.of(ErrorCode.STORAGE_READ_ONLY)
                .remedy("Let the user this process runs as write the file and its directory."))
        .code(
            1032,
            ErrorMeaning.of(ErrorCode.WRONG_STATE)
                .remedy("The file was moved or replaced since it was opened: connect again."))
        .code(
            1544,
            ErrorMeaning.of(ErrorCode.STORAGE_READ_ONLY)
                .remedy("Let the user this process runs as write the directory of the file."))
        .code(10, ErrorMeaning.of(ErrorCode.STORAGE_FAILED).remedy(DISK))
        .code(
            3338,
            ErrorMeaning.of(ErrorCode.STORAGE_UNREADABLE)
                .remedy("Let the user this process runs as read the file and its directory."))
        .code(11, ErrorMeaning.of(ErrorCode.DATABASE_CORRUPT).remedy(DAMAGED))
        .code(
            FULL,
            ErrorMeaning.of(ErrorCode.STORAGE_FULL)
                .remedy(
                    "Free space on the disk of the file, or raise the quota or max_page_count."))
        .code(
            14,
            ErrorMeaning.of(ErrorCode.STORAGE_UNREADABLE)
                .remedy("Check that file and directory exist and may be read and written."));
  }

  private static void constraints(ErrorTable.Builder table) {
    table
        .code(19, ErrorCode.CONSTRAINT_CHECK)
        .code(787, ErrorCode.CONSTRAINT_FOREIGN_KEY)
        .code(1299, ErrorCode.CONSTRAINT_NOT_NULL)
        .code(1555, ErrorCode.CONSTRAINT_UNIQUE)
        .code(2067, ErrorCode.CONSTRAINT_UNIQUE)
        .code(2579, ErrorCode.CONSTRAINT_UNIQUE);
  }

  private static int extendedCode(SQLException exception) {
    return exception instanceof SQLiteException own
        ? own.getResultCode().code
        : exception.getErrorCode();
  }

  private static ErrorDetails withConstraint(SQLException exception, ErrorDetails details) {
    Matcher matcher = CONSTRAINT.matcher(String.valueOf(exception.getMessage()));
    return matcher.find() && details.code().name().startsWith("CONSTRAINT_")
        ? details.with("constraint", matcher.group(1).strip())
        : details;
  }

  /** What a result code means that came without an exception, and so without any words. */
  static DatabaseException of(int code, String doing, Path file) {
    return details(code, doing, file).toException();
  }

  private static ErrorDetails details(int code, String doing, Path file) {
    SQLiteErrorCode known = SQLiteErrorCode.getErrorCode(code);
    String reason = code == FULL ? "the disk or quota is full" : known.message;
    String message = doing + " failed: " + reason + " (" + file + ")";
    return TABLE
        .details(new SQLiteException(message, known))
        .target(file.toString())
        .with("path", file.toString());
  }

  /**
   * The same failure, naming the file where the disk is full: some calls name that an I/O error.
   */
  static DatabaseException writing(DatabaseException error, String doing, Path file) {
    boolean full =
        error.code() == ErrorCode.STORAGE_FULL
            || (error.code() == ErrorCode.STORAGE_FAILED && hasNoRoom(file));
    return full ? details(FULL, doing, file).cause(error).toException() : error;
  }

  private static boolean hasNoRoom(Path file) {
    try {
      return Files.getFileStore(Listing.directoryOf(file)).getUsableSpace() < LITTLE_BYTES;
    } catch (IOException e) {
      // Then the failure itself says all there is to say.
      return false;
    }
  }

  /** Whether this says that a lock is in the way. */
  static boolean isLock(DatabaseException error) {
    return error.code() == ErrorCode.LOCKED;
  }

  /** The same error, naming the database it is about where it does not yet. */
  static DatabaseException about(DatabaseException error, String database) {
    return error.fillIn("target", database);
  }
}
