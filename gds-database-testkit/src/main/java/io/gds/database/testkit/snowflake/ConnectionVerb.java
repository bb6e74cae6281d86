package io.gds.database.testkit.snowflake;

import io.gds.database.testkit.wire.WireAnswer;

/**
 * CREATE and ALTER of connections, which clients follow from account to account.
 *
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/alter-connection">ALTER
 *     CONNECTION</a>
 */
final class ConnectionVerb implements SnowflakeVerb {
  @Override
  public boolean begins(SnowflakeReader statement) {
    return statement.at("CREATE", "CONNECTION") || statement.at("ALTER", "CONNECTION");
  }

  @Override
  public WireAnswer run(SnowflakeReader statement, ModelSession session) {
    if (!session.has("ACCOUNTADMIN")) {
      throw ModelError.denied("account", session.account().locator());
    }
    ModelOrganization organization = ModelOrganization.of(session.account());
    if (statement.take("CREATE", "CONNECTION")) {
      String name = statement.name();
      if (statement.take("AS", "REPLICA", "OF")) {
        ModelName of = statement.qualified();
        find(organization, of.last()).members().add(session.account());
      } else {
        organization.connections().add(new ModelConnection(name, session.account()));
      }
    } else {
      ModelConnection connection =
          find(organization, statement.demand("ALTER", "CONNECTION").name());
      if (!connection.members().contains(session.account())) {
        throw ModelError.missing("Connection", ModelName.of(connection.name()));
      }
      if (statement.take("PRIMARY")) {
        connection.members().remove(session.account());
        connection.members().add(0, session.account());
      } else {
        statement.demand("ENABLE", "FAILOVER", "TO", "ACCOUNTS");
        connection.allowed().addAll(GroupAccounts.read(statement, session));
      }
    }
    statement.end();
    return SnowflakeVerb.done("Statement executed successfully.");
  }

  private static ModelConnection find(ModelOrganization organization, String name) {
    return organization.connections().stream()
        .filter(each -> each.name().equals(name))
        .findFirst()
        .orElseThrow(() -> ModelError.missing("Connection", ModelName.of(name)));
  }
}
