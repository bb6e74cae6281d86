package io.gds.database.testkit.mongodb;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.bson.BsonArray;
import org.bson.BsonBinary;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.BsonValue;

/**
 * Users and roles, as far as they are made, changed, listed and dropped. Nobody's rights are looked
 * at, and no password is kept. An unknown field of a command is refused, as by the server.
 *
 * @see <a href="https://www.mongodb.com/docs/manual/reference/command/nav-user-management/">user
 *     management commands</a>
 * @see <a href="https://www.mongodb.com/docs/manual/reference/command/nav-role-management/">role
 *     management commands</a>
 */
final class MongoKitUsers implements MongoKitRoom {
  private static final String RESTRICTIONS = "authenticationRestrictions";

  /** The members that every command may have. */
  private static final Set<String> COMMON =
      Set.of("writeConcern", "comment", "lsid", "maxTimeMS", "txnNumber", "$readPreference");

  private static final Set<String> OF_USER =
      Set.of("pwd", "customData", "roles", "digestPassword", RESTRICTIONS, "mechanisms");

  private static final Map<String, Set<String>> FIELDS =
      Map.ofEntries(
          Map.entry("createUser", OF_USER),
          Map.entry("updateUser", OF_USER),
          Map.entry("dropUser", Set.of()),
          Map.entry(
              "usersInfo",
              Set.of(
                  "showPrivileges", "showCredentials", "showAuthenticationRestrictions", "filter")),
          Map.entry("createRole", Set.of("privileges", "roles", RESTRICTIONS)),
          Map.entry("dropRole", Set.of()),
          Map.entry(
              "rolesInfo",
              Set.of("showPrivileges", "showBuiltinRoles", "showAuthenticationRestrictions")),
          Map.entry("grantRolesToUser", Set.of("roles")),
          Map.entry("revokeRolesFromUser", Set.of("roles")),
          Map.entry("grantRolesToRole", Set.of("roles")),
          Map.entry("revokeRolesFromRole", Set.of("roles")),
          Map.entry("grantPrivilegesToRole", Set.of("privileges")),
          Map.entry("revokePrivilegesFromRole", Set.of("privileges")));

  private final Map<MongoKitName, BsonDocument> users = new LinkedHashMap<>();
  private final MongoKitRoles roles = new MongoKitRoles();

  @Override
  public synchronized Optional<BsonDocument> answer(
      BsonDocument request, UnaryOperator<BsonDocument> server) {
    try {
      return answer(request.getString("$db").getValue(), request);
    } catch (MongoKitRefusal refused) {
      return Optional.of(refused.answer());
    }
  }

  private Optional<BsonDocument> answer(String database, BsonDocument request) {
    String command = request.getFirstKey();
    if (command.equals("find")) {
      boolean kept =
          database.equals("admin") && new BsonString("system.roles").equals(request.get("find"));
      return kept ? Optional.of(roles.find(request)) : Optional.empty();
    }
    Set<String> fields = FIELDS.get(command);
    if (fields == null) {
      return Optional.empty();
    }
    requireKnown(command, request, fields);
    return Optional.of(
        switch (command) {
          case "usersInfo" -> info(database, request);
          case "rolesInfo" -> roles.info(database, request);
          default -> {
            MongoKitName name = new MongoKitName(database, request.getString(command).getValue());
            change(command, name, request);
            yield new BsonDocument();
          }
        });
  }

  private static void requireKnown(String command, BsonDocument request, Set<String> fields) {
    request.keySet().stream()
        .skip(1)
        .filter(key -> !fields.contains(key) && !COMMON.contains(key) && !key.startsWith("$"))
        .findFirst()
        .ifPresent(
            key -> {
              throw new MongoKitRefusal(
                  40415,
                  "IDLUnknownField",
                  "BSON field '" + command + "." + key + "' is an unknown field.");
            });
    for (String needed : List.of("roles", "privileges")) {
      boolean optional = command.equals("updateUser") || command.endsWith("Info");
      if (fields.contains(needed) && !optional && !request.isArray(needed)) {
        throw new MongoKitRefusal(
            40414,
            "IDLFailedToParse",
            "BSON field '" + command + "." + needed + "' is missing but a required field");
      }
      if (command.matches("(grant|revoke).*")
          && request.getArray(needed, new BsonArray(List.of(BsonBoolean.TRUE))).isEmpty()) {
        throw MongoKitRefusal.badValue(
            command + " command requires a non-empty \"" + needed + "\" array");
      }
    }
  }

  private void change(String command, MongoKitName name, BsonDocument request) {
    switch (command) {
      case "createUser" -> create(name, request);
      case "updateUser" -> update(name, request);
      case "dropUser" -> {
        find(name);
        users.remove(name);
      }
      case "grantRolesToUser" -> {
        Set<MongoKitName> given = MongoKitName.roles(request, name.database());
        BsonDocument user = find(name);
        roles.requireAll(given);
        MongoKitRoles.giveTo(user, given);
      }
      case "revokeRolesFromUser" -> {
        Set<MongoKitName> taken = MongoKitName.roles(request, name.database());
        BsonDocument user = find(name);
        roles.requireAll(taken);
        MongoKitRoles.takeFrom(user, taken);
      }
      case "createRole" -> roles.create(name, request);
      case "dropRole" -> {
        roles.drop(name);
        users.values().forEach(user -> MongoKitRoles.takeFrom(user, Set.of(name)));
      }
      case "grantRolesToRole" -> roles.grantRoles(name, request);
      case "revokeRolesFromRole" -> roles.revokeRoles(name, request);
      case "grantPrivilegesToRole" -> roles.grantPrivileges(name, request);
      default -> roles.revokePrivileges(name, request);
    }
  }

  private BsonDocument find(MongoKitName name) {
    BsonDocument user = users.get(name);
    if (user == null) {
      throw new MongoKitRefusal(11, "UserNotFound", "User '" + name + "' not found");
    }
    return user;
  }

  private void create(MongoKitName name, BsonDocument request) {
    if (name.name().isEmpty()) {
      throw MongoKitRefusal.badValue("User document needs 'user' field to be non-empty");
    }
    if (name.database().equals("local")) {
      throw MongoKitRefusal.badValue("Cannot create users in the local database");
    }
    boolean external = name.database().equals("$external");
    if (external == request.containsKey("pwd")) {
      throw MongoKitRefusal.badValue(
          external
              ? "Cannot set the password for users defined on the '$external' database"
              : "Must provide a 'pwd' field for all user documents, except those with '$external'"
                  + " as the user's source db");
    }
    Set<MongoKitName> has = MongoKitName.roles(request, name.database());
    roles.requireAll(has);
    if (users.containsKey(name)) {
      throw new MongoKitRefusal(51003, "Location51003", "User \"" + name + "\" already exists");
    }
    BsonDocument user =
        name.document("user")
            .append("userId", new BsonBinary(UUID.randomUUID()))
            .append("roles", MongoKitName.array(has));
    users.put(name, user);
    user.append(
        "mechanisms",
        external
            ? new BsonArray(List.of(new BsonString("external")))
            : request.getArray(
                "mechanisms",
                new BsonArray(
                    Stream.of("SCRAM-SHA-1", "SCRAM-SHA-256").map(BsonString::new).toList())));
    keep(user, request);
  }

  private void update(MongoKitName name, BsonDocument request) {
    if (request.keySet().stream().noneMatch(OF_USER::contains)) {
      throw MongoKitRefusal.badValue("Must specify at least one field to update in updateUser");
    }
    BsonDocument user = find(name);
    if (request.containsKey("mechanisms")) {
      user.put("mechanisms", request.get("mechanisms"));
    }
    if (request.containsKey("roles")) {
      Set<MongoKitName> has = MongoKitName.roles(request, name.database());
      roles.requireAll(has);
      user.put("roles", MongoKitName.array(has));
    }
    keep(user, request);
  }

  private static void keep(BsonDocument user, BsonDocument request) {
    for (String each : List.of("customData", RESTRICTIONS)) {
      if (request.containsKey(each)) {
        user.put(each, request.get(each));
      }
    }
    if (user.getArray(RESTRICTIONS, new BsonArray()).isEmpty()) {
      user.remove(RESTRICTIONS);
    }
  }

  private BsonDocument info(String database, BsonDocument request) {
    BsonValue about = Objects.requireNonNull(request.get("usersInfo"));
    boolean everywhere = about.isDocument() && about.asDocument().containsKey("forAllDBs");
    boolean restrictions =
        request.getBoolean("showAuthenticationRestrictions", BsonBoolean.FALSE).getValue();
    if (restrictions && (everywhere || about.isNumber())) {
      throw new MongoKitRefusal(
          20,
          "IllegalOperation",
          "Privilege or restriction details require exact-match usersInfo queries");
    }
    Stream<BsonDocument> found =
        everywhere
            ? users.values().stream()
            : about.isNumber()
                ? users.values().stream()
                    .filter(user -> user.getString("db").getValue().equals(database))
                : MongoKitName.all(about, "user", database).stream()
                    .filter(users::containsKey)
                    .map(users::get);
    BsonArray all = new BsonArray();
    found
        .map(BsonDocument::clone)
        .forEach(
            user -> {
              if (!restrictions) {
                user.remove(RESTRICTIONS);
              }
              all.add(user);
            });
    return new BsonDocument("users", all);
  }
}
