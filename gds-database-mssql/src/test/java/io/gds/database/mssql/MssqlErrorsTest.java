package io.gds.database.mssql;

import static org.assertj.core.api.Assertions.assertThat;

import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.PermissionDeniedException;
import io.gds.database.error.StorageException;
import java.sql.SQLException;
import java.util.Arrays;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MssqlErrorsTest {
  private static DatabaseException translated(String message, int number) {
    return MssqlErrors.TABLE.translate(new SQLException(message, "S0001", number));
  }

  @ParameterizedTest
  @CsvSource({
    "18456, AUTHENTICATION_FAILED, false",
    "18470, AUTHENTICATION_FAILED, false",
    "18486, AUTHENTICATION_FAILED, false",
    "18487, AUTHENTICATION_FAILED, false",
    "18488, AUTHENTICATION_FAILED, false",
    "4060, NOT_FOUND, false",
    "4064, NOT_FOUND, false",
    "911, NOT_FOUND, false",
    "15010, NOT_FOUND, false",
    "3118, NOT_FOUND, false",
    "15151, NOT_FOUND, false",
    "229, PERMISSION_DENIED, false",
    "230, PERMISSION_DENIED, false",
    "262, PERMISSION_DENIED, false",
    "297, PERMISSION_DENIED, false",
    "300, PERMISSION_DENIED, false",
    "371, PERMISSION_DENIED, false",
    "916, PERMISSION_DENIED, false",
    "3110, PERMISSION_DENIED, false",
    "15003, PERMISSION_DENIED, false",
    "27219, PERMISSION_DENIED, false",
    "7983, PERMISSION_DENIED, false",
    "2571, PERMISSION_DENIED, false",
    "1817, PERMISSION_DENIED, false",
    "2520, NOT_FOUND, false",
    "2521, NOT_FOUND, false",
    "8985, NOT_FOUND, false",
    "7992, WRONG_STATE, false",
    "7926, WRONG_STATE, false",
    "7928, WRONG_STATE, false",
    "7929, WRONG_STATE, false",
    "1823, WRONG_STATE, false",
    "1822, WRONG_STATE, false",
    "1858, WRONG_STATE, false",
    "5127, WRONG_STATE, false",
    "3137, WRONG_STATE, false",
    "3138, WRONG_STATE, false",
    "1816, PRECONDITION_FAILED, false",
    "1821, PRECONDITION_FAILED, false",
    "7984, DATABASE_CORRUPT, false",
    "7985, DATABASE_CORRUPT, false",
    "7986, DATABASE_CORRUPT, false",
    "7987, DATABASE_CORRUPT, false",
    "7988, DATABASE_CORRUPT, false",
    "7995, DATABASE_CORRUPT, false",
    "8909, DATABASE_CORRUPT, false",
    "8928, DATABASE_CORRUPT, false",
    "8930, DATABASE_CORRUPT, false",
    "8939, DATABASE_CORRUPT, false",
    "8946, DATABASE_CORRUPT, false",
    "8966, DATABASE_CORRUPT, false",
    "8998, DATABASE_CORRUPT, false",
    "8921, DATABASE_CORRUPT, false",
    "8967, DATABASE_CORRUPT, false",
    "15247, PERMISSION_DENIED, false",
    "15114, INVALID_OPTIONS, false",
    "15115, INVALID_OPTIONS, false",
    "15116, INVALID_OPTIONS, false",
    "15117, INVALID_OPTIONS, false",
    "15118, INVALID_OPTIONS, false",
    "15119, INVALID_OPTIONS, false",
    "15156, INVALID_OPTIONS, false",
    "15099, INVALID_OPTIONS, false",
    "15122, INVALID_OPTIONS, false",
    "15128, INVALID_OPTIONS, false",
    "15033, INVALID_OPTIONS, false",
    "15127, INVALID_OPTIONS, false",
    "15419, INVALID_OPTIONS, false",
    "15006, INVALID_NAME, false",
    "15407, INVALID_NAME, false",
    "15007, NOT_FOUND, false",
    "15008, NOT_FOUND, false",
    "15014, NOT_FOUND, false",
    "15401, NOT_FOUND, false",
    "15410, NOT_FOUND, false",
    "15411, NOT_FOUND, false",
    "15063, ALREADY_EXISTS, false",
    "15433, ALREADY_EXISTS, false",
    "15434, DATABASE_IN_USE, false",
    "15110, WRONG_STATE, false",
    "15138, WRONG_STATE, false",
    "15141, WRONG_STATE, false",
    "15154, WRONG_STATE, false",
    "15155, WRONG_STATE, false",
    "15170, WRONG_STATE, false",
    "15174, WRONG_STATE, false",
    "15183, WRONG_STATE, false",
    "15184, WRONG_STATE, false",
    "15421, WRONG_STATE, false",
    "15136, WRONG_STATE, false",
    "15173, WRONG_STATE, false",
    "15186, WRONG_STATE, false",
    "15284, WRONG_STATE, false",
    "15144, WRONG_STATE, false",
    "15081, WRONG_STATE, false",
    "15150, WRONG_STATE, false",
    "15405, WRONG_STATE, false",
    "15413, WRONG_STATE, false",
    "4611, WRONG_STATE, false",
    "33233, WRONG_STATE, false",
    "33234, WRONG_STATE, false",
    "33016, WRONG_STATE, false",
    "4613, PERMISSION_DENIED, false",
    "4617, PERMISSION_DENIED, false",
    "1801, ALREADY_EXISTS, false",
    "15025, ALREADY_EXISTS, false",
    "15023, ALREADY_EXISTS, false",
    "41106, ALREADY_EXISTS, false",
    "41114, ALREADY_EXISTS, false",
    "3101, DATABASE_IN_USE, false",
    "3102, DATABASE_IN_USE, false",
    "3702, DATABASE_IN_USE, false",
    "5061, DATABASE_IN_USE, false",
    "5070, DATABASE_IN_USE, false",
    "924, DATABASE_IN_USE, false",
    "952, DATABASE_IN_USE, true",
    "3023, SERVER_BUSY, true",
    "41138, SERVER_BUSY, true",
    "41113, SERVER_BUSY, true",
    "41165, SERVER_BUSY, true",
    "3021, INTERNAL, false",
    "226, INTERNAL, false",
    "574, INTERNAL, false",
    "6115, INTERNAL, false",
    "15123, NOT_FOUND, false",
    "15124, INVALID_OPTIONS, false",
    "15129, INVALID_OPTIONS, false",
    "5807, INVALID_OPTIONS, false",
    "5808, INVALID_OPTIONS, false",
    "5834, INVALID_OPTIONS, false",
    "5810, INVALID_OPTIONS, false",
    "5829, INVALID_OPTIONS, false",
    "5831, INVALID_OPTIONS, false",
    "5832, INVALID_OPTIONS, false",
    "5833, INVALID_OPTIONS, false",
    "5842, INVALID_OPTIONS, false",
    "5812, PERMISSION_DENIED, false",
    "942, WRONG_STATE, false",
    "6101, NOT_FOUND, false",
    "6102, PERMISSION_DENIED, false",
    "6104, INVALID_OPTIONS, false",
    "6106, NOT_FOUND, false",
    "6107, WRONG_STATE, false",
    "6120, WRONG_STATE, false",
    "3013, STATEMENT_FAILED, false",
    "926, WRONG_STATE, false",
    "927, WRONG_STATE, false",
    "945, WRONG_STATE, false",
    "5052, WRONG_STATE, false",
    "3147, WRONG_STATE, false",
    "5011, PERMISSION_DENIED, false",
    "923, PERMISSION_DENIED, false",
    "1802, STATEMENT_FAILED, false",
    "1813, STATEMENT_FAILED, false",
    "5069, STATEMENT_FAILED, false",
    "3266, ARCHIVE_CORRUPT, false",
    "3292, STORAGE_FAILED, false",
    "3298, STORAGE_FAILED, false",
    "5120, STORAGE_FAILED, false",
    "5123, STORAGE_FAILED, false",
    "5170, ALREADY_EXISTS, false",
    "921, DATABASE_IN_USE, true",
    "922, DATABASE_IN_USE, true",
    "596, CONNECTION_LOST, true",
    "3041, STATEMENT_FAILED, false",
    "3119, STATEMENT_FAILED, false",
    "3035, WRONG_STATE, false",
    "3039, WRONG_STATE, false",
    "4214, WRONG_STATE, false",
    "4208, WRONG_STATE, false",
    "4212, WRONG_STATE, false",
    "3033, WRONG_STATE, false",
    "3036, WRONG_STATE, false",
    "3059, WRONG_STATE, false",
    "3062, WRONG_STATE, false",
    "3104, WRONG_STATE, false",
    "3009, STATEMENT_FAILED, false",
    "3043, DATABASE_CORRUPT, false",
    "3049, DATABASE_CORRUPT, false",
    "3183, ARCHIVE_CORRUPT, false",
    "3189, ARCHIVE_CORRUPT, false",
    "3186, ARCHIVE_CORRUPT, false",
    "3182, ARCHIVE_CORRUPT, false",
    "3187, INVALID_OPTIONS, false",
    "3241, ARCHIVE_CORRUPT, false",
    "824, DATABASE_CORRUPT, false",
    "823, DATABASE_CORRUPT, false",
    "825, DATABASE_CORRUPT, false",
    "3242, ARCHIVE_UNRECOGNIZED, false",
    "3143, ARCHIVE_UNRECOGNIZED, false",
    "3135, ARCHIVE_UNRECOGNIZED, false",
    "3208, ARCHIVE_TRUNCATED, false",
    "3243, ARCHIVE_TOO_NEW, false",
    "3169, ARCHIVE_TOO_NEW, false",
    "3168, ARCHIVE_TOO_NEW, false",
    "3180, INVALID_OPTIONS, false",
    "3132, ARCHIVE_TRUNCATED, false",
    "3133, ARCHIVE_TRUNCATED, false",
    "3227, ARCHIVE_TRUNCATED, false",
    "3231, ARCHIVE_TRUNCATED, false",
    "3232, ARCHIVE_TRUNCATED, false",
    "33111, NOT_FOUND, false",
    "15581, WRONG_STATE, false",
    "3095, INVALID_OPTIONS, false",
    "3096, INVALID_OPTIONS, false",
    "3098, INVALID_OPTIONS, false",
    "3099, INVALID_OPTIONS, false",
    "3201, STORAGE_FAILED, false",
    "3202, STORAGE_FAILED, false",
    "3203, STORAGE_FAILED, false",
    "3257, STORAGE_FULL, false",
    "3063, STORAGE_FAILED, false",
    "3271, STORAGE_FAILED, false",
    "3140, STORAGE_FULL, false",
    "5149, STORAGE_FULL, false",
    "5133, STORAGE_FAILED, false",
    "1834, ALREADY_EXISTS, false",
    "3156, ALREADY_EXISTS, false",
    "3142, ALREADY_EXISTS, false",
    "3176, INVALID_OPTIONS, false",
    "3234, NOT_FOUND, false",
    "3154, ALREADY_EXISTS, false",
    "3159, WRONG_STATE, false",
    "3173, WRONG_STATE, false",
    "3117, WRONG_STATE, false",
    "3136, WRONG_STATE, false",
    "4305, WRONG_STATE, false",
    "4349, WRONG_STATE, false",
    "3121, WRONG_STATE, false",
    "3024, WRONG_STATE, false",
    "3254, ARCHIVE_UNRECOGNIZED, false",
    "3255, ARCHIVE_UNRECOGNIZED, false",
    "3256, ARCHIVE_TRUNCATED, false",
    "3258, ARCHIVE_TRUNCATED, false",
    "4326, WRONG_STATE, false",
    "4318, WRONG_STATE, false",
    "4330, WRONG_STATE, false",
    "4312, WRONG_STATE, false",
    "4319, WRONG_STATE, false",
    "3116, WRONG_STATE, false",
    "3120, WRONG_STATE, false",
    "4322, WRONG_STATE, false",
    "4329, WRONG_STATE, false",
    "4335, WRONG_STATE, false",
    "4338, INVALID_OPTIONS, false",
    "4341, INVALID_OPTIONS, false",
    "4327, WRONG_STATE, false",
    "4343, WRONG_STATE, false",
    "4334, INVALID_OPTIONS, false",
    "4340, INVALID_OPTIONS, false",
    "3145, INVALID_OPTIONS, false",
    "3204, CANCELLED, false",
    "40197, CONNECTION_LOST, true",
    "40501, SERVER_BUSY, true",
    "49918, SERVER_BUSY, true",
    "49919, SERVER_BUSY, true",
    "49920, SERVER_BUSY, true",
    "1205, DEADLOCK, true",
    "1222, LOCKED, true",
    "3960, DEADLOCK, true",
    "976, WRONG_STATE, false",
    "978, WRONG_STATE, false",
    "983, WRONG_STATE, false",
    "41131, OUTCOME_UNKNOWN, false",
    "41151, WRONG_STATE, false",
    "35250, WRONG_STATE, false",
    "35216, SERVER_BUSY, true",
    "35218, SERVER_BUSY, true",
    "35244, ALREADY_EXISTS, false",
    "35259, ALREADY_EXISTS, false",
    "35280, ALREADY_EXISTS, false",
    "35282, ALREADY_EXISTS, false",
    "35238, NOT_FOUND, false",
    "35281, NOT_FOUND, false",
    "35283, NOT_FOUND, false",
    "35223, INVALID_OPTIONS, false",
    "35230, INVALID_OPTIONS, false",
    "35231, INVALID_OPTIONS, false",
    "35232, INVALID_OPTIONS, false",
    "35235, INVALID_OPTIONS, false",
    "35236, INVALID_OPTIONS, false",
    "35249, INVALID_OPTIONS, false",
    "35261, INVALID_OPTIONS, false",
    "35240, WRONG_STATE, false",
    "35251, WRONG_STATE, false",
    "35252, WRONG_STATE, false",
    "35284, WRONG_STATE, false",
    "35239, WRONG_STATE, false",
    "35242, WRONG_STATE, false",
    "35253, WRONG_STATE, false",
    "35248, WRONG_STATE, false",
    "35220, WRONG_STATE, false",
    "35222, WRONG_STATE, false",
    "19504, UNSUPPORTED_CAPABILITY, false",
    "47122, UNSUPPORTED_CAPABILITY, false",
    "47104, UNSUPPORTED_CAPABILITY, false",
    "35277, UNSUPPORTED_CAPABILITY, false",
    "35221, UNSUPPORTED_CAPABILITY, false",
    "41122, WRONG_STATE, false",
    "41140, WRONG_STATE, false",
    "41142, WRONG_STATE, false",
    "41134, WRONG_STATE, false",
    "41125, WRONG_STATE, false",
    "41154, WRONG_STATE, false",
    "41104, OUTCOME_UNKNOWN, false",
    "41160, OUTCOME_UNKNOWN, false",
    "41149, OUTCOME_UNKNOWN, false",
    "41163, OUTCOME_UNKNOWN, false",
    "41100, UNSUPPORTED_CAPABILITY, false",
    "41112, UNSUPPORTED_CAPABILITY, false",
    "41143, WRONG_STATE, false",
    "41144, WRONG_STATE, false",
    "1105, STORAGE_FULL, false",
    "9002, STORAGE_FULL, false",
    "701, SERVER_BUSY, true",
    "10928, SERVER_BUSY, true",
    "10929, SERVER_BUSY, true",
    "40613, SERVER_BUSY, true",
    "2627, CONSTRAINT_UNIQUE, false",
    "2601, CONSTRAINT_UNIQUE, false",
    "547, CONSTRAINT_CHECK, false",
    "515, CONSTRAINT_NOT_NULL, false",
    "8152, INVALID_OPTIONS, false",
    "2628, INVALID_OPTIONS, false",
    "1844, UNSUPPORTED_CAPABILITY, false",
    "3218, UNSUPPORTED_CAPABILITY, false",
    "33210, UNSUPPORTED_CAPABILITY, false",
    "10054, CONNECTION_LOST, true",
    "233, CONNECTION_LOST, true",
    "50000, STATEMENT_FAILED, false"
  })
  void everyNumberHasItsMeaning(int number, ErrorCode code, boolean isTransient) {
    DatabaseException error = translated("Something failed.", number);

    assertThat(error.code()).isEqualTo(code);
    assertThat(error.isTransient()).isEqualTo(isTransient);
    assertThat(error.nativeCode()).contains(Integer.toString(number));
    assertThat(error.platform()).contains("mssql");
  }

  @Test
  void noRowIsLeftWithoutATest() throws NoSuchMethodException {
    String[] rows =
        MssqlErrorsTest.class
            .getDeclaredMethod(
                "everyNumberHasItsMeaning", int.class, ErrorCode.class, boolean.class)
            .getAnnotation(CsvSource.class)
            .value();

    assertThat(Arrays.stream(rows).map(row -> Integer.valueOf(row.split(",")[0])).toList())
        .doesNotHaveDuplicates()
        .containsAll(MssqlErrorRows.all().keySet());
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        262, 300, 916, 942, 5011, 15247, 3110, 3101, 3702, 5061, 3201, 3202, 3241, 3242, 3183, 3256
      })
  void whatADatabaseAdministratorMeetsMostSaysWhatHelps(int number) {
    assertThat(translated("x", number).remedy()).isPresent();
  }

  @Test
  void onlyWhatMaySucceedUnchangedIsTransient() {
    assertThat(MssqlErrorRows.all().keySet().stream().filter(MssqlErrorsTest::isTransient).toList())
        .containsExactlyInAnyOrder(
            596, 921, 922, 952, 3023, 41138, 41113, 41165, 35216, 35218, 701, 10928, 10929, 40197,
            40501, 40613, 49918, 49919, 49920, 1205, 3960, 1222, 10054, 233);
  }

  private static boolean isTransient(int number) {
    return translated("x", number).isTransient();
  }

  @ParameterizedTest
  @ValueSource(ints = {3013, 3041, 3119, 1802, 1813, 5069})
  void aTailSaysToLookAtTheErrorBeforeIt(int number) {
    assertThat(MssqlErrors.TAILS).contains(number);
    assertThat(translated("BACKUP DATABASE is terminating abnormally.", number).remedy())
        .hasValueSatisfying(remedy -> assertThat(remedy).contains("before it"));
  }

  @Test
  void theFirstErrorOfAChainSaysWhyAndNotItsTail() {
    SQLException first =
        new SQLException(
            "Cannot open backup device 'X:\\a.bak'. Operating system error 3(The system cannot find"
                + " the path specified.).",
            "S0001",
            3201);
    first.setNextException(
        new SQLException("BACKUP DATABASE is terminating abnormally.", "S0001", 3013));

    DatabaseException error = MssqlErrors.TABLE.translate(first);

    assertThat(error.code()).isEqualTo(ErrorCode.STORAGE_UNREADABLE);
    assertThat(error.nativeCode()).contains("3201");
    assertThat(error).isInstanceOf(StorageException.class);
    assertThat(((StorageException) error).path()).contains("X:\\a.bak");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Write on \"E:\\b.bak\" failed: 112(There is not enough space on the disk.)"
            + "| STORAGE_FULL",
        "Write on device 'E:\\b.bak' failed. Operating system error 112(There is not enough space on"
            + " the disk.).| STORAGE_FULL",
        "Unable to open the physical file \"D:\\x.mdf\". Operating system error 5: \"5(Access is"
            + " denied.)\".| STORAGE_READ_ONLY",
        "Cannot open backup device '/b/c.bak'. Operating system error 5(Access is denied.)."
            + "| STORAGE_READ_ONLY",
        "Cannot open backup device '/b/c.bak'. Operating system error 28(No space left on device)."
            + "| STORAGE_FULL",
        "Cannot open backup device '/b/c.bak'. Operating system error 13(Permission denied)."
            + "| STORAGE_READ_ONLY",
        "Cannot open backup device '\\\\h\\s\\c.bak'. Operating system error 53(The network path was"
            + " not found.).| STORAGE_UNREADABLE"
      })
  void whatTheSystemSaidIsTakenFromTheText(String message, ErrorCode code) {
    assertThat(translated(message, 3202).code()).isEqualTo(code);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "262| CREATE DATABASE permission denied in database 'master'.| CREATE DATABASE",
        "229| The SELECT permission was denied on the object 'backupset', database 'msdb'.| SELECT",
        "300| VIEW SERVER STATE permission was denied on object 'server', database 'master'."
            + "| VIEW SERVER STATE",
        "916| The server principal \"ada\" is not able to access the database \"shop\" under the current"
            + " security context.| CONNECT",
        "3110| User does not have permission to RESTORE database 'x'.| RESTORE"
      })
  void aDeniedRightIsNamed(int number, String message, String right) {
    DatabaseException error = translated(message, number);

    assertThat(error).isInstanceOf(PermissionDeniedException.class);
    assertThat(((PermissionDeniedException) error).missingRight()).contains(right);
  }

  @Test
  void aCertificateThatIsNotTrustedIsRefusedByName() {
    SQLException failure = new SQLException("The driver could not establish a secure connection");
    failure.initCause(new SSLHandshakeException("PKIX path building failed"));

    DatabaseException error = MssqlErrors.TABLE.openingDetails(failure).toException();

    assertThat(error.code()).isEqualTo(ErrorCode.TLS_REFUSED);
    assertThat(error.remedy()).hasValueSatisfying(text -> assertThat(text).contains("sslrootcert"));
  }

  @Test
  void aConnectionThatTheServerEndedIsLost() {
    SQLException ended = new SQLException("The connection is closed.", "08S01", 0);

    assertThat(MssqlErrors.TABLE.translate(ended).code()).isEqualTo(ErrorCode.CONNECTION_LOST);
  }

  @Test
  void theOutcomeOfAFailoverIsNeverGuessed() {
    for (int number : MssqlErrors.FAILOVER_UNKNOWN) {
      assertThat(translated("x", number).code()).isEqualTo(ErrorCode.OUTCOME_UNKNOWN);
    }
  }

  @Test
  void progressAndSummariesHaveNoMeaningAsErrors() {
    for (int number : MssqlErrors.INFORMATION) {
      assertThat(MssqlErrors.meaning(number)).isEmpty();
    }
    for (int number : MssqlErrors.TARGET_NOT_REACHED) {
      assertThat(MssqlErrors.meaning(number)).isPresent();
    }
    assertThat(MssqlErrors.meaning(MssqlErrors.HISTORY_NOT_WRITTEN)).isPresent();
  }
}
