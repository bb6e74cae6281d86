package io.gds.database.testkit.snowflake;

import io.gds.database.testkit.wire.WireAnswer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * GRANT and REVOKE of rights, roles and ownership.
 *
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/grant-privilege">GRANT</a>
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/grant-ownership">GRANT
 *     OWNERSHIP</a>
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/revoke-privilege">REVOKE</a>
 */
final class GrantVerb implements SnowflakeVerb {
  private static final String DONE = "Statement executed successfully.";

  @Override
  public boolean begins(SnowflakeReader statement) {
    return statement.atOne("GRANT", "REVOKE");
  }

  @Override
  public WireAnswer run(SnowflakeReader statement, ModelSession session) {
    boolean give = statement.one("GRANT", "REVOKE").equals("GRANT");
    if (statement.at("ROLE") || statement.at("DATABASE", "ROLE")) {
      role(statement, session, give);
    } else if (give && statement.take("OWNERSHIP")) {
      ownership(statement, session);
    } else {
      rights(statement, session, give);
    }
    return SnowflakeVerb.done(DONE);
  }

  private static void role(SnowflakeReader statement, ModelSession session, boolean give) {
    ModelObject role = GrantTarget.one(statement, session);
    statement.demand(give ? "TO" : "FROM");
    ModelObject to = GrantTarget.grantee(statement, session);
    statement.end();
    demand(session, "OWNERSHIP", role);
    if (give) {
      session.account().grants().grant("USAGE", role, to, false, Optional.of(session.role()));
    } else {
      session.account().grants().revoke("USAGE", role, to);
    }
  }

  private static void ownership(SnowflakeReader statement, ModelSession session) {
    GrantTarget target = GrantTarget.read(statement.demand("ON"), session);
    statement.demand("TO");
    ModelObject to = GrantTarget.grantee(statement, session);
    Optional<String> current =
        statement.atOne("COPY", "REVOKE")
            ? Optional.of(statement.one("COPY", "REVOKE"))
            : Optional.empty();
    if (current.isPresent()) {
      statement.demand("CURRENT", "GRANTS");
    }
    statement.end();
    for (ModelObject each : target.on()) {
      if (target.future().isPresent()) {
        future(session, target, "OWNERSHIP", to, false);
        continue;
      }
      demand(session, "OWNERSHIP", each);
      if (current.isEmpty() && !session.account().grants().on(each).isEmpty()) {
        throw ModelError.invalid(
            "003036",
            "42501",
            "Dependent grant of privilege on securable "
                + each.fullName()
                + " exists. It must be revoked first. More than one dependent grant may exist.");
      }
      if (current.filter("REVOKE"::equals).isPresent()) {
        session.account().grants().revokeAll(each);
      }
      each.owner(to);
    }
  }

  private static void rights(SnowflakeReader statement, ModelSession session, boolean give) {
    boolean onlyOption = !give && statement.take("GRANT", "OPTION", "FOR");
    List<String> privileges = privileges(statement);
    GrantTarget target = GrantTarget.read(statement.demand("ON"), session);
    statement.demand(give ? "TO" : "FROM");
    ModelObject to = GrantTarget.grantee(statement, session);
    boolean option = give && statement.take("WITH", "GRANT", "OPTION");
    if (!give && !statement.take("CASCADE")) {
      statement.take("RESTRICT");
    }
    statement.end();
    for (String privilege : privileges) {
      for (ModelObject each : target.on()) {
        if (target.future().isPresent()) {
          if (give) {
            future(session, target, privilege, to, option);
          } else {
            noFuture(session, target, privilege, to);
          }
          continue;
        }
        demand(session, privilege, each);
        if (give) {
          session
              .account()
              .grants()
              .grant(privilege, each, to, option, Optional.of(session.role()));
        } else {
          session.account().grants().revoke(privilege, each, to);
          if (onlyOption) {
            session
                .account()
                .grants()
                .grant(privilege, each, to, false, Optional.of(session.role()));
          }
        }
      }
    }
  }

  private static List<String> privileges(SnowflakeReader statement) {
    List<String> privileges = new ArrayList<>();
    do {
      StringBuilder words = new StringBuilder(statement.word());
      while (!statement.at(",") && !statement.at("ON")) {
        words.append(' ').append(statement.word());
      }
      String privilege = words.toString().toUpperCase(Locale.ROOT);
      privileges.add(privilege.equals("ALL PRIVILEGES") ? "ALL" : privilege);
    } while (statement.take(","));
    return privileges;
  }

  /** Who owns it, has the right with its option, or manages all rights. */
  private static void demand(ModelSession session, String privilege, ModelObject on) {
    boolean given =
        session.account().grants().on(on).stream()
            .anyMatch(
                grant ->
                    grant.privilege().equals(privilege)
                        && grant.option()
                        && session.roles().contains(grant.to()));
    if (!given && !session.may("MANAGE GRANTS")) {
      session.demand("OWNERSHIP", on);
    }
  }

  private static void future(
      ModelSession session, GrantTarget target, String privilege, ModelObject to, boolean option) {
    noFuture(session, target, privilege, to);
    session
        .account()
        .grants()
        .future()
        .add(
            new ModelFutureGrant(
                privilege,
                target.future().orElseThrow(),
                target.on().get(0),
                to,
                option,
                session.account().moment().at()));
  }

  private static void noFuture(
      ModelSession session, GrantTarget target, String privilege, ModelObject to) {
    if (!session.may("MANAGE GRANTS")) {
      session.demand("OWNERSHIP", target.on().get(0));
    }
    session
        .account()
        .grants()
        .future()
        .removeIf(
            each ->
                each.in() == target.on().get(0)
                    && each.privilege().equals(privilege)
                    && each.kind().equals(target.future().orElseThrow())
                    && each.to() == to);
  }
}
