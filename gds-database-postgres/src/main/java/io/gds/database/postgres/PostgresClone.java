package io.gds.database.postgres;

import io.gds.database.operation.OptionKey;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;

/**
 * The options that only PostgreSQL has when a database is cloned.
 *
 * @see <a href="https://www.postgresql.org/docs/current/manage-ag-templatedbs.html">Template
 *     Databases</a>
 */
public final class PostgresClone {
  /**
   * How the server copies the files of a TEMPLATE clone; PostgreSQL 15 and newer. Default: none,
   * which is FILE_COPY where the server clones files ({@code file_copy_method}, 18) or the database
   * has one gibibyte or more, else WAL_LOG.
   */
  public static final OptionKey<PostgresCopyStrategy> STRATEGY = PostgresCreate.STRATEGY;

  /** The tablespace the clone's files lie in. Default: none, which is the source's. */
  public static final OptionKey<String> TABLESPACE =
      OptionKey.of(
          "postgresql.tablespace", String.class, "The tablespace the clone's files lie in.");

  /**
   * Whether everything in a COPY or STRUCTURE_ONLY clone belongs to the role that makes it, instead
   * of whom it belongs to in the source. Default: false.
   */
  public static final OptionKey<Boolean> NO_OWNER =
      OptionKey.of(
              "postgresql.no-owner",
              Boolean.class,
              "Whether everything in the clone belongs to the role that makes it.")
          .defaultsTo(false);

  /**
   * Whether a COPY or STRUCTURE_ONLY clone is made without the rights that were granted in the
   * source. Default: false.
   */
  public static final OptionKey<Boolean> NO_ACL =
      OptionKey.of(
              "postgresql.no-acl",
              Boolean.class,
              "Whether the rights that were granted in the source are left out.")
          .defaultsTo(false);

  /**
   * How long a COPY or STRUCTURE_ONLY clone waits for a table that somebody has locked. Default:
   * one minute.
   */
  public static final OptionKey<Duration> LOCK_WAIT = PostgresBackup.LOCK_WAIT;

  /** As {@link PostgresBackup#TOOLS}. Default: none. */
  public static final OptionKey<Path> TOOLS = PostgresBackup.TOOLS;

  /** All of them. */
  static final Set<OptionKey<?>> KEYS =
      Set.of(STRATEGY, TABLESPACE, NO_OWNER, NO_ACL, LOCK_WAIT, TOOLS);

  /** Those that only the clones made through the tools know. */
  static final Set<OptionKey<?>> OF_TOOLS = Set.of(NO_OWNER, NO_ACL, LOCK_WAIT, TOOLS);

  private PostgresClone() {}
}
