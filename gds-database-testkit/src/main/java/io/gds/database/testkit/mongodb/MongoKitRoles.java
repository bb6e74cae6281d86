package io.gds.database.testkit.mongodb;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.bson.BsonArray;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.bson.BsonValue;

/**
 * The roles that somebody made, and the names of those that are built in.
 *
 * @see <a href="https://www.mongodb.com/docs/manual/reference/built-in-roles/">built-in roles</a>
 * @see <a href="https://www.mongodb.com/docs/manual/reference/command/rolesInfo/">rolesInfo</a>
 */
final class MongoKitRoles {
  private static final List<String> OF_ANY =
      List.of("read", "readWrite", "dbAdmin", "dbOwner", "userAdmin", "enableSharding");

  private static final List<String> OF_ADMIN =
      List.of(
          "root",
          "readAnyDatabase",
          "readWriteAnyDatabase",
          "userAdminAnyDatabase",
          "dbAdminAnyDatabase",
          "clusterAdmin",
          "clusterManager",
          "clusterMonitor",
          "hostManager",
          "backup",
          "restore");

  private final Map<MongoKitName, BsonDocument> made = new LinkedHashMap<>();

  static boolean isBuiltIn(MongoKitName role) {
    return OF_ANY.contains(role.name())
        || (role.database().equals("admin") && OF_ADMIN.contains(role.name()));
  }

  void requireAll(Iterable<MongoKitName> roles) {
    for (MongoKitName role : roles) {
      if (!isBuiltIn(role) && !made.containsKey(role)) {
        throw new MongoKitRefusal(31, "RoleNotFound", "Could not find role: " + role);
      }
    }
  }

  private BsonDocument changeable(MongoKitName role) {
    if (isBuiltIn(role)) {
      throw MongoKitRefusal.badValue(role + " is a built-in role and cannot be modified");
    }
    requireAll(List.of(role));
    return Objects.requireNonNull(made.get(role));
  }

  void create(MongoKitName role, BsonDocument request) {
    if (role.name().isEmpty()) {
      throw MongoKitRefusal.badValue("Role name must be non-empty");
    }
    if (Set.of("local", "$external").contains(role.database())) {
      throw MongoKitRefusal.badValue("Cannot create roles in the " + role.database() + " database");
    }
    if (isBuiltIn(role)) {
      throw MongoKitRefusal.badValue("Cannot create roles with the same name as a built-in role");
    }
    Set<MongoKitName> has = MongoKitName.roles(request, role.database());
    requireReach(role, has);
    requireReach(role, request.getArray("privileges"));
    if (made.containsKey(role)) {
      throw new MongoKitRefusal(51002, "Location51002", "Role \"" + role + "\" already exists");
    }
    BsonDocument kept =
        role.document("role").append("privileges", request.getArray("privileges").clone());
    kept.append("roles", MongoKitName.array(has));
    if (!request.getArray("authenticationRestrictions", new BsonArray()).isEmpty()) {
      kept.append("authenticationRestrictions", request.get("authenticationRestrictions"));
    }
    made.put(role, kept);
  }

  private void requireReach(MongoKitName role, Set<MongoKitName> has) {
    for (MongoKitName each : has) {
      if (each.equals(role)) {
        throw unfit("Cannot grant role " + role + " to itself.");
      }
      if (!role.database().equals("admin") && !each.database().equals(role.database())) {
        throw unfit(
            "Roles on the '"
                + role.database()
                + "' database cannot be granted roles from other databases");
      }
    }
    requireAll(has);
  }

  private static void requireReach(MongoKitName role, BsonArray privileges) {
    for (BsonValue each : privileges) {
      BsonDocument resource = each.asDocument().getDocument("resource");
      boolean own = resource.getString("db", new BsonString("")).getValue().equals(role.database());
      if (!own && !role.database().equals("admin")) {
        throw unfit(
            "Roles on the '"
                + role.database()
                + "' database cannot be granted privileges that target other databases or the"
                + " cluster");
      }
    }
  }

  private static MongoKitRefusal unfit(String why) {
    return new MongoKitRefusal(61, "InvalidRoleModification", why);
  }

  void drop(MongoKitName role) {
    changeable(role);
    made.remove(role);
    made.values().forEach(other -> takeFrom(other, Set.of(role)));
  }

  static void takeFrom(BsonDocument holder, Set<MongoKitName> roles) {
    Set<MongoKitName> has = MongoKitName.roles(holder, "");
    has.removeAll(roles);
    holder.put("roles", MongoKitName.array(has));
  }

  static void giveTo(BsonDocument holder, Set<MongoKitName> roles) {
    Set<MongoKitName> has = MongoKitName.roles(holder, "");
    has.addAll(roles);
    holder.put("roles", MongoKitName.array(has));
  }

  void grantRoles(MongoKitName to, BsonDocument request) {
    Set<MongoKitName> roles = MongoKitName.roles(request, to.database());
    BsonDocument holder = changeable(to);
    requireReach(to, roles);
    giveTo(holder, roles);
  }

  void revokeRoles(MongoKitName from, BsonDocument request) {
    takeFrom(changeable(from), MongoKitName.roles(request, from.database()));
  }

  void grantPrivileges(MongoKitName to, BsonDocument request) {
    requireReach(to, request.getArray("privileges"));
    changePrivileges(changeable(to), request, true);
  }

  void revokePrivileges(MongoKitName from, BsonDocument request) {
    changePrivileges(changeable(from), request, false);
  }

  private static void changePrivileges(BsonDocument role, BsonDocument request, boolean give) {
    Map<BsonValue, Set<BsonValue>> has = new LinkedHashMap<>();
    for (BsonValue each : role.getArray("privileges")) {
      has.put(
          each.asDocument().get("resource"),
          new LinkedHashSet<>(each.asDocument().getArray("actions")));
    }
    for (BsonValue each : request.getArray("privileges")) {
      Set<BsonValue> actions =
          has.computeIfAbsent(each.asDocument().get("resource"), key -> new LinkedHashSet<>());
      if (give) {
        actions.addAll(each.asDocument().getArray("actions"));
      } else {
        actions.removeAll(each.asDocument().getArray("actions"));
      }
    }
    BsonArray privileges = new BsonArray();
    has.forEach(
        (resource, actions) -> {
          if (!actions.isEmpty()) {
            privileges.add(
                new BsonDocument("resource", resource)
                    .append("actions", new BsonArray(List.copyOf(actions))));
          }
        });
    role.put("privileges", privileges);
  }

  BsonDocument info(String database, BsonDocument request) {
    BsonValue about = Objects.requireNonNull(request.get("rolesInfo"));
    boolean builtIn = request.getBoolean("showBuiltinRoles", BsonBoolean.FALSE).getValue();
    List<BsonDocument> found = new ArrayList<>();
    if (about.isNumber()) {
      made.values().stream()
          .filter(role -> role.getString("db").getValue().equals(database))
          .forEach(found::add);
      if (builtIn) {
        Stream.concat(OF_ANY.stream(), database.equals("admin") ? OF_ADMIN.stream() : Stream.of())
            .map(name -> builtIn(new MongoKitName(database, name)))
            .forEach(found::add);
      }
    } else {
      for (MongoKitName name : MongoKitName.all(about, "role", database)) {
        if (made.containsKey(name)) {
          found.add(made.get(name));
        } else if (isBuiltIn(name)) {
          found.add(builtIn(name));
        }
      }
    }
    BsonArray roles = new BsonArray();
    found.forEach(role -> roles.add(shown(role, request)));
    return new BsonDocument("roles", roles);
  }

  private static BsonDocument builtIn(MongoKitName name) {
    return name.document("role")
        .append("privileges", new BsonArray())
        .append("roles", new BsonArray());
  }

  private static BsonDocument shown(BsonDocument role, BsonDocument request) {
    BsonDocument shown = role.clone();
    MongoKitName name = MongoKitName.of(role, "role");
    shown.append("isBuiltin", BsonBoolean.valueOf(isBuiltIn(name)));
    shown.append("inheritedRoles", role.getArray("roles"));
    if (!request.getBoolean("showPrivileges", BsonBoolean.FALSE).getValue()) {
      shown.remove("privileges");
    }
    if (!request.getBoolean("showAuthenticationRestrictions", BsonBoolean.FALSE).getValue()) {
      shown.remove("authenticationRestrictions");
    }
    return shown;
  }

  /** What a find of {@code admin.system.roles} gives, by equal members only. */
  BsonDocument find(BsonDocument request) {
    BsonArray found = new BsonArray();
    BsonDocument filter = request.getDocument("filter", new BsonDocument());
    made.values().stream()
        .filter(role -> role.entrySet().containsAll(filter.entrySet()))
        .forEach(role -> found.add(role.clone()));
    return new BsonDocument(
        "cursor",
        new BsonDocument("firstBatch", found)
            .append("id", new BsonInt64(0))
            .append("ns", new BsonString("admin.system.roles")));
  }
}
