package io.gds.database.postgres;

import io.gds.database.operation.OptionKey;
import java.util.Set;

/**
 * The options that only PostgreSQL has when a database is altered. What is not given stays as it
 * is.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-alterdatabase.html">ALTER DATABASE</a>
 */
public final class PostgresAlter {
  /** The most sessions at a time, superusers not counted; -1 for no limit. Default: unchanged. */
  public static final OptionKey<Integer> CONNECTION_LIMIT =
      OptionKey.of(
              "postgresql.connection-limit",
              Integer.class,
              "The most sessions at a time, superusers not counted; -1 for no limit.")
          .checked(limit -> limit >= -1, "-1 or more");

  /** Whether anybody who may create databases may copy it. Default: unchanged. */
  public static final OptionKey<Boolean> IS_TEMPLATE =
      OptionKey.of(
          "postgresql.is-template",
          Boolean.class,
          "Whether anybody who may create databases may copy it.");

  /**
   * Where its files are moved, which needs that nobody is connected, and locks the database for as
   * long as it takes. Default: unchanged.
   */
  public static final OptionKey<String> TABLESPACE =
      OptionKey.of("postgresql.tablespace", String.class, "The tablespace its files are moved to.");

  /** The comment; an empty one removes it. Default: unchanged. */
  public static final OptionKey<String> COMMENT =
      OptionKey.of("postgresql.comment", String.class, "The comment; an empty one removes it.");

  /**
   * Records the collation's present version, after everything that depends on it was rebuilt;
   * PostgreSQL 15 and newer. Default: false.
   */
  public static final OptionKey<Boolean> REFRESH_COLLATION =
      OptionKey.of(
              "postgresql.refresh-collation",
              Boolean.class,
              "Records the collation's present version, after indexes were rebuilt.")
          .defaultsTo(false);

  /** All of them. */
  static final Set<OptionKey<?>> KEYS =
      Set.of(CONNECTION_LIMIT, IS_TEMPLATE, TABLESPACE, COMMENT, REFRESH_COLLATION);

  private PostgresAlter() {}
}
