package io.gds.database.testkit.snowflake;

import io.gds.database.testkit.wire.WireAnswer;
import io.gds.database.testkit.wire.WireRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What is shown of groups, replicated databases, connections, accounts and regions. SHOW FAILOVER
 * GROUPS knows only one kind of groups, SHOW REPLICATION GROUPS both. Members in other accounts are
 * shown without what only their own account knows.
 *
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/show-replication-groups">SHOW
 *     REPLICATION GROUPS</a>
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/show-failover-groups">SHOW FAILOVER
 *     GROUPS</a>
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/show-replication-databases">SHOW
 *     REPLICATION DATABASES</a>
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/show-connections">SHOW
 *     CONNECTIONS</a>
 */
final class ShowReplication implements SnowflakeVerb {
  @Override
  public boolean begins(SnowflakeReader statement) {
    if (statement.take("SHOW", "DATABASES", "IN")) {
      return statement.at("FAILOVER", "GROUP") || statement.at("REPLICATION", "GROUP");
    }
    return statement.at("SHOW", "REPLICATION")
        || statement.at("SHOW", "FAILOVER")
        || statement.at("SHOW", "CONNECTIONS")
        || statement.at("SHOW", "REGIONS");
  }

  @Override
  public WireAnswer run(SnowflakeReader statement, ModelSession session) {
    statement.demand("SHOW");
    if (statement.take("DATABASES", "IN")) {
      return databases(statement, session);
    }
    if (statement.take("FAILOVER", "GROUPS")) {
      return groups(statement, session, true);
    }
    if (statement.take("REPLICATION", "GROUPS")) {
      return groups(statement, session, false);
    }
    if (statement.take("REPLICATION", "DATABASES")) {
      return replicas(new ShowFilter().like(statement).rest(statement), session);
    }
    if (statement.take("REPLICATION", "ACCOUNTS")) {
      return accounts(new ShowFilter().like(statement).rest(statement), session);
    }
    if (statement.take("CONNECTIONS")) {
      return connections(new ShowFilter().like(statement).rest(statement), session);
    }
    statement.demand("REGIONS");
    return regions(new ShowFilter().like(statement).rest(statement), session);
  }

  private static WireAnswer databases(SnowflakeReader statement, ModelSession session) {
    ModelGroup.Kind kind = ModelGroup.Kind.valueOf(statement.one("FAILOVER", "REPLICATION"));
    String name = statement.demand("GROUP").name();
    statement.end();
    ModelGroupMember member =
        ModelOrganization.of(session.account())
            .member(session.account(), kind, name)
            .filter(session::sees)
            .orElseThrow(
                () -> ModelError.missing(ModelKinds.shown(kind + "_GROUP"), ModelName.of(name)));
    return WireAnswer.rows("name text")
        .all(member.group().databases().stream().map(WireRow::of).toList());
  }

  private static WireAnswer groups(
      SnowflakeReader statement, ModelSession session, boolean onlyFailover) {
    String account = "";
    if (statement.take("IN", "ACCOUNT")) {
      account = statement.name();
    }
    statement.end();
    List<WireRow> rows = new ArrayList<>();
    for (ModelGroup group : ModelOrganization.of(session.account()).groups()) {
      boolean shown =
          group.kind() == ModelGroup.Kind.FAILOVER
              || (!onlyFailover && group.kind() == ModelGroup.Kind.REPLICATION);
      if (shown && isOf(group, session)) {
        for (ModelGroupMember member : group.members()) {
          if (account.isEmpty() || account.equals(member.account().name())) {
            rows.add(row(member, session));
          }
        }
      }
    }
    return WireAnswer.rows(
            "region_group text",
            "snowflake_region text",
            "created_on timestamp_ltz(3)",
            "account_name text",
            "name text",
            "type text",
            "comment text",
            "is_primary text",
            "primary text",
            "object_types text",
            "allowed_integration_types text",
            "allowed_accounts text",
            "organization_name text",
            "account_locator text",
            "replication_schedule text",
            "secondary_state text",
            "next_scheduled_refresh text",
            "owner text")
        .all(rows);
  }

  /** Whether an account has a group, or may have it; and whether this role sees it. */
  private static boolean isOf(ModelGroup group, ModelSession session) {
    return group
        .member(session.account())
        .map(session::sees)
        .orElseGet(
            () ->
                group.accounts().contains(GroupAccounts.address(session.account()))
                    && session.may("MANAGE GRANTS"));
  }

  private static WireRow row(ModelGroupMember member, ModelSession session) {
    ModelGroup group = member.group();
    boolean own = member.account() == session.account();
    boolean scheduled = own && !group.schedule().isEmpty() && !member.isPrimary();
    return WireRow.of(
        "PUBLIC",
        "PUBLIC." + member.account().region(),
        member.created().at(),
        member.account().name(),
        member.name(),
        group.kind().name(),
        member.comment().isEmpty() ? null : member.comment(),
        String.valueOf(member.isPrimary()),
        group.primary().address(),
        String.join(", ", group.types()),
        "",
        String.join(", ", group.accounts()),
        member.account().organization(),
        member.account().locator(),
        group.schedule().isEmpty() ? null : group.schedule(),
        member.isPrimary() || !own ? null : member.isSuspended() ? "SUSPENDED" : "STARTED",
        scheduled && !member.isSuspended()
            ? session.account().moment().at().plusSeconds(600).toString()
            : null,
        own ? member.ownerName() : null);
  }

  private static WireAnswer replicas(ShowFilter filter, ModelSession session) {
    List<WireRow> rows = new ArrayList<>();
    for (ModelGroup group : ModelOrganization.of(session.account()).groups()) {
      if (group.kind() == ModelGroup.Kind.DATABASE) {
        for (ModelGroupMember member : group.members()) {
          rows.add(
              WireRow.of(
                  "PUBLIC",
                  "PUBLIC." + member.account().region(),
                  member.created().at(),
                  member.account().name(),
                  member.name(),
                  "",
                  String.valueOf(member.isPrimary()),
                  group.primary().address(),
                  String.join(", ", group.accounts()),
                  String.join(", ", group.failoverAccounts()),
                  member.account().organization(),
                  member.account().locator()));
        }
      }
    }
    return filter.answer(
        List.of(
            "region_group text",
            "snowflake_region text",
            "created_on timestamp_ltz(3)",
            "account_name text",
            "name text",
            "comment text",
            "is_primary text",
            "primary text",
            "replication_allowed_to_accounts text",
            "failover_allowed_to_accounts text",
            "organization_name text",
            "account_locator text"),
        rows);
  }

  private static WireAnswer accounts(ShowFilter filter, ModelSession session) {
    return filter.answer(
        List.of(
            "region_group text",
            "snowflake_region text",
            "created_on timestamp_ltz(3)",
            "account_name text",
            "account_locator text",
            "comment text",
            "organization_name text",
            "is_org_admin text"),
        ModelOrganization.of(session.account()).accounts().stream()
            .map(
                each ->
                    WireRow.of(
                        "PUBLIC",
                        "PUBLIC." + each.region(),
                        each.root().created().at(),
                        each.name(),
                        each.locator(),
                        "",
                        each.organization(),
                        "false"))
            .toList(),
        "account_name");
  }

  private static WireAnswer connections(ShowFilter filter, ModelSession session) {
    List<WireRow> rows = new ArrayList<>();
    for (ModelConnection each : ModelOrganization.of(session.account()).connections()) {
      if (each.members().contains(session.account())) {
        for (ModelAccount account : each.members()) {
          rows.add(
              WireRow.of(
                  "PUBLIC." + account.region(),
                  account.root().created().at(),
                  account.name(),
                  each.name(),
                  "",
                  String.valueOf(account == each.members().get(0)),
                  GroupAccounts.address(each.members().get(0)) + "." + each.name(),
                  String.join(", ", each.allowed()),
                  account.organization() + "-" + each.name() + ".snowflakecomputing.com",
                  account.organization(),
                  account.locator()));
        }
      }
    }
    return filter.answer(
        List.of(
            "snowflake_region text",
            "created_on timestamp_ltz(3)",
            "account_name text",
            "name text",
            "comment text",
            "is_primary text",
            "primary text",
            "failover_allowed_to_accounts text",
            "connection_url text",
            "organization_name text",
            "account_locator text"),
        rows);
  }

  private static WireAnswer regions(ShowFilter filter, ModelSession session) {
    Stream<String> regions =
        ModelOrganization.of(session.account()).accounts().stream()
            .map(ModelAccount::region)
            .distinct();
    return filter.answer(
        List.of(
            "region_group text",
            "snowflake_region text",
            "cloud text",
            "region text",
            "display_name text"),
        regions
            .map(
                each ->
                    WireRow.of(
                        "PUBLIC",
                        each,
                        each.substring(0, each.indexOf('_')).toLowerCase(Locale.ROOT),
                        each.substring(each.indexOf('_') + 1)
                            .toLowerCase(Locale.ROOT)
                            .replace('_', '-'),
                        each))
            .toList(),
        "snowflake_region");
  }
}
