package io.gds.database.mssql;

import io.gds.database.Availability;
import io.gds.database.CapabilityStatus;
import io.gds.database.connection.HostAddress;
import io.gds.database.core.Plan;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.ha.AddNodeOptions;
import io.gds.database.ha.CreateHaOptions;
import io.gds.database.ha.HaConfiguration;
import io.gds.database.ha.RemoveNodeOptions;
import io.gds.database.ha.SupportsTopologyChange;
import io.gds.database.ha.SyncMode;
import io.gds.database.ha.SyncModeOptions;
import io.gds.database.operation.Check;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionKey;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Changes who belongs to a group, and when commits wait for whom. The primary is told; a server
 * that is to be a replica joins through its own connection.
 */
final class MssqlTopology implements SupportsTopologyChange {
  private final MssqlAvailability availability;
  private final MssqlContext context;

  MssqlTopology(MssqlAvailability availability) {
    this.availability = availability;
    this.context = availability.context();
  }

  @Override
  public Set<OptionKey<?>> createHaKeys() {
    return Set.of();
  }

  @Override
  public Set<OptionKey<?>> addNodeKeys() {
    return Set.of();
  }

  @Override
  public Set<OptionKey<?>> removeNodeKeys() {
    return Set.of();
  }

  @Override
  public Set<OptionKey<?>> syncModeKeys() {
    return Set.of();
  }

  /** A new group needs what no statement of a client brings about; it is said, not tried. */
  @Override
  public Operation<HaConfiguration> prepareCreateHa(CreateHaOptions options) {
    context.runner().requireOpen();
    options.requireKnown(Set.of(), List.of());
    return plan("createHa", options.name())
        .options(options)
        .measure(() -> created(options))
        .yields(() -> configuration(options.name()));
  }

  private List<Check> created(CreateHaOptions options) {
    MssqlCheckList checks = new MssqlCheckList(context);
    try {
      created(options, MssqlHaSnapshot.read(context), checks);
    } catch (DatabaseException e) {
      MssqlHaView.throwUnlessSilent(e);
      checks.refused("the availability groups can be seen", options.name(), "seen", e);
    }
    return checks.all();
  }

  private void created(CreateHaOptions options, MssqlHaSnapshot now, MssqlCheckList checks) {
    boolean free = now.group(options.name()).isEmpty();
    checks.demand(
        free,
        "no group of the server has this name",
        options.name(),
        free ? "free" : "taken",
        "free",
        ErrorCode.ALREADY_EXISTS,
        "Choose another name.");
    MssqlClusterType type =
        now.quorum().isEmpty() && MssqlHaSql.hasClusterTypes(context.product().version())
            ? MssqlClusterType.NONE
            : MssqlClusterType.WSFC;
    checks.demand(
        false,
        "the first replica of a group can be made from here",
        options.name(),
        "this version of the library adds replicas and databases to a group, and makes none",
        "a group that exists",
        ErrorCode.UNSUPPORTED_CAPABILITY,
        "On each server, once: CREATE ENDPOINT … FOR DATABASE_MIRRORING, and GRANT CONNECT ON it to"
            + " the accounts or certificates of the others. Then, by any client, on "
            + now.server()
            + ": "
            + MssqlGroupSql.create(
                options.name(), type, now.server(), endpoint(options, now.server()))
            + ". From then on haGroups() has it; addNode() adds the other servers, and"
            + " availabilityGroups().addDatabase() the databases.");
  }

  /** As it was given for this server; else where it usually listens. */
  private String endpoint(CreateHaOptions options, String server) {
    return options.nodes().stream()
        .filter(node -> node.node().equals(server))
        .flatMap(node -> node.endpoint().stream())
        .findFirst()
        .orElseGet(
            () ->
                "TCP://"
                    + context.info().hosts().stream()
                        .findFirst()
                        .map(HostAddress::host)
                        .orElse(server)
                    + ":5022");
  }

  private Plan.Builder<HaConfiguration> plan(String name, String target) {
    return context.runner().plan(name, target);
  }

  private HaConfiguration configuration(String group) {
    return availability.haConfiguration(group).orElseThrow();
  }

  @Override
  public Operation<HaConfiguration> prepareAddNode(AddNodeOptions options) {
    context.runner().requireOpen();
    options.requireKnown(Set.of(), List.of());
    return new MssqlReplicaAddition(availability, options).prepare();
  }

  @Override
  public Operation<HaConfiguration> prepareRemoveNode(RemoveNodeOptions options) {
    context.runner().requireOpen();
    options.requireKnown(Set.of(), List.of());
    String node = options.node();
    MssqlGroupChange change = new MssqlGroupChange(availability, options.group());
    Plan.Builder<HaConfiguration> plan =
        plan("removeNode", node)
            .options(options)
            .measure(
                () ->
                    change.checks(
                        Optional.of(node),
                        (view, checks) ->
                            MssqlGroupChange.known(view, node, checks)
                                .ifPresent(it -> removable(view, it, options.force(), checks))));
    Optional<MssqlHaView> seen =
        change
            .view()
            .filter(MssqlHaView::byPrimary)
            .filter(view -> view.told().replica(node).isPresent());
    seen.filter(view -> !view.told().distributed())
        .ifPresent(
            view ->
                change.onPrimary(
                    plan,
                    view,
                    MssqlGroupSql.removeReplica(view.told().name(), node),
                    group -> group.replica(node).isEmpty()));
    return plan.yields(() -> configuration(planned(seen)));
  }

  private static String planned(Optional<MssqlHaView> seen) {
    return seen.orElseThrow(MssqlGroupLook::stale).told().name();
  }

  private static void removable(
      MssqlHaView view, MssqlReplica replica, boolean force, MssqlCheckList checks) {
    String group = MssqlSql.name(view.told().name());
    MssqlGroupChange.plain(
        view,
        checks,
        "A distributed group has two sides, and ends with one of them: send DROP AVAILABILITY GROUP "
            + group
            + " to the primary of each; their own groups stay.");
    checks.demand(
        !replica.isPrimary(),
        "it is not the primary",
        replica.name(),
        replica.role().name(),
        "a secondary",
        ErrorCode.WRONG_STATE,
        "Switch over to another replica first.");
    boolean connected = replica.connected().orElse(false);
    checks.demand(
        connected || force,
        "it answers, so that it learns that it is removed",
        replica.name(),
        connected ? "connected" : force ? "not connected, and forced" : "not connected",
        "connected",
        ErrorCode.WRONG_STATE,
        "Bring it back, or remove it by force: it finds out when it comes back.");
    long left = synchronous(view, replica.name());
    checks.demand(
        left > 0 || force || view.told().distributed(),
        "the group can survive a loss without it",
        view.told().name(),
        left + " synchronous secondaries are left" + (left == 0 && force ? ", and forced" : ""),
        "at least one",
        "Make another replica synchronous first, or remove it by force.");
    int required = view.told().requiredSynchronizedSecondaries();
    checks.demand(
        left >= required,
        "the primary can commit without it",
        view.told().name(),
        left + " synchronous secondaries are left, and " + required + " are required",
        "as many as are required",
        "Lower REQUIRED_SYNCHRONIZED_SECONDARIES_TO_COMMIT first.");
    boolean rival = view.rivals().contains(replica.name());
    checks.advise(
        replica.databases().isEmpty() && !rival,
        "nothing is left on its server",
        replica.name(),
        rival
            ? "it holds itself for the primary, and goes on taking writes"
            : "its copies stay there, in state RESTORING",
        "removed too",
        rival
            ? "Keep clients away from it, save what only it has, then send "
                + MssqlGroupSql.drop(view.told().name())
                + " to it, and only to it, and drop the databases there."
            : "Drop them there when they are not needed any more"
                + (MssqlSwitchoverChecks.isWatched(view.told())
                    ? "."
                    : "; and "
                        + MssqlGroupSql.drop(view.told().name())
                        + " there, since no cluster tells it, and only there."));
  }

  private static long synchronous(MssqlHaView view, String but) {
    return view.told().replicas().stream()
        .filter(each -> !each.isPrimary() && !each.name().equals(but))
        .filter(each -> each.availabilityMode() == MssqlAvailabilityMode.SYNCHRONOUS_COMMIT)
        .count();
  }

  @Override
  public Operation<HaConfiguration> prepareSetSyncMode(SyncModeOptions options) {
    context.runner().requireOpen();
    options.requireKnown(Set.of(), List.of());
    if (options.syncMode() == SyncMode.SEMI_SYNCHRONOUS) {
      throw MssqlCapabilities.refusal(
          context.runner().engine(),
          CapabilityStatus.absent(
              SupportsTopologyChange.class,
              Availability.NOT_ON_PLATFORM,
              "a replica of SQL Server is synchronous or asynchronous, and nothing between",
              "Choose SYNCHRONOUS: commits wait until the log is on its disk, not until it is"
                  + " redone."));
    }
    MssqlAvailabilityMode mode =
        options.syncMode() == SyncMode.SYNCHRONOUS
            ? MssqlAvailabilityMode.SYNCHRONOUS_COMMIT
            : MssqlAvailabilityMode.ASYNCHRONOUS_COMMIT;
    MssqlGroupChange change = new MssqlGroupChange(availability, options.group());
    Plan.Builder<HaConfiguration> plan =
        plan("setSyncMode", options.node().orElse(context.runner().engine()))
            .options(options)
            .measure(
                () ->
                    change.checks(
                        (view, checks) -> {
                          options
                              .node()
                              .ifPresent(node -> MssqlGroupChange.known(view, node, checks));
                          new MssqlModes(change, view, options, mode).measure(checks);
                        }));
    Optional<MssqlHaView> seen = change.view().filter(MssqlHaView::byPrimary);
    seen.ifPresent(view -> new MssqlModes(change, view, options, mode).add(plan));
    return plan.yields(() -> configuration(planned(seen)));
  }
}
