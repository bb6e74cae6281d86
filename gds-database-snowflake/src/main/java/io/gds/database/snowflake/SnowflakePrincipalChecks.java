package io.gds.database.snowflake;

import io.gds.database.access.UserInfo;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.operation.Check;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** What is measured before users, roles and rights are changed. Reads only. */
final class SnowflakePrincipalChecks {
  private final SnowflakeContext context;
  final SnowflakePrincipals principals;

  SnowflakePrincipalChecks(SnowflakeContext context) {
    this.context = context;
    this.principals = new SnowflakePrincipals(context);
  }

  /** Measures; what cannot be read refuses. */
  List<Check> measured(String subject, Consumer<SnowflakeCheckList> checking) {
    SnowflakeCheckList all = new SnowflakeCheckList(context);
    try {
      checking.accept(all);
    } catch (DatabaseException e) {
      all.refused("users and roles can be read", subject, "readable", e);
    }
    return all.all();
  }

  void free(SnowflakeCheckList all, String kind, String name, boolean there) {
    all.demand(
        !there,
        "name free",
        name,
        there ? "there is a " + kind + " of this name" : "free",
        "free",
        ErrorCode.ALREADY_EXISTS,
        "Choose another name; it may have been made by somebody else.");
  }

  void there(SnowflakeCheckList all, String kind, String name, boolean there) {
    all.demand(
        there,
        kind + " exists",
        name,
        there ? "there" : "not there, or hidden from this role",
        "there",
        ErrorCode.NOT_FOUND,
        "Write the name as lists show it, letter case included.");
  }

  /** Roles of the account that are to be given. */
  void roles(SnowflakeCheckList all, Collection<String> roles) {
    for (String role : roles) {
      there(all, "role", role, principals.isRole(Optional.empty(), role));
    }
  }

  /** That it is not the user of this connection, unless that is meant. */
  void notOwn(SnowflakeCheckList all, String user, boolean meant) {
    boolean own = principals.self().equals(user);
    all.demand(
        !own || meant,
        "it is not the user of this connection",
        user,
        own ? "this connection's user" : "another",
        "another",
        "Log in as another, or say that it is meant: " + SnowflakeUser.ALLOW_OWN.id() + ".");
  }

  /** Without an account administrator only the vendor's support can help. */
  void notLast(SnowflakeCheckList all, String user, boolean meant) {
    List<String> administrators =
        principals.members(SnowflakePrincipals.ADMINISTRATOR).stream()
            .filter(each -> each.kind().equals("USER"))
            .map(SnowflakePrincipals.Member::name)
            .toList();
    boolean last = administrators.equals(List.of(user));
    all.demand(
        !last || meant,
        "another user has " + SnowflakePrincipals.ADMINISTRATOR,
        user,
        last ? "no other has it directly" : administrators.contains(user) ? "others" : "not one",
        "another",
        "Give the role to another user first, or say that it is meant: "
            + SnowflakeUser.ALLOW_OWN.id()
            + ".");
  }

  void notSystem(SnowflakeCheckList all, String name, boolean system) {
    all.demand(
        !system,
        "not the vendor's",
        name,
        system ? "the vendor's own" : "somebody's",
        "somebody's",
        ErrorCode.WRONG_STATE,
        "Leave it as it is: each account has it.");
  }

  /** Finds a user, and demands that there is one. */
  Optional<UserInfo> user(SnowflakeCheckList all, String name) {
    Optional<UserInfo> found = principals.user(name);
    there(all, "user", name, found.isPresent());
    return found;
  }
}
