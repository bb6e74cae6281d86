package io.gds.database.testkit.sqlserver;

import io.gds.database.testkit.wire.WireAnswer;
import java.util.Arrays;
import java.util.Optional;

/**
 * CREATE, ALTER and DROP LOGIN.
 *
 * @see <a href="https://learn.microsoft.com/sql/t-sql/statements/create-login-transact-sql">CREATE
 *     LOGIN</a>
 * @see <a href="https://learn.microsoft.com/sql/t-sql/statements/alter-login-transact-sql">ALTER
 *     LOGIN</a>
 * @see <a href="https://learn.microsoft.com/sql/t-sql/statements/drop-login-transact-sql">DROP
 *     LOGIN</a>
 */
final class LoginVerb implements ModelVerb {
  private static final String ALTER_ANY = "ALTER ANY LOGIN";

  @Override
  public boolean begins(TsqlReader statement) {
    return statement.at("CREATE", "LOGIN")
        || statement.at("ALTER", "LOGIN")
        || statement.at("DROP", "LOGIN");
  }

  @Override
  public WireAnswer run(TsqlReader statement, ModelSession session) {
    String verb = statement.one("CREATE", "ALTER", "DROP");
    String name = statement.demand("LOGIN").name();
    switch (verb) {
      case "CREATE" -> create(name, statement, session);
      case "ALTER" -> alter(name, statement, session);
      default -> drop(name, statement, session);
    }
    return WireAnswer.done();
  }

  private static void create(String name, TsqlReader statement, ModelSession session) {
    ModelLogins logins = session.server().logins();
    if (statement.take("FROM")) {
      String type = source(statement, session);
      LoginOptions options = new LoginOptions(statement, session);
      options.readBehindWith();
      statement.end();
      session.demand("CREATE LOGIN", 15247, LoginOptions.DENIED);
      if (type.equals("U") && name.indexOf('\\') < 1) {
        throw new ModelError(15407, 11, "'" + name + "' is not a valid Windows NT name.");
      }
      logins.create(name, type, null);
      options.apply(name);
      return;
    }
    LoginOptions options = new LoginOptions(statement, session);
    options.readBehindWith();
    statement.end();
    session.demand("CREATE LOGIN", 15247, LoginOptions.DENIED);
    if (name.indexOf('\\') >= 0) {
      throw new ModelError(
          15006, 16, "'" + name + "' is not a valid name because it contains invalid characters.");
    }
    options.demandPassword(name);
    logins.create(name, "S", options.sid());
    logins.withPassword(name, options.hash().orElseThrow(), true, false, options.mustChange());
    options.apply(name);
  }

  private static String source(TsqlReader statement, ModelSession session) {
    if (statement.take("WINDOWS")) {
      return "U";
    } else if (statement.take("EXTERNAL", "PROVIDER")) {
      return "E";
    }
    boolean certificate = statement.one("CERTIFICATE", "ASYMMETRIC").equals("CERTIFICATE");
    if (!certificate) {
      statement.demand("KEY");
    }
    String name = statement.name();
    String view = certificate ? "certificates" : "asymmetric_keys";
    String schema = ModelTable.quoted(session.server().catalog().schemaOf("master"));
    if (session
        .server()
        .catalog()
        .first(Integer.class, "SELECT 1 FROM " + schema + "." + view + " WHERE name = ?", name)
        .isEmpty()) {
      throw missing("find", certificate ? "certificate" : "asymmetric key", name);
    }
    return certificate ? "C" : "K";
  }

  static ModelError missing(String what, String kind, String name) {
    return new ModelError(
        15151,
        16,
        "Cannot "
            + what
            + " the "
            + kind
            + " '"
            + name
            + "', because it does not exist or you do not have permission.");
  }

  private static void alter(String name, TsqlReader statement, ModelSession session) {
    ModelLogins logins = session.server().logins();
    boolean login = logins.principals().type(name).filter(type -> !type.equals("R")).isPresent();
    boolean own = name.equalsIgnoreCase(session.login());
    boolean sysadmin = logins.hasRole(name, "sysadmin") && !session.may("CONTROL SERVER");
    if (!login || (!own && (!session.may(ALTER_ANY) || sysadmin))) {
      throw missing("alter", "login", name);
    }
    if (statement.take("ENABLE") || statement.at("DISABLE")) {
      boolean disables = statement.take("DISABLE");
      statement.end();
      if (!session.may(ALTER_ANY)) {
        throw missing("alter", "login", name);
      }
      logins.set(name, "is_disabled", disables);
      return;
    }
    LoginOptions options = new LoginOptions(statement, session);
    options.readBehindWith();
    statement.end();
    options.change(name);
  }

  private static void drop(String name, TsqlReader statement, ModelSession session) {
    statement.end();
    ModelLogins logins = session.server().logins();
    Optional<String> type = logins.principals().type(name).filter(each -> !each.equals("R"));
    if (type.isEmpty() || !session.may(ALTER_ANY)) {
      throw missing("drop", "login", name);
    }
    if (name.equalsIgnoreCase(ModelLogins.ADMINISTRATOR)) {
      throw new ModelError(15405, 11, "Cannot use the special principal 'sa'.");
    }
    byte[] sid = logins.sid(name);
    ModelCatalog catalog = session.server().catalog();
    if (catalog
        .first(Integer.class, "SELECT 1 FROM sys.dm_exec_sessions WHERE security_id = ?", sid)
        .isPresent()) {
      throw new ModelError(
          15434, 16, "Could not drop login '" + name + "' as the user is currently logged in.");
    }
    if (catalog.all(byte[].class, "SELECT owner_sid FROM sys.databases").stream()
        .anyMatch(owner -> Arrays.equals(owner, sid))) {
      throw new ModelError(
          15174,
          16,
          "Login '"
              + name
              + "' owns one or more database(s). Change the owner of the database(s) before"
              + " dropping the login.");
    }
    long jobs =
        catalog.all(byte[].class, "SELECT owner_sid FROM \"msdb.dbo\".\"sysjobs\"").stream()
            .filter(owner -> Arrays.equals(owner, sid))
            .count();
    if (jobs > 0) {
      throw new ModelError(
          15170,
          16,
          "This login is the owner of "
              + jobs
              + " job(s). You must delete or reassign these jobs before the login can be dropped.");
    }
    demandNothingOwned(name, session);
    logins.remove(name);
  }

  private static void demandNothingOwned(String name, ModelSession session) {
    ModelPrincipals principals = session.server().logins().principals();
    int number = principals.number(name).orElseThrow();
    for (String view : new String[] {"sys.server_principals", "sys.endpoints"}) {
      String column = view.equals("sys.endpoints") ? "principal_id" : "owning_principal_id";
      if (session
          .server()
          .catalog()
          .first(Integer.class, "SELECT 1 FROM " + view + " WHERE " + column + " = ?", number)
          .isPresent()) {
        String what = view.equals("sys.endpoints") ? "endpoint" : "server role";
        throw new ModelError(
            15141,
            16,
            "The server principal owns one or more " + what + "(s) and cannot be dropped.");
      }
    }
    if (session
        .server()
        .catalog()
        .first(
            Integer.class,
            "SELECT 1 FROM sys.server_sql_modules WHERE execute_as_principal_id = ?",
            number)
        .isPresent()) {
      throw new ModelError(
          15186,
          16,
          "The server principal is set as the execution context of a trigger or event notification"
              + " and cannot be dropped.");
    }
    if (principals.isGrantor(name)) {
      throw new ModelError(
          15173,
          16,
          "Server principal '"
              + name
              + "' has granted one or more permission(s). Revoke the permission(s) before dropping"
              + " the server principal.");
    }
  }
}
