package io.gds.database.mongodb;

import static io.gds.database.error.ErrorCode.*;

import io.gds.database.error.ErrorCode;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the server's codes mean here. A code that has no row is STATEMENT_FAILED.
 *
 * @see <a
 *     href="https://github.com/mongodb/mongo/blob/master/src/mongo/base/error_codes.yml">error_codes.yml</a>
 */
final class MongoErrorRows {
  private static final Map<Integer, MongoErrorRow> ROWS = new HashMap<>();

  static {
    logIns();
    objects();
    contents();
    wrongQuestions();
    busy();
    members();
    ends();
    dumps();
  }

  private MongoErrorRows() {}

  static Optional<MongoErrorRow> of(int code) {
    return Optional.ofNullable(ROWS.get(code));
  }

  /** All of them, by their codes. */
  static Map<Integer, MongoErrorRow> all() {
    return Map.copyOf(ROWS);
  }

  private static void row(int code, ErrorCode means, String name) {
    put(code, MongoErrorRow.of(means, name));
  }

  private static void row(int code, ErrorCode means, String name, String remedy) {
    put(code, MongoErrorRow.of(means, name).remedy(remedy));
  }

  private static void put(int code, MongoErrorRow row) {
    if (ROWS.put(code, row) != null) {
      throw new IllegalStateException("the code " + code + " has two rows");
    }
  }

  private static void logIns() {
    String check = "Check user, password and authSource.";
    row(18, AUTHENTICATION_FAILED, "AuthenticationFailed", check);
    row(
        214,
        AUTHENTICATION_FAILED,
        "AuthenticationRestrictionUnmet",
        "See the user's restrictions.");
    row(334, AUTHENTICATION_FAILED, "MechanismUnavailable", "Choose another authMechanism.");
    row(391, AUTHENTICATION_FAILED, "ReauthenticationRequired", "Log in again.");
    row(392, AUTHENTICATION_FAILED, "InvalidJWT", "Fetch another access token.");
    row(13, PERMISSION_DENIED, "Unauthorized");
    row(323, UNSUPPORTED_CAPABILITY, "APIStrictError");
    row(8000, UNSUPPORTED_CAPABILITY, "AtlasError", "The service does not let this be done so.");
  }

  private static void objects() {
    row(26, NOT_FOUND, "NamespaceNotFound");
    row(27, NOT_FOUND, "IndexNotFound");
    row(11, NOT_FOUND, "UserNotFound");
    row(31, NOT_FOUND, "RoleNotFound");
    row(70, NOT_FOUND, "ShardNotFound");
    row(74, NOT_FOUND, "NodeNotFound");
    row(206, NOT_FOUND, "NoSuchSession");
    row(23, ALREADY_EXISTS, "AlreadyInitialized");
    row(48, ALREADY_EXISTS, "NamespaceExists");
    row(68, ALREADY_EXISTS, "IndexAlreadyExists");
    row(85, ALREADY_EXISTS, "IndexOptionsConflict");
    row(86, ALREADY_EXISTS, "IndexKeySpecsConflict");
    row(51002, ALREADY_EXISTS, "Location51002");
    row(51003, ALREADY_EXISTS, "Location51003");
    row(
        13297,
        ALREADY_EXISTS,
        "DatabaseDifferCase",
        "There is one whose name differs only in the case of letters: choose another name.");
  }

  private static void contents() {
    row(11000, CONSTRAINT_UNIQUE, "DuplicateKey");
    row(11001, CONSTRAINT_UNIQUE, "DuplicateKeyOld");
    row(12582, CONSTRAINT_UNIQUE, "DuplicateKeyCapped");
    row(121, CONSTRAINT_CHECK, "DocumentValidationFailure", "See the collection's validator.");
    row(66, CONSTRAINT_CHECK, "ImmutableField");
  }

  private static void wrongQuestions() {
    row(2, INVALID_OPTIONS, "BadValue");
    row(9, INVALID_OPTIONS, "FailedToParse");
    row(14, INVALID_OPTIONS, "TypeMismatch");
    row(67, INVALID_OPTIONS, "CannotCreateIndex");
    row(72, INVALID_OPTIONS, "InvalidOptions");
    row(73, INVALID_NAME, "InvalidNamespace");
    row(93, INVALID_OPTIONS, "InvalidReplicaSetConfig");
    row(197, INVALID_OPTIONS, "InvalidIndexSpecificationOption");
    row(207, INVALID_OPTIONS, "InvalidUUID");
    row(361, INVALID_OPTIONS, "CollectionUUIDMismatch");
    row(10334, INVALID_OPTIONS, "BSONObjectTooLarge", "A document is at most 16 MiB.");
    row(17280, INVALID_OPTIONS, "KeyTooLong");
    row(40415, INVALID_OPTIONS, "IDLUnknownField");
    row(20, UNSUPPORTED_CAPABILITY, "IllegalOperation");
    row(
        59,
        UNSUPPORTED_CAPABILITY,
        "CommandNotFound",
        "It is of another version, or another role.");
    row(76, UNSUPPORTED_CAPABILITY, "NoReplicationEnabled", "It needs a replica set.");
    row(115, UNSUPPORTED_CAPABILITY, "CommandNotSupported");
    row(123, UNSUPPORTED_CAPABILITY, "NotAReplicaSet", "It needs a replica set.");
    row(166, UNSUPPORTED_CAPABILITY, "CommandNotSupportedOnView");
    row(167, UNSUPPORTED_CAPABILITY, "OptionNotSupportedOnView");
    row(238, UNSUPPORTED_CAPABILITY, "NotImplemented");
    row(263, UNSUPPORTED_CAPABILITY, "OperationNotSupportedInTransaction");
    row(352, UNSUPPORTED_CAPABILITY, "UnsupportedOpQueryCommand");
  }

  private static void busy() {
    row(46, SERVER_BUSY, "LockBusy");
    row(109, SERVER_BUSY, "ConfigurationInProgress");
    row(117, SERVER_BUSY, "ConflictingOperationInProgress");
    row(215, SERVER_BUSY, "DatabaseDropPending");
    row(216, SERVER_BUSY, "ElectionInProgress");
    row(285, SERVER_BUSY, "IndexBuildAlreadyInProgress");
    row(308, SERVER_BUSY, "CurrentConfigNotCommittedYet");
    row(338, SERVER_BUSY, "ReshardCollectionInProgress");
    row(371, SERVER_BUSY, "UserWritesBlocked");
    row(402, SERVER_BUSY, "ResourceExhausted");
    row(414, SERVER_BUSY, "AddOrRemoveShardInProgress");
    row(433, SERVER_BUSY, "AdmissionQueueOverflow");
    row(449, SERVER_BUSY, "TransactionsOverloaded");
    row(103, SERVER_BUSY, "NewReplicaSetConfigurationIncompatible");
    row(112, DEADLOCK, "WriteConflict");
    row(63, SERVER_BUSY, "StaleShardVersion");
    row(150, SERVER_BUSY, "StaleEpoch");
    row(249, SERVER_BUSY, "StaleDbVersion");
    row(267, SERVER_BUSY, "PreparedTransactionInProgress");
  }

  private static void members() {
    row(6, CONNECTION_FAILED, "HostUnreachable");
    row(7, CONNECTION_FAILED, "HostNotFound");
    row(89, CONNECTION_LOST, "NetworkTimeout");
    row(9001, CONNECTION_LOST, "SocketException");
    String follow =
        "Connect to the whole set (replicaSet=…), so that the connection follows its primary.";
    put(10107, MongoErrorRow.of(WRONG_STATE, "NotWritablePrimary").remedy(follow).passing());
    put(10058, MongoErrorRow.of(WRONG_STATE, "LegacyNotPrimary").remedy(follow).passing());
    put(13435, MongoErrorRow.of(WRONG_STATE, "NotPrimaryNoSecondaryOk").remedy(follow).passing());
    put(13436, MongoErrorRow.of(WRONG_STATE, "NotPrimaryOrSecondary").passing());
    row(91, CONNECTION_LOST, "ShutdownInProgress");
    row(189, CONNECTION_LOST, "PrimarySteppedDown");
    row(11600, CONNECTION_LOST, "InterruptedAtShutdown");
    row(11602, CONNECTION_LOST, "InterruptedDueToReplStateChange");
    row(134, SERVER_BUSY, "ReadConcernMajorityNotAvailableYet");
    row(94, WRONG_STATE, "NotYetInitialized", "Initiate the replica set first.");
    row(95, WRONG_STATE, "NotSecondary");
    row(104, WRONG_STATE, "NodeNotElectable");
    row(125, WRONG_STATE, "CommandFailed");
    row(278, WRONG_STATE, "UnsatisfiableCommitQuorum");
    row(13388, WRONG_STATE, "StaleConfig");
  }

  private static void ends() {
    row(50, TIMEOUT, "MaxTimeMSExpired");
    row(24, TIMEOUT, "LockTimeout");
    row(202, TIMEOUT, "NetworkInterfaceExceededTimeLimit");
    row(262, TIMEOUT, "ExceededTimeLimit");
    row(290, TIMEOUT, "TransactionExceededLifetimeLimitSeconds");
    row(11601, CANCELLED, "Interrupted");
    row(237, CANCELLED, "CursorKilled");
    row(276, CANCELLED, "IndexBuildAborted");
    row(279, CANCELLED, "ClientDisconnect");
    row(175, CANCELLED, "QueryPlanKilled");
    String look = "It was done on the primary; see that the other members follow.";
    row(64, OUTCOME_UNKNOWN, "WriteConcernFailed", look);
    row(79, OUTCOME_UNKNOWN, "UnknownReplWriteConcern", look);
    row(100, OUTCOME_UNKNOWN, "UnsatisfiableWriteConcern", look);
  }

  private static void dumps() {
    row(43, CONNECTION_LOST, "CursorNotFound", "The cursor was idle too long, or its server left.");
    row(
        136,
        WRONG_STATE,
        "CappedPositionLost",
        "The collection was overwritten while it was read.");
    row(239, WRONG_STATE, "SnapshotTooOld", "Raise minSnapshotHistoryWindowInSeconds.");
    row(246, WRONG_STATE, "SnapshotUnavailable");
    row(286, WRONG_STATE, "ChangeStreamHistoryLost");
    row(408, WRONG_STATE, "CannotInsertTimeseriesBucketsWithMixedSchema");
  }
}
