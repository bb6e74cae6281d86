package io.gds.database.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.operation.OperationResult;
import io.gds.database.operation.Outcome;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExitCodesTest {
  private static final String TABLE =
      """
      UNSUPPORTED_CAPABILITY,3
      INVALID_OPTIONS,2
      INVALID_NAME,2
      INVALID_CONNECTION,2
      NO_PROVIDER,2
      PROVIDER_FAILED,1
      PRECONDITION_FAILED,1
      PLAN_STALE,1
      AUTHENTICATION_FAILED,5
      SECRET_UNAVAILABLE,5
      PERMISSION_DENIED,5
      NOT_FOUND,4
      ALREADY_EXISTS,4
      DATABASE_IN_USE,1
      LOCKED,1
      DEADLOCK,1
      WRONG_STATE,1
      DATABASE_CORRUPT,1
      CONNECTION_FAILED,6
      CONNECTION_LOST,6
      POOL_EXHAUSTED,6
      TLS_REFUSED,6
      ENGINE_CLOSED,1
      SERVER_BUSY,6
      TIMEOUT,6
      CANCELLED,130
      ARCHIVE_CORRUPT,7
      ARCHIVE_TRUNCATED,7
      ARCHIVE_WRONG_PLATFORM,7
      ARCHIVE_TOO_NEW,7
      ARCHIVE_UNRECOGNIZED,7
      ARCHIVE_UNSAFE,7
      STORAGE_FULL,1
      STORAGE_UNREADABLE,1
      STORAGE_READ_ONLY,1
      STORAGE_FAILED,1
      TOOL_MISSING,1
      TOOL_TOO_OLD,1
      TOOL_TOO_NEW,1
      TOOL_FAILED,1
      CONSTRAINT_UNIQUE,1
      CONSTRAINT_FOREIGN_KEY,1
      CONSTRAINT_CHECK,1
      CONSTRAINT_NOT_NULL,1
      STATEMENT_FAILED,1
      OUTCOME_UNKNOWN,8
      AUDIT_FAILED,1
      INTERNAL,1
      """;

  @ParameterizedTest
  @CsvSource(textBlock = TABLE)
  void everyErrorHasItsExitCode(ErrorCode code, int expected) {
    assertThat(ExitCodes.of(code)).isEqualTo(expected);
    OperationResult<Object> failed =
        OperationResult.notStarted(
            "x", "y", Instant.EPOCH, "id", ErrorDetails.of(code, "it failed").toException());
    assertThat(ExitCodes.of(failed)).isEqualTo(expected);
  }

  @Test
  void theTableOfThisTestNamesEveryError() {
    assertThat(TABLE.lines().map(line -> line.substring(0, line.indexOf(','))))
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(ErrorCode.values()).map(Enum::name).toList());
  }

  @Test
  void successIsZero() {
    OperationResult<String> done =
        new OperationResult<>(
            "x",
            "y",
            Outcome.SUCCEEDED,
            1,
            Instant.EPOCH,
            Instant.EPOCH,
            "id",
            Optional.of("v"),
            Optional.empty(),
            List.of(),
            List.of());
    assertThat(ExitCodes.of(done)).isZero();
  }
}
