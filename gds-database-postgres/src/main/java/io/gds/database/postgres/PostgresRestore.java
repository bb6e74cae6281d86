package io.gds.database.postgres;

import io.gds.database.operation.OptionKey;
import java.nio.file.Path;
import java.util.Set;

/**
 * The options that only PostgreSQL has when an archive is restored or proved.
 *
 * @see <a href="https://www.postgresql.org/docs/current/app-pgrestore.html">pg_restore</a>
 */
public final class PostgresRestore {
  /** How many tables are filled at once; more than one needs a custom or directory archive. */
  public static final OptionKey<Integer> JOBS = PostgresBackup.JOBS;

  /** Where the tools are; as {@link PostgresBackup#TOOLS}. */
  public static final OptionKey<Path> TOOLS = PostgresBackup.TOOLS;

  /**
   * Whether everything belongs to the connected role instead of the roles that owned it. Default:
   * no.
   */
  public static final OptionKey<Boolean> NO_OWNER =
      OptionKey.of(
              "postgresql.no-owner",
              Boolean.class,
              "Whether everything belongs to the connected role, whoever owned it before.")
          .defaultsTo(false);

  /**
   * Whether granted rights, and settings of roles in the database, are left out. A database that is
   * replaced then keeps its own rights, and its own settings of roles. Default: no.
   */
  public static final OptionKey<Boolean> NO_ACL =
      OptionKey.of(
              "postgresql.no-acl",
              Boolean.class,
              "Whether granted rights, and settings of roles in the database, are left out.")
          .defaultsTo(false);

  /** Whether everything goes into the default tablespace. Default: no. */
  public static final OptionKey<Boolean> NO_TABLESPACES =
      OptionKey.of(
              "postgresql.no-tablespaces",
              Boolean.class,
              "Whether everything goes into the default tablespace.")
          .defaultsTo(false);

  /**
   * Whether an archive of the form plain may be run. It is a script for psql, and such a script can
   * do everything this process may do on this machine too, so allow it for archives from trusted
   * places only. Default: no.
   */
  public static final OptionKey<Boolean> RUN_SCRIPT =
      OptionKey.of(
              "postgresql.run-script",
              Boolean.class,
              "Whether an archive that is a script may be run by psql; it can do anything.")
          .defaultsTo(false);

  /**
   * Whether an archive without a manifest beside it is taken too, as pg_dump alone makes them.
   * Nothing then tells what its bytes should be, so damage to uncompressed rows goes unseen; and
   * what belongs to the database itself is not restored: owner, settings, rights, comment. A
   * database that is replaced keeps its own; a new one has what every new one has. Default: no.
   */
  public static final OptionKey<Boolean> WITHOUT_MANIFEST =
      OptionKey.of(
              "postgresql.without-manifest",
              Boolean.class,
              "Whether an archive without a manifest beside it is taken too.")
          .defaultsTo(false);

  /** All of them. */
  static final Set<OptionKey<?>> KEYS =
      Set.of(JOBS, TOOLS, NO_OWNER, NO_ACL, NO_TABLESPACES, RUN_SCRIPT, WITHOUT_MANIFEST);

  /** Those that proving takes. */
  static final Set<OptionKey<?>> VERIFY_KEYS = Set.of(JOBS, TOOLS, RUN_SCRIPT, WITHOUT_MANIFEST);

  private PostgresRestore() {}
}
