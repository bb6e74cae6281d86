package io.gds.database.snowflake;

import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.ha.HaConfiguration;
import io.gds.database.ha.HaNode;
import io.gds.database.ha.HaRole;
import io.gds.database.ha.HaState;
import io.gds.database.ha.HaStatus;
import io.gds.database.ha.ReplicationStatus;
import io.gds.database.ha.SupportsHighAvailability;
import io.gds.database.ha.SyncMode;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Reads replication and failover groups. Their nodes are accounts, called ORGANIZATION.ACCOUNT;
 * each tells of its own refreshes alone, so that the others are asked through the peers of those
 * names. All of it is asynchronous, by a schedule or when somebody says so.
 *
 * @see <a href="https://docs.snowflake.com/en/user-guide/account-replication-intro">replication and
 *     failover across accounts</a>
 */
final class SnowflakeAvailability implements SupportsHighAvailability {
  private final SnowflakeContext context;
  private final SnowflakePeers peers;

  SnowflakeAvailability(SnowflakeContext context, SnowflakePeers peers) {
    this.context = context;
    this.peers = peers;
  }

  SnowflakeContext context() {
    return context;
  }

  SnowflakePeers peers() {
    return peers;
  }

  /** The connections of an account: the engine's own, or a peer's. */
  SnowflakeContext node(SnowflakeHaView view, String node) {
    return node.equals(view.own().node()) ? context : peers.node(node);
  }

  @Override
  public List<String> haGroups() {
    context.runner().requireOpen();
    SnowflakeHaSnapshot own = SnowflakeHaSnapshot.brief(context);
    return own.own().stream()
        .map(group -> group.member(own.node()).orElseThrow().name())
        .distinct()
        .toList();
  }

  /**
   * The group that is meant: the named one, or the only one.
   *
   * @throws io.gds.database.error.NotFoundException if there is none of this name
   * @throws io.gds.database.error.InvalidOptionsException if none is named and there are several
   */
  private static Optional<SnowflakeHaGroup> chosen(SnowflakeHaSnapshot own, Optional<String> name) {
    if (name.isPresent()) {
      return Optional.of(
          own.group(name.get())
              .orElseThrow(
                  () ->
                      ErrorDetails.of(
                              ErrorCode.NOT_FOUND,
                              "there is no replication or failover group \""
                                  + name.get()
                                  + "\" here, or this role may not see it")
                          .target(name.get())
                          .remedy("See haGroups(), and write the name as it is there.")
                          .toException()));
    }
    if (own.own().size() > 1) {
      throw ErrorDetails.of(
              ErrorCode.INVALID_OPTIONS,
              "the account takes part in several groups: "
                  + String.join(
                      ", ",
                      own.own().stream()
                          .map(group -> group.member(own.node()).orElseThrow().name())
                          .toList()))
          .target("group")
          .remedy("Name one of them.")
          .toException();
    }
    return own.own().stream().findFirst();
  }

  /** A group as it is now; empty if none is named and there is none. */
  Optional<SnowflakeHaView> view(Optional<String> group) {
    context.runner().requireOpen();
    SnowflakeHaSnapshot own = SnowflakeHaSnapshot.read(context);
    return chosen(own, group).map(found -> SnowflakeHaView.of(own, found, peers));
  }

  private HaStatus status(Optional<String> group) {
    return view(group)
        .map(view -> view.status(context.clock().instant()))
        .orElseGet(
            () -> HaStatus.notConfigured(context.runner().engine(), context.clock().instant()));
  }

  @Override
  public HaStatus haStatus() {
    return status(Optional.empty());
  }

  @Override
  public HaStatus haStatus(String group) {
    return status(Optional.of(group));
  }

  private Optional<HaConfiguration> configuration(Optional<String> group) {
    return view(group).map(SnowflakeAvailability::configuration);
  }

  private static HaConfiguration configuration(SnowflakeHaView view) {
    SnowflakeHaGroup group = view.group();
    Map<String, String> attributes = new LinkedHashMap<>();
    attributes.put("objectTypes", String.join(", ", group.types()));
    attributes.put("allowedAccounts", String.join(", ", group.accounts()));
    attributes.put("schedule", group.schedule().orElse(""));
    return new HaConfiguration(
        view.name(),
        group.kind().toLowerCase(Locale.ROOT),
        view.nodes(),
        SyncMode.ASYNCHRONOUS,
        false,
        group.member(view.own().node()).flatMap(SnowflakeHaGroup.Member::createdAt),
        attributes);
  }

  @Override
  public Optional<HaConfiguration> haConfiguration() {
    return configuration(Optional.empty());
  }

  @Override
  public Optional<HaConfiguration> haConfiguration(String group) {
    return configuration(Optional.of(group));
  }

  @Override
  public ReplicationStatus replicationStatus() {
    context.runner().requireOpen();
    SnowflakeHaSnapshot own = SnowflakeHaSnapshot.read(context);
    List<SnowflakeHaView> views =
        own.own().stream().map(group -> SnowflakeHaView.of(own, group, peers)).toList();
    if (views.isEmpty()) {
      return ReplicationStatus.disabled();
    }
    List<HaNode> selves =
        views.stream().flatMap(view -> view.nodes().stream().filter(HaNode::self)).toList();
    List<HaNode> followers =
        views.stream()
            .flatMap(view -> view.nodes().stream())
            .filter(node -> node.role() != HaRole.PRIMARY)
            .toList();
    boolean leads = selves.stream().allMatch(node -> node.role() == HaRole.PRIMARY);
    return new ReplicationStatus(
        true,
        Optional.of(SyncMode.ASYNCHRONOUS),
        selves.stream().map(HaNode::role).distinct().count() == 1
            ? selves.get(0).role()
            : HaRole.UNKNOWN,
        most(leads ? followers : followers.stream().filter(HaNode::self).toList()),
        (leads ? followers : selves)
            .stream()
                .filter(node -> !node.healthy())
                .map(HaNode::state)
                .findFirst()
                .orElse(followers.isEmpty() ? HaState.HEALTHY : HaState.SYNCHRONIZING),
        views.stream()
            .flatMap(view -> view.nodes().stream())
            .filter(node -> !node.self())
            .map(HaNode::name)
            .distinct()
            .toList());
  }

  private static Optional<Duration> most(List<HaNode> nodes) {
    return nodes.isEmpty() || nodes.stream().anyMatch(node -> node.lag().isEmpty())
        ? Optional.empty()
        : nodes.stream().map(node -> node.lag().orElseThrow()).max(Comparator.naturalOrder());
  }
}
