package io.gds.database.mssql;

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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;

/**
 * Reads availability groups, of the server or of one database. The primary tells how all replicas
 * are doing; a secondary knows only itself, so that the primary is asked through the peers.
 */
final class MssqlAvailability implements SupportsHighAvailability {
  private static final List<HaState> WORST_FIRST =
      List.of(
          HaState.FAILOVER_IN_PROGRESS,
          HaState.RESOLVING,
          HaState.DISCONNECTED,
          HaState.SUSPENDED,
          HaState.NOT_SYNCHRONIZED,
          HaState.UNKNOWN,
          HaState.SYNCHRONIZING,
          HaState.SYNCED,
          HaState.HEALTHY);

  private final MssqlContext context;
  private final MssqlPeers peers;
  private final Optional<String> database;

  /**
   * The groups.
   *
   * @param database the database whose group it is about; empty for all of the server
   */
  MssqlAvailability(MssqlContext context, MssqlPeers peers, Optional<String> database) {
    this.context = context;
    this.peers = peers;
    this.database = database;
  }

  MssqlContext context() {
    return context;
  }

  MssqlPeers peers() {
    return peers;
  }

  @Override
  public List<String> haGroups() {
    context.runner().requireOpen();
    return database.isEmpty()
        ? MssqlHaSnapshot.names(context)
        : relevant(MssqlHaSnapshot.read(context)).stream()
            .map(MssqlAvailabilityGroup::name)
            .toList();
  }

  private List<MssqlAvailabilityGroup> relevant(MssqlHaSnapshot snapshot) {
    return snapshot.groups().stream()
        .filter(
            group ->
                database.isEmpty()
                    || (!group.distributed() && group.databases().contains(database.get())))
        .toList();
  }

  /**
   * The group that is meant: the named one, or the only one.
   *
   * @throws io.gds.database.error.NotFoundException if there is none of this name
   * @throws io.gds.database.error.InvalidOptionsException if none is named and there are several
   */
  Optional<MssqlAvailabilityGroup> chosen(MssqlHaSnapshot snapshot, Optional<String> name) {
    List<MssqlAvailabilityGroup> all = relevant(snapshot);
    if (name.isPresent()) {
      return Optional.of(
          all.stream()
              .filter(group -> group.name().equals(name.get()))
              .findFirst()
              .orElseThrow(() -> unknown(name.get())));
    }
    if (all.size() > 1) {
      throw ErrorDetails.of(
              ErrorCode.INVALID_OPTIONS,
              "the server takes part in several groups: "
                  + String.join(", ", all.stream().map(MssqlAvailabilityGroup::name).toList()))
          .target("group")
          .remedy("Name one of them.")
          .toException();
    }
    return all.stream().findFirst();
  }

  static RuntimeException unknown(String group) {
    return ErrorDetails.of(
            ErrorCode.NOT_FOUND, "there is no availability group \"" + group + "\" here")
        .target(group)
        .remedy("See haGroups(), and write the name as it is there.")
        .toException();
  }

  /** A group as it is now; empty if none is named and there is none. */
  Optional<MssqlHaView> view(Optional<String> group) {
    context.runner().requireOpen();
    MssqlHaSnapshot own = MssqlHaSnapshot.read(context);
    return chosen(own, group).map(found -> MssqlHaView.of(own, found, peers));
  }

  /** The same, without asking who else holds itself for the primary: for waits. */
  Optional<MssqlHaView> glance(String group) {
    context.runner().requireOpen();
    MssqlHaSnapshot own = MssqlHaSnapshot.read(context);
    return chosen(own, Optional.of(group)).map(found -> MssqlHaView.brief(own, found, peers));
  }

  private HaStatus status(Optional<String> group) {
    return view(group)
        .map(view -> new MssqlHaStatus(view).status(context.clock().instant()))
        .orElseGet(
            () ->
                HaStatus.notConfigured(
                    database.orElse(context.runner().engine()), context.clock().instant()));
  }

  @Override
  public HaStatus haStatus() {
    return status(Optional.empty());
  }

  @Override
  public HaStatus haStatus(String group) {
    return status(Optional.of(group));
  }

  private Optional<HaConfiguration> configuration(Optional<String> name) {
    context.runner().requireOpen();
    MssqlHaSnapshot own = MssqlHaSnapshot.read(context);
    Optional<MssqlAvailabilityGroup> group = chosen(own, name);
    if (group.isEmpty()) {
      return Optional.empty();
    }
    MssqlHaView view = MssqlHaView.by(own, group.get());
    return Optional.of(
        new MssqlHaStatus(view)
            .configuration(listeners().getOrDefault(group.get().name(), List.of())));
  }

  @Override
  public Optional<HaConfiguration> haConfiguration() {
    return configuration(Optional.empty());
  }

  @Override
  public Optional<HaConfiguration> haConfiguration(String group) {
    return configuration(Optional.of(group));
  }

  /** A row of a listener. */
  private record ListenerRow(
      String group,
      String name,
      OptionalInt port,
      boolean conformant,
      boolean distributed,
      Optional<MssqlListener.Address> address) {}

  /** All listeners by group: one statement. */
  private Map<String, List<MssqlListener>> listeners() {
    List<ListenerRow> rows =
        context
            .sql()
            .query(
                MssqlHaSql.LISTENERS,
                row ->
                    new ListenerRow(
                        row.text("group_name"),
                        row.optionalText("dns_name").orElse(""),
                        row.optionalInt("port"),
                        row.optionalBool("is_conformant").orElse(true),
                        row.optionalBool("is_distributed_network_name").orElse(false),
                        row.optionalText("ip_address")
                            .map(
                                ip ->
                                    new MssqlListener.Address(
                                        ip, row.optionalText("state_desc").orElse("")))));
    Map<String, Map<String, List<ListenerRow>>> sorted = new LinkedHashMap<>();
    rows.forEach(
        row ->
            sorted
                .computeIfAbsent(row.group(), key -> new LinkedHashMap<>())
                .computeIfAbsent(row.name(), key -> new ArrayList<>())
                .add(row));
    Map<String, List<MssqlListener>> listeners = new LinkedHashMap<>();
    sorted.forEach(
        (group, byName) ->
            listeners.put(
                group, byName.values().stream().map(MssqlAvailability::listener).toList()));
    return listeners;
  }

  private static MssqlListener listener(List<ListenerRow> rows) {
    ListenerRow first = rows.get(0);
    return new MssqlListener(
        first.name(),
        first.port(),
        first.conformant(),
        first.distributed(),
        rows.stream().flatMap(row -> row.address().stream()).toList());
  }

  /** Everything there is to know of all groups here: three statements. */
  List<MssqlAvailabilityGroup> groups() {
    context.runner().requireOpen();
    MssqlHaSnapshot own = MssqlHaSnapshot.read(context);
    Map<String, List<MssqlListener>> listeners = listeners();
    Map<UUID, List<String>> routing = new LinkedHashMap<>();
    context
        .sql()
        .query(
            MssqlHaSql.ROUTING,
            row ->
                routing
                    .computeIfAbsent(
                        UUID.fromString(row.text("replica_id")), key -> new ArrayList<>())
                    .add(row.text("replica_server_name")));
    return relevant(own).stream()
        .map(
            group ->
                group.withListeners(
                    group.replicas().stream()
                        .map(
                            replica ->
                                replica.withRouting(routing.getOrDefault(replica.id(), List.of())))
                        .toList(),
                    listeners.getOrDefault(group.name(), List.of())))
        .toList();
  }

  @Override
  public ReplicationStatus replicationStatus() {
    context.runner().requireOpen();
    MssqlHaSnapshot own = MssqlHaSnapshot.read(context);
    List<MssqlAvailabilityGroup> groups = relevant(own);
    if (groups.isEmpty()) {
      return ReplicationStatus.disabled();
    }
    List<ReplicationStatus> all = groups.stream().map(group -> brief(own, group)).toList();
    return new ReplicationStatus(
        true,
        all.stream().flatMap(each -> each.mode().stream()).anyMatch(SyncMode.SYNCHRONOUS::equals)
            ? Optional.of(SyncMode.SYNCHRONOUS)
            : Optional.of(SyncMode.ASYNCHRONOUS),
        all.stream().map(ReplicationStatus::role).distinct().count() == 1
            ? all.get(0).role()
            : HaRole.UNKNOWN,
        most(all.stream().map(ReplicationStatus::lag).toList()),
        all.stream()
            .map(ReplicationStatus::syncState)
            .min(Comparator.comparing(WORST_FIRST::indexOf))
            .orElse(HaState.UNKNOWN),
        all.stream().flatMap(each -> each.partners().stream()).distinct().toList());
  }

  private static ReplicationStatus brief(MssqlHaSnapshot own, MssqlAvailabilityGroup group) {
    MssqlHaView view = MssqlHaView.by(own, group);
    boolean leads = view.byPrimary();
    List<HaNode> nodes = new MssqlHaNodes(view).all();
    Optional<HaNode> node = nodes.stream().filter(HaNode::self).findFirst();
    List<HaNode> others = nodes.stream().filter(each -> !each.self()).toList();
    List<HaNode> holding = others.stream().filter(each -> each.role() != HaRole.ARBITER).toList();
    return new ReplicationStatus(
        true,
        Optional.of(MssqlHaStatus.mode(group)),
        node.map(HaNode::role).orElse(HaRole.UNKNOWN),
        leads ? most(holding.stream().map(HaNode::lag).toList()) : node.flatMap(HaNode::lag),
        leads
            ? holding.stream()
                .map(HaNode::state)
                .min(Comparator.comparing(WORST_FIRST::indexOf))
                .orElse(HaState.HEALTHY)
            : node.map(HaNode::state).orElse(HaState.UNKNOWN),
        leads
            ? others.stream().map(HaNode::name).toList()
            : group.primary().map(List::of).orElse(List.of()));
  }

  private static Optional<Duration> most(List<Optional<Duration>> lags) {
    return lags.isEmpty() || lags.stream().anyMatch(Optional::isEmpty)
        ? Optional.empty()
        : lags.stream().map(Optional::orElseThrow).max(Comparator.naturalOrder());
  }
}
