package io.gds.database.testkit.snowflake;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What ALTER does to a group, from the source's side and from the target's. */
final class AlterGroup {
  private final ModelSession session;
  private final ModelGroup.Kind kind;

  AlterGroup(ModelSession session, ModelGroup.Kind kind) {
    this.session = session;
    this.kind = kind;
  }

  void run(SnowflakeReader statement) {
    boolean ifExists = statement.take("IF", "EXISTS");
    String name = statement.name();
    Optional<ModelGroupMember> found =
        ModelOrganization.of(session.account())
            .member(session.account(), kind, name)
            .filter(session::sees);
    if (found.isEmpty() && ifExists) {
      statement.rest();
      return;
    }
    ModelGroupMember member =
        found.orElseThrow(
            () -> ModelError.missing(ModelKinds.shown(kind + "_GROUP"), ModelName.of(name)));
    if (statement.take("PRIMARY")) {
      promote(member);
    } else if (statement.take("REFRESH")) {
      refresh(member);
    } else if (statement.take("SUSPEND")) {
      session.demand("REPLICATE", demandSecondary(member));
      member.suspended(true);
      if (statement.take("IMMEDIATE")) {
        member.running().ifPresent(each -> each.end("CANCELED", "", now()));
      }
    } else if (statement.take("RESUME")) {
      session.demand("REPLICATE", demandSecondary(member));
      member.suspended(false);
    } else {
      session.demand("OWNERSHIP", demandPrimary(member));
      change(statement, member);
    }
  }

  private Instant now() {
    return session.account().moment().at();
  }

  private static ModelGroupMember demandSecondary(ModelGroupMember member) {
    if (member.isPrimary()) {
      throw refused(member, "is a primary group: this is done in the account of a secondary");
    }
    return member;
  }

  private static ModelGroupMember demandPrimary(ModelGroupMember member) {
    if (!member.isPrimary()) {
      throw refused(member, "is a secondary group: this is done in the account of the primary");
    }
    return member;
  }

  private static ModelError refused(ModelGroupMember member, String why) {
    return new ModelError(
        GroupVerb.UNKNOWN, "55000", "Replication group \"" + member.name() + "\" " + why + ".");
  }

  private void promote(ModelGroupMember member) {
    if (kind != ModelGroup.Kind.FAILOVER) {
      throw refused(member, "cannot be set to primary: it is no failover group");
    }
    session.demand("FAILOVER", member);
    if (member.isPrimary()) {
      return;
    }
    if (member.running().isPresent()) {
      throw refused(
          member,
          "cannot currently be set to primary because it is being refreshed. Either wait for the"
              + " refresh to finish or cancel the refresh and try again");
    }
    member.group().promote(member);
  }

  private void refresh(ModelGroupMember member) {
    session.demand("REPLICATE", demandSecondary(member));
    if (member.running().isPresent()) {
      throw refused(member, "is already being refreshed");
    }
    ModelOrganization organization = ModelOrganization.of(session.account());
    ModelRefresh refresh = organization.begin(member, session.queryId());
    organization.finish(member, refresh);
    if (!refresh.isComplete()) {
      throw refused(member, "could not be refreshed: " + refresh.error());
    }
  }

  private void change(SnowflakeReader statement, ModelGroupMember member) {
    ModelGroup group = member.group();
    if (statement.take("RENAME", "TO")) {
      member.rename(statement.name());
    } else if (statement.take("SET")) {
      settings(statement, group);
    } else if (statement.take("ADD")) {
      if (statement.has("TO", "ALLOWED_ACCOUNTS")) {
        addMissing(group.accounts(), GroupAccounts.read(statement, session));
        statement.demand("TO", "ALLOWED_ACCOUNTS").take("IGNORE", "EDITION", "CHECK");
      } else {
        addMissing(group.databases(), databases(statement));
        statement.demand("TO", "ALLOWED_DATABASES");
      }
    } else if (statement.take("REMOVE")) {
      if (statement.has("FROM", "ALLOWED_ACCOUNTS")) {
        group.accounts().removeAll(GroupAccounts.read(statement, session));
        statement.demand("FROM", "ALLOWED_ACCOUNTS");
      } else {
        group.databases().removeAll(databases(statement));
        statement.demand("FROM", "ALLOWED_DATABASES");
      }
    } else {
      throw statement.wrong();
    }
  }

  private static void addMissing(List<String> to, List<String> more) {
    more.stream().filter(each -> !to.contains(each)).forEach(to::add);
  }

  private List<String> databases(SnowflakeReader statement) {
    List<String> names = new ArrayList<>();
    do {
      ModelDatabase database = session.database(statement.name());
      boolean taken =
          ModelOrganization.of(session.account())
              .members(session.account())
              .anyMatch(each -> each.group().databases().contains(database.name()));
      if (taken) {
        throw new ModelError(
            GroupVerb.UNKNOWN,
            "55000",
            "Database '" + database.name() + "' is in another group already.");
      }
      names.add(database.name());
    } while (statement.take(","));
    return names;
  }

  /** Reads what CREATE and SET give. */
  void settings(SnowflakeReader statement, ModelGroup group) {
    while (!statement.ended()) {
      if (statement.option("OBJECT_TYPES")) {
        group.types().clear();
        do {
          StringBuilder type = new StringBuilder(statement.word().toUpperCase(Locale.ROOT));
          while (!statement.ended() && !statement.at(",") && !statement.at(1, "=")) {
            type.append(' ').append(statement.word().toUpperCase(Locale.ROOT));
          }
          group.types().add(type.toString());
        } while (statement.take(","));
      } else if (statement.option("ALLOWED_DATABASES")) {
        group.databases().clear();
        group.databases().addAll(databases(statement));
      } else if (statement.option("ALLOWED_ACCOUNTS")) {
        group.accounts().clear();
        group.accounts().addAll(GroupAccounts.read(statement, session));
        statement.take("IGNORE", "EDITION", "CHECK");
      } else if (statement.option("REPLICATION_SCHEDULE")) {
        group.schedule(statement.text());
      } else {
        throw statement.wrong();
      }
    }
  }
}
