package io.gds.database.ha;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Whether and how the node that was asked takes part in replication; the short answer. {@link
 * HaStatus} is the long one.
 *
 * @param enabled whether it takes part
 * @param mode when commits are acknowledged; empty if it does not take part or cannot tell
 * @param role what it is
 * @param lag how far it is behind, on the primary the slowest partner; empty if that is not known
 * @param syncState how it is
 * @param partners the nodes it sends to or receives from
 */
public record ReplicationStatus(
    boolean enabled,
    Optional<SyncMode> mode,
    HaRole role,
    Optional<Duration> lag,
    HaState syncState,
    List<String> partners) {
  /** Checks that nothing is missing, and takes copies. */
  public ReplicationStatus {
    Objects.requireNonNull(mode, "mode");
    Objects.requireNonNull(role, "role");
    Objects.requireNonNull(lag, "lag");
    Objects.requireNonNull(syncState, "syncState");
    partners = List.copyOf(partners);
  }

  /** Taking no part in any replication. */
  public static ReplicationStatus disabled() {
    return new ReplicationStatus(
        false,
        Optional.empty(),
        HaRole.UNKNOWN,
        Optional.empty(),
        HaState.NOT_CONFIGURED,
        List.of());
  }
}
