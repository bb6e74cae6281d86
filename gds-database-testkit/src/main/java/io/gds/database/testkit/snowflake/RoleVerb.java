package io.gds.database.testkit.snowflake;

import io.gds.database.testkit.wire.WireAnswer;
import io.gds.database.testkit.wire.WireRow;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * CREATE, DROP and SHOW of the account's roles. What a dropped role owned goes to the role that
 * drops it.
 *
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/create-role">CREATE ROLE</a>
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/drop-role">DROP ROLE</a>
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/show-roles">SHOW ROLES</a>
 */
final class RoleVerb implements SnowflakeVerb {
  @Override
  public boolean begins(SnowflakeReader statement) {
    return statement.at("CREATE", "ROLE")
        || statement.at("DROP", "ROLE")
        || statement.at("SHOW", "ROLES");
  }

  @Override
  public WireAnswer run(SnowflakeReader statement, ModelSession session) {
    if (statement.take("SHOW", "ROLES")) {
      return show(new ShowFilter().like(statement).rest(statement), session);
    }
    boolean create = statement.one("CREATE", "DROP").equals("CREATE");
    String name = statement.demand("ROLE").name();
    if (create) {
      session.demand("CREATE ROLE");
      if (session.account().role(name).isPresent()) {
        throw ModelError.exists(ModelName.of(name));
      }
      ModelRole role = new ModelRole(session.account(), name, session.role());
      if (statement.option("COMMENT")) {
        role.comment(statement.text());
      }
      statement.end();
      session.account().roles().add(role);
      return SnowflakeVerb.done("Role " + name + " successfully created.");
    }
    statement.end();
    ModelRole role =
        session
            .account()
            .role(name)
            .orElseThrow(() -> ModelError.missing("Role", ModelName.of(name)));
    drop(role, session);
    return SnowflakeVerb.done(name + " successfully dropped.");
  }

  static void drop(ModelRole role, ModelSession session) {
    session.demand("OWNERSHIP", role);
    ModelAccount account = session.account();
    account.roles().remove(role);
    account.grants().all().removeIf(each -> each.to() == role || each.on() == role);
    account.grants().future().removeIf(each -> each.to() == role);
    Stream.concat(
            account.databases().present().stream().flatMap(ShowGrants::withChildren),
            Stream.of(account.roles(), account.users(), account.warehouses()).flatMap(List::stream))
        .filter(each -> each.owner().filter(owner -> owner == role).isPresent())
        .toList()
        .forEach(each -> each.owner(session.role()));
  }

  private static WireAnswer show(ShowFilter filter, ModelSession session) {
    return filter.answer(
        List.of(
            "created_on timestamp_ltz(3)",
            "name text",
            "is_default text",
            "is_current text",
            "is_inherited text",
            "assigned_to_users fixed",
            "granted_to_roles fixed",
            "granted_roles fixed",
            "owner text",
            "comment text"),
        session.account().roles().stream()
            .filter(role -> role.database().isEmpty())
            .sorted(Comparator.comparing(ModelObject::name))
            .map(role -> row(role, session))
            .toList());
  }

  private static WireRow row(ModelRole role, ModelSession session) {
    List<ModelGrant> of = session.account().grants().on(role);
    boolean current = role.name().equals(session.roleName());
    return WireRow.of(
        role.created().at(),
        role.name(),
        current ? "Y" : "N",
        current ? "Y" : "N",
        !current && session.roles().contains(role) ? "Y" : "N",
        of.stream().filter(grant -> grant.to() instanceof ModelUser).count(),
        of.stream().filter(grant -> grant.to() instanceof ModelRole).count(),
        session.account().grants().to(role).stream()
            .filter(grant -> grant.on() instanceof ModelRole)
            .count(),
        role.ownerName(),
        role.comment());
  }
}
