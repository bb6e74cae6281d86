package io.gds.database.postgres;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A cluster as Patroni lists it.
 *
 * @param scope the cluster's name
 * @param members its members
 * @param paused whether Patroni is in maintenance mode, and does nothing by itself
 * @param scheduled a switchover that is to be done later, in words
 */
record PatroniCluster(
    Optional<String> scope,
    List<PatroniMember> members,
    boolean paused,
    Optional<String> scheduled) {
  static final String PATH = "/cluster";

  static PatroniCluster of(PatroniReply reply) {
    JsonNode root = PatroniJson.object(reply, PATH);
    if (!root.path("members").isArray()) {
      throw PatroniJson.strange(reply, PATH, "without members");
    }
    List<PatroniMember> members = new ArrayList<>();
    for (JsonNode node : root.path("members")) {
      PatroniMember member = PatroniMember.of(node);
      if (!member.name().isEmpty()
          && members.stream().noneMatch(known -> known.name().equals(member.name()))) {
        members.add(member);
      }
    }
    JsonNode planned = root.path("scheduled_switchover");
    return new PatroniCluster(
        PatroniJson.text(root, "scope"),
        List.copyOf(members),
        PatroniJson.flag(root, "pause"),
        planned.isObject()
            ? Optional.of(
                "at "
                    + PatroniJson.text(planned, "at").orElse("an unknown time")
                    + PatroniJson.text(planned, "from").map(name -> " from " + name).orElse("")
                    + PatroniJson.text(planned, "to").map(name -> " to " + name).orElse(""))
            : Optional.empty());
  }

  Optional<PatroniMember> member(String name) {
    return members.stream().filter(member -> member.name().equals(name)).findFirst();
  }

  /** Who holds the lock. */
  Optional<PatroniMember> leader() {
    return members.stream().filter(PatroniMember::leads).findFirst();
  }
}
