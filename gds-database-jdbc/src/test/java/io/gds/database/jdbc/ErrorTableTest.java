package io.gds.database.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.connection.DatabaseType;
import io.gds.database.error.AuthenticationFailedException;
import io.gds.database.error.ConnectionException;
import io.gds.database.error.ConstraintViolationException;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.DatabaseInUseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.OperationTimeoutException;
import io.gds.database.error.PermissionDeniedException;
import java.sql.SQLException;
import java.sql.SQLInvalidAuthorizationSpecException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTimeoutException;
import java.sql.SQLTransientConnectionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ErrorTableTest {
  private static final ErrorTable TABLE =
      ErrorTable.builder(DatabaseType.POSTGRESQL)
          .code(5, ErrorCode.LOCKED)
          .code(262, ErrorMeaning.of(ErrorCode.PERMISSION_DENIED).right("VIEW SERVER STATE"))
          .code(
              3201,
              ErrorMeaning.of(ErrorCode.STORAGE_FAILED)
                  .remedy("Look at the path.")
                  .isTransient(true))
          .state("53300", ErrorMeaning.of(ErrorCode.SERVER_BUSY).remedy("Wait."))
          .state("53", ErrorCode.STORAGE_FULL)
          .build();

  private static ErrorCode codeOf(SQLException exception) {
    return TABLE.translate(exception).code();
  }

  @ParameterizedTest
  @CsvSource({
    "08006, CONNECTION_LOST",
    "08S01, CONNECTION_LOST",
    "08001, CONNECTION_FAILED",
    "08004, CONNECTION_FAILED",
    "28P01, AUTHENTICATION_FAILED",
    "28000, AUTHENTICATION_FAILED",
    "40001, DEADLOCK",
    "42501, PERMISSION_DENIED",
    "23502, CONSTRAINT_NOT_NULL",
    "23503, CONSTRAINT_FOREIGN_KEY",
    "23505, CONSTRAINT_UNIQUE",
    "23513, CONSTRAINT_CHECK",
    "23514, CONSTRAINT_CHECK",
    "57014, CANCELLED",
    "HY008, CANCELLED",
    "HYT00, TIMEOUT",
    "HYT01, TIMEOUT",
    "53300, SERVER_BUSY",
    "53100, STORAGE_FULL",
    "42P01, STATEMENT_FAILED",
    "S1, STATEMENT_FAILED"
  })
  void sqlStatesMeanWhatTheTableSays(String state, ErrorCode code) {
    assertThat(codeOf(new SQLException("x", state))).isEqualTo(code);
  }

  @Test
  void theNativeCodeCountsBeforeTheSqlState() {
    DatabaseException error = TABLE.translate(new SQLException("database is locked", "28000", 5));
    assertThat(error).isInstanceOf(DatabaseInUseException.class);
    assertThat(error.nativeCode()).contains("5");
    assertThat(error.sqlState()).contains("28000");
    assertThat(error.platform()).contains("postgresql");
    assertThat(error).hasMessage("database is locked").cause().isInstanceOf(SQLException.class);
    assertThat(error.isTransient()).isTrue();
  }

  @Test
  void rowsBringTheirRemedyAndTheMissingRight() {
    assertThat(TABLE.translate(new SQLException("denied", "S0001", 262)))
        .isInstanceOfSatisfying(
            PermissionDeniedException.class,
            e -> assertThat(e.missingRight()).contains("VIEW SERVER STATE"));
    DatabaseException disk = TABLE.translate(new SQLException("cannot open", null, 3201));
    assertThat(disk.remedy()).contains("Look at the path.");
    assertThat(disk.isTransient()).isTrue();
    assertThat(disk.sqlState()).isEmpty();
  }

  @Test
  void theFirstKnownExceptionOfTheChainCounts() {
    SQLException general = new SQLException("BACKUP is terminating abnormally", "S0001", 3013);
    general.setNextException(new SQLException("Cannot open backup device", "S0002", 3201));
    DatabaseException error = TABLE.translate(general);
    assertThat(error.code()).isEqualTo(ErrorCode.STORAGE_FAILED);
    assertThat(error.nativeCode()).contains("3201");
    assertThat(error)
        .hasMessage("BACKUP is terminating abnormally; Cannot open backup device")
        .hasCause(general);
  }

  @Test
  void aCauseIsAskedWhereThereIsNoNextException() {
    SQLException wrapped = new SQLException("wrapped", new SQLException("no such user", "28P01"));
    assertThat(TABLE.translate(wrapped)).isInstanceOf(AuthenticationFailedException.class);
  }

  @Test
  void aChainThatBitesItsTailEnds() {
    SQLException first = new SQLException("first");
    SQLException second = new SQLException("second");
    first.setNextException(second);
    second.initCause(first);
    assertThat(codeOf(first)).isEqualTo(ErrorCode.STATEMENT_FAILED);
  }

  @Test
  void theKindOfExceptionCountsWhereNoRowDoes() {
    assertThat(TABLE.translate(new SQLTimeoutException("late")))
        .isInstanceOf(OperationTimeoutException.class);
    assertThat(TABLE.translate(new SQLInvalidAuthorizationSpecException("who")))
        .isInstanceOf(AuthenticationFailedException.class);
    assertThat(codeOf(new SQLNonTransientConnectionException("gone")))
        .isEqualTo(ErrorCode.CONNECTION_LOST);
    assertThat(codeOf(new SQLRecoverableException("gone"))).isEqualTo(ErrorCode.CONNECTION_LOST);
    assertThat(codeOf(new SQLTransientConnectionException("gone")))
        .isEqualTo(ErrorCode.CONNECTION_LOST);
  }

  @Test
  void aPoolThatRanOutIsToldFromOneThatCouldNotConnect() {
    String text =
        "p - Connection is not available, request timed out after 250ms (total=1, active=1)";
    DatabaseException exhausted = TABLE.translate(new SQLTransientConnectionException(text));
    assertThat(exhausted.code()).isEqualTo(ErrorCode.POOL_EXHAUSTED);
    assertThat(exhausted.getMessage()).contains("active=1");
    assertThat(exhausted.remedy()).isPresent();
    SQLException reason = new SQLException("password authentication failed", "28P01");
    assertThat(codeOf(new SQLTransientConnectionException(text, null, reason)))
        .isEqualTo(ErrorCode.AUTHENTICATION_FAILED);
  }

  @Test
  void whileOpeningNothingIsCalledLost() {
    assertThat(TABLE.openingDetails(new SQLException("reset", "08006")).toException())
        .isInstanceOfSatisfying(
            ConnectionException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.CONNECTION_FAILED));
    assertThat(TABLE.openingDetails(new SQLException("odd")).code())
        .isEqualTo(ErrorCode.CONNECTION_FAILED);
    assertThat(TABLE.openingDetails(new SQLException("who", "28000")).code())
        .isEqualTo(ErrorCode.AUTHENTICATION_FAILED);
  }

  @Test
  void aFinerNativeCodeIsLookedUpFirstAndThePlainOneSecond() {
    ErrorTable table =
        ErrorTable.builder(DatabaseType.SQLITE)
            .nativeCode(e -> e.getMessage().equals("unique") ? 2067 : 0)
            .code(2067, ErrorCode.CONSTRAINT_UNIQUE)
            .code(19, ErrorCode.CONSTRAINT_CHECK)
            .refine((e, details) -> details.with("constraint", "t.a"))
            .build();
    DatabaseException unique = table.translate(new SQLException("unique", null, 19));
    assertThat(unique.nativeCode()).contains("2067");
    assertThat(unique)
        .isInstanceOfSatisfying(
            ConstraintViolationException.class, e -> assertThat(e.constraint()).contains("t.a"));
    assertThat(table.translate(new SQLException("other", null, 19)).code())
        .isEqualTo(ErrorCode.CONSTRAINT_CHECK);
  }

  @Test
  void anExceptionWithoutWordsIsNamedAndLongOnesAreCut() {
    assertThat(TABLE.translate(new SQLException((String) null)))
        .hasMessage("the driver gave no message (SQLException)");
    assertThat(TABLE.translate(new SQLException("x".repeat(9_000))).getMessage())
        .hasSizeLessThan(2_100);
  }

  @Test
  void rowsThatCouldNeverMatchAreRefused() {
    ErrorTable.Builder builder = ErrorTable.builder(DatabaseType.SQLITE);
    assertThatThrownBy(() -> builder.code(0, ErrorCode.LOCKED))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> builder.state("080", ErrorCode.LOCKED))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(ErrorMeaning.of(ErrorCode.LOCKED).code()).isEqualTo(ErrorCode.LOCKED);
  }
}
