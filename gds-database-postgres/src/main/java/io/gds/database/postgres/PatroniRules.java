package io.gds.database.postgres;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * The cluster's own rules, as far as they decide who may lead.
 *
 * @param maximumLag how many bytes a new leader may be behind
 * @param checkTimeline whether a new leader must be on the cluster's timeline
 * @param synchronous whether commits wait for standbys
 * @param mode synchronous_mode as it is set
 */
record PatroniRules(long maximumLag, boolean checkTimeline, boolean synchronous, String mode) {
  static final String PATH = "/config";

  /** The mode in which any of those that have confirmed a commit may lead. */
  static final String QUORUM = "quorum";

  private static final long DEFAULT_LAG = 1_048_576;

  static PatroniRules of(PatroniReply reply) {
    JsonNode root = PatroniJson.object(reply, PATH);
    String mode = PatroniJson.text(root, "synchronous_mode").orElse("off");
    return new PatroniRules(
        PatroniJson.longNumber(root, "maximum_lag_on_failover").orElse(DEFAULT_LAG),
        PatroniJson.flag(root, "check_timeline"),
        PatroniJson.isTrue(root.path("synchronous_mode")) || mode.equals(QUORUM),
        mode);
  }

  /** Whether a new leader must be one that commits wait for. */
  boolean demandsSynchronous() {
    return synchronous && !mode.equals(QUORUM);
  }
}
