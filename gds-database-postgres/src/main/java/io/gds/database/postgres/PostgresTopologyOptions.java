package io.gds.database.postgres;

import io.gds.database.operation.OptionKey;
import java.util.Set;

/**
 * The options that only PostgreSQL has when it is set for whom commits wait.
 *
 * @see <a
 *     href="https://www.postgresql.org/docs/current/runtime-config-replication.html#GUC-SYNCHRONOUS-STANDBY-NAMES">synchronous_standby_names</a>
 */
public final class PostgresTopologyOptions {
  /**
   * For how many of the named standbys a commit waits. Default: for each node that was set so,
   * which means that all writes wait while one of them is away.
   */
  public static final OptionKey<Integer> SYNC_STANDBYS =
      OptionKey.of(
              "postgresql.sync-standbys",
              Integer.class,
              "For how many of the named standbys a commit waits; by default for all of them.")
          .checked(count -> count >= 1 && count <= 1000, "1 to 1000");

  /**
   * Whether any of the named standbys will do, else the first ones named are preferred. Default: as
   * it is now.
   */
  public static final OptionKey<Boolean> QUORUM =
      OptionKey.of(
          "postgresql.quorum",
          Boolean.class,
          "Whether any of the named standbys will do; else the first ones named are preferred.");

  /** All that setting the mode takes. */
  static final Set<OptionKey<?>> SYNC_KEYS = Set.of(SYNC_STANDBYS, QUORUM);

  private PostgresTopologyOptions() {}
}
