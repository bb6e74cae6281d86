package io.gds.database.postgres;

import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.Location;
import io.gds.database.core.Checks;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.operation.Check;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What an incremental backup builds on, and whether the server still knows what was changed since.
 * Used by one thread.
 *
 * @see <a
 *     href="https://www.postgresql.org/docs/current/continuous-archiving.html#BACKUP-INCREMENTAL-BACKUP">Making
 *     an Incremental Backup</a>
 */
final class PostgresIncremental {
  /** The first major that can. */
  static final int SINCE = 17;

  /** What puts WAL summaries on. */
  static final String SUMMARIZE =
      "ALTER SYSTEM SET summarize_wal = on; SELECT pg_reload_conf(); then make a FULL backup to"
          + " build on.";

  private static final String THERE = "there is a backup to build on";
  private static final String FULL = "Make a FULL backup into the same directory first.";

  private final PostgresContext context;
  private final PostgresServerShelf shelf;
  private final Path directory;
  private final Optional<Path> base;

  /**
   * Chooses the newest base backup of this server that lies in a directory, if none is named.
   *
   * @param archive the archive that is to be made
   */
  PostgresIncremental(
      PostgresContext context, PostgresServerShelf shelf, Path archive, Optional<Path> named) {
    this.context = context;
    this.shelf = shelf;
    this.directory = PostgresServerTarget.above(archive);
    this.base = named.map(path -> path.toAbsolutePath().normalize()).or(this::newest);
  }

  private Optional<Path> newest() {
    try {
      Location here = Location.local(directory);
      List<BackupInfo> all = shelf.all(here);
      return shelf.of(context.runner().engine(), here).stream()
          .filter(backup -> PostgresBaseChain.of(backup, all).isWhole())
          .findFirst()
          .map(PostgresIncremental::path);
    } catch (DatabaseException e) {
      // That the directory cannot be looked into is measured, and said, below.
      return Optional.empty();
    }
  }

  private static Path path(BackupInfo backup) {
    return backup.location().path().toAbsolutePath().normalize();
  }

  /** The archive that it builds on, as was planned. */
  Optional<Path> base() {
    return base;
  }

  /** How many bytes are taken out of what it builds on before that can be combined. */
  long takenOut() {
    try {
      List<BackupInfo> all = shelf.all(Location.local(directory));
      return found(all).stream()
          .flatMap(backup -> PostgresBaseChain.of(backup, all).members().stream())
          .filter(
              member -> PostgresBaseArchive.at(path(member)).layout() == PostgresBackupLayout.TAR)
          .mapToLong(
              member ->
                  PostgresBaseSize.of(
                          List.of(path(member)), PostgresReach.Base.of(member).segmentBytes())
                      .total())
          .sum();
    } catch (DatabaseException e) {
      // What cannot be read is refused by those who read it in earnest.
      return 0;
    }
  }

  private Optional<BackupInfo> found(List<BackupInfo> all) {
    return all.stream().filter(backup -> base.filter(path(backup)::equals).isPresent()).findFirst();
  }

  /**
   * The backup that it builds on, whose list of files is as it was written.
   *
   * @throws io.gds.database.error.NotFoundException if it is not there any more
   * @throws io.gds.database.error.ArchiveException if it is damaged
   */
  BackupInfo require() {
    BackupInfo backup =
        found(shelf.all(Location.local(directory)))
            .orElseThrow(
                () ->
                    ErrorDetails.of(
                            ErrorCode.NOT_FOUND,
                            "the backup to build on is not there any more: "
                                + base.map(Path::toString).orElse("none"))
                        .target(directory.toString())
                        .remedy(FULL)
                        .toException());
    PostgresBaseManifest files = PostgresBaseManifest.read(path(backup));
    if (!files.start().toString().equals(backup.positions().get(PostgresServerBackups.START))) {
      throw PostgresArchive.refused(
          ErrorCode.ARCHIVE_CORRUPT,
          backup.location().toString(),
          "has a " + PostgresBaseManifest.NAME + " of another backup");
    }
    return backup;
  }

  /** Measures all that stands for or against it. */
  List<Check> checks() {
    List<BackupInfo> all;
    try {
      all = shelf.all(Location.local(directory));
    } catch (DatabaseException e) {
      return List.of(demand(false, THERE, directory.toString(), said(e), "one", e.code(), FULL));
    }
    Optional<BackupInfo> found = found(all);
    List<Check> checks = new ArrayList<>();
    checks.add(
        demand(
            found.isPresent(),
            THERE,
            base.orElse(directory).toString(),
            found
                .map(backup -> backup.backupType() + " of " + backup.finishedAt())
                .orElse("no base backup of this server"),
            "a base backup of this server",
            ErrorCode.NOT_FOUND,
            FULL));
    if (found.isPresent()) {
      checks.add(PostgresBaseChain.of(found.get(), all).check(context.clock()));
      checks.addAll(server(found.get()));
    }
    return checks;
  }

  private static String said(DatabaseException e) {
    return String.valueOf(e.getMessage());
  }

  private record Server(
      String system,
      String checksums,
      String summarize,
      long timeline,
      Optional<PostgresLsn> summarized,
      List<PostgresSummaries.Stretch> summaries) {}

  private List<Check> server(BackupInfo backup) {
    Server now;
    PostgresReach.Base of;
    PostgresLsn start;
    try {
      of = PostgresReach.Base.of(backup);
      start =
          PostgresLsn.parse(backup.positions().getOrDefault(PostgresServerBackups.START, ""))
              .orElse(of.end());
      now = read(of.timeline(), start);
    } catch (DatabaseException e) {
      return List.of(
          demand(
              false,
              "the server tells what it has summarized",
              context.runner().engine(),
              said(e),
              "an answer",
              e.code(),
              e.remedy().orElse("See that the server answers, and that this role may ask.")));
    }
    List<Check> checks = new ArrayList<>();
    String archive = backup.location().toString();
    checks.add(
        demand(
            now.system().equals(of.systemIdentifier()),
            "the backup to build on is of this server",
            archive,
            "of the server " + of.systemIdentifier(),
            now.system(),
            ErrorCode.PRECONDITION_FAILED,
            "Name a backup of this server; a FULL one if there is none."));
    checks.add(
        demand(
            context.version().major() == of.major(),
            "the backup to build on is of this major version",
            archive,
            "of PostgreSQL " + of.major(),
            "PostgreSQL " + context.version().major(),
            ErrorCode.PRECONDITION_FAILED,
            FULL));
    checks.add(
        demand(
            now.checksums().equals(backup.attributes().get(PostgresServerFacts.CHECKSUMS)),
            "page checksums are as they were",
            "data_checksums",
            now.checksums(),
            String.valueOf(backup.attributes().get(PostgresServerFacts.CHECKSUMS)),
            ErrorCode.PRECONDITION_FAILED,
            "Make a FULL backup: pages with and without checksums cannot be combined."));
    checks.add(
        demand(
            now.timeline() == of.timeline(),
            "the server is on the timeline of the backup to build on",
            archive,
            "the server is on timeline " + now.timeline(),
            "timeline " + of.timeline(),
            ErrorCode.PRECONDITION_FAILED,
            "Make a FULL backup: another server has become the primary since."));
    boolean on = now.summarize().equals("on");
    checks.add(
        demand(
            on,
            "the server summarizes its WAL",
            "summarize_wal",
            now.summarize(),
            "on",
            ErrorCode.WRONG_STATE,
            SUMMARIZE));
    if (on && now.timeline() == of.timeline()) {
      checks.add(summarized(now, start, archive));
    }
    return checks;
  }

  private Check summarized(Server now, PostgresLsn start, String archive) {
    PostgresLsn reached = PostgresSummaries.reached(start, now.summaries());
    PostgresLsn due = now.summarized().filter(lsn -> lsn.compareTo(start) > 0).orElse(start);
    return demand(
        reached.compareTo(due) >= 0,
        "what was changed since the backup to build on is summarized",
        archive,
        "from " + start + " to " + reached,
        "without a hole to " + due,
        ErrorCode.PRECONDITION_FAILED,
        "Make a FULL backup: summaries were off, or are gone since wal_summary_keep_time is over.");
  }

  private Server read(long timeline, PostgresLsn start) {
    return context
        .sql()
        .first(
            PostgresSql.text("server-incremental"),
            row ->
                new Server(
                    row.text("system_identifier"),
                    row.text("checksums"),
                    row.text("summarize_wal"),
                    row.longValue("timeline"),
                    row.optionalText("summarized").flatMap(PostgresLsn::parse),
                    PostgresSummaries.parse(row.texts("summaries"))),
            timeline,
            start.toString())
        .orElseThrow();
  }

  private Check demand(
      boolean holds,
      String rule,
      String subject,
      String measured,
      String limit,
      ErrorCode code,
      String remedy) {
    return Checks.demand(context.clock(), holds, rule, subject, measured, limit, code, remedy);
  }
}
