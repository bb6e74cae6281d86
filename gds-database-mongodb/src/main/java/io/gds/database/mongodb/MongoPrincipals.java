package io.gds.database.mongodb;

import io.gds.database.access.Grant;
import io.gds.database.access.GrantQuery;
import io.gds.database.access.Principal;
import io.gds.database.access.PrincipalQuery;
import io.gds.database.access.RoleInfo;
import io.gds.database.access.UserInfo;
import io.gds.database.connection.AuthType;
import io.gds.database.connection.DatabaseType;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.bson.BsonArray;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.bson.BsonValue;

/**
 * Reads users, roles and what roles may. The users of all databases are one command; no command
 * tells the roles of all, so they are read where the server keeps them.
 *
 * @see <a href="https://www.mongodb.com/docs/manual/reference/command/usersInfo/">usersInfo</a>
 * @see <a href="https://www.mongodb.com/docs/manual/reference/command/rolesInfo/">rolesInfo</a>
 * @see <a href="https://www.mongodb.com/docs/manual/reference/system-roles-collection/">the
 *     collection of roles</a>
 */
final class MongoPrincipals {
  /** Roles with which one may do everything. */
  private static final Set<MongoPrincipal> ALL_POWERFUL =
      Set.of(
          new MongoPrincipal(MongoPrincipal.ADMIN, "root"),
          new MongoPrincipal(MongoPrincipal.ADMIN, "__system"));

  private final MongoContext context;
  private final MongoCommands commands;

  MongoPrincipals(MongoContext context) {
    this(context, context.commands());
  }

  private MongoPrincipals(MongoContext context, MongoCommands commands) {
    this.context = context;
    this.commands = commands;
  }

  /** For looking only: another member tells it while there is no primary. */
  static MongoPrincipals anywhere(MongoContext context) {
    return new MongoPrincipals(context, context.commands().anywhere());
  }

  List<UserInfo> users(PrincipalQuery query) {
    return documentsOfUsers(query.database()).stream()
        .map(MongoPrincipals::user)
        .filter(query::matches)
        .toList();
  }

  private List<BsonDocument> documentsOfUsers(Optional<String> database) {
    if (database.isPresent()) {
      return MongoValues.documents(
          commands.run(database.get(), new BsonDocument("usersInfo", new BsonInt32(1))), "users");
    }
    BsonDocument all = new BsonDocument("forAllDBs", BsonBoolean.TRUE);
    return wide(
        MongoAction.VIEW_USER,
        () -> MongoValues.documents(commands.admin(new BsonDocument("usersInfo", all)), "users"));
  }

  private static UserInfo user(BsonDocument document) {
    MongoPrincipal name = MongoPrincipal.read(document, "user");
    List<MongoPrincipal> roles = roles(document);
    Map<String, String> more = new LinkedHashMap<>();
    List<String> mechanisms = MongoValues.texts(document, "mechanisms");
    if (!mechanisms.isEmpty()) {
      more.put("mechanisms", String.join(", ", mechanisms));
    }
    MongoValues.value(document, "userId")
        .filter(BsonValue::isBinary)
        .ifPresent(id -> more.put("userId", id.asBinary().asUuid().toString()));
    MongoValues.document(document, "customData")
        .ifPresent(data -> more.put("customData", data.toJson()));
    UserInfo.Builder user =
        UserInfo.builder(name.name())
            .database(name.database())
            .administrator(roles.stream().anyMatch(ALL_POWERFUL::contains))
            .roles(roles.stream().map(role -> role.told(name.database())).toList())
            .attributes(more);
    // Whom somebody else lets in may come with a certificate, a token or a directory's password.
    return name.isExternal() ? user.build() : user.authType(AuthType.PASSWORD).build();
  }

  /** The roles that a user or role has directly. */
  static List<MongoPrincipal> roles(BsonDocument document) {
    return MongoValues.documents(document, "roles").stream()
        .map(role -> MongoPrincipal.read(role, "role"))
        .toList();
  }

  List<RoleInfo> roles(PrincipalQuery query) {
    List<BsonDocument> roles = new ArrayList<>();
    if (query.database().isPresent()) {
      roles.addAll(rolesOf(query.database().get(), query.system()));
    } else {
      roles.addAll(kept(new BsonDocument()));
      if (query.system()) {
        rolesOf(MongoPrincipal.ADMIN, true).stream()
            .filter(MongoPrincipals::isBuiltIn)
            .forEach(roles::add);
      }
    }
    Set<String> unseen = new LinkedHashSet<>();
    Map<MongoPrincipal, List<MongoPrincipal>> members = members(query, roles, unseen);
    return roles.stream().map(role -> role(role, members, unseen)).filter(query::matches).toList();
  }

  private List<BsonDocument> rolesOf(String database, boolean builtIn) {
    BsonDocument command = new BsonDocument("rolesInfo", new BsonInt32(1));
    if (builtIn) {
      command.append("showBuiltinRoles", BsonBoolean.TRUE);
    }
    return MongoValues.documents(commands.run(database, command), "roles");
  }

  /** The roles that somebody made, wherever they belong, with what they may. */
  private List<BsonDocument> kept(BsonDocument filter) {
    BsonDocument find =
        new BsonDocument("find", new BsonString("system.roles")).append("filter", filter);
    return wide(MongoAction.VIEW_ROLE, () -> commands.all(MongoPrincipal.ADMIN, find));
  }

  private static boolean isBuiltIn(BsonDocument role) {
    return MongoValues.truth(role, "isBuiltin").orElse(false);
  }

  /**
   * Who has which role directly. Roles have those of their own database, those of {@code admin} any
   * other as well.
   *
   * @param known the roles that were read
   * @param unseen takes in whose members could not be looked for
   */
  private Map<MongoPrincipal, List<MongoPrincipal>> members(
      PrincipalQuery query, List<BsonDocument> known, Set<String> unseen) {
    Map<MongoPrincipal, List<MongoPrincipal>> members = new LinkedHashMap<>();
    known.forEach(role -> add(members, role, "role"));
    if (known.isEmpty()) {
      return members;
    }
    allowed(() -> documentsOfUsers(Optional.empty()))
        .or(
            () -> {
              unseen.add("users of other databases");
              return query
                  .database()
                  .flatMap(here -> allowed(() -> documentsOfUsers(Optional.of(here))));
            })
        .orElseGet(
            () -> {
              unseen.add("users");
              return List.of();
            })
        .forEach(user -> add(members, user, "user"));
    if (query.database().filter(here -> !here.equals(MongoPrincipal.ADMIN)).isPresent()) {
      allowed(() -> rolesOf(MongoPrincipal.ADMIN, false))
          .orElseGet(
              () -> {
                unseen.add("roles of admin");
                return List.of();
              })
          .forEach(role -> add(members, role, "role"));
    }
    return members;
  }

  private static void add(
      Map<MongoPrincipal, List<MongoPrincipal>> members, BsonDocument document, String kind) {
    MongoPrincipal member = MongoPrincipal.read(document, kind);
    roles(document)
        .forEach(role -> members.computeIfAbsent(role, key -> new ArrayList<>()).add(member));
  }

  private static <T> Optional<T> allowed(Supplier<T> reading) {
    try {
      return Optional.of(reading.get());
    } catch (DatabaseException e) {
      if (e.code() == ErrorCode.PERMISSION_DENIED) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private static RoleInfo role(
      BsonDocument document,
      Map<MongoPrincipal, List<MongoPrincipal>> members,
      Set<String> unseen) {
    MongoPrincipal name = MongoPrincipal.read(document, "role");
    return new RoleInfo(
        name.name(),
        Optional.of(name.database()),
        isBuiltIn(document),
        members.getOrDefault(name, List.of()).stream()
            .map(member -> member.told(name.database()))
            .toList(),
        roles(document).stream().map(role -> role.told(name.database())).toList(),
        Optional.empty(),
        unseen.isEmpty() ? Map.of() : Map.of("membersNotSeen", String.join(", ", unseen)));
  }

  /** What the roles may that somebody made; users have roles only. */
  void grants(GrantQuery query, Consumer<Grant> consumer) {
    if (query.grantee().filter(MongoNames::isTorn).isPresent()) {
      // It would arrive as another name, which somebody may have.
      return;
    }
    BsonDocument filter = new BsonDocument();
    query.grantee().ifPresent(name -> filter.append("role", new BsonString(name)));
    for (BsonDocument role : kept(filter)) {
      MongoPrincipal name = MongoPrincipal.read(role, "role");
      Principal grantee = Principal.role(name.name()).in(name.database());
      MongoGrants.read(role, grantee).stream().filter(query::matches).forEach(consumer);
    }
  }

  /** Exactly this user, if there is one. */
  Optional<BsonDocument> findUser(MongoPrincipal user) {
    BsonDocument command =
        new BsonDocument("usersInfo", user.asUser())
            .append("showAuthenticationRestrictions", BsonBoolean.TRUE);
    return MongoValues.documents(commands.run(MongoPrincipal.ADMIN, command), "users").stream()
        .filter(found -> MongoPrincipal.read(found, "user").equals(user))
        .findFirst();
  }

  /** Those of these users that there are, in one command, or none if nobody is asked for. */
  Map<MongoPrincipal, BsonDocument> findUsers(Collection<MongoPrincipal> users) {
    Map<MongoPrincipal, BsonDocument> found = new LinkedHashMap<>();
    if (!users.isEmpty()) {
      BsonDocument command =
          new BsonDocument(
              "usersInfo", new BsonArray(users.stream().map(MongoPrincipal::asUser).toList()));
      MongoValues.documents(commands.run(MongoPrincipal.ADMIN, command), "users")
          .forEach(user -> found.put(MongoPrincipal.read(user, "user"), user));
    }
    return found;
  }

  /** Those of these roles that there are, built-in ones as well, with what they may directly. */
  Map<MongoPrincipal, BsonDocument> findRoles(Collection<MongoPrincipal> roles) {
    Map<MongoPrincipal, BsonDocument> found = new LinkedHashMap<>();
    BsonDocument command =
        new BsonDocument(
                "rolesInfo", new BsonArray(roles.stream().map(MongoPrincipal::asRole).toList()))
            .append("showPrivileges", BsonBoolean.TRUE);
    MongoValues.documents(commands.run(MongoPrincipal.ADMIN, command), "roles")
        .forEach(role -> found.put(MongoPrincipal.read(role, "role"), role));
    return found;
  }

  static boolean isBuiltIn(Optional<BsonDocument> role) {
    return role.filter(MongoPrincipals::isBuiltIn).isPresent();
  }

  /** Everybody who has one of these roles directly, users and roles. */
  List<MongoPrincipal> having(Set<MongoPrincipal> wanted) {
    List<MongoPrincipal> all = new ArrayList<>();
    for (BsonDocument user : documentsOfUsers(Optional.empty())) {
      if (roles(user).stream().anyMatch(wanted::contains)) {
        all.add(MongoPrincipal.read(user, "user"));
      }
    }
    return all;
  }

  /** Asks for what spans all databases; the refusal tells how to ask for less. */
  private <T> T wide(MongoAction action, Supplier<T> reading) {
    try {
      return reading.get();
    } catch (DatabaseException e) {
      if (e.code() != ErrorCode.PERMISSION_DENIED) {
        throw e;
      }
      throw ErrorDetails.of(
              ErrorCode.PERMISSION_DENIED,
              "this user may not see the users and roles of all databases")
          .platform(DatabaseType.MONGODB.id())
          .engine(context.runner().engine())
          .with("right", action.right() + " on all databases")
          .remedy(
              "Grant this user the role userAdminAnyDatabase of admin, or name one database that it"
                  + " may see.")
          .cause(e)
          .toException();
    }
  }
}
