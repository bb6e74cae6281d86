package io.gds.database.postgres;

import io.gds.database.backup.BackupInfo;
import io.gds.database.core.StepContext;
import io.gds.database.core.archive.FileSync;
import io.gds.database.core.archive.StorageFailures;
import io.gds.database.error.DatabaseException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The archived WAL that no kept base backup needs: by pg_archivecleanup's rule all segments whose
 * name without the timeline is less than that of the one in which the oldest begins. Each file is
 * looked into, so that the WAL of another server is never taken for it. Immutable.
 *
 * @param directory the archive
 * @param files what goes, in the order of the log
 * @param bytes the size of all that
 * @param first in which segment the oldest kept base backup begins, by the server's identifier
 * @see <a href="https://www.postgresql.org/docs/current/pgarchivecleanup.html">pg_archivecleanup
 *     </a>
 */
record PostgresWalRetention(
    Path directory, List<String> files, long bytes, Map<String, First> first) {
  private static final String SEGMENT = "[0-9A-F]{24}(\\.partial)?";
  private static final int TIMELINE_DIGITS = 8;
  private static final int DIGITS = 24;

  PostgresWalRetention {
    files = List.copyOf(files);
    first = new TreeMap<>(first);
  }

  /**
   * The first segment that is needed.
   *
   * @param segment its name
   * @param segmentBytes the size of the server's segments
   * @param backup the backup that begins in it
   */
  record First(String segment, long segmentBytes, BackupInfo backup) {
    static Optional<First> of(BackupInfo backup) {
      PostgresReach.Base base;
      try {
        base = PostgresReach.Base.of(backup);
      } catch (DatabaseException e) {
        return Optional.empty();
      }
      return PostgresLsn.parse(backup.positions().getOrDefault(PostgresServerBackups.START, ""))
          .map(
              start ->
                  new First(
                      PostgresLsn.fileName(
                          base.timeline(), start.segment(base.segmentBytes()), base.segmentBytes()),
                      base.segmentBytes(),
                      backup));
    }

    /** The older of two, whatever their timelines. */
    static First older(First one, First other) {
      return place(one.segment()).compareTo(place(other.segment())) <= 0 ? one : other;
    }
  }

  /** What of a name tells the place in the log. */
  private static String place(String name) {
    return name.substring(TIMELINE_DIGITS, DIGITS);
  }

  /**
   * In which segment the WAL begins that is needed, by server. A server of which a backup does not
   * tell where it begins is left out, so that none of its WAL goes.
   */
  static Map<String, First> needed(List<BackupInfo> kept) {
    Map<String, First> needed = new TreeMap<>();
    List<String> unknown = new ArrayList<>();
    for (BackupInfo backup : kept) {
      String server = PostgresServerShelf.origin(backup);
      Optional<First> first = First.of(backup);
      if (first.isPresent()) {
        needed.merge(server, first.get(), First::older);
      } else {
        unknown.add(server);
      }
    }
    unknown.forEach(needed::remove);
    return needed;
  }

  /**
   * Looks into an archive.
   *
   * @param kept all base backups that stay
   * @throws io.gds.database.error.NotFoundException if there is no such directory
   */
  static PostgresWalRetention of(Path archive, List<BackupInfo> kept) {
    Path directory = archive.toAbsolutePath().normalize();
    Map<String, First> needed = needed(kept);
    List<String> files = new ArrayList<>();
    long bytes = 0;
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        String name = String.valueOf(entry.getFileName());
        if (name.matches(SEGMENT)
            && Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS)
            && goes(entry, name, needed)) {
          files.add(name);
          bytes += Files.size(entry);
        }
      }
    } catch (IOException e) {
      throw StorageFailures.reading(directory, "looking into the WAL archive", e);
    }
    files.sort(
        Comparator.comparing(PostgresWalRetention::place).thenComparing(Comparator.naturalOrder()));
    return new PostgresWalRetention(directory, files, bytes, needed);
  }

  private static boolean goes(Path file, String name, Map<String, First> needed)
      throws IOException {
    for (Map.Entry<String, First> server : needed.entrySet()) {
      First first = server.getValue();
      if (place(name).compareTo(place(first.segment())) < 0
          && PostgresWalHeader.read(file, first.segmentBytes())
              .filter(header -> header.systemIdentifier().equals(server.getKey()))
              .isPresent()) {
        return true;
      }
    }
    return false;
  }

  /** What goes and what does not, for people. */
  String text() {
    StringBuilder text = new StringBuilder();
    if (files.isEmpty()) {
      text.append("no WAL goes");
    } else {
      text.append(files.size())
          .append(files.size() == 1 ? " segment, " : " segments, ")
          .append(bytes)
          .append(" bytes, go, from ")
          .append(files.get(0))
          .append(" to ")
          .append(files.get(files.size() - 1));
    }
    first.forEach(
        (server, from) ->
            text.append("; of the server ")
                .append(server)
                .append(" all from ")
                .append(from.segment())
                .append(" on stays, in which the oldest kept backup ")
                .append(from.backup().location())
                .append(" begins"));
    return text.toString();
  }

  /** What is needed by backups that were not there when it was planned; empty if nothing is. */
  Optional<String> fault(List<BackupInfo> present) {
    Map<String, First> now = needed(present);
    for (Map.Entry<String, First> server : first.entrySet()) {
      First then = server.getValue();
      First due = now.get(server.getKey());
      if (due == null || !First.older(then, due).equals(then)) {
        return Optional.of(
            "of the server "
                + server.getKey()
                + " it is needed "
                + (due == null ? "from where on nobody knows" : "from " + due.segment() + " on"));
      }
    }
    return Optional.empty();
  }

  /** Deletes what was planned, the oldest first, so that what is left has no hole. */
  void delete(StepContext step) {
    try {
      for (String file : files) {
        step.throwIfCancelled();
        Files.deleteIfExists(directory.resolve(file));
      }
      FileSync.directory(directory);
    } catch (IOException e) {
      throw StorageFailures.writing(directory, "deleting archived WAL", e);
    }
  }
}
