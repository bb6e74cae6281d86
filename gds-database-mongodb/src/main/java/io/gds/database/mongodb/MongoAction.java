package io.gds.database.mongodb;

import java.util.Arrays;
import java.util.List;

/**
 * The privileges that commands need, and the built-in role that has them.
 *
 * @see <a href="https://www.mongodb.com/docs/manual/reference/privilege-actions/">the vendor's page
 *     on privilege actions</a>
 */
enum MongoAction {
  LIST_DATABASES("listDatabases", "clusterMonitor", "listDatabases"),
  DB_STATS("dbStats", "clusterMonitor", "dbStats"),
  COLL_STATS("collStats", "clusterMonitor", "collStats"),
  LIST_COLLECTIONS("listCollections", "read", "listCollections"),
  LIST_INDEXES("listIndexes", "read", "listIndexes"),
  FIND("find", "read", "find", "aggregate", "count", "distinct", "getMore"),
  INSERT("insert", "readWrite", "insert"),
  UPDATE("update", "readWrite", "update"),
  REMOVE("remove", "readWrite", "delete"),
  CREATE_COLLECTION("createCollection", "readWrite", "create"),
  DROP_COLLECTION("dropCollection", "readWrite", "drop"),
  CREATE_INDEX("createIndex", "readWrite", "createIndexes"),
  BYPASS_VALIDATION("bypassDocumentValidation", "dbAdmin"),
  COLL_MOD("collMod", "dbAdmin", "collMod"),
  RENAME_COLLECTION("renameCollectionSameDB", "dbAdmin", "renameCollection"),
  DROP_DATABASE("dropDatabase", "dbAdmin", "dropDatabase"),
  VALIDATE("validate", "dbAdmin", "validate"),
  ENABLE_PROFILER("enableProfiler", "dbAdmin", "profile"),
  CREATE_USER("createUser", "userAdmin", "createUser"),
  CHANGE_PASSWORD("changePassword", "userAdmin", "updateUser"),
  DROP_USER("dropUser", "userAdmin", "dropUser"),
  CHANGE_CUSTOM_DATA("changeCustomData", "userAdmin"),
  CHANGE_OWN_PASSWORD("changeOwnPassword", "userAdmin"),
  CHANGE_OWN_CUSTOM_DATA("changeOwnCustomData", "userAdmin"),
  SET_AUTHENTICATION_RESTRICTION("setAuthenticationRestriction", "userAdmin"),
  GRANT_ROLE(
      "grantRole", "userAdmin", "grantRolesToUser", "grantRolesToRole", "grantPrivilegesToRole"),
  REVOKE_ROLE(
      "revokeRole",
      "userAdmin",
      "revokeRolesFromUser",
      "revokeRolesFromRole",
      "revokePrivilegesFromRole"),
  CREATE_ROLE("createRole", "userAdmin", "createRole", "updateRole"),
  DROP_ROLE("dropRole", "userAdmin", "dropRole"),
  VIEW_USER("viewUser", "userAdmin", "usersInfo"),
  VIEW_ROLE("viewRole", "userAdmin", "rolesInfo"),
  IN_PROGRESS("inprog", "clusterMonitor", "currentOp", "$currentOp"),
  KILL_OPERATION("killop", "hostManager", "killOp"),
  KILL_ANY_SESSION("killAnySession", "hostManager", "killSessions", "killAllSessions"),
  SERVER_STATUS("serverStatus", "clusterMonitor", "serverStatus", "lockInfo"),
  GET_PARAMETER("getParameter", "clusterMonitor", "getParameter"),
  SET_PARAMETER("setParameter", "hostManager", "setParameter"),
  GET_CLUSTER_PARAMETER("getClusterParameter", "clusterManager", "getClusterParameter"),
  SET_CLUSTER_PARAMETER("setClusterParameter", "clusterManager", "setClusterParameter"),
  GET_OPTIONS("getCmdLineOpts", "clusterMonitor", "getCmdLineOpts"),
  GET_LOG("getLog", "clusterMonitor", "getLog"),
  HOST_INFO("hostInfo", "clusterMonitor", "hostInfo"),
  SET_FEATURE_VERSION(
      "setFeatureCompatibilityVersion", "clusterManager", "setFeatureCompatibilityVersion"),
  FSYNC("fsync", "hostManager", "fsync"),
  UNLOCK("unlock", "hostManager", "fsyncUnlock"),
  SHUT_DOWN("shutdown", "hostManager", "shutdown"),
  SET_STATUS("replSetGetStatus", "clusterMonitor", "replSetGetStatus"),
  SET_CONFIG("replSetGetConfig", "clusterMonitor", "replSetGetConfig"),
  SET_CONFIGURE("replSetConfigure", "clusterManager", "replSetInitiate", "replSetReconfig"),
  SET_STATE_CHANGE(
      "replSetStateChange",
      "clusterManager",
      "replSetStepDown",
      "replSetFreeze",
      "replSetStepUp",
      "replSetMaintenance"),
  DEFAULT_CONCERN("getDefaultRWConcern", "clusterMonitor", "getDefaultRWConcern"),
  SET_DEFAULT_CONCERN("setDefaultRWConcern", "clusterManager", "setDefaultRWConcern"),
  LIST_SHARDS("listShards", "clusterMonitor", "listShards"),
  APPLY_OPS("applyOps", "restore", "applyOps"),
  /** Of a command that has no row here. */
  OTHER("of that command", "a role that has it");

  private final String action;
  private final String role;

  @SuppressWarnings("ImmutableEnumChecker") // A copy that nobody can change.
  private final List<String> commands;

  MongoAction(String action, String role, String... commands) {
    this.action = action;
    this.role = role;
    this.commands = List.of(commands);
  }

  /** What a command needs. */
  static MongoAction of(String command) {
    return Arrays.stream(values())
        .filter(each -> each.commands.contains(command))
        .findFirst()
        .orElse(OTHER);
  }

  /** As the server writes it. */
  String action() {
    return action;
  }

  /** As an error tells it. */
  String right() {
    return "the action " + action;
  }

  String remedy() {
    return this == OTHER
        ? "Grant a role that has the action of this command."
        : "Grant this user the role " + role + ", or another with the action " + action + ".";
  }
}
