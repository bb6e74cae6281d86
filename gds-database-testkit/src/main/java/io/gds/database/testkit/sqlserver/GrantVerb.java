package io.gds.database.testkit.sqlserver;

import io.gds.database.testkit.wire.WireAnswer;
import java.util.Locale;

/**
 * GRANT, DENY and REVOKE of one permission.
 *
 * @see <a href="https://learn.microsoft.com/sql/t-sql/statements/grant-transact-sql">GRANT</a>
 * @see <a href="https://learn.microsoft.com/sql/t-sql/statements/deny-transact-sql">DENY</a>
 * @see <a href="https://learn.microsoft.com/sql/t-sql/statements/revoke-transact-sql">REVOKE</a>
 */
final class GrantVerb implements ModelVerb {
  @Override
  public boolean begins(TsqlReader statement) {
    return statement.at("GRANT") || statement.at("DENY") || statement.at("REVOKE");
  }

  @Override
  public WireAnswer run(TsqlReader statement, ModelSession session) {
    String verb = statement.one("GRANT", "DENY", "REVOKE");
    boolean optionOnly = statement.take("GRANT", "OPTION", "FOR");
    StringBuilder words = new StringBuilder(statement.word());
    while (!statement.at("ON") && !statement.at("TO") && !statement.at("FROM")) {
      words.append(' ').append(statement.word());
    }
    String permission = words.toString().toUpperCase(Locale.ROOT);
    if (!ModelPermissions.isKnown(permission, session.server().release().major())) {
      throw new ModelError(102, 15, "Incorrect syntax near '" + permission + "...'.");
    }
    GrantPlace place = GrantPlace.read(statement, permission, session);
    statement.demand(verb.equals("REVOKE") ? "FROM" : "TO");
    String grantee = statement.name();
    boolean grantable = verb.equals("GRANT") && statement.take("WITH", "GRANT", "OPTION");
    boolean cascade = !verb.equals("GRANT") && statement.take("CASCADE");
    int grantor = statement.take("AS") ? place.demand(statement.name()) : place.giver(session);
    statement.end();
    place.demand(grantee);
    place.demandGiver(permission, session);
    ModelPrincipals principals = place.principals();
    for (ModelPrincipals.About about : place.about()) {
      switch (verb) {
        case "GRANT" -> principals.grant(permission, about, grantee, grantor, grantable);
        case "DENY" -> principals.deny(permission, about, grantee, grantor, cascade);
        default -> principals.revoke(permission, about, grantee, grantor, optionOnly, cascade);
      }
    }
    return WireAnswer.done();
  }
}
