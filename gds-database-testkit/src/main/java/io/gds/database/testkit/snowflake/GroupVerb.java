package io.gds.database.testkit.snowflake;

import io.gds.database.testkit.wire.WireAnswer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * CREATE, ALTER and DROP of failover and replication groups. Errors whose numbers are not known
 * have one that the server does not have; clients go by what they see afterwards.
 *
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/create-failover-group">CREATE
 *     FAILOVER GROUP</a>
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/alter-failover-group">ALTER
 *     FAILOVER GROUP</a>
 * @see <a href="https://docs.snowflake.com/en/user-guide/account-replication-failover-failback">no
 *     promotion during a refresh</a>
 */
final class GroupVerb implements SnowflakeVerb {
  /** For errors whose number is not known. */
  static final String UNKNOWN = "999001";

  private static final String DONE = "Statement executed successfully.";

  @Override
  public boolean begins(SnowflakeReader statement) {
    if (!(statement.take("CREATE") || statement.take("ALTER") || statement.take("DROP"))) {
      return false;
    }
    return (statement.take("FAILOVER") || statement.take("REPLICATION")) && statement.at("GROUP");
  }

  @Override
  public WireAnswer run(SnowflakeReader statement, ModelSession session) {
    String verb = statement.one("CREATE", "ALTER", "DROP");
    ModelGroup.Kind kind = ModelGroup.Kind.valueOf(statement.one("FAILOVER", "REPLICATION"));
    statement.demand("GROUP");
    switch (verb) {
      case "CREATE" -> create(statement, session, kind);
      case "ALTER" -> new AlterGroup(session, kind).run(statement);
      default -> drop(statement, session, kind);
    }
    statement.end();
    return SnowflakeVerb.done(DONE);
  }

  private static ModelOrganization organization(ModelSession session) {
    return ModelOrganization.of(session.account());
  }

  private static void create(
      SnowflakeReader statement, ModelSession session, ModelGroup.Kind kind) {
    boolean ifNotExists = statement.take("IF", "NOT", "EXISTS");
    String name = statement.name();
    session.demand("CREATE " + kind + " GROUP");
    if (kind == ModelGroup.Kind.FAILOVER
        && session.account().edition() != SnowflakeEdition.BUSINESS_CRITICAL) {
      throw new ModelError("000002", "0A000", "Unsupported feature 'FAILOVER GROUP'.");
    }
    if (organization(session).member(session.account(), kind, name).isPresent()) {
      if (ifNotExists) {
        statement.rest();
        return;
      }
      throw ModelError.exists(ModelName.of(name));
    }
    ModelGroup group;
    if (statement.take("AS", "REPLICA", "OF")) {
      ModelName of = statement.qualified();
      String address = String.join(".", of.parts());
      group =
          organization(session)
              .group(kind, address)
              .filter(each -> each.accounts().contains(GroupAccounts.address(session.account())))
              .orElseThrow(() -> ModelError.missing(kind + " GROUP", of));
    } else {
      group = new ModelGroup(kind);
      new AlterGroup(session, kind).settings(statement, group);
      if (!group.accounts().contains(GroupAccounts.address(session.account()))) {
        group.accounts().add(0, GroupAccounts.address(session.account()));
      }
      organization(session).groups().add(group);
    }
    group.members().add(new ModelGroupMember(session.account(), group, name, session.role()));
  }

  private static void drop(SnowflakeReader statement, ModelSession session, ModelGroup.Kind kind) {
    boolean ifExists = statement.take("IF", "EXISTS");
    ModelName name = ModelName.of(statement.name());
    List<ModelGroupMember> found = new ArrayList<>();
    organization(session)
        .member(session.account(), kind, name.last())
        .filter(session::sees)
        .ifPresent(found::add);
    if (found.isEmpty()) {
      if (ifExists) {
        return;
      }
      throw ModelError.missing(ModelKinds.shown(kind.name() + "_GROUP"), name);
    }
    ModelGroupMember member = found.get(0);
    session.demand("OWNERSHIP", member);
    if (member.isPrimary() && member.group().members().size() > 1) {
      throw new ModelError(
          UNKNOWN,
          "55000",
          kind.name().toLowerCase(Locale.ROOT)
              + " group "
              + name
              + " has secondary groups: drop them first.");
    }
    member.group().members().remove(member);
    member.group().own(member).forEach(database -> database.readOnly(false));
    if (member.group().members().isEmpty()) {
      organization(session).groups().remove(member.group());
    }
  }
}
