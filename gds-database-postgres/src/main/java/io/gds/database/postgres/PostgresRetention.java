package io.gds.database.postgres;

import io.gds.database.operation.OptionKey;
import java.nio.file.Path;
import java.util.Set;

/** The options that only PostgreSQL has when backups are deleted. */
public final class PostgresRetention {
  /**
   * The directory of archived WAL that is cleaned as well: all segments go that lie before the one
   * in which the oldest kept base backup of their server begins, whatever their timeline, as by
   * pg_archivecleanup. Histories of timelines and of backups stay, and so do the segments of a
   * server of which no base backup is kept. Only the backups of the directory that is cleaned are
   * known: name no WAL that the backups of another directory, or a standby, need. What goes is told
   * among the plan's reasons by the directory's path. Default: none, no WAL is deleted.
   *
   * @see <a href="https://www.postgresql.org/docs/current/pgarchivecleanup.html">pg_archivecleanup
   *     </a>
   */
  public static final OptionKey<Path> WAL_ARCHIVE = PostgresServerBackup.WAL_ARCHIVE;

  /** All of them. */
  static final Set<OptionKey<?>> KEYS = Set.of(WAL_ARCHIVE);

  private PostgresRetention() {}
}
