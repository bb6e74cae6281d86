package io.gds.database.testkit.sqlserver;

import io.gds.database.testkit.wire.WireAnswer;

/**
 * {@code EXEC sys.sp_configure} and RECONFIGURE.
 *
 * @see <a
 *     href="https://learn.microsoft.com/sql/relational-databases/system-stored-procedures/sp-configure-transact-sql">
 *     sp_configure</a>
 */
final class ConfigureVerb implements ModelVerb {
  @Override
  public boolean begins(TsqlReader statement) {
    return statement.at("RECONFIGURE")
        || statement.at("EXEC", "sys", ".", "sp_configure")
        || statement.at("EXEC", "sp_configure");
  }

  @Override
  public WireAnswer run(TsqlReader statement, ModelSession session) {
    boolean may = session.may("ALTER SETTINGS") || session.hasRole("serveradmin");
    ModelSettings settings = session.server().settings();
    if (statement.take("RECONFIGURE")) {
      boolean override = statement.take("WITH", "OVERRIDE");
      statement.end();
      if (!may) {
        throw new ModelError(
            5812, 14, "You do not have permission to run the RECONFIGURE statement.");
      }
      settings.reconfigure(override);
      return WireAnswer.done();
    }
    if (!may) {
      throw new ModelError(15247, 16, "User does not have permission to perform this action.");
    }
    statement.demand("EXEC");
    statement.take("sys", ".");
    statement.demand("sp_configure");
    String name = statement.text();
    statement.demand(",");
    boolean below = statement.take("-");
    long value = below ? -statement.number() : statement.number();
    statement.end();
    settings.configure(name, value);
    String changed =
        "Configuration option '" + name + "' changed. Run the RECONFIGURE statement to install.";
    session.server().errorLog().write("spid" + session.number(), changed);
    return WireAnswer.notice("15457", changed).then(WireAnswer.done());
  }
}
