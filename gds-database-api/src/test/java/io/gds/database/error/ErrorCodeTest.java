package io.gds.database.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ErrorCodeTest {
  private static final Map<Class<? extends DatabaseException>, List<ErrorCode>> TYPES =
      Map.ofEntries(
          Map.entry(
              AuthenticationFailedException.class,
              List.of(ErrorCode.AUTHENTICATION_FAILED, ErrorCode.SECRET_UNAVAILABLE)),
          Map.entry(PermissionDeniedException.class, List.of(ErrorCode.PERMISSION_DENIED)),
          Map.entry(NotFoundException.class, List.of(ErrorCode.NOT_FOUND)),
          Map.entry(AlreadyExistsException.class, List.of(ErrorCode.ALREADY_EXISTS)),
          Map.entry(
              DatabaseInUseException.class, List.of(ErrorCode.DATABASE_IN_USE, ErrorCode.LOCKED)),
          Map.entry(
              ConnectionException.class,
              List.of(
                  ErrorCode.CONNECTION_FAILED,
                  ErrorCode.CONNECTION_LOST,
                  ErrorCode.POOL_EXHAUSTED,
                  ErrorCode.TLS_REFUSED,
                  ErrorCode.SERVER_BUSY)),
          Map.entry(OperationTimeoutException.class, List.of(ErrorCode.TIMEOUT)),
          Map.entry(OperationCancelledException.class, List.of(ErrorCode.CANCELLED)),
          Map.entry(ArchiveException.class, startingWith("ARCHIVE_")),
          Map.entry(StorageException.class, startingWith("STORAGE_")),
          Map.entry(ToolException.class, startingWith("TOOL_")),
          Map.entry(ConstraintViolationException.class, startingWith("CONSTRAINT_")),
          Map.entry(
              InvalidOptionsException.class,
              List.of(
                  ErrorCode.INVALID_NAME,
                  ErrorCode.INVALID_CONNECTION,
                  ErrorCode.INVALID_OPTIONS)));

  private static final Set<ErrorCode> TRANSIENT =
      EnumSet.of(
          ErrorCode.LOCKED,
          ErrorCode.DEADLOCK,
          ErrorCode.CONNECTION_FAILED,
          ErrorCode.CONNECTION_LOST,
          ErrorCode.POOL_EXHAUSTED,
          ErrorCode.SERVER_BUSY);

  private static List<ErrorCode> startingWith(String prefix) {
    return Arrays.stream(ErrorCode.values())
        .filter(code -> code.name().startsWith(prefix))
        .toList();
  }

  @ParameterizedTest
  @EnumSource
  void eachCodeBecomesExactlyItsType(ErrorCode code) {
    Class<?> expected =
        TYPES.entrySet().stream()
            .filter(entry -> entry.getValue().contains(code))
            .<Class<?>>map(Map.Entry::getKey)
            .findFirst()
            .orElse(DatabaseException.class);

    DatabaseException made = ErrorDetails.of(code, "it broke").toException();

    assertThat(made).isExactlyInstanceOf(expected).hasMessage("it broke");
    assertThat(made.code()).isEqualTo(code);
  }

  @ParameterizedTest
  @EnumSource
  void onlyWhatMaySucceedUnchangedALittleLaterIsTransient(ErrorCode code) {
    assertThat(code.isTransient()).isEqualTo(TRANSIENT.contains(code));
    assertThat(ErrorDetails.of(code, "it broke").toException().isTransient())
        .isEqualTo(TRANSIENT.contains(code));
  }
}
