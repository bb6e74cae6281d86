package io.gds.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.gds.database.error.AuthenticationFailedException;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.PermissionDeniedException;
import java.sql.SQLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.util.PSQLException;
import org.postgresql.util.PSQLState;
import org.postgresql.util.ServerErrorMessage;

class PostgresErrorsTest {
  private static DatabaseException translated(String message, String state) {
    return PostgresErrors.TABLE.translate(new SQLException(message, state));
  }

  @ParameterizedTest
  @CsvSource({
    "08001, CONNECTION_FAILED, true",
    "08003, CONNECTION_LOST, true",
    "08006, CONNECTION_LOST, true",
    "08007, CONNECTION_LOST, true",
    "57P01, CONNECTION_LOST, true",
    "57P02, CONNECTION_LOST, true",
    "57P03, SERVER_BUSY, true",
    "57P04, NOT_FOUND, false",
    "57P05, CONNECTION_LOST, true",
    "25P03, CONNECTION_LOST, true",
    "25P04, CONNECTION_LOST, true",
    "40003, CONNECTION_LOST, true",
    "28P01, AUTHENTICATION_FAILED, false",
    "28000, AUTHENTICATION_FAILED, false",
    "42501, PERMISSION_DENIED, false",
    "3D000, NOT_FOUND, false",
    "42704, NOT_FOUND, false",
    "42P01, NOT_FOUND, false",
    "42883, NOT_FOUND, false",
    "3F000, NOT_FOUND, false",
    "42P04, ALREADY_EXISTS, false",
    "42710, ALREADY_EXISTS, false",
    "42P07, ALREADY_EXISTS, false",
    "42723, ALREADY_EXISTS, false",
    "42P06, ALREADY_EXISTS, false",
    "55006, DATABASE_IN_USE, false",
    "55P03, LOCKED, true",
    "2BP01, WRONG_STATE, false",
    "2BP02, WRONG_STATE, false",
    "42809, WRONG_STATE, false",
    "55000, WRONG_STATE, false",
    "25006, WRONG_STATE, false",
    "22023, INVALID_OPTIONS, false",
    "42602, INVALID_NAME, false",
    "42622, INVALID_NAME, false",
    "42601, STATEMENT_FAILED, false",
    "25001, INTERNAL, false",
    "25P02, INTERNAL, false",
    "0A000, UNSUPPORTED_CAPABILITY, false",
    "57014, CANCELLED, false",
    "40001, DEADLOCK, true",
    "40P01, DEADLOCK, true",
    "53100, STORAGE_FULL, false",
    "53200, SERVER_BUSY, true",
    "53300, SERVER_BUSY, true",
    "53400, SERVER_BUSY, true",
    "58P01, STORAGE_UNREADABLE, false",
    "58030, STORAGE_FAILED, false",
    "XX001, DATABASE_CORRUPT, false",
    "XX002, DATABASE_CORRUPT, false",
    "23505, CONSTRAINT_UNIQUE, false",
    "23503, CONSTRAINT_FOREIGN_KEY, false",
    "23514, CONSTRAINT_CHECK, false",
    "23P01, CONSTRAINT_CHECK, false",
    "23502, CONSTRAINT_NOT_NULL, false",
    "XX000, STATEMENT_FAILED, false"
  })
  void everyStateHasItsMeaning(String state, ErrorCode code, boolean isTransient) {
    DatabaseException translated = translated("ERROR: words of the server", state);
    assertThat(translated.code()).isEqualTo(code);
    assertThat(translated.isTransient()).isEqualTo(isTransient);
    assertThat(translated.sqlState()).contains(state);
    assertThat(translated.getMessage()).contains("words of the server");
  }

  @Test
  void aWrongPasswordIsNotTriedAgain() {
    assertThat(translated("FATAL: password authentication failed for user \"ann\"", "28P01"))
        .isInstanceOf(AuthenticationFailedException.class)
        .satisfies(e -> assertThat(e.isTransient()).isFalse());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ERROR: permission denied to create database | create database",
        "ERROR: permission denied for function pg_read_binary_file | function pg_read_binary_file",
        "ERROR: must be owner of database shop | owner of database shop"
      })
  void theMissingRightIsNamed(String message, String right) {
    assertThat(translated(message, "42501"))
        .isInstanceOfSatisfying(
            PermissionDeniedException.class, e -> assertThat(e.missingRight()).contains(right));
  }

  @Test
  void aViolatedConstraintIsNamed() {
    PSQLException violated =
        new PSQLException(
            new ServerErrorMessage(
                "SERROR\0C23505\0Mduplicate key value violates unique constraint\0nitem_pkey\0"));
    DatabaseException translated = PostgresErrors.TABLE.translate(violated);
    assertThat(translated.code()).isEqualTo(ErrorCode.CONSTRAINT_UNIQUE);
    assertThat(((io.gds.database.error.ConstraintViolationException) translated).constraint())
        .contains("item_pkey");
  }

  @Test
  void aCertificateThatIsNotTrustedIsToldFromALostConnection() {
    PSQLException refused =
        new PSQLException(
            "SSL error: PKIX path building failed",
            PSQLState.CONNECTION_FAILURE,
            new SSLHandshakeException("PKIX path building failed"));
    DatabaseException translated = PostgresErrors.TABLE.openingDetails(refused).toException();
    assertThat(translated.code()).isEqualTo(ErrorCode.TLS_REFUSED);
    assertThat(translated.remedy()).hasValueSatisfying(r -> assertThat(r).contains("sslrootcert"));
  }

  @Test
  void theTargetIsFilledInWhereItIsNotSaid() {
    assertThat(PostgresErrors.about(translated("x", "55006"), "shop").target()).contains("shop");
  }
}
