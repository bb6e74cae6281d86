package io.gds.database.testkit.fake;

import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.error.InvalidOptionsException;
import io.gds.database.error.OptionFault;
import io.gds.database.operation.Check;
import java.util.List;
import java.util.Optional;

/** Finds the group that is meant. Called while nothing else happens on the server. */
final class FakeGroups {
  private final FakePart part;

  FakeGroups(FakePart part) {
    this.part = part;
  }

  private FakeServer server() {
    return part.server();
  }

  /** The only group; empty if there is none. */
  Optional<FakeTopology> only() {
    if (server().topologies.size() > 1) {
      throw InvalidOptionsException.of(
          "high availability",
          List.of(
              new OptionFault(
                  "group", "is needed, since there are several: " + server().topologies.keySet())));
    }
    return server().topologies.values().stream().findFirst();
  }

  Optional<FakeTopology> find(Optional<String> name) {
    return name.isPresent() ? Optional.ofNullable(server().topologies.get(name.get())) : only();
  }

  FakeTopology named(String name) {
    return find(Optional.of(name)).orElseThrow(() -> FakePart.notFound("group", name));
  }

  FakeTopology get(Optional<String> name) {
    return find(name)
        .orElseThrow(
            () ->
                ErrorDetails.of(ErrorCode.NOT_FOUND, "nothing is replicated")
                    .target(name.orElse(server().name()))
                    .toException());
  }

  Check exists(Optional<String> name) {
    boolean there = find(name).isPresent();
    return part.demand(
        there,
        "the group exists",
        name.orElse(server().name()),
        there ? "there" : "absent",
        "there",
        name.isPresent() ? ErrorCode.NOT_FOUND : ErrorCode.PRECONDITION_FAILED,
        "Groups there are: " + server().topologies.keySet() + ".");
  }

  Check hasNode(Optional<String> group, String node) {
    boolean there = find(group).flatMap(topology -> topology.node(node)).isPresent();
    return part.demand(
        there,
        "the node is in the group",
        node,
        there ? "in it" : "not in it",
        "in it",
        ErrorCode.NOT_FOUND,
        "Look at haStatus() for the nodes.");
  }
}
