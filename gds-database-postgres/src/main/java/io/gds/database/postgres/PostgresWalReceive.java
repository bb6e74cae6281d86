package io.gds.database.postgres;

import io.gds.database.operation.OptionKey;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;

/**
 * The options that only PostgreSQL has when its log is backed up: when a directory of WAL is
 * brought up to date by pg_receivewal.
 *
 * @see <a href="https://www.postgresql.org/docs/current/app-pgreceivewal.html">pg_receivewal</a>
 */
public final class PostgresWalReceive {
  /**
   * The physical replication slot by which the server keeps what was not received yet, however long
   * that takes: it fills the server's disk if nobody receives any more. Default: none, so that the
   * server may remove WAL before it was received.
   *
   * @see <a
   *     href="https://www.postgresql.org/docs/current/warm-standby.html#STREAMING-REPLICATION-SLOTS">Replication
   *     Slots</a>
   */
  public static final OptionKey<String> SLOT =
      OptionKey.of(
              "postgresql.slot",
              String.class,
              "The replication slot by which the server keeps what was not received yet.")
          .checked(
              name -> name.matches("[a-z0-9_]{1,63}"),
              "1 to 63 lower-case letters, digits and underscores");

  /**
   * Whether the slot is made if it is not there. It stays when the backup has succeeded, for the
   * next one, and is dropped again when it fails. Default: no.
   */
  public static final OptionKey<Boolean> CREATE_SLOT =
      OptionKey.of(
              "postgresql.create-slot",
              Boolean.class,
              "Whether the replication slot is made if it is not there.")
          .defaultsTo(false);

  /**
   * The position from whose segment on is received, such as a base backup's {@code startLsn}.
   * Default: behind what lies in the directory; if that is nothing, from where the slot keeps it
   * on, and without a slot from the oldest segment that the server still has, as far as this role
   * may see them (pg_monitor), else from the present one.
   */
  public static final OptionKey<String> START =
      OptionKey.of(
              "postgresql.wal-start",
              String.class,
              "The position from whose segment on WAL is received, such as 0/3000190.")
          .checked(PostgresLsn::isOne, "two hexadecimal numbers with a slash between");

  /**
   * How long WAL is received as the server writes it, each piece brought to the disk before the
   * server is told so, before it is ended in order. Default: not at all, what there is when it is
   * begun is received.
   */
  public static final OptionKey<Duration> FOLLOW =
      OptionKey.of(
              "postgresql.wal-follow",
              Duration.class,
              "How long WAL is received as the server writes it; by default what there is now.")
          .checked(
              time -> time.toMillis() >= 1 && time.compareTo(Duration.ofDays(366)) <= 0,
              "a duration such as PT1H, at most 366 days");

  /** Where the tools are; as {@link PostgresBackup#TOOLS}. */
  public static final OptionKey<Path> TOOLS = PostgresBackup.TOOLS;

  /** All of them. */
  static final Set<OptionKey<?>> KEYS = Set.of(SLOT, CREATE_SLOT, START, FOLLOW, TOOLS);

  private PostgresWalReceive() {}
}
