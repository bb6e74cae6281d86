package io.gds.database.testkit.fake;

import io.gds.database.ha.HaConfiguration;
import io.gds.database.ha.HaNode;
import io.gds.database.ha.HaRole;
import io.gds.database.ha.HaState;
import io.gds.database.ha.HaStatus;
import io.gds.database.ha.ReplicationStatus;
import io.gds.database.ha.SupportsHighAvailability;
import java.util.List;
import java.util.Optional;

/** Seeing the topology of a fake server. */
final class FakeHighAvailability extends FakePart implements SupportsHighAvailability {
  private final FakeGroups groups = new FakeGroups(this);

  FakeHighAvailability(FakeWire wire) {
    super(wire, SupportsHighAvailability.class);
  }

  @Override
  public List<String> haGroups() {
    return read("haGroups", server().name(), () -> List.copyOf(server().topologies.keySet()));
  }

  @Override
  public HaStatus haStatus() {
    return read(
        "haStatus",
        server().name(),
        () ->
            groups
                .only()
                .map(group -> group.status(server().now()))
                .orElseGet(() -> HaStatus.notConfigured(server().name(), server().now())));
  }

  @Override
  public HaStatus haStatus(String group) {
    return read("haStatus", group, () -> groups.named(group).status(server().now()));
  }

  @Override
  public Optional<HaConfiguration> haConfiguration() {
    return read(
        "haConfiguration", server().name(), () -> groups.only().map(FakeTopology::configuration));
  }

  @Override
  public Optional<HaConfiguration> haConfiguration(String group) {
    return read("haConfiguration", group, () -> Optional.of(groups.named(group).configuration()));
  }

  @Override
  public ReplicationStatus replicationStatus() {
    return read(
        "replicationStatus",
        server().name(),
        () -> groups.only().map(FakeHighAvailability::told).orElse(ReplicationStatus.disabled()));
  }

  private static ReplicationStatus told(FakeTopology group) {
    Optional<HaNode> self = group.node(group.self());
    return new ReplicationStatus(
        true,
        Optional.of(group.syncMode()),
        self.map(HaNode::role).orElse(HaRole.UNKNOWN),
        self.flatMap(HaNode::lag),
        self.map(HaNode::state).orElse(HaState.UNKNOWN),
        group.nodes().keySet().stream().filter(name -> !name.equals(group.self())).toList());
  }
}
