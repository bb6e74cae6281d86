package io.gds.database.testkit.snowflake;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What several accounts share: a failover group, a replication group, or one database that is
 * replicated alone. One member is the primary.
 */
final class ModelGroup {
  /** What it is. */
  enum Kind {
    FAILOVER,
    REPLICATION,
    DATABASE
  }

  private final Kind kind;
  private final List<ModelGroupMember> members = new ArrayList<>();
  private final List<String> types = new ArrayList<>();
  private final List<String> databases = new ArrayList<>();
  private final List<String> accounts = new ArrayList<>();
  private final List<String> failoverAccounts = new ArrayList<>();
  private String schedule = "";

  ModelGroup(Kind kind) {
    this.kind = kind;
  }

  Kind kind() {
    return kind;
  }

  /** Its members; the first is the primary. */
  List<ModelGroupMember> members() {
    return members;
  }

  ModelGroupMember primary() {
    return members.get(0);
  }

  Optional<ModelGroupMember> member(ModelAccount account) {
    return members.stream().filter(each -> each.account() == account).findFirst();
  }

  /** The types of what it has, such as DATABASES. */
  List<String> types() {
    return types;
  }

  List<String> databases() {
    return databases;
  }

  /** The accounts that may have it, as ORGANIZATION.ACCOUNT. */
  List<String> accounts() {
    return accounts;
  }

  /** Of a database alone: the accounts that may take it over. */
  List<String> failoverAccounts() {
    return failoverAccounts;
  }

  /** As SHOW tells it, such as 10 MINUTE; empty without one. */
  String schedule() {
    return schedule;
  }

  void schedule(String text) {
    schedule =
        text.toUpperCase(Locale.ROOT).startsWith("USING") ? text : text.toUpperCase(Locale.ROOT);
  }

  /**
   * Makes a member the primary. Nobody refreshes by schedule from then on until that is resumed,
   * and what was the primary's can no longer be written.
   */
  void promote(ModelGroupMember member) {
    ModelGroupMember before = primary();
    members.remove(member);
    members.add(0, member);
    members.subList(1, members.size()).forEach(each -> each.suspended(true));
    own(member).forEach(database -> database.readOnly(false));
    own(before).forEach(database -> database.readOnly(true));
  }

  /** The databases of the group in a member's account. */
  List<ModelDatabase> own(ModelGroupMember member) {
    return databases.stream()
        .map(name -> member.account().databases().find(name))
        .flatMap(Optional::stream)
        .toList();
  }
}
