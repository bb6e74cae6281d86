package io.gds.database.snowflake;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * What a refresh of a secondary group has brought. Immutable.
 *
 * @param group what the group is called in the account of the secondary
 * @param node the account, as ORGANIZATION.ACCOUNT
 * @param snapshotAt the primary's instant whose state the secondary has now; empty if the server
 *     does not tell
 * @param lag how old that state was when the refresh had ended
 */
public record SnowflakeRefreshInfo(
    String group, String node, Optional<Instant> snapshotAt, Optional<Duration> lag) {
  /** No part may be null. */
  public SnowflakeRefreshInfo {
    Objects.requireNonNull(group, "group");
    Objects.requireNonNull(node, "node");
    Objects.requireNonNull(snapshotAt, "snapshotAt");
    Objects.requireNonNull(lag, "lag");
  }
}
