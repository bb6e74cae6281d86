package io.gds.database.testkit.fake;

import io.gds.database.error.ErrorCode;
import io.gds.database.ha.AddNodeOptions;
import io.gds.database.ha.CreateHaOptions;
import io.gds.database.ha.HaConfiguration;
import io.gds.database.ha.HaNode;
import io.gds.database.ha.HaRole;
import io.gds.database.ha.HaState;
import io.gds.database.ha.RemoveNodeOptions;
import io.gds.database.ha.SupportsTopologyChange;
import io.gds.database.ha.SyncMode;
import io.gds.database.ha.SyncModeOptions;
import io.gds.database.operation.Check;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Setting up and changing a fake topology. */
final class FakeTopologyChanges extends FakePart implements SupportsTopologyChange {
  private final FakeGroups groups = new FakeGroups(this);

  FakeTopologyChanges(FakeWire wire) {
    super(wire, SupportsTopologyChange.class);
  }

  @Override
  public Set<OptionKey<?>> createHaKeys() {
    return keys();
  }

  @Override
  public Set<OptionKey<?>> addNodeKeys() {
    return keys();
  }

  @Override
  public Set<OptionKey<?>> removeNodeKeys() {
    return keys();
  }

  @Override
  public Set<OptionKey<?>> syncModeKeys() {
    return keys();
  }

  @Override
  public Operation<HaConfiguration> prepareCreateHa(CreateHaOptions options) {
    FakePlan<HaConfiguration> plan = plan("createHa", options.name(), options);
    List<String> names = options.nodes().stream().map(AddNodeOptions::node).toList();
    return plan.measure(() -> createChecks(options.name(), names))
        .step(
            "createHa",
            Effect.ONCE,
            "create group " + FakeNames.quoted(options.name()) + " of " + names,
            () -> create(options))
        .yields(() -> configuration(Optional.of(options.name())));
  }

  private List<Check> createChecks(String name, List<String> nodes) {
    List<Check> checks = new ArrayList<>();
    boolean taken = server().topologies.containsKey(name);
    checks.add(
        demand(
            !taken,
            "the group's name is free",
            name,
            taken ? "taken" : "free",
            "free",
            ErrorCode.ALREADY_EXISTS,
            "Choose another name."));
    nodes.forEach(node -> checks.add(inNoGroup(node)));
    return checks;
  }

  private Check inNoGroup(String node) {
    List<String> taken =
        server().topologies.values().stream()
            .filter(group -> group.nodes().containsKey(node))
            .map(FakeTopology::name)
            .toList();
    return demand(
        taken.isEmpty(),
        "the node is in no group",
        node,
        taken.isEmpty() ? "in none" : "in " + taken,
        "in none",
        ErrorCode.ALREADY_EXISTS,
        "Remove it there first.");
  }

  private void create(CreateHaOptions options) {
    SyncMode mode = options.syncMode().orElse(SyncMode.ASYNCHRONOUS);
    Map<String, HaNode> nodes = new LinkedHashMap<>();
    for (AddNodeOptions node : options.nodes()) {
      nodes.put(node.node(), made(node, nodes.isEmpty(), mode));
    }
    String self = nodes.isEmpty() ? server().name() : nodes.keySet().iterator().next();
    nodes.computeIfAbsent(self, FakeTopology::primary);
    server()
        .topologies
        .put(
            options.name(),
            new FakeTopology(
                options.name(),
                self,
                nodes,
                mode,
                options.automaticFailover().orElse(false),
                server().now()));
  }

  private static HaNode made(AddNodeOptions options, boolean first, SyncMode groupMode) {
    HaRole role = first ? HaRole.PRIMARY : options.role().orElse(HaRole.SECONDARY);
    HaState state = first ? HaState.HEALTHY : HaState.SYNCED;
    HaNode.Builder node =
        HaNode.builder(options.node(), role, state)
            .healthy(true)
            .lag(Duration.ZERO)
            .syncMode(options.syncMode().orElse(groupMode));
    options.endpoint().ifPresent(node::endpoint);
    return node.build();
  }

  @Override
  public Operation<HaConfiguration> prepareAddNode(AddNodeOptions options) {
    FakePlan<HaConfiguration> plan = plan("addNode", options.node(), options);
    return plan.check(() -> groups.exists(options.group()))
        .check(() -> inNoGroup(options.node()))
        .step(
            "addNode",
            Effect.ONCE,
            "add node " + FakeNames.quoted(options.node()),
            () -> {
              FakeTopology group = groups.get(options.group());
              put(group.with(made(options, false, group.syncMode())));
            })
        .yields(() -> configuration(options.group()));
  }

  @Override
  public Operation<HaConfiguration> prepareRemoveNode(RemoveNodeOptions options) {
    FakePlan<HaConfiguration> plan = plan("removeNode", options.node(), options);
    return plan.check(() -> groups.exists(options.group()))
        .check(() -> groups.hasNode(options.group(), options.node()))
        .check(() -> dispensable(options))
        .step(
            "removeNode",
            Effect.ONCE,
            "remove node " + FakeNames.quoted(options.node()),
            () -> put(groups.get(options.group()).without(options.node())))
        .yields(() -> configuration(options.group()));
  }

  private Check dispensable(RemoveNodeOptions options) {
    boolean primary =
        groups
            .find(options.group())
            .flatMap(FakeTopology::primary)
            .filter(node -> node.name().equals(options.node()))
            .isPresent();
    return demand(
        options.force() || !primary,
        "the node is not the primary",
        options.node(),
        primary ? "the primary" : "a follower",
        "a follower",
        ErrorCode.PRECONDITION_FAILED,
        "Switch over to another node first, or use force.");
  }

  @Override
  public Operation<HaConfiguration> prepareSetSyncMode(SyncModeOptions options) {
    String target = options.node().or(options::group).orElse(server().name());
    FakePlan<HaConfiguration> plan = plan("setSyncMode", target, options);
    plan.check(() -> groups.exists(options.group()));
    options.node().ifPresent(node -> plan.check(() -> groups.hasNode(options.group(), node)));
    return plan.step(
            "setSyncMode",
            Effect.IDEMPOTENT,
            "set synchronization of " + FakeNames.quoted(target) + " to " + options.syncMode(),
            () -> put(changed(groups.get(options.group()), options)))
        .yields(() -> configuration(options.group()));
  }

  private static FakeTopology changed(FakeTopology group, SyncModeOptions options) {
    FakeTopology changed =
        group.each(
            node ->
                node.role() == HaRole.PRIMARY
                        || options.node().filter(name -> !name.equals(node.name())).isPresent()
                    ? node
                    : FakeTopology.rebuilt(node, node.role(), node.state(), node.lag())
                        .syncMode(options.syncMode())
                        .build());
    return options.node().isPresent() ? changed : changed.with(options.syncMode());
  }

  private void put(FakeTopology group) {
    server().topologies.put(group.name(), group);
  }

  private HaConfiguration configuration(Optional<String> group) {
    return server().alone(() -> groups.get(group).configuration());
  }
}
