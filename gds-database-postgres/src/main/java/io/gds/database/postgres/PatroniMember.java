package io.gds.database.postgres;

import com.fasterxml.jackson.databind.JsonNode;
import io.gds.database.ha.HaState;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A member of a cluster as Patroni lists it. Its figures are as old as the member's last loop, ten
 * seconds by default.
 *
 * @param name its name
 * @param role leader, standby_leader, sync_standby, quorum_standby or replica
 * @param state the server's state, or that of its replication
 * @param address where its server listens
 * @param timeline the timeline it is on
 * @param lag how many bytes it is behind; empty for the leader, and where Patroni does not know
 * @param pendingRestart why it has to be restarted, if it has to
 * @param tags its tags
 */
record PatroniMember(
    String name,
    String role,
    String state,
    Optional<String> address,
    OptionalInt timeline,
    OptionalLong lag,
    Optional<String> pendingRestart,
    Map<String, String> tags) {
  static PatroniMember of(JsonNode node) {
    Optional<String> host = PatroniJson.text(node, "host");
    OptionalInt port = PatroniJson.number(node, "port");
    return new PatroniMember(
        PatroniJson.text(node, "name").orElse(""),
        PatroniJson.text(node, "role").orElse(""),
        PatroniJson.text(node, "state").orElse(""),
        host.map(name -> name + ":" + port.orElse(PostgresUrls.DEFAULT_PORT)),
        PatroniJson.number(node, "timeline"),
        PatroniJson.longNumber(node, "lag"),
        PatroniJson.flag(node, "pending_restart")
            ? Optional.of(
                node.path("pending_restart_reason").isObject()
                    ? node.path("pending_restart_reason").toString()
                    : "true")
            : Optional.empty(),
        PatroniJson.texts(node.path("tags")));
  }

  /** Whether it holds the lock: the primary, or what a whole standby cluster follows by. */
  boolean leads() {
    return isLeader() || isStandbyLeader();
  }

  /** Whether it is the primary. Called master before Patroni 4. */
  boolean isLeader() {
    return role.equals("leader") || role.equals("master");
  }

  boolean isStandbyLeader() {
    return role.equals("standby_leader");
  }

  /** Whether commits wait for it. */
  boolean isSynchronous() {
    return role.equals("sync_standby") || role.equals("quorum_standby");
  }

  /** Whether its server runs. */
  boolean runs() {
    return switch (state) {
      case "running", "streaming", "in archive recovery" -> true;
      default -> false;
    };
  }

  /** Every state of Patroni's has its meaning; an unknown one is not taken for an outage. */
  HaState haState() {
    return switch (state) {
      case "running" -> isLeader() ? HaState.HEALTHY : HaState.SYNCHRONIZING;
      case "streaming" -> isSynchronous() ? HaState.SYNCED : HaState.SYNCHRONIZING;
      case "in archive recovery" -> HaState.SYNCHRONIZING;
      case "starting", "restarting", "starting after custom bootstrap", "stopping" ->
          HaState.RESOLVING;
      case "creating replica", "initializing new cluster", "running custom bootstrap script" ->
          HaState.NOT_SYNCHRONIZED;
      case "stopped",
          "crashed",
          "start failed",
          "restart failed",
          "stop failed",
          "initdb failed",
          "custom bootstrap failed" ->
          HaState.DISCONNECTED;
      default -> HaState.UNKNOWN;
    };
  }

  /** Whether it may become leader: neither its tag nor its priority forbids it. */
  boolean mayLead() {
    return !isTrue(tags.getOrDefault("nofailover", "false"))
        && !tags.getOrDefault("failover_priority", "1").matches("0|-\\d+");
  }

  static boolean isTrue(String tag) {
    return tag.equalsIgnoreCase("true") || tag.equals("1");
  }
}
