package io.gds.database.snowflake;

import static org.assertj.core.api.Assertions.assertThat;

import io.gds.database.error.ConnectionException;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.PermissionDeniedException;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Optional;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SnowflakeErrorsTest {
  private static DatabaseException translated(String message, String state, int number) {
    return SnowflakeErrors.TABLE.translate(new SQLException(message, state, number));
  }

  @ParameterizedTest
  @CsvSource({
    "390100, AUTHENTICATION_FAILED, false",
    "390144, AUTHENTICATION_FAILED, false",
    "394300, AUTHENTICATION_FAILED, false",
    "394301, AUTHENTICATION_FAILED, false",
    "394302, AUTHENTICATION_FAILED, false",
    "394303, AUTHENTICATION_FAILED, false",
    "394304, AUTHENTICATION_FAILED, false",
    "394305, AUTHENTICATION_FAILED, false",
    "394306, AUTHENTICATION_FAILED, false",
    "394307, AUTHENTICATION_FAILED, false",
    "394400, AUTHENTICATION_FAILED, false",
    "394509, AUTHENTICATION_FAILED, false",
    "390303, AUTHENTICATION_FAILED, false",
    "390318, AUTHENTICATION_FAILED, false",
    "390133, AUTHENTICATION_FAILED, false",
    "390165, AUTHENTICATION_FAILED, false",
    "390175, AUTHENTICATION_FAILED, false",
    "390184, AUTHENTICATION_FAILED, false",
    "390195, AUTHENTICATION_FAILED, false",
    "200011, AUTHENTICATION_FAILED, false",
    "200012, AUTHENTICATION_FAILED, false",
    "200045, AUTHENTICATION_FAILED, false",
    "200046, AUTHENTICATION_FAILED, false",
    "200071, AUTHENTICATION_FAILED, false",
    "390422, AUTHENTICATION_FAILED, false",
    "390432, AUTHENTICATION_FAILED, false",
    "390110, CONNECTION_LOST, true",
    "390111, CONNECTION_LOST, true",
    "390112, CONNECTION_LOST, true",
    "390113, CONNECTION_LOST, true",
    "390114, CONNECTION_LOST, true",
    "390115, CONNECTION_LOST, true",
    "200052, CONNECTION_LOST, true",
    "2003, NOT_FOUND, false",
    "2043, NOT_FOUND, false",
    "390201, NOT_FOUND, false",
    "390189, NOT_FOUND, false",
    "2004, NOT_FOUND, false",
    "90105, NOT_FOUND, false",
    "90106, NOT_FOUND, false",
    "253006, NOT_FOUND, false",
    "200008, NOT_FOUND, false",
    "3001, PERMISSION_DENIED, false",
    "3013, PERMISSION_DENIED, false",
    "2002, ALREADY_EXISTS, false",
    "2041, ALREADY_EXISTS, false",
    "2042, ALREADY_EXISTS, false",
    "1003, STATEMENT_FAILED, false",
    "904, STATEMENT_FAILED, false",
    "1044, STATEMENT_FAILED, false",
    "2029, STATEMENT_FAILED, false",
    "2140, STATEMENT_FAILED, false",
    "2141, STATEMENT_FAILED, false",
    "3002, INVALID_OPTIONS, false",
    "200033, INVALID_OPTIONS, false",
    "200047, INVALID_OPTIONS, false",
    "707, WRONG_STATE, false",
    "709, NOT_FOUND, false",
    "625, LOCKED, true",
    "606, WRONG_STATE, false",
    "90073, WRONG_STATE, false",
    "90063, WRONG_STATE, false",
    "90064, WRONG_STATE, false",
    "630, TIMEOUT, false",
    "200062, TIMEOUT, false",
    "604, CANCELLED, false",
    "200005, CANCELLED, false",
    "200003, CANCELLED, false",
    "100072, CONSTRAINT_NOT_NULL, false",
    "100171, STATEMENT_FAILED, false",
    "100038, STATEMENT_FAILED, false",
    "100096, STATEMENT_FAILED, false",
    "100069, STATEMENT_FAILED, false",
    "100080, STATEMENT_FAILED, false",
    "253000, STORAGE_FAILED, false",
    "253002, STORAGE_FAILED, false",
    "253003, STORAGE_FAILED, false",
    "200002, CONNECTION_FAILED, true",
    "200015, CONNECTION_LOST, true",
    "200016, CONNECTION_LOST, true",
    "290000, CONNECTION_LOST, true",
    "254000, CONNECTION_LOST, true",
    "240001, SERVER_BUSY, true",
    "2, UNSUPPORTED_CAPABILITY, false",
    "200018, UNSUPPORTED_CAPABILITY, false",
    "200035, UNSUPPORTED_CAPABILITY, false",
    "603, INTERNAL, false",
    "200001, INTERNAL, false"
  })
  void eachNumberHasOneMeaning(int number, ErrorCode code, boolean isTransient) {
    DatabaseException error = translated("what the server said", "22000", number);

    assertThat(error.code()).isEqualTo(code);
    assertThat(error.isTransient()).isEqualTo(isTransient);
    assertThat(error.nativeCode()).contains(Integer.toString(number));
    assertThat(error.platform()).contains("snowflake");
  }

  @Test
  void everyRowIsNamedAboveOrBelongsToTheRangeOfSingleSignOn() throws NoSuchMethodException {
    CsvSource rows =
        SnowflakeErrorsTest.class
            .getDeclaredMethod("eachNumberHasOneMeaning", int.class, ErrorCode.class, boolean.class)
            .getAnnotation(CsvSource.class);

    assertThat(SnowflakeErrorRows.all().keySet())
        .filteredOn(number -> number < 390166 || number > 390183)
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(rows.value())
                .map(row -> Integer.valueOf(row.substring(0, row.indexOf(','))))
                .filter(number -> number != 390175)
                .toList());
    assertThat(SnowflakeErrors.meaning(390180).orElseThrow().code())
        .isEqualTo(ErrorCode.AUTHENTICATION_FAILED);
    assertThat(SnowflakeErrors.meaning(390186)).isEmpty();
  }

  @Test
  void whatIsNotThereMayAlsoBeHiddenAndBothIsSaid() {
    DatabaseException error =
        translated(
            "SQL compilation error:\nDatabase 'SALES' does not exist or not authorized.",
            "02000",
            2003);

    assertThat(error.getMessage()).contains("does not exist or not authorized");
    assertThat(error.remedy().orElseThrow()).contains("may not see it").contains("does not exist");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "SQL access control error: Insufficient privileges to operate on database 'SALES'; ; database SALES",
        "SQL access control error: Insufficient privileges to operate on failover group 'G'. Required privilege: FAILOVER; FAILOVER; failover group G",
        "Insufficient privileges to operate on account 'ACME', missing CREATE DATABASE privilege; CREATE DATABASE; account ACME",
        "Requires privileges 'MODIFY, OWNERSHIP'; MODIFY, OWNERSHIP; ",
        "Something in other words; ;"
      })
  void theMissingRightAndTheObjectAreReadSoftly(
      String message, @Nullable String right, @Nullable String object) {
    PermissionDeniedException error =
        (PermissionDeniedException) translated(message, "42501", 3001);

    assertThat(error.missingRight()).isEqualTo(Optional.ofNullable(right));
    assertThat(error.details().get("object")).isEqualTo(Optional.ofNullable(object));
    assertThat(error.getMessage()).contains(message.strip());
  }

  @Test
  void aRefusalBehindTheAccountIsNotRepeated() {
    DatabaseException refused =
        translated(
            "JDBC driver encountered communication error. Message: HTTP status=403.",
            "08006",
            200015);
    DatabaseException busy =
        translated(
            "JDBC driver encountered communication error. Message: HTTP status=429.",
            "08006",
            200015);

    assertThat(refused.isTransient()).isFalse();
    assertThat(refused.remedy().orElseThrow()).contains("private link");
    assertThat(busy.isTransient()).isTrue();
    assertThat(busy.remedy().orElseThrow()).contains("retry later");
  }

  @Test
  void anUntrustedCertificateIsToldAsSuchWhateverTheDriverCallsIt() {
    SQLException exception = new SQLException("communication error", "08006", 200015);
    exception.initCause(new SSLHandshakeException("unable to find valid certification path"));

    DatabaseException error = SnowflakeErrors.TABLE.translate(exception);

    assertThat(error).isInstanceOf(ConnectionException.class);
    assertThat(error.code()).isEqualTo(ErrorCode.TLS_REFUSED);
    assertThat(error.remedy().orElseThrow()).contains("javax.net.ssl.trustStore");
  }

  @Test
  void aDuplicateKeyOfAHybridTableIsNoInternalError() {
    assertThat(translated("A primary key already exists.", "22000", 200001).code())
        .isEqualTo(ErrorCode.CONSTRAINT_UNIQUE);
    assertThat(translated("A primary key already exists.", "XX000", 200001).code())
        .isEqualTo(ErrorCode.INTERNAL);
  }
}
