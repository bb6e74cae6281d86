package io.gds.database.testkit.wire;

import java.util.Optional;
import java.util.Set;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonString;

/**
 * What a member of a replica set does not do unless it is the primary: it refuses as a server does,
 * before the script is asked.
 */
final class MongoDuty {
  private static final Set<String> WRITES =
      Set.of(
          "insert",
          "update",
          "delete",
          "findAndModify",
          "findandmodify",
          "bulkWrite",
          "create",
          "drop",
          "dropDatabase",
          "createIndexes",
          "dropIndexes",
          "renameCollection",
          "collMod",
          "convertToCapped",
          "applyOps",
          "createUser",
          "updateUser",
          "dropUser",
          "dropAllUsersFromDatabase",
          "grantRolesToUser",
          "revokeRolesFromUser",
          "createRole",
          "updateRole",
          "dropRole",
          "dropAllRolesFromDatabase",
          "grantRolesToRole",
          "revokeRolesFromRole",
          "grantPrivilegesToRole",
          "revokePrivilegesFromRole",
          "commitTransaction",
          "abortTransaction",
          "replSetStepDown",
          "setFeatureCompatibilityVersion",
          "setDefaultRWConcern");

  private static final Set<String> READS =
      Set.of("find", "count", "distinct", "listCollections", "listIndexes", "dbStats");

  private MongoDuty() {}

  /** Why it is not done; empty if it is. */
  static Optional<MongoReply> refusal(MongoRequest request, MongoState state) {
    if (!state.isInSet() || state.isWritable()) {
      return Optional.empty();
    }
    if (writes(request)) {
      return Optional.of(refused(state, MongoCodes.NOT_PRIMARY, "not primary"));
    }
    if (!READS.contains(request.name())) {
      return Optional.empty();
    }
    if (!state.isSecondary()) {
      return Optional.of(
          refused(
              state,
              MongoCodes.NOT_PRIMARY_OR_SECONDARY,
              "node is not in primary or recovering state"));
    }
    return isForSecondaries(request)
        ? Optional.empty()
        : Optional.of(
            refused(
                state,
                MongoCodes.NOT_PRIMARY_NO_SECONDARY_OK,
                "not primary and secondaryOk=false"));
  }

  private static MongoReply refused(MongoState state, int code, String message) {
    MongoReply error = MongoReply.error(code, message);
    return state.streams() ? error.with("topologyVersion", state.topologyVersion()) : error;
  }

  private static boolean writes(MongoRequest request) {
    BsonDocument command = request.document();
    if (request.name().equals("replSetReconfig")) {
      return !MongoHello.is(command, "force");
    }
    return WRITES.contains(request.name())
        || (request.name().equals("aggregate")
            && command.get("pipeline") instanceof BsonArray stages
            && !stages.isEmpty()
            && stages.get(stages.size() - 1) instanceof BsonDocument last
            && (last.containsKey("$out") || last.containsKey("$merge")));
  }

  private static boolean isForSecondaries(MongoRequest request) {
    return request.document().get("$readPreference") instanceof BsonDocument preference
        && !new BsonString("primary").equals(preference.get("mode"));
  }
}
