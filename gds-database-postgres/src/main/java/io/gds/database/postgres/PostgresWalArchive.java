package io.gds.database.postgres;

import io.gds.database.core.archive.StorageFailures;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A directory into which a server archives its WAL: segments by their own names, and the histories
 * of timelines. Reads only.
 */
final class PostgresWalArchive {
  private final Path directory;
  private final String systemIdentifier;
  private final long segmentBytes;
  private final Set<String> names = new TreeSet<>();

  /**
   * The segments behind a base backup without a hole between.
   *
   * @param files their names, in order, from the one in which the backup ends; may be empty
   * @param end the first byte behind them
   * @param why why there is no more, as a sentence
   */
  record Chain(List<String> files, PostgresLsn end, String why) {}

  /**
   * Looks into a directory.
   *
   * @param systemIdentifier the server's, which the segments must have
   */
  PostgresWalArchive(Path directory, String systemIdentifier, long segmentBytes) {
    this.directory = directory;
    this.systemIdentifier = systemIdentifier;
    this.segmentBytes = segmentBytes;
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        String name = entry.getFileName().toString();
        if (name.matches("[0-9A-F]{24}|[0-9A-F]{8}\\.history")) {
          names.add(name);
        }
      }
    } catch (IOException e) {
      throw StorageFailures.reading(directory, "looking into the WAL archive", e);
    }
  }

  Path directory() {
    return directory;
  }

  /** The newest timeline that comes from one. */
  long newest(long timeline) {
    return newest(timeline, new PostgresLsn(0));
  }

  /**
   * The newest timeline that comes from one, and left it no earlier than at a position: what left
   * it before goes another way.
   */
  long newest(long timeline, PostgresLsn from) {
    long newest = timeline;
    for (String name : names) {
      if (name.endsWith(".history")) {
        long candidate = Long.parseLong(name.substring(0, 8), 16);
        PostgresLsn left = candidate > newest ? ancestors(candidate).get(timeline) : null;
        if (left != null && left.compareTo(from) >= 0) {
          newest = candidate;
        }
      }
    }
    return newest;
  }

  /** Where each timeline that one comes from was left, by its number. */
  Map<Long, PostgresLsn> ancestors(long timeline) {
    Map<Long, PostgresLsn> switches = new TreeMap<>();
    Path history = directory.resolve(String.format("%08X.history", timeline));
    if (timeline == 1 || !Files.isRegularFile(history, LinkOption.NOFOLLOW_LINKS)) {
      return switches;
    }
    try {
      for (String line : Files.readAllLines(history, StandardCharsets.UTF_8)) {
        String[] fields = line.strip().split("\\s+", 3);
        if (fields.length >= 2 && fields[0].matches("[0-9]{1,10}")) {
          PostgresLsn.parse(fields[1])
              .ifPresent(lsn -> switches.put(Long.parseLong(fields[0]), lsn));
        }
      }
    } catch (IOException e) {
      throw StorageFailures.reading(history, "reading the history of a timeline", e);
    }
    return switches;
  }

  /**
   * Whether a timeline comes from a base backup's, as far as the archive tells.
   *
   * @param from the timeline the backup ended on
   * @param end where it ended
   * @param timeline the timeline to be followed
   */
  boolean leads(long from, PostgresLsn end, long timeline) {
    PostgresLsn left = timeline == from ? null : ancestors(timeline).get(from);
    return timeline == from || (left != null && left.compareTo(end) >= 0);
  }

  /**
   * The segments that lead from a base backup's end along a timeline.
   *
   * @param from the timeline the backup ended on
   * @param end where it ended
   * @param timeline the timeline to be followed
   */
  Chain chain(long from, PostgresLsn end, long timeline) {
    Map<Long, PostgresLsn> switches = timeline == from ? Map.of() : ancestors(timeline);
    long first = end.segmentBefore(segmentBytes);
    List<String> files = new ArrayList<>();
    if (!leads(from, end, timeline)) {
      return new Chain(
          files,
          end,
          "timeline " + timeline + " does not come from the backup's, as far as the archive tells");
    }
    for (long at = first; ; at++) {
      long on = timelineAt(at, from, timeline, switches);
      String name = PostgresLsn.fileName(on, at, segmentBytes);
      Optional<String> fault = names.contains(name) ? fault(name, at) : Optional.of("is not there");
      if (fault.isPresent()) {
        return new Chain(
            files,
            files.isEmpty() ? end : new PostgresLsn(at * segmentBytes),
            "the segment " + name + " " + fault.get());
      }
      files.add(name);
    }
  }

  /** The timeline on which a segment is read: the one that is left last before its end. */
  private long timelineAt(long segment, long from, long timeline, Map<Long, PostgresLsn> switches) {
    for (Map.Entry<Long, PostgresLsn> left : switches.entrySet()) {
      if (left.getKey() >= from && left.getValue().segment(segmentBytes) > segment) {
        return left.getKey();
      }
    }
    return timeline;
  }

  /** What is wrong with a segment, by its size and the header of its first page. */
  private Optional<String> fault(String name, long segment) {
    Path file = directory.resolve(name);
    try {
      if (Files.size(file) != segmentBytes) {
        return Optional.of("has " + Files.size(file) + " bytes, not " + segmentBytes);
      }
      Optional<PostgresWalHeader> header = PostgresWalHeader.read(file, segmentBytes);
      if (header.isEmpty()) {
        return Optional.of("does not begin as a segment does");
      }
      if (!header.get().systemIdentifier().equals(systemIdentifier)) {
        return Optional.of("is of another server");
      }
      return header.get().begin() == segment * segmentBytes
          ? Optional.empty()
          : Optional.of("holds another stretch than its name says");
    } catch (IOException e) {
      return Optional.of("cannot be read: " + e.getMessage());
    }
  }
}
