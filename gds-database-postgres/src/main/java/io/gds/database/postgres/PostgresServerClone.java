package io.gds.database.postgres;

import io.gds.database.lifecycle.HostCommand;
import io.gds.database.operation.OptionKey;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;

/**
 * The options that only PostgreSQL has when the whole server is cloned: into a data directory of
 * this machine, which is the clone's name.
 *
 * @see <a href="https://www.postgresql.org/docs/current/app-pgbasebackup.html">pg_basebackup</a>
 */
public final class PostgresServerClone {
  /**
   * The port on which the clone listens. Default: that of its source, so that both cannot run on
   * one machine.
   */
  public static final OptionKey<Integer> PORT =
      OptionKey.of("postgresql.port", Integer.class, "The port on which the clone listens.")
          .checked(port -> port >= 1 && port <= 65535, "1 to 65535");

  /**
   * The directory in which each tablespace of the source gets a directory that is called by its
   * OID. Default: none, which is refused for a source that has tablespaces.
   */
  public static final OptionKey<Path> TABLESPACE_DIRECTORY =
      OptionKey.of(
              "postgresql.tablespace-directory",
              Path.class,
              "The directory in which each tablespace gets one, called by its OID.")
          .checked(Path::isAbsolute, "an absolute path");

  /**
   * Whether the clone is started by pg_ctl, waited for and looked at; it then runs on. A port has
   * to be given. Default: no; the result says by which command it is started.
   */
  public static final OptionKey<Boolean> START =
      OptionKey.of(
              "postgresql.start",
              Boolean.class,
              "Whether the clone is started and looked at; it then runs on.")
          .defaultsTo(false);

  /** How long the clone may take to start and recover. Default: ten minutes. */
  public static final OptionKey<Duration> START_WAIT =
      OptionKey.of(
              "postgresql.start-wait",
              Duration.class,
              "How long the clone may take to start and recover.")
          .defaultsTo(Duration.ofMinutes(10))
          .checked(
              time -> time.toSeconds() >= 1 && time.compareTo(Duration.ofDays(30)) <= 0,
              "a duration such as PT10M, at most 30 days");

  /** What stands before a command so that it runs as the owner of the directory. */
  public static final OptionKey<HostCommand> RUN_BY = PostgresServer.RUN_BY;

  /** The most that is read from the server; as {@link PostgresServerBackup#MAX_RATE}. */
  public static final OptionKey<Integer> MAX_RATE = PostgresServerBackup.MAX_RATE;

  /** Where the tools are; as {@link PostgresBackup#TOOLS}. */
  public static final OptionKey<Path> TOOLS = PostgresBackup.TOOLS;

  /** All of them. */
  static final Set<OptionKey<?>> KEYS =
      Set.of(PORT, TABLESPACE_DIRECTORY, START, START_WAIT, RUN_BY, MAX_RATE, TOOLS);

  private PostgresServerClone() {}
}
