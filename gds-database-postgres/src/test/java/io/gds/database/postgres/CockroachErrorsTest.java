package io.gds.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.NotFoundException;
import io.gds.database.error.PermissionDeniedException;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CockroachErrorsTest {
  private static DatabaseException translated(String message, String state) {
    return CockroachErrors.TABLE.translate(new SQLException(message, state));
  }

  @ParameterizedTest
  @CsvSource({
    "40001, DEADLOCK, true",
    "40003, CONNECTION_LOST, true",
    "XXA00, STATEMENT_FAILED, false",
    "XXC01, UNSUPPORTED_CAPABILITY, false",
    "XXC02, UNSUPPORTED_CAPABILITY, false",
    "58C00, SERVER_BUSY, true",
    "58C01, CONNECTION_LOST, true",
    "28000, AUTHENTICATION_FAILED, false",
    "28P01, AUTHENTICATION_FAILED, false",
    "25006, WRONG_STATE, false",
    "53100, STORAGE_FULL, false",
    "53200, SERVER_BUSY, true",
    "53300, SERVER_BUSY, true",
    "57P01, CONNECTION_LOST, true",
    "57P03, SERVER_BUSY, true",
    "57014, CANCELLED, false",
    "08006, CONNECTION_LOST, true",
    "42501, PERMISSION_DENIED, false",
    "3D000, NOT_FOUND, false",
    "42P04, ALREADY_EXISTS, false",
    "2BP01, WRONG_STATE, false",
    "42601, STATEMENT_FAILED, false",
    "22023, INVALID_OPTIONS, false",
    "0A000, UNSUPPORTED_CAPABILITY, false",
    "23505, CONSTRAINT_UNIQUE, false",
    "XXUUU, STATEMENT_FAILED, false"
  })
  void everyStateHasItsMeaning(String state, ErrorCode code, boolean isTransient) {
    DatabaseException translated = translated("ERROR: words of the server", state);
    assertThat(translated.code()).isEqualTo(code);
    assertThat(translated.isTransient()).isEqualTo(isTransient);
    assertThat(translated.sqlState()).contains(state);
    assertThat(translated.platform()).contains("cockroachdb");
    assertThat(translated.getMessage()).contains("words of the server");
  }

  @Test
  void aSchemaChangeThatFailedAfterItsCommitIsSaidToHaveBeenCommitted() {
    assertThat(translated("transaction committed but schema change aborted", "XXA00").remedy())
        .hasValueSatisfying(remedy -> assertThat(remedy).contains("was committed", "SHOW JOBS"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"25006", "28000", "53100", "53200", "53300", "57P03"})
  void whatWouldHelpIsCockroachs(String state) {
    assertThat(translated("words", state).remedy().orElseThrow())
        .doesNotContain("pg_hba", "pg_wal", "max_connections or", "standby");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "session ID 1530fe0e46d2692e0000000000000001 not found",
        "query ID 14dacc1f9a781e3d0000000000000001 not found",
        "unknown cluster setting 'no.such'",
        "unknown setting: \"no.such\""
      })
  void whatTheServerHasNoStateForIsKnownByItsWords(String message) {
    assertThat(translated("ERROR: " + message, "XXUUU")).isInstanceOf(NotFoundException.class);
  }

  @Test
  void whatIsClosedOffSaysHowItIsOpened() {
    DatabaseException e =
        translated("ERROR: Access to crdb_internal and system is restricted.", "42501");
    assertThat(e).isInstanceOf(PermissionDeniedException.class);
    assertThat(e.remedy().orElseThrow()).contains("ALTER ROLE", "allow_unsafe_internals = on");
    assertThat(translated("ERROR: user ada does not have DROP", "42501").remedy()).isEmpty();
  }
}
