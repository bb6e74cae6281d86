package io.gds.database.testkit.wire;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Error codes of the server.
 *
 * @see <a
 *     href="https://github.com/mongodb/mongo/blob/master/src/mongo/base/error_codes.yml">error_codes.yml</a>
 */
final class MongoCodes {
  /** What the script does not know: no error table takes it for anything. */
  static final int UNKNOWN = 8;

  static final int UNAUTHORIZED = 13;
  static final int AUTHENTICATION_FAILED = 18;
  static final int CURSOR_NOT_FOUND = 43;
  static final int MECHANISM_UNAVAILABLE = 334;
  static final int NOT_PRIMARY = 10107;
  static final int NOT_PRIMARY_NO_SECONDARY_OK = 13435;
  static final int NOT_PRIMARY_OR_SECONDARY = 13436;

  private static final String NAMES =
      """
      1 InternalError, 2 BadValue, 4 NoSuchKey, 6 HostUnreachable, 7 HostNotFound,
      8 UnknownError, 9 FailedToParse, 11 UserNotFound, 13 Unauthorized, 14 TypeMismatch,
      17 ProtocolError, 18 AuthenticationFailed, 20 IllegalOperation, 22 InvalidBSON,
      23 AlreadyInitialized, 24 LockTimeout, 26 NamespaceNotFound, 27 IndexNotFound,
      31 RoleNotFound, 43 CursorNotFound, 46 LockBusy, 48 NamespaceExists,
      50 MaxTimeMSExpired, 59 CommandNotFound, 67 CannotCreateIndex, 70 ShardNotFound,
      72 InvalidOptions, 73 InvalidNamespace, 74 NodeNotFound, 76 NoReplicationEnabled,
      79 UnknownReplWriteConcern, 85 IndexOptionsConflict, 86 IndexKeySpecsConflict,
      89 NetworkTimeout, 91 ShutdownInProgress, 93 InvalidReplicaSetConfig,
      94 NotYetInitialized, 95 NotSecondary, 96 OperationFailed,
      103 NewReplicaSetConfigurationIncompatible, 104 NodeNotElectable,
      109 ConfigurationInProgress, 110 CannotInitializeNodeWithData, 112 WriteConflict,
      117 ConflictingOperationInProgress, 121 DocumentValidationFailure, 123 NotAReplicaSet,
      125 CommandFailed, 133 FailedToSatisfyReadPreference,
      134 ReadConcernMajorityNotAvailableYet, 136 CappedPositionLost, 146 ExceededMemoryLimit,
      166 CommandNotSupportedOnView, 175 QueryPlanKilled, 189 PrimarySteppedDown,
      202 NetworkInterfaceExceededTimeLimit, 211 KeyNotFound, 215 DatabaseDropPending,
      216 ElectionInProgress, 225 TransactionTooOld, 237 CursorKilled, 238 NotImplemented,
      239 SnapshotTooOld, 246 SnapshotUnavailable, 251 NoSuchTransaction,
      262 ExceededTimeLimit, 263 OperationNotSupportedInTransaction, 276 IndexBuildAborted,
      286 ChangeStreamHistoryLost, 308 CurrentConfigNotCommittedYet, 334 MechanismUnavailable,
      352 UnsupportedOpQueryCommand, 391 ReauthenticationRequired, 9001 SocketException,
      10003 CannotGrowDocumentInCappedNamespace, 10107 NotWritablePrimary, 11000 DuplicateKey,
      11600 InterruptedAtShutdown, 11601 Interrupted, 11602 InterruptedDueToReplStateChange,
      13435 NotPrimaryNoSecondaryOk, 13436 NotPrimaryOrSecondary
      """;

  private static final Map<Integer, String> BY_CODE =
      Arrays.stream(NAMES.strip().split(",\\s+"))
          .map(each -> each.split(" "))
          .collect(Collectors.toMap(each -> Integer.valueOf(each[0]), each -> each[1]));

  /**
   * After which a write may be sent again.
   *
   * @see <a
   *     href="https://github.com/mongodb/specifications/blob/master/source/retryable-writes/retryable-writes.md">Retryable
   *     Writes</a>
   */
  private static final Set<Integer> RETRYABLE =
      Set.of(6, 7, 89, 91, 189, 262, 9001, 10107, 11600, 11602, 13435, 13436);

  private MongoCodes() {}

  /**
   * The name of a code.
   *
   * @throws IllegalArgumentException if it is not known
   */
  static String name(int code) {
    String name = BY_CODE.get(code);
    if (name == null) {
      throw new IllegalArgumentException("no name is known of error " + code + ": give one");
    }
    return name;
  }

  /** The name of a code, as the server makes one of a number that has none. */
  static String nameOrLocation(int code) {
    return BY_CODE.getOrDefault(code, "Location" + code);
  }

  static boolean isRetryable(int code) {
    return RETRYABLE.contains(code);
  }
}
