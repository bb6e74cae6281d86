package io.gds.database.testkit.sqlserver;

import io.gds.database.testkit.wire.WireAnswer;

/**
 * CREATE, ALTER and DROP ROLE, in the database that the session is in.
 *
 * @see <a href="https://learn.microsoft.com/sql/t-sql/statements/create-role-transact-sql">CREATE
 *     ROLE</a>
 * @see <a href="https://learn.microsoft.com/sql/t-sql/statements/alter-role-transact-sql">ALTER
 *     ROLE</a>
 * @see <a href="https://learn.microsoft.com/sql/t-sql/statements/drop-role-transact-sql">DROP
 *     ROLE</a>
 */
final class RoleVerb implements ModelVerb {
  @Override
  public boolean begins(TsqlReader statement) {
    return statement.at("CREATE", "ROLE")
        || statement.at("ALTER", "ROLE")
        || statement.at("DROP", "ROLE");
  }

  @Override
  public WireAnswer run(TsqlReader statement, ModelSession session) {
    String verb = statement.one("CREATE", "ALTER", "DROP");
    String name = statement.demand("ROLE").name();
    String database = session.database();
    ModelUsers users = session.server().users();
    if (verb.equals("CREATE")) {
      statement.end();
      if (!session.mayIn(database, "CREATE ROLE")) {
        throw new ModelError(15247, 16, LoginOptions.DENIED);
      }
      users.createRole(
          database, name, users.user(session.login(), database).orElse(ModelUsers.OWNER));
      return WireAnswer.done();
    }
    ModelPrincipals principals = users.of(database);
    boolean fixed = principals.value(Boolean.class, name, "is_fixed_role").orElse(false);
    String right = fixed ? "CONTROL" : "ALTER ANY ROLE";
    if (principals.type(name).filter("R"::equals).isEmpty() || !session.mayIn(database, right)) {
      throw LoginVerb.missing(verb.equals("DROP") ? "drop" : "alter", "role", name);
    }
    if (verb.equals("ALTER")) {
      changeMembers(name, statement, principals, "principal");
      return WireAnswer.done();
    }
    statement.end();
    if (fixed || name.equalsIgnoreCase(ModelPrincipals.PUBLIC)) {
      throw new ModelError(15150, 16, "Cannot drop the role '" + name + "'.");
    }
    demandEmpty(principals, name);
    UserVerb.demandNothingOwned(name, session);
    users.remove(database, name);
    return WireAnswer.done();
  }

  /** ADD MEMBER, DROP MEMBER. */
  static void changeMembers(
      String role, TsqlReader statement, ModelPrincipals principals, String kind) {
    boolean adds = statement.one("ADD", "DROP").equals("ADD");
    String member = statement.demand("MEMBER").name();
    statement.end();
    if (role.equalsIgnoreCase(ModelPrincipals.PUBLIC)) {
      throw new ModelError(15081, 16, "Membership of the public role cannot be changed.");
    }
    if (principals.number(member).isEmpty()) {
      throw LoginVerb.missing(adds ? "add" : "drop", kind, member);
    }
    if (member.equalsIgnoreCase(role) || (adds && principals.whole(role).contains(member))) {
      throw new ModelError(15413, 11, "Cannot make a role a member of itself.");
    }
    if (member.equalsIgnoreCase(ModelLogins.ADMINISTRATOR)
        || member.equalsIgnoreCase(ModelUsers.OWNER)) {
      throw new ModelError(15405, 11, "Cannot use the special principal '" + member + "'.");
    }
    if (adds) {
      principals.join(member, role);
    } else {
      principals.leave(member, role);
    }
  }

  static void demandEmpty(ModelPrincipals principals, String role) {
    if (principals.hasMembers(role)) {
      throw new ModelError(
          15144, 16, "The role has members. It must be empty before it can be dropped.");
    }
  }
}
