package io.gds.database.mssql;

import io.gds.database.DatabaseState;
import io.gds.database.connection.HostAddress;
import io.gds.database.core.Fate;
import io.gds.database.core.Plan;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.ha.AddNodeOptions;
import io.gds.database.ha.HaConfiguration;
import io.gds.database.ha.HaRole;
import io.gds.database.ha.SyncMode;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.Step;
import io.gds.database.operation.StepKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Adds a server to a group: the primary is told of it, it joins by its own connection, and the
 * group copies the databases there by itself.
 *
 * @see <a
 *     href="https://learn.microsoft.com/en-us/sql/database-engine/availability-groups/windows/automatic-seeding-secondary-replicas">automatic
 *     seeding</a>
 */
final class MssqlReplicaAddition {
  private static final String ENDPOINT =
      "SELECT e.name, e.state_desc, e.port, CAST(SERVERPROPERTY('ServerName') AS nvarchar(256))"
          + " AS server_name, CAST(SERVERPROPERTY('IsHadrEnabled') AS int) AS is_hadr_enabled"
          + " FROM (SELECT 1 AS one_row) AS o LEFT JOIN sys.tcp_endpoints e"
          + " ON e.type_desc = 'DATABASE_MIRRORING'";

  /**
   * What a server says that is to be a replica.
   *
   * @param server its name
   * @param enabled whether Always On is switched on
   * @param port where its endpoint listens; empty if there is none
   * @param started whether it does
   */
  private record Candidate(
      String server, boolean enabled, Optional<Integer> port, boolean started) {}

  private final MssqlAvailability availability;
  private final MssqlContext context;
  private final AddNodeOptions options;
  private final MssqlGroupChange change;
  private final String node;

  MssqlReplicaAddition(MssqlAvailability availability, AddNodeOptions options) {
    this.availability = availability;
    this.context = availability.context();
    this.options = options;
    this.change = new MssqlGroupChange(availability, options.group());
    this.node = options.node();
  }

  Operation<HaConfiguration> prepare() {
    Plan.Builder<HaConfiguration> plan =
        context
            .runner()
            .<HaConfiguration>plan("addNode", node)
            .options(options)
            .measure(() -> change.checks(this::measure));
    AtomicBoolean planned = new AtomicBoolean();
    Optional<MssqlHaView> seen = change.view().filter(MssqlHaView::byPrimary);
    seen.filter(view -> view.told().replica(node).isEmpty() && availability.peers().has(node))
        .ifPresent(
            view ->
                endpoint()
                    .ifPresent(
                        url -> {
                          planned.set(true);
                          add(plan, view, url);
                        }));
    return plan.yields(
        () -> {
          if (!planned.get()) {
            throw MssqlGroupLook.stale();
          }
          return availability.haConfiguration(seen.orElseThrow().told().name()).orElseThrow();
        });
  }

  private void add(Plan.Builder<?> plan, MssqlHaView view, String url) {
    MssqlAvailabilityGroup group = view.told();
    MssqlContext server = availability.peers().node(node);
    Optional<MssqlContext> primary =
        change.members().context(view, view.primaryName().orElseThrow());
    AtomicBoolean added = new AtomicBoolean();
    AtomicBoolean late = new AtomicBoolean();
    plan.leaves(() -> added.get() ? left(view, server, primary) : Optional.empty());
    plan.onFailure(
        step -> {
          // What was there already is somebody else's; what only takes long goes on by itself.
          if (added.get()
              && !late.get()
              && primary.isPresent()
              && MssqlHaSnapshot.read(primary.get())
                  .group(group.name())
                  .flatMap(now -> now.replica(node))
                  .isPresent()) {
            primary.get().sql().execute(MssqlGroupSql.removeReplica(group.name(), node));
          }
        });
    primary.ifPresent(leader -> addTo(leader, plan, view, url, added));
    MssqlGroupChange.on(
        plan,
        server,
        node,
        MssqlGroupSql.join(group.name(), group.clusterType()),
        () -> MssqlHaSnapshot.read(server).group(group.name()).isPresent());
    String grant = MssqlGroupSql.grantCreate(group.name());
    plan.step(
        new Step(StepKind.SQL, grant, Effect.IDEMPOTENT, node),
        step -> server.sql().during(step).execute(grant));
    plan.step(
        new Step(
            StepKind.SQL,
            MssqlGroupSql.followers(group.name()).shown()
                + "\n-- until each database has joined on "
                + node,
            Effect.READ,
            MssqlMembers.node(view, view.primaryName().orElse(""))),
        step -> {
          if (!MssqlWait.until(
              options.waitAtMost(),
              step::throwIfCancelled,
              () -> change.shows(view, this::isComplete))) {
            late.set(true);
            throw ErrorDetails.of(
                    ErrorCode.TIMEOUT,
                    "it is a replica now, and after "
                        + options.waitAtMost()
                        + " the group has not made all databases there")
                .target(node)
                .remedy("What has begun goes on by itself: see haStatus().")
                .toException();
          }
        });
  }

  private boolean isComplete(MssqlAvailabilityGroup now) {
    return now.replica(node)
        .filter(replica -> replica.connected().orElse(false))
        .filter(replica -> missing(now, replica).isEmpty())
        .isPresent();
  }

  private static List<String> missing(MssqlAvailabilityGroup now, MssqlReplica replica) {
    return now.databases().stream()
        .filter(
            database ->
                !replica.database(database).flatMap(MssqlReplicaDatabase::joined).orElse(false))
        .toList();
  }

  /** What there is now that was not there before, and what to do with it. */
  private Optional<String> left(
      MssqlHaView view, MssqlContext server, Optional<MssqlContext> primary) {
    String group = view.told().name();
    try {
      Optional<MssqlAvailabilityGroup> now =
          primary.flatMap(leader -> MssqlHaSnapshot.read(leader).group(group));
      Optional<MssqlReplica> replica = now.flatMap(it -> it.replica(node));
      if (replica.isPresent()) {
        return Optional.of(
            node
                + " stays a replica of "
                + group
                + "; not joined there: "
                + String.join(", ", missing(now.orElseThrow(), replica.get()))
                + MssqlSeeding.told(primary.orElseThrow(), replica.get().id())
                + ". Wait for it, or removeNode() and drop there what is RESTORING.");
      }
      return behind(view, server);
    } catch (DatabaseException e) {
      MssqlHaView.throwUnlessSilent(e);
      return Optional.of(
          "Whether "
              + node
              + " is a replica of "
              + group
              + " now could not be asked: see haConfiguration().");
    }
  }

  /** It is no replica any more; on its own server some of it may be left. */
  private Optional<String> behind(MssqlHaView view, MssqlContext server) {
    List<String> left = new ArrayList<>();
    String group = view.told().name();
    if (MssqlHaSnapshot.read(server).group(group).isPresent()) {
      left.add("the group itself: " + MssqlGroupSql.drop(group) + " there, and only there");
    }
    for (String database : view.told().databases()) {
      server
          .readings()
          .find(database, Set.of())
          .filter(found -> found.condition().state() == DatabaseState.RESTORING)
          .ifPresent(found -> left.add(database + ", RESTORING: drop it if nobody restored it"));
    }
    return left.isEmpty()
        ? Optional.empty()
        : Optional.of("Left on " + node + ": " + String.join("; ", left) + ".");
  }

  private void addTo(
      MssqlContext primary,
      Plan.Builder<?> plan,
      MssqlHaView view,
      String url,
      AtomicBoolean added) {
    MssqlAvailabilityGroup group = view.told();
    String sql =
        MssqlGroupSql.addReplica(group.name(), node, url, mode(group), failoverMode(group));
    plan.step(
        new Step(
            StepKind.SQL,
            sql,
            Effect.ONCE,
            MssqlMembers.node(view, view.primaryName().orElseThrow())),
        step -> {
          added.set(true);
          try {
            primary.sql().during(step).execute(sql);
          } catch (DatabaseException e) {
            switch (e.code()) {
              case TIMEOUT, CANCELLED, ENGINE_CLOSED, CONNECTION_LOST, OUTCOME_UNKNOWN -> {}
              default -> added.set(false);
            }
            throw e;
          }
        },
        Fate.of(
            () -> change.shows(view, now -> now.replica(node).isPresent()),
            () -> MssqlAlone.isAtWork(primary, sql)));
  }

  private MssqlAvailabilityMode mode(MssqlAvailabilityGroup group) {
    SyncMode wanted = options.syncMode().orElse(MssqlHaStatus.mode(group));
    return wanted == SyncMode.ASYNCHRONOUS
        ? MssqlAvailabilityMode.ASYNCHRONOUS_COMMIT
        : MssqlAvailabilityMode.SYNCHRONOUS_COMMIT;
  }

  private MssqlFailoverMode failoverMode(MssqlAvailabilityGroup group) {
    if (group.clusterType() == MssqlClusterType.EXTERNAL) {
      return MssqlFailoverMode.EXTERNAL;
    }
    return options.automaticFailover().orElse(false)
        ? MssqlFailoverMode.AUTOMATIC
        : MssqlFailoverMode.MANUAL;
  }

  private Candidate candidate() {
    return availability
        .peers()
        .node(node)
        .sql()
        .first(
            ENDPOINT,
            row ->
                new Candidate(
                    row.optionalText("server_name").orElse(""),
                    row.optionalInt("is_hadr_enabled").orElse(0) == 1,
                    row.optionalText("port").map(Integer::valueOf),
                    row.optionalText("state_desc").filter("STARTED"::equals).isPresent()))
        .orElseThrow();
  }

  /** As it was given; else the host of the peer, with the port that its endpoint listens on. */
  private Optional<String> endpoint() {
    if (options.endpoint().isPresent()) {
      return options.endpoint();
    }
    Optional<String> host =
        availability.peers().node(node).info().hosts().stream().findFirst().map(HostAddress::host);
    try {
      return host.flatMap(name -> candidate().port().map(port -> "TCP://" + name + ":" + port));
    } catch (DatabaseException e) {
      MssqlHaView.throwUnlessSilent(e);
      return Optional.empty();
    }
  }

  private void measure(MssqlHaView view, MssqlCheckList checks) {
    boolean free = view.told().replica(node).isEmpty();
    checks.demand(
        free,
        "it is no replica of the group yet",
        node,
        free ? "none" : "a replica",
        "none",
        ErrorCode.ALREADY_EXISTS,
        "Rejoin it, if it does not follow.");
    MssqlGroupChange.plain(view, checks, "Add the server to one of its groups.");
    HaRole role = options.role().orElse(HaRole.SECONDARY);
    boolean follows = role == HaRole.SECONDARY || role == HaRole.REPLICA;
    checks.demand(
        follows,
        "it is to follow",
        node,
        role.name(),
        HaRole.SECONDARY.name(),
        ErrorCode.UNSUPPORTED_CAPABILITY,
        "Add it as a secondary; switch over to it afterwards.");
    if (options.automaticFailover().orElse(false)) {
      boolean able =
          view.told().clusterType() == MssqlClusterType.WSFC
              && mode(view.told()) == MssqlAvailabilityMode.SYNCHRONOUS_COMMIT;
      checks.demand(
          able,
          "the cluster may make it primary by itself",
          node,
          view.told().clusterType() + ", " + mode(view.told()),
          "WSFC, SYNCHRONOUS_COMMIT",
          "Add it for manual failovers.");
    }
    boolean given = availability.peers().has(node);
    if (checks.demand(
        given,
        "a connection to the new replica is configured",
        node,
        given ? "configured" : "none",
        "a peer of this name",
        ErrorCode.INVALID_CONNECTION,
        MssqlPeers.remedy(node))) {
      measureCandidate(checks);
    }
  }

  private void measureCandidate(MssqlCheckList checks) {
    try {
      Candidate candidate = candidate();
      boolean same = candidate.server().equalsIgnoreCase(node);
      checks.demand(
          same,
          "the connection leads to the server of this name",
          node,
          candidate.server(),
          node,
          ErrorCode.INVALID_CONNECTION,
          "Correct the peer, or name the node as its server calls itself: @@SERVERNAME.");
      checks.demand(
          candidate.enabled(),
          "Always On is enabled there",
          node,
          candidate.enabled() ? "enabled" : "not enabled",
          "enabled",
          ErrorCode.UNSUPPORTED_CAPABILITY,
          "Enable it in SQL Server Configuration Manager, on Linux by mssql-conf set"
              + " hadr.hadrenabled 1, and restart the server.");
      boolean listens = candidate.port().isPresent() && candidate.started();
      checks.demand(
          listens,
          "it has an endpoint for replication",
          node,
          candidate.port().map(port -> "port " + port).orElse("none")
              + (listens || candidate.port().isEmpty() ? "" : ", not started"),
          "one that is started",
          "CREATE ENDPOINT … FOR DATABASE_MIRRORING there, and let the others connect to it.");
    } catch (DatabaseException e) {
      MssqlHaView.throwUnlessSilent(e);
      checks.refused("the new replica answers", node, "an answer", e);
    }
  }
}
