package io.gds.database.testkit.snowflake;

import java.util.Arrays;
import java.util.List;

/**
 * Several {@link SnowflakeModel}s that are accounts of one organization and share replication and
 * failover groups: what is sent in one is fetched by the others. Nothing is refreshed by a
 * schedule: tests say when.
 *
 * <pre>{@code
 * SnowflakeOrganization.of(prod, dr).failoverGroup("FG", "PROD", "SHOP", "DR").refresh("DR");
 * }</pre>
 *
 * <p>Owns nothing: each model is closed by whoever made it. Its methods are for one thread at a
 * time, while no statement is carried out.
 */
public final class SnowflakeOrganization {
  private final ModelOrganization organization;

  private SnowflakeOrganization(SnowflakeModel... models) {
    organization =
        ModelOrganization.join(Arrays.stream(models).map(SnowflakeModel::account).toList());
  }

  /** The accounts of an organization, which must all be of the same name of it. */
  public static SnowflakeOrganization of(SnowflakeModel... models) {
    return new SnowflakeOrganization(models);
  }

  /**
   * Makes a failover group with one database in its primary account, and secondaries in others,
   * which ACCOUNTADMIN owns everywhere and which are refreshed every ten minutes.
   */
  public SnowflakeGroup failoverGroup(
      String name, String primary, String database, String... secondaries) {
    return group(ModelGroup.Kind.FAILOVER, name, primary, database, secondaries);
  }

  /** The same for a replication group, which nobody can be promoted in. */
  public SnowflakeGroup replicationGroup(
      String name, String primary, String database, String... secondaries) {
    return group(ModelGroup.Kind.REPLICATION, name, primary, database, secondaries);
  }

  private SnowflakeGroup group(
      ModelGroup.Kind kind, String name, String primary, String database, String... secondaries) {
    ModelGroup group = new ModelGroup(kind);
    group.types().add("DATABASES");
    group.databases().add(database);
    group.schedule("10 MINUTE");
    add(group, primary, name);
    for (String each : secondaries) {
      add(group, each, name);
    }
    organization.groups().add(group);
    return new SnowflakeGroup(organization, group);
  }

  private void add(ModelGroup group, String named, String name) {
    ModelAccount account = account(named);
    account.next();
    group.accounts().add(GroupAccounts.address(account));
    group
        .members()
        .add(
            new ModelGroupMember(account, group, name, account.role("ACCOUNTADMIN").orElseThrow()));
  }

  private ModelAccount account(String name) {
    return organization
        .account(name)
        .orElseThrow(() -> new IllegalArgumentException("no such account: " + name));
  }

  /** The group of this name, made by a statement or here. */
  public SnowflakeGroup group(String name) {
    List<ModelGroup> found =
        organization.groups().stream().filter(each -> each.primary().name().equals(name)).toList();
    if (found.isEmpty()) {
      throw new IllegalArgumentException("no such group: " + name);
    }
    return new SnowflakeGroup(organization, found.get(0));
  }

  /** A connection that clients follow, with its primary and the accounts it can move to. */
  public SnowflakeOrganization connection(String name, String primary, String... others) {
    ModelConnection connection = new ModelConnection(name, account(primary));
    for (String each : others) {
      connection.members().add(account(each));
      connection.allowed().add(GroupAccounts.address(account(each)));
    }
    organization.connections().add(connection);
    return this;
  }

  /** An account's region is away, or there again: nothing can be fetched from it meanwhile. */
  public SnowflakeOrganization outage(String name, boolean away) {
    if (away) {
      organization.away().add(account(name));
    } else {
      organization.away().remove(account(name));
    }
    return this;
  }
}
