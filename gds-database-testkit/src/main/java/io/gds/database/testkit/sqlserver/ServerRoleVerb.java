package io.gds.database.testkit.sqlserver;

import io.gds.database.testkit.wire.WireAnswer;

/**
 * CREATE, ALTER and DROP SERVER ROLE.
 *
 * @see <a
 *     href="https://learn.microsoft.com/sql/t-sql/statements/create-server-role-transact-sql">CREATE
 *     SERVER ROLE</a>
 * @see <a
 *     href="https://learn.microsoft.com/sql/t-sql/statements/alter-server-role-transact-sql">ALTER
 *     SERVER ROLE</a>
 */
final class ServerRoleVerb implements ModelVerb {
  @Override
  public boolean begins(TsqlReader statement) {
    return statement.at("CREATE", "SERVER", "ROLE")
        || statement.at("ALTER", "SERVER", "ROLE")
        || statement.at("DROP", "SERVER", "ROLE");
  }

  @Override
  public WireAnswer run(TsqlReader statement, ModelSession session) {
    String verb = statement.one("CREATE", "ALTER", "DROP");
    String name = statement.demand("SERVER", "ROLE").name();
    ModelLogins logins = session.server().logins();
    if (verb.equals("CREATE")) {
      statement.end();
      session.demand("CREATE SERVER ROLE", 15247, LoginOptions.DENIED);
      logins.create(name, "R", null);
      return WireAnswer.done();
    }
    ModelPrincipals principals = logins.principals();
    if (principals.type(name).filter("R"::equals).isEmpty() || !mayChange(name, session)) {
      throw LoginVerb.missing(verb.equals("DROP") ? "drop" : "alter", "server role", name);
    }
    if (verb.equals("ALTER")) {
      RoleVerb.changeMembers(name, statement, principals, "server principal");
      return WireAnswer.done();
    }
    statement.end();
    if (principals.number(name).orElseThrow() < 256) {
      throw new ModelError(15150, 16, "Cannot drop the server role '" + name + "'.");
    }
    RoleVerb.demandEmpty(principals, name);
    logins.remove(name);
    return WireAnswer.done();
  }

  /** Who has a fixed role may give it; nobody else may but administrators. */
  private static boolean mayChange(String role, ModelSession session) {
    boolean fixed =
        session
            .server()
            .logins()
            .principals()
            .value(Boolean.class, role, "is_fixed_role")
            .orElse(false);
    return fixed
        ? session.hasRole("sysadmin") || session.hasRole(role)
        : session.may("ALTER ANY SERVER ROLE");
  }
}
