package io.gds.database.snowflake;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A replication or failover group with its members in all accounts, as one account sees it.
 *
 * @param primary the primary's address, ORGANIZATION.ACCOUNT.GROUP: what its members have in common
 * @param failover whether a member can be promoted: FAILOVER, not REPLICATION
 * @param schedule by which secondaries are refreshed; empty if only somebody does
 * @param accounts that may have it, as ORGANIZATION.ACCOUNT
 * @param types of what is in it, such as DATABASES
 */
record SnowflakeHaGroup(
    String primary,
    boolean failover,
    Optional<String> schedule,
    List<String> accounts,
    List<String> types,
    List<Member> members) {
  /**
   * The group in one account.
   *
   * @param node the account, as ORGANIZATION.ACCOUNT
   * @param name what the group is called there
   * @param suspended whether the schedule is suspended; empty where only that account knows, and
   *     for the primary
   * @param owner empty where only that account knows
   */
  record Member(
      String node,
      String name,
      boolean isPrimary,
      Optional<Boolean> suspended,
      Optional<Instant> createdAt,
      Optional<String> owner,
      String region) {}

  SnowflakeHaGroup {
    accounts = List.copyOf(accounts);
    types = List.copyOf(types);
    members = List.copyOf(members);
  }

  Optional<Member> member(String node) {
    return members.stream().filter(each -> each.node().equals(node)).findFirst();
  }

  /** The account that is primary, as ORGANIZATION.ACCOUNT. */
  String primaryNode() {
    return primary.substring(0, primary.indexOf('.', primary.indexOf('.') + 1));
  }

  /** What the vendor calls its kind. */
  String kind() {
    return failover ? "FAILOVER GROUP" : "REPLICATION GROUP";
  }
}
