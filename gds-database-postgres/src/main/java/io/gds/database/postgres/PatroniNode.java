package io.gds.database.postgres;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;

/**
 * What a member of a cluster says of itself.
 *
 * @param address where it was asked
 * @param name its name
 * @param scope the cluster's name
 * @param version Patroni's version
 * @param role primary, standby_leader or replica
 * @param state the server's state
 * @param systemIdentifier what the server shares with its physical copies only
 * @param startedAt when the server was started
 * @param watchdogFailed whether the watchdog that it needs does not work
 * @param replayPaused whether somebody paused the replay
 */
record PatroniNode(
    URI address,
    String name,
    String scope,
    String version,
    String role,
    String state,
    Optional<String> systemIdentifier,
    Optional<Instant> startedAt,
    boolean watchdogFailed,
    boolean replayPaused) {
  static final String PATH = "/patroni";

  static PatroniNode of(PatroniReply reply) {
    JsonNode root = PatroniJson.object(reply, PATH);
    JsonNode patroni = root.path("patroni");
    Optional<String> name = PatroniJson.text(patroni, "name");
    if (name.isEmpty()) {
      throw PatroniJson.strange(reply, PATH, "without its name");
    }
    return new PatroniNode(
        reply.address(),
        name.get(),
        PatroniJson.text(patroni, "scope").orElse(""),
        PatroniJson.text(patroni, "version").orElse(""),
        PatroniJson.text(root, "role").orElse(""),
        PatroniJson.text(root, "state").orElse(""),
        PatroniJson.text(root, "database_system_identifier"),
        PatroniJson.text(root, "postmaster_start_time").flatMap(PatroniJson::instant),
        PatroniJson.flag(root, "watchdog_failed"),
        PatroniJson.flag(root.path("xlog"), "paused"));
  }
}
