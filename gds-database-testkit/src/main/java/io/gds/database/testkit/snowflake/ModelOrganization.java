package io.gds.database.testkit.snowflake;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The accounts of an organization, and the groups that they share. */
final class ModelOrganization {
  private final List<ModelAccount> accounts = new ArrayList<>();
  private final List<ModelGroup> groups = new ArrayList<>();
  private final List<ModelConnection> connections = new ArrayList<>();
  private final Set<ModelAccount> away = new HashSet<>();

  /** The organization that an account is in; one of its own if it is alone. */
  static ModelOrganization of(ModelAccount account) {
    return account.more(Holder.class, () -> new Holder(account)).organization;
  }

  /** Brings accounts together that were alone until now. */
  static ModelOrganization join(List<ModelAccount> all) {
    ModelOrganization organization = new ModelOrganization();
    for (ModelAccount account : all) {
      account.more(Holder.class, () -> new Holder(account)).organization = organization;
      organization.accounts.add(account);
    }
    return organization;
  }

  /** Where an account keeps it. */
  private static final class Holder {
    private ModelOrganization organization = new ModelOrganization();

    Holder(ModelAccount account) {
      organization.accounts.add(account);
    }
  }

  List<ModelAccount> accounts() {
    return accounts;
  }

  Optional<ModelAccount> account(String name) {
    return accounts.stream().filter(each -> each.name().equals(name)).findFirst();
  }

  List<ModelGroup> groups() {
    return groups;
  }

  List<ModelConnection> connections() {
    return connections;
  }

  /** Accounts whose region is away: nothing can be fetched from them. */
  Set<ModelAccount> away() {
    return away;
  }

  /** All members of all groups, of one account. */
  Stream<ModelGroupMember> members(ModelAccount account) {
    return groups.stream().flatMap(each -> each.member(account).stream());
  }

  Optional<ModelGroupMember> member(ModelAccount account, ModelGroup.Kind kind, String name) {
    return members(account)
        .filter(each -> each.group().kind() == kind && each.name().equals(name))
        .findFirst();
  }

  /** The group that an address names, as its primary or any other member. */
  Optional<ModelGroup> group(ModelGroup.Kind kind, String address) {
    return groups.stream()
        .filter(each -> each.kind() == kind)
        .filter(each -> each.members().stream().anyMatch(m -> m.address().equals(address)))
        .findFirst();
  }

  /** Begins a refresh of a secondary; what it brings is as the primary is now. */
  ModelRefresh begin(ModelGroupMember member, String job) {
    Instant now = member.account().moment().at();
    List<ModelDatabase> from = member.group().own(member.group().primary());
    long bytes =
        from.stream()
            .flatMap(each -> each.schemas().stream())
            .flatMap(each -> each.tables().stream())
            .mapToLong(ModelTable::bytes)
            .sum();
    ModelRefresh refresh = new ModelRefresh(job, now, bytes, from.size());
    member.refreshes().add(refresh);
    refresh.snapshot(now);
    return refresh;
  }

  /** Carries a refresh out, and ends it. */
  void finish(ModelGroupMember member, ModelRefresh refresh) {
    Instant now = member.account().moment().at();
    if (away.contains(member.group().primary().account())) {
      refresh.end("FAILED", "The primary's account cannot be reached.", now);
      return;
    }
    for (ModelDatabase source : member.group().own(member.group().primary())) {
      ModelReplication.copy(source, member.account());
    }
    refresh.end("COMPLETED", "", now);
  }
}
