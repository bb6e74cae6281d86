package io.gds.database.mongodb;

import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.HostAddress;
import io.gds.database.core.Checks;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.operation.Check;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.bson.BsonDocument;

/** What is measured before users, roles and rights are changed. */
final class MongoPrincipalChecks {
  /** Roles of admin whose holders can give each right to everybody. */
  private static final Set<MongoPrincipal> ADMINISTRATORS =
      Set.of("root", "userAdminAnyDatabase", "userAdmin", "dbOwner").stream()
          .map(role -> new MongoPrincipal(MongoPrincipal.ADMIN, role))
          .collect(Collectors.toUnmodifiableSet());

  private final MongoContext context;
  private final MongoChecks checks;
  private final MongoPrincipals principals;

  MongoPrincipalChecks(MongoContext context) {
    this.context = context;
    this.checks = new MongoChecks(context);
    this.principals = new MongoPrincipals(context);
  }

  /**
   * Whether there is one.
   *
   * @param unread what is taken to be so if it cannot be read, of which the checks will tell
   */
  boolean isThere(MongoPrincipal name, boolean isRole, boolean unread) {
    try {
      return isRole
          ? principals.findRoles(List.of(name)).containsKey(name)
          : principals.findUser(name).isPresent();
    } catch (DatabaseException e) {
      return unread;
    }
  }

  /** Reads a user and what this one may, in two commands. */
  List<Check> ofUser(
      MongoPrincipal user, BiFunction<Optional<BsonDocument>, MongoRights, List<Check>> checking) {
    return checks.measured(
        user.toString(),
        () -> {
          Optional<BsonDocument> found = principals.findUser(user);
          return checking.apply(found, MongoRights.read(context, true));
        });
  }

  /** Reads a role and what this one may, in two commands. */
  List<Check> ofRole(
      MongoPrincipal role, BiFunction<Optional<BsonDocument>, MongoRights, List<Check>> checking) {
    return checks.measured(
        role.toString(),
        () -> {
          Optional<BsonDocument> found =
              Optional.ofNullable(principals.findRoles(List.of(role)).get(role));
          return checking.apply(found, MongoRights.read(context, true));
        });
  }

  Check free(String kind, MongoPrincipal name, Optional<BsonDocument> found) {
    return checks.demand(
        found.isEmpty(),
        "the name is free",
        name.toString(),
        found.isEmpty() ? "free" : "a " + kind + " has it",
        "free",
        ErrorCode.ALREADY_EXISTS,
        "Choose another name, or drop what has it.");
  }

  Check there(String kind, MongoPrincipal name, Optional<BsonDocument> found) {
    return checks.demand(
        found.isPresent(),
        "the " + kind + " exists",
        name.toString(),
        found.isPresent() ? "there" : "not there",
        "there",
        ErrorCode.NOT_FOUND,
        "See " + kind + "s(): each belongs to a database, which is admin unless it is named.");
  }

  Check may(MongoRights rights, MongoAction action, String database) {
    return checks.may(rights, action, database);
  }

  /** One may change one's own password and data by a right of its own. */
  Check mayChange(MongoRights rights, MongoAction action, MongoAction own, MongoPrincipal user) {
    boolean self = rights.users().contains(user) && rights.onDatabase(own, user.database());
    return self ? checks.may(rights, own, user.database()) : may(rights, action, user.database());
  }

  Check notBuiltIn(MongoPrincipal role, Optional<BsonDocument> found) {
    boolean builtIn = MongoPrincipals.isBuiltIn(found);
    return checks.demand(
        !builtIn,
        "somebody made the role",
        role.toString(),
        builtIn ? "built in" : "made",
        "made",
        ErrorCode.PRECONDITION_FAILED,
        "Built-in roles stay as they are: make a role of your own, and give it the built-in one.");
  }

  /**
   * All that are named are there.
   *
   * @param kind users or roles
   */
  Check known(String kind, Collection<MongoPrincipal> all, Collection<MongoPrincipal> found) {
    Set<MongoPrincipal> missing = new LinkedHashSet<>(all);
    missing.removeAll(found);
    return checks.demand(
        missing.isEmpty(),
        "the " + kind + " exist",
        told(all),
        missing.isEmpty() ? "there" : "not there: " + told(missing),
        "there",
        ErrorCode.NOT_FOUND,
        "See " + kind + "(): each belongs to a database, built-in ones for all of them to admin.");
  }

  /** The server takes away what is not there without a word. */
  Check held(String what, boolean has) {
    return Checks.advise(
        context.clock(),
        has,
        "what is taken away is there",
        what,
        has ? "there" : "not had directly",
        "there",
        "See roles() and grants(): it may be had by another role.");
  }

  private static String told(Collection<MongoPrincipal> names) {
    return names.stream().map(MongoPrincipal::toString).collect(Collectors.joining(", "));
  }

  /** The roles are there, and this user may give them. */
  List<Check> roles(Collection<MongoPrincipal> roles, MongoAction action) {
    if (roles.isEmpty()) {
      return List.of();
    }
    return checks.measured(
        told(roles),
        () -> {
          List<Check> all = new ArrayList<>();
          all.add(known("roles", roles, principals.findRoles(roles).keySet()));
          MongoRights rights = MongoRights.read(context, true);
          roles.stream()
              .map(MongoPrincipal::database)
              .distinct()
              .forEach(home -> all.add(may(rights, action, home)));
          return all;
        });
  }

  Check notOwn(MongoRights rights, MongoPrincipal user, boolean meant) {
    boolean own = rights.users().contains(user);
    return checks.demand(
        !own || meant,
        "it is not the user of this connection",
        user.toString(),
        own ? "this connection's user" : "another",
        "another",
        ErrorCode.PRECONDITION_FAILED,
        "Log in as another, or say that it is meant: " + MongoUser.ALLOW_OWN.id() + ".");
  }

  /** Connections that are open stay so; those to come are opened with the old password. */
  Check notOwnPassword(MongoRights rights, MongoPrincipal user) {
    boolean own = rights.users().contains(user);
    return advise(
        !own,
        "it is not how this connection logs in",
        user,
        own ? "this connection's user" : "another",
        "another",
        "This engine goes on logging in as before: open it again with what is new.");
  }

  /** Rights that are taken away from oneself are missing in the very next step. */
  Check notFromOwn(MongoRights rights, Collection<MongoPrincipal> users) {
    List<MongoPrincipal> own = users.stream().filter(rights.users()::contains).toList();
    return Checks.advise(
        context.clock(),
        own.isEmpty(),
        "nothing is taken away from the user of this connection",
        told(users),
        own.isEmpty() ? "from others" : "from " + told(own),
        "from others",
        "See that another user can give it back.");
  }

  /** Without anybody who may manage users, only a start without authorization helps. */
  Check notLast(MongoPrincipal user, Optional<BsonDocument> found) {
    String rule = "another user can manage users";
    boolean administrator =
        found
            .filter(
                document ->
                    MongoPrincipals.roles(document).stream().anyMatch(ADMINISTRATORS::contains))
            .isPresent();
    if (!administrator) {
      return advise(true, rule, user, "it cannot itself", "one", "");
    }
    try {
      long others =
          principals.having(ADMINISTRATORS).stream().filter(each -> !each.equals(user)).count();
      return advise(
          others > 0,
          rule,
          user,
          others > 0 ? "there are others" : "no other has such a role directly",
          "one",
          "Make another user with userAdminAnyDatabase first: without one, the server has to be"
              + " started without authorization.");
    } catch (DatabaseException e) {
      return Checks.notMeasured(
          context.clock(), rule, user.toString(), String.valueOf(e.getMessage()), "one");
    }
  }

  /** Who loses rights along with a role. */
  Check members(MongoPrincipal role, List<String> members) {
    return advise(
        members.isEmpty(),
        "nobody has the role",
        role,
        members.isEmpty() ? "nobody" : String.join(", ", members),
        "nobody",
        "The server takes it away from these, and with it what they have by it alone.");
  }

  Check advise(
      boolean holds, String rule, MongoPrincipal subject, String is, String limit, String remedy) {
    return Checks.advise(context.clock(), holds, rule, subject.toString(), is, limit, remedy);
  }

  /** A password goes to the server as it is. */
  Check covered(MongoPrincipal user) {
    ConnectionInfo info = context.info();
    String rule = "the password travels encrypted to the server that is meant";
    String limit = "encrypted, the certificate checked";
    if (!context.connections().isEncryptedOrLocal()) {
      return checks.demand(
          false,
          rule,
          user.toString(),
          info.hosts().isEmpty()
              ? "by the caller's own client, of which that is not known"
              : "in clear text over the network",
          limit,
          ErrorCode.PRECONDITION_FAILED,
          "Open the engine by a URL, with TLS: leave the TLS mode at VERIFY_FULL.");
    }
    boolean clear = !MongoTls.isOn(info.tls());
    boolean local = info.hosts().stream().allMatch(HostAddress::isLoopback);
    return advise(
        !clear && info.tls().verifies(),
        rule,
        user,
        clear && local
            ? "in clear text to an address of this machine, from where a tunnel may lead on"
            : info.tls().verifies()
                ? limit
                : "encrypted, to whoever answers: the certificate is not checked",
        limit,
        "Leave the TLS mode at VERIFY_FULL, or see that nobody stands between.");
  }
}
