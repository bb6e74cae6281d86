package io.gds.database.postgres;

import io.gds.database.operation.OptionKey;
import java.util.Set;

/**
 * The options that only PostgreSQL has when its settings are set.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-altersystem.html">ALTER SYSTEM</a>
 */
public final class PostgresConfiguration {
  /**
   * Whether a secret may be set although the server writes it to its own log: on each reload it
   * logs every new value that takes effect without a restart, and what this role may not keep out
   * of the log besides. Default: false, which refuses such an operation before anything is sent.
   */
  public static final OptionKey<Boolean> SECRET_IN_SERVER_LOG =
      OptionKey.of(
              "postgresql.secret-in-server-log",
              Boolean.class,
              "Whether a secret may be set although the server writes it to its own log.")
          .defaultsTo(false);

  /** All of them. */
  static final Set<OptionKey<?>> KEYS = Set.of(SECRET_IN_SERVER_LOG);

  private PostgresConfiguration() {}
}
