package io.gds.database.testkit.snowflake;

import io.gds.database.testkit.wire.WireAnswer;
import java.util.List;
import java.util.Optional;

/**
 * The older replication of one database alone: only ACCOUNTADMIN does that.
 *
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/alter-database">ALTER DATABASE</a>
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/create-database">CREATE DATABASE …
 *     AS REPLICA OF</a>
 */
final class ReplicateDatabase implements SnowflakeVerb {
  private static final String DONE = "Statement executed successfully.";

  @Override
  public boolean begins(SnowflakeReader statement) {
    if (statement.at("CREATE", "DATABASE")) {
      return statement.has("AS", "REPLICA", "OF");
    }
    if (!statement.take("ALTER", "DATABASE")
        || statement.ahead().filter(SnowflakeToken::isName).isEmpty()) {
      return false;
    }
    statement.name();
    return statement.atOne("ENABLE", "DISABLE", "REFRESH", "PRIMARY");
  }

  @Override
  public WireAnswer run(SnowflakeReader statement, ModelSession session) {
    if (!session.has("ACCOUNTADMIN")) {
      throw ModelError.denied("account", session.account().locator());
    }
    if (statement.take("CREATE", "DATABASE")) {
      replica(statement, session);
    } else {
      alter(statement.demand("ALTER", "DATABASE"), session);
    }
    statement.end();
    return SnowflakeVerb.done(DONE);
  }

  private static void replica(SnowflakeReader statement, ModelSession session) {
    String name = statement.name();
    ModelName of = statement.demand("AS", "REPLICA", "OF").qualified();
    ModelGroup group =
        ModelOrganization.of(session.account())
            .group(ModelGroup.Kind.DATABASE, String.join(".", of.parts()))
            .filter(each -> each.accounts().contains(GroupAccounts.address(session.account())))
            .orElseThrow(() -> ModelError.missing("Database", of));
    if (!group.primary().name().equals(name)) {
      throw new AssertionError("the model keeps a replica's name: " + name);
    }
    ModelDatabase made =
        session
            .account()
            .databases()
            .add(new ModelDatabase(session.account(), name, false, session.role()));
    made.readOnly(true);
    group.members().add(new ModelGroupMember(session.account(), group, name, session.role()));
  }

  private static void alter(SnowflakeReader statement, ModelSession session) {
    ModelDatabase database = session.database(statement.name());
    ModelOrganization organization = ModelOrganization.of(session.account());
    Optional<ModelGroupMember> member =
        organization.member(session.account(), ModelGroup.Kind.DATABASE, database.name());
    if (statement.take("ENABLE")) {
      boolean failover = statement.one("REPLICATION", "FAILOVER").equals("FAILOVER");
      List<String> accounts = GroupAccounts.read(statement.demand("TO", "ACCOUNTS"), session);
      statement.take("IGNORE", "EDITION", "CHECK");
      ModelGroup group =
          member.map(ModelGroupMember::group).orElseGet(() -> made(database, session));
      (failover ? group.failoverAccounts() : group.accounts()).addAll(accounts);
      return;
    }
    ModelGroupMember there =
        member.orElseThrow(() -> ModelError.missing("Replication database", database.fullName()));
    if (statement.take("DISABLE")) {
      disable(statement, there, organization, session);
    } else if (statement.take("REFRESH")) {
      if (there.isPrimary() || there.running().isPresent()) {
        throw ModelError.impossible();
      }
      organization.finish(there, organization.begin(there, session.queryId()));
    } else {
      statement.demand("PRIMARY");
      String address = GroupAccounts.address(session.account());
      boolean allowed = there.group().failoverAccounts().contains(address);
      if (!there.isPrimary() && (!allowed || there.running().isPresent())) {
        throw ModelError.impossible();
      }
      there.group().promote(there);
    }
  }

  private static void disable(
      SnowflakeReader statement,
      ModelGroupMember there,
      ModelOrganization organization,
      ModelSession session) {
    boolean failover = statement.one("REPLICATION", "FAILOVER").equals("FAILOVER");
    ModelGroup group = there.group();
    if (statement.take("TO", "ACCOUNTS")) {
      (failover ? group.failoverAccounts() : group.accounts())
          .removeAll(GroupAccounts.read(statement, session));
    } else if (failover) {
      group.failoverAccounts().clear();
    } else {
      organization.groups().remove(group);
    }
  }

  private static ModelGroup made(ModelDatabase database, ModelSession session) {
    ModelGroup group = new ModelGroup(ModelGroup.Kind.DATABASE);
    group.databases().add(database.name());
    group
        .members()
        .add(new ModelGroupMember(session.account(), group, database.name(), session.role()));
    ModelOrganization.of(session.account()).groups().add(group);
    return group;
  }
}
