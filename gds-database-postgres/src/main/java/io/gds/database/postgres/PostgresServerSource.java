package io.gds.database.postgres;

import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupType;
import io.gds.database.backup.Location;
import io.gds.database.backup.RestoreOptions;
import io.gds.database.backup.RestoreSource;
import io.gds.database.connection.DatabaseType;
import io.gds.database.core.archive.Manifest;
import io.gds.database.core.archive.ManifestFile;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.operation.Check;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which backup of a whole server is restored: the one named, or of a history the newest from which
 * the target is reached.
 */
final class PostgresServerSource {
  private static final int TOLD = 5;

  private final PostgresContext context;
  private final PostgresServerShelf shelf;

  /**
   * A backup with its recovery.
   *
   * @param others what is to be said of the others of its history; may be empty
   */
  record Chosen(
      BackupInfo backup, PostgresReach.Base base, PostgresRecovery recovery, String others) {
    /** Measures whether the target can be reached, and tells of the others. */
    Check check() {
      Check own = recovery.check();
      return others.isEmpty()
          ? own
          : new Check(
              own.rule(),
              own.subject(),
              own.measured() + "; " + others,
              own.limit(),
              own.verdict(),
              own.code(),
              own.readAt(),
              own.remedy());
    }
  }

  PostgresServerSource(PostgresContext context, PostgresServerShelf shelf) {
    this.context = context;
    this.shelf = shelf;
  }

  /**
   * Finds it.
   *
   * @throws io.gds.database.error.NotFoundException if a history holds none that ended before
   * @throws io.gds.database.error.ArchiveException if what is named is no backup of a server
   */
  Chosen of(RestoreOptions options) {
    RestoreSource source = options.source();
    Location place = source.location().orElseThrow();
    if (source.kind() == RestoreSource.Kind.ARCHIVE) {
      BackupInfo backup = named(place);
      PostgresReach.Base base = PostgresReach.Base.of(backup);
      return new Chosen(backup, base, recovery(options, backup, base), "");
    }
    return newest(options, source.database().orElseThrow(), place);
  }

  private static BackupInfo named(Location place) {
    Manifest manifest = ManifestFile.read(place.path(), DatabaseType.POSTGRESQL);
    if (manifest.backupType() != BackupType.FULL
        && manifest.backupType() != BackupType.INCREMENTAL) {
      throw PostgresArchive.refused(
          ErrorCode.ARCHIVE_UNRECOGNIZED,
          place.toString(),
          "is a backup of type "
              + manifest.backupType()
              + " of one database, which is restored by that database");
    }
    return manifest.toBackupInfo(place.path(), List.of());
  }

  private PostgresRecovery recovery(
      RestoreOptions options, BackupInfo backup, PostgresReach.Base base) {
    return new PostgresRecovery(
        context,
        options,
        base,
        Optional.ofNullable(backup.attributes().get(PostgresServerBackups.WAL_ARCHIVE))
            .map(Path::of));
  }

  private Chosen newest(RestoreOptions options, String server, Location place) {
    Optional<Instant> at = options.pointInTime();
    List<PostgresServerShelf.Candidate> before =
        shelf.candidates(server, place).stream()
            .filter(one -> at.isEmpty() || one.isBefore(at.get()))
            .toList();
    List<String> lacking = new ArrayList<>();
    Optional<Chosen> first = Optional.empty();
    int firstAt = 0;
    for (PostgresServerShelf.Candidate one : before) {
      if (one.base().isEmpty()) {
        lacking.add(one.fault().orElseThrow());
        continue;
      }
      PostgresRecovery recovery = recovery(options, one.backup(), one.base().get());
      Check check = recovery.planned();
      if (!check.refused()) {
        return new Chosen(
            one.backup(), one.base().get(), recovery, told("newer ones were passed over", lacking));
      }
      if (first.isEmpty()) {
        first = Optional.of(new Chosen(one.backup(), one.base().get(), recovery, ""));
        firstAt = lacking.size();
      }
      lacking.add(one.backup().location() + ": " + check.measured());
      // Without a target an older one ends elsewhere, which nobody asked for; and what did not
      // answer in time for one will not for the next.
      if (check.code() == ErrorCode.TIMEOUT || (recovery.target().isOpen() && !recovery.isSeen())) {
        break;
      }
    }
    if (first.isEmpty()) {
      throw nothing(server, place, at, lacking);
    }
    lacking.remove(firstAt);
    Chosen newest = first.get();
    return new Chosen(
        newest.backup(),
        newest.base(),
        newest.recovery(),
        told("the others do not reach it either", lacking));
  }

  private static String told(String what, List<String> reasons) {
    if (reasons.isEmpty()) {
      return "";
    }
    int more = reasons.size() - TOLD;
    return what
        + ": "
        + String.join("; ", reasons.subList(0, Math.min(TOLD, reasons.size())))
        + (more > 0 ? "; and " + more + " more" : "");
  }

  private static DatabaseException nothing(
      String server, Location place, Optional<Instant> at, List<String> lacking) {
    return ErrorDetails.of(
            ErrorCode.NOT_FOUND,
            "there is no backup of the whole server "
                + server
                + at.map(instant -> " that ended before " + instant).orElse("")
                + " in "
                + place
                + told(" that can be restored", lacking))
        .target(server)
        .remedy("Check name, instant and directory; backupHistory lists what is there.")
        .toException();
  }
}
