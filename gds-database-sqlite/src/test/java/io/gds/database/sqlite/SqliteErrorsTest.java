package io.gds.database.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import io.gds.database.error.ConstraintViolationException;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

class SqliteErrorsTest {
  @ParameterizedTest
  @CsvSource({
    "SQLITE_ERROR, STATEMENT_FAILED",
    "SQLITE_INTERNAL, INTERNAL",
    "SQLITE_PERM, PERMISSION_DENIED",
    "SQLITE_BUSY, LOCKED",
    "SQLITE_BUSY_RECOVERY, LOCKED",
    "SQLITE_BUSY_SNAPSHOT, LOCKED",
    "SQLITE_LOCKED, LOCKED",
    "SQLITE_LOCKED_SHAREDCACHE, LOCKED",
    "SQLITE_PROTOCOL, LOCKED",
    "SQLITE_READONLY, STORAGE_READ_ONLY",
    "SQLITE_READONLY_RECOVERY, STORAGE_READ_ONLY",
    "SQLITE_READONLY_ROLLBACK, STORAGE_READ_ONLY",
    "SQLITE_READONLY_DBMOVED, WRONG_STATE",
    "SQLITE_READONLY_DIRECTORY, STORAGE_READ_ONLY",
    "SQLITE_INTERRUPT, CANCELLED",
    "SQLITE_IOERR, STORAGE_FAILED",
    "SQLITE_IOERR_WRITE, STORAGE_FAILED",
    "SQLITE_IOERR_FSYNC, STORAGE_FAILED",
    "SQLITE_IOERR_ACCESS, STORAGE_UNREADABLE",
    "SQLITE_CORRUPT, DATABASE_CORRUPT",
    "SQLITE_CORRUPT_INDEX, DATABASE_CORRUPT",
    "SQLITE_FULL, STORAGE_FULL",
    "SQLITE_CANTOPEN, STORAGE_UNREADABLE",
    "SQLITE_CANTOPEN_ISDIR, STORAGE_UNREADABLE",
    "SQLITE_CONSTRAINT, CONSTRAINT_CHECK",
    "SQLITE_CONSTRAINT_CHECK, CONSTRAINT_CHECK",
    "SQLITE_CONSTRAINT_TRIGGER, CONSTRAINT_CHECK",
    "SQLITE_CONSTRAINT_FOREIGNKEY, CONSTRAINT_FOREIGN_KEY",
    "SQLITE_CONSTRAINT_NOTNULL, CONSTRAINT_NOT_NULL",
    "SQLITE_CONSTRAINT_PRIMARYKEY, CONSTRAINT_UNIQUE",
    "SQLITE_CONSTRAINT_UNIQUE, CONSTRAINT_UNIQUE",
    "SQLITE_CONSTRAINT_ROWID, CONSTRAINT_UNIQUE",
    "SQLITE_MISMATCH, STATEMENT_FAILED",
    "SQLITE_MISUSE, INTERNAL",
    "SQLITE_AUTH, PERMISSION_DENIED",
    "SQLITE_NOTADB, ARCHIVE_UNRECOGNIZED",
    "SQLITE_NOMEM, STATEMENT_FAILED",
    "SQLITE_TOOBIG, STATEMENT_FAILED"
  })
  void everyCodeHasItsMeaning(SQLiteErrorCode code, ErrorCode meaning) {
    DatabaseException error =
        SqliteErrors.TABLE.translate(new SQLiteException("said the driver", code));
    assertThat(error.code()).isEqualTo(meaning);
    assertThat(error.nativeCode()).contains(Integer.toString(code.code));
    assertThat(error.sqlState()).isEmpty();
    assertThat(error.getMessage()).contains("said the driver");
  }

  @Test
  void aCodeWithoutAnExceptionNamesTheFile() {
    DatabaseException error = SqliteErrors.of(13, "writing", Path.of("/srv/x.db"));
    assertThat(error.code()).isEqualTo(ErrorCode.STORAGE_FULL);
    assertThat(error.target()).contains("/srv/x.db");
    assertThat(error.getMessage())
        .isEqualTo("writing failed: the disk or quota is full (/srv/x.db)");
    assertThat(error.remedy()).isPresent();
  }

  @Test
  void aFullDiskIsNamedWithTheFileWhileOtherFailuresToWriteStayAsTheyAre() {
    Path file = Path.of(System.getProperty("java.io.tmpdir"), "x.db");
    DatabaseException full =
        SqliteErrors.TABLE.translate(new SQLiteException("full", SQLiteErrorCode.SQLITE_FULL));
    DatabaseException named = SqliteErrors.writing(full, "writing", file);
    assertThat(named).hasMessage("writing failed: the disk or quota is full (" + file + ")");
    assertThat(named.code()).isEqualTo(ErrorCode.STORAGE_FULL);
    assertThat(named).hasCause(full);
    DatabaseException failed =
        SqliteErrors.TABLE.translate(new SQLiteException("failed", SQLiteErrorCode.SQLITE_IOERR));
    assertThat(SqliteErrors.writing(failed, "writing", file)).isSameAs(failed);
    DatabaseException locked =
        SqliteErrors.TABLE.translate(new SQLiteException("busy", SQLiteErrorCode.SQLITE_BUSY));
    assertThat(SqliteErrors.writing(locked, "writing", file)).isSameAs(locked);
  }

  @Test
  void aViolatedConstraintIsNamed() throws SQLException {
    try (Sandbox sandbox = new Sandbox()) {
      SqliteDatabase database = sandbox.filled("shop", "delete", 3);
      try (var source = database.openSql();
          Connection connection = source.getConnection();
          var statement =
              connection.prepareStatement("INSERT INTO item (id, mark) VALUES (1, 'x')")) {
        SQLException thrown =
            org.junit.jupiter.api.Assertions.assertThrows(
                SQLException.class, statement::executeUpdate);
        DatabaseException error = database.translate(thrown);
        assertThat(error).isInstanceOf(ConstraintViolationException.class);
        assertThat(error.code()).isEqualTo(ErrorCode.CONSTRAINT_UNIQUE);
        assertThat(error.details().get("constraint")).contains("item.id");
        assertThat(error.target()).contains("shop");
      }
    }
  }
}
