package io.gds.database.snowflake;

import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.jdbc.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What one account knows of groups: three statements. Refreshes are known for its own secondaries
 * alone; they are asked of INFORMATION_SCHEMA, which needs a warehouse.
 *
 * @param node the account, as ORGANIZATION.ACCOUNT
 * @param now its own time
 * @param refreshes the latest first
 * @param silence why refreshes are not known; empty if they are
 */
record SnowflakeHaSnapshot(
    String node,
    Instant now,
    List<SnowflakeHaGroup> groups,
    List<SnowflakeRefresh> refreshes,
    Optional<String> silence) {
  SnowflakeHaSnapshot {
    groups = List.copyOf(groups);
    refreshes = List.copyOf(refreshes);
  }

  /** One row of SHOW REPLICATION GROUPS. */
  private record GroupRow(SnowflakeHaGroup group, SnowflakeHaGroup.Member member) {}

  static SnowflakeHaSnapshot read(SnowflakeContext context) {
    SnowflakeHaSnapshot brief = brief(context);
    List<SnowflakeRefresh> refreshes = List.of();
    Optional<String> silence = Optional.empty();
    if (brief.members().anyMatch(member -> !member.isPrimary())) {
      try {
        refreshes =
            new ArrayList<>(
                context
                    .sql()
                    .query(
                        SnowflakeHaSql.history(context.info().database().orElse("SNOWFLAKE")),
                        SnowflakeHaSnapshot::refresh));
        refreshes.sort(Comparator.comparing(SnowflakeRefresh::beganAt).reversed());
      } catch (DatabaseException e) {
        throwUnlessSilent(e);
        silence = Optional.of("its refreshes cannot be read: " + e.getMessage());
      }
    }
    return new SnowflakeHaSnapshot(brief.node(), brief.now(), brief.groups(), refreshes, silence);
  }

  /** Who is who, without the refreshes: two statements, and no warehouse. */
  static SnowflakeHaSnapshot brief(SnowflakeContext context) {
    record Self(String node, Instant now) {}
    Self self =
        context
            .sql()
            .first(
                SnowflakeHaSql.SELF,
                row ->
                    new Self(
                        row.text("organization") + "." + row.text("account"),
                        SnowflakeRows.instant(row, "now").orElseThrow()))
            .orElseThrow();
    Map<String, SnowflakeHaGroup> groups = new LinkedHashMap<>();
    for (GroupRow row : context.sql().query(SnowflakeHaSql.GROUPS, SnowflakeHaSnapshot::group)) {
      String key = row.group().kind() + " " + row.group().primary();
      groups.merge(key, with(row.group(), row.member()), (old, one) -> with(old, row.member()));
    }
    return new SnowflakeHaSnapshot(
        self.node(), self.now(), List.copyOf(groups.values()), List.of(), Optional.empty());
  }

  /** What concerns the caller, and not the account that was asked, is thrown on. */
  static void throwUnlessSilent(DatabaseException e) {
    if (e.code() == ErrorCode.ENGINE_CLOSED || e.code() == ErrorCode.CANCELLED) {
      throw e;
    }
  }

  /** The group with one more member, the primary first. */
  private static SnowflakeHaGroup with(SnowflakeHaGroup group, SnowflakeHaGroup.Member member) {
    List<SnowflakeHaGroup.Member> members = new ArrayList<>(group.members());
    members.add(member.isPrimary() ? 0 : members.size(), member);
    return new SnowflakeHaGroup(
        group.primary(),
        group.failover(),
        group.schedule(),
        group.accounts(),
        group.types(),
        members);
  }

  private static GroupRow group(Row row) {
    String state = SnowflakeRows.text(row, "secondary_state").orElse("NULL");
    boolean told = !state.equalsIgnoreCase("NULL");
    SnowflakeHaGroup.Member member =
        new SnowflakeHaGroup.Member(
            row.text("organization_name") + "." + row.text("account_name"),
            row.text("name"),
            SnowflakeRows.isTrue(row, "is_primary"),
            told ? Optional.of(state.equalsIgnoreCase("SUSPENDED")) : Optional.empty(),
            SnowflakeRows.instant(row, "created_on"),
            SnowflakeRows.text(row, "owner"),
            SnowflakeRows.text(row, "snowflake_region").orElse(""));
    SnowflakeHaGroup group =
        new SnowflakeHaGroup(
            row.text("primary"),
            row.text("type").equalsIgnoreCase("FAILOVER"),
            SnowflakeRows.text(row, "replication_schedule"),
            list(row, "allowed_accounts"),
            list(row, "object_types"),
            List.of());
    return new GroupRow(group, member);
  }

  private static List<String> list(Row row, String column) {
    return SnowflakeRows.text(row, column)
        .map(text -> List.of(text.split("\\s*,\\s*", -1)))
        .orElse(List.of());
  }

  private static SnowflakeRefresh refresh(Row row) {
    return new SnowflakeRefresh(
        row.text("GROUP_NAME"),
        row.text("PHASE_NAME"),
        SnowflakeRows.instant(row, "START_TIME").orElse(Instant.EPOCH),
        SnowflakeRows.instant(row, "END_TIME"),
        SnowflakeRows.text(row, "JOB_UUID").orElse(""),
        SnowflakeRows.instant(row, "PRIMARY_SNAPSHOT_TIMESTAMP"),
        SnowflakeRows.text(row, "ERROR"));
  }

  private Stream<SnowflakeHaGroup.Member> members() {
    return groups.stream().flatMap(group -> group.member(node).stream());
  }

  /** The groups that this account is a member of. */
  List<SnowflakeHaGroup> own() {
    return groups.stream().filter(group -> group.member(node).isPresent()).toList();
  }

  /** A group that this account is a member of, by its name here. */
  Optional<SnowflakeHaGroup> group(String name) {
    return own().stream()
        .filter(group -> group.member(node).orElseThrow().name().equals(name))
        .findFirst();
  }

  /** The same group by what its members have in common; found even if the primary has changed. */
  Optional<SnowflakeHaGroup> same(SnowflakeHaGroup as) {
    return groups.stream()
        .filter(group -> group.failover() == as.failover())
        .filter(
            group ->
                group.members().stream()
                    .anyMatch(
                        member ->
                            as.member(member.node())
                                .filter(other -> other.name().equals(member.name()))
                                .isPresent()))
        .findFirst();
  }

  /** The refreshes of this account's secondary of a group, the latest first. */
  List<SnowflakeRefresh> refreshes(SnowflakeHaGroup group) {
    Optional<String> name = group.member(node).map(SnowflakeHaGroup.Member::name);
    return refreshes.stream()
        .filter(each -> name.filter(each.group()::equals).isPresent())
        .toList();
  }

  /** How old the state is that this account's secondary has; empty if that is not known. */
  Optional<Duration> lag(SnowflakeHaGroup group) {
    return snapshotAt(group)
        .map(at -> Duration.between(at, now))
        .map(lag -> lag.isNegative() ? Duration.ZERO : lag);
  }

  /** The primary's instant whose state this account's secondary has. */
  Optional<Instant> snapshotAt(SnowflakeHaGroup group) {
    return refreshes(group).stream()
        .filter(SnowflakeRefresh::isComplete)
        .findFirst()
        .flatMap(SnowflakeRefresh::snapshotAt);
  }

  /** A refresh of this account's secondary that goes on now. */
  Optional<SnowflakeRefresh> running(SnowflakeHaGroup group) {
    return refreshes(group).stream().findFirst().filter(SnowflakeRefresh::isRunning);
  }
}
