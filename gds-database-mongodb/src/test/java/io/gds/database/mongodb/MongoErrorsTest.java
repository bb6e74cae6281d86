package io.gds.database.mongodb;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.MongoCommandException;
import com.mongodb.MongoConnectionPoolClearedException;
import com.mongodb.MongoCredential;
import com.mongodb.MongoException;
import com.mongodb.MongoInterruptedException;
import com.mongodb.MongoOperationTimeoutException;
import com.mongodb.MongoSecurityException;
import com.mongodb.MongoSocketOpenException;
import com.mongodb.MongoSocketReadException;
import com.mongodb.MongoTimeoutException;
import com.mongodb.MongoWriteConcernException;
import com.mongodb.MongoWriteException;
import com.mongodb.ServerAddress;
import com.mongodb.WriteConcernResult;
import com.mongodb.WriteError;
import com.mongodb.bulk.WriteConcernError;
import com.mongodb.connection.ClusterConnectionMode;
import com.mongodb.connection.ClusterDescription;
import com.mongodb.connection.ClusterId;
import com.mongodb.connection.ClusterType;
import com.mongodb.connection.ServerConnectionState;
import com.mongodb.connection.ServerDescription;
import com.mongodb.connection.ServerId;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.error.PermissionDeniedException;
import java.net.ConnectException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLHandshakeException;
import org.bson.BsonDocument;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MongoErrorsTest {
  private static final ServerAddress ADDRESS = new ServerAddress("db1", 27017);
  private static final ClusterDescription NOBODY =
      new ClusterDescription(ClusterConnectionMode.SINGLE, ClusterType.UNKNOWN, List.of());

  private static ClusterDescription cluster(boolean reached) {
    ServerDescription server =
        ServerDescription.builder()
            .address(ADDRESS)
            .ok(reached)
            .state(reached ? ServerConnectionState.CONNECTED : ServerConnectionState.CONNECTING)
            .build();
    return new ClusterDescription(
        ClusterConnectionMode.SINGLE, ClusterType.UNKNOWN, List.of(server));
  }

  private static ErrorDetails of(RuntimeException thrown, String command) {
    return MongoErrors.details(thrown, command, () -> NOBODY);
  }

  private static MongoCommandException refused(int code, String message) {
    return new MongoCommandException(
        BsonDocument.parse("{ok: 0, code: %d, errmsg: '%s'}".formatted(code, message)), ADDRESS);
  }

  @ParameterizedTest
  @CsvSource({
    "18, AUTHENTICATION_FAILED, false",
    "214, AUTHENTICATION_FAILED, false",
    "334, AUTHENTICATION_FAILED, false",
    "391, AUTHENTICATION_FAILED, false",
    "392, AUTHENTICATION_FAILED, false",
    "13, PERMISSION_DENIED, false",
    "323, UNSUPPORTED_CAPABILITY, false",
    "8000, UNSUPPORTED_CAPABILITY, false",
    "26, NOT_FOUND, false",
    "27, NOT_FOUND, false",
    "11, NOT_FOUND, false",
    "31, NOT_FOUND, false",
    "70, NOT_FOUND, false",
    "74, NOT_FOUND, false",
    "206, NOT_FOUND, false",
    "23, ALREADY_EXISTS, false",
    "48, ALREADY_EXISTS, false",
    "68, ALREADY_EXISTS, false",
    "85, ALREADY_EXISTS, false",
    "86, ALREADY_EXISTS, false",
    "51002, ALREADY_EXISTS, false",
    "51003, ALREADY_EXISTS, false",
    "13297, ALREADY_EXISTS, false",
    "11000, CONSTRAINT_UNIQUE, false",
    "11001, CONSTRAINT_UNIQUE, false",
    "12582, CONSTRAINT_UNIQUE, false",
    "121, CONSTRAINT_CHECK, false",
    "66, CONSTRAINT_CHECK, false",
    "2, INVALID_OPTIONS, false",
    "9, INVALID_OPTIONS, false",
    "14, INVALID_OPTIONS, false",
    "67, INVALID_OPTIONS, false",
    "72, INVALID_OPTIONS, false",
    "73, INVALID_NAME, false",
    "93, INVALID_OPTIONS, false",
    "197, INVALID_OPTIONS, false",
    "207, INVALID_OPTIONS, false",
    "361, INVALID_OPTIONS, false",
    "10334, INVALID_OPTIONS, false",
    "17280, INVALID_OPTIONS, false",
    "40415, INVALID_OPTIONS, false",
    "20, UNSUPPORTED_CAPABILITY, false",
    "59, UNSUPPORTED_CAPABILITY, false",
    "76, UNSUPPORTED_CAPABILITY, false",
    "115, UNSUPPORTED_CAPABILITY, false",
    "123, UNSUPPORTED_CAPABILITY, false",
    "166, UNSUPPORTED_CAPABILITY, false",
    "167, UNSUPPORTED_CAPABILITY, false",
    "238, UNSUPPORTED_CAPABILITY, false",
    "263, UNSUPPORTED_CAPABILITY, false",
    "352, UNSUPPORTED_CAPABILITY, false",
    "46, SERVER_BUSY, true",
    "63, SERVER_BUSY, true",
    "103, SERVER_BUSY, true",
    "109, SERVER_BUSY, true",
    "117, SERVER_BUSY, true",
    "134, SERVER_BUSY, true",
    "150, SERVER_BUSY, true",
    "215, SERVER_BUSY, true",
    "216, SERVER_BUSY, true",
    "249, SERVER_BUSY, true",
    "267, SERVER_BUSY, true",
    "285, SERVER_BUSY, true",
    "308, SERVER_BUSY, true",
    "338, SERVER_BUSY, true",
    "371, SERVER_BUSY, true",
    "402, SERVER_BUSY, true",
    "414, SERVER_BUSY, true",
    "433, SERVER_BUSY, true",
    "449, SERVER_BUSY, true",
    "112, DEADLOCK, true",
    "6, CONNECTION_FAILED, true",
    "7, CONNECTION_FAILED, true",
    "89, CONNECTION_LOST, true",
    "9001, CONNECTION_LOST, true",
    "91, CONNECTION_LOST, true",
    "189, CONNECTION_LOST, true",
    "11600, CONNECTION_LOST, true",
    "11602, CONNECTION_LOST, true",
    "43, CONNECTION_LOST, true",
    "10107, WRONG_STATE, true",
    "10058, WRONG_STATE, true",
    "13435, WRONG_STATE, true",
    "13436, WRONG_STATE, true",
    "94, WRONG_STATE, false",
    "95, WRONG_STATE, false",
    "104, WRONG_STATE, false",
    "125, WRONG_STATE, false",
    "278, WRONG_STATE, false",
    "13388, WRONG_STATE, false",
    "136, WRONG_STATE, false",
    "239, WRONG_STATE, false",
    "246, WRONG_STATE, false",
    "286, WRONG_STATE, false",
    "408, WRONG_STATE, false",
    "50, TIMEOUT, false",
    "24, TIMEOUT, false",
    "202, TIMEOUT, false",
    "262, TIMEOUT, false",
    "290, TIMEOUT, false",
    "11601, CANCELLED, false",
    "237, CANCELLED, false",
    "276, CANCELLED, false",
    "279, CANCELLED, false",
    "175, CANCELLED, false",
    "64, OUTCOME_UNKNOWN, false",
    "79, OUTCOME_UNKNOWN, false",
    "100, OUTCOME_UNKNOWN, false",
    "77777, STATEMENT_FAILED, false"
  })
  void aCodeOfTheServerMeans(int code, ErrorCode means, boolean again) {
    ErrorDetails details = of(refused(code, "the server says so"), "find");

    assertThat(details.code()).isEqualTo(means);
    assertThat(details.isTransient()).isEqualTo(again);
    assertThat(details.get("nativeCode")).contains(Integer.toString(code));
    assertThat(details.message()).startsWith("find failed: the server says so");
    SEEN.add(code);
  }

  private static final Set<Integer> SEEN = ConcurrentHashMap.newKeySet();

  @AfterAll
  static void everyRowWasLookedAt() {
    if (SEEN.size() > 1) {
      assertThat(SEEN).containsAll(MongoErrorRows.all().keySet());
    }
  }

  @Test
  void aMissingRightIsNamedAndTheCommandIsNotRepeated() {
    DatabaseException refusal =
        of(
                refused(
                    13,
                    "not authorized on admin to execute command { setParameter: 1, secret: \"canary-7Qx\" }"),
                "setParameter")
            .toException();

    assertThat(refusal).isInstanceOf(PermissionDeniedException.class);
    assertThat(refusal.getMessage())
        .contains("not authorized on admin to execute command setParameter")
        .doesNotContain("canary-7Qx");
    assertThat(refusal.remedy().orElseThrow()).contains("hostManager", "setParameter");
  }

  @Test
  void whatIsSaidOfACommandWithASecretIsWithheld() {
    DatabaseException refusal = of(refused(2, "bad value canary-7Qx"), "createUser").toException();

    assertThat(refusal.toString()).doesNotContain("canary-7Qx").contains("withheld");
    assertThat(refusal.getCause()).isNull();
  }

  @Test
  void whatTheDriverItselfThrowsMeansSomethingToo() {
    assertThat(
            MongoErrors.details(
                    new MongoOperationTimeoutException("x"), "find", () -> cluster(true))
                .code())
        .isEqualTo(ErrorCode.TIMEOUT);
    assertThat(
            MongoErrors.details(
                    new MongoOperationTimeoutException("x"), "find", () -> cluster(false))
                .code())
        .isEqualTo(ErrorCode.CONNECTION_FAILED);
    assertThat(of(new MongoInterruptedException("x", new InterruptedException()), "find").code())
        .isEqualTo(ErrorCode.CANCELLED);
    assertThat(
            of(new MongoSocketOpenException("x", ADDRESS, new ConnectException()), "find").code())
        .isEqualTo(ErrorCode.CONNECTION_FAILED);
    assertThat(of(new MongoSocketReadException("x", ADDRESS), "find").code())
        .isEqualTo(ErrorCode.CONNECTION_LOST);
    assertThat(
            of(
                    new MongoConnectionPoolClearedException(
                        new ServerId(new ClusterId(), ADDRESS), null),
                    "find")
                .code())
        .isEqualTo(ErrorCode.CONNECTION_FAILED);
    assertThat(
            of(
                    new MongoSocketReadException(
                        "x", ADDRESS, new SSLHandshakeException("no trust")),
                    "find")
                .code())
        .isEqualTo(ErrorCode.TLS_REFUSED);
    assertThat(
            of(new MongoTimeoutException("Timed out waiting for a connection of the pool"), "find")
                .code())
        .isEqualTo(ErrorCode.POOL_EXHAUSTED);
    assertThat(of(new MongoTimeoutException("no server"), "find").code())
        .isEqualTo(ErrorCode.CONNECTION_FAILED);
    assertThat(of(new MongoException(11601, "interrupted"), "find").code())
        .isEqualTo(ErrorCode.CANCELLED);
    assertThat(of(new IllegalStateException("strange"), "find").code())
        .isEqualTo(ErrorCode.STATEMENT_FAILED);
    assertThat(
            of(
                    new MongoWriteException(
                        new WriteError(11000, "twice", new BsonDocument()), ADDRESS, Set.of()),
                    "insert")
                .code())
        .isEqualTo(ErrorCode.CONSTRAINT_UNIQUE);
    assertThat(
            of(
                    new MongoWriteConcernException(
                        new WriteConcernError(64, "WriteConcernFailed", "late", new BsonDocument()),
                        WriteConcernResult.unacknowledged(),
                        ADDRESS,
                        Set.of()),
                    "insert")
                .code())
        .isEqualTo(ErrorCode.OUTCOME_UNKNOWN);
  }

  @Test
  void aRefusedLogInSaysNothingOfThePassword() {
    MongoCredential credential =
        MongoCredential.createCredential("ann", "admin", "canary-7Qx".toCharArray());
    DatabaseException refusal =
        of(
                new MongoSecurityException(credential, "no", refused(18, "Authentication failed.")),
                "buildInfo")
            .toException();

    assertThat(refusal.code()).isEqualTo(ErrorCode.AUTHENTICATION_FAILED);
    assertThat(refusal.toString() + refusal.getCause()).doesNotContain("canary-7Qx");
    assertThat(
            of(
                    new MongoSecurityException(
                        credential, "no", new MongoSocketReadException("gone", ADDRESS)),
                    "buildInfo")
                .code())
        .isEqualTo(ErrorCode.CONNECTION_LOST);
  }
}
