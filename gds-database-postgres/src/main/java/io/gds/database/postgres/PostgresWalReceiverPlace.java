package io.gds.database.postgres;

import io.gds.database.core.archive.StorageFailures;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What lies in a directory of received WAL, as pg_receivewal sees it when it looks where to go on.
 *
 * @param highest the segment behind which, or, where it is unfinished, from whose begin on it goes
 *     on; empty for an empty directory
 * @param holes the stretches that are missing between those that are there, as sentences
 * @param unfinished the names of unfinished segments
 */
record PostgresWalReceiverPlace(
    Optional<Segment> highest, List<String> holes, List<String> unfinished) {
  private static final Pattern NAME =
      Pattern.compile("([0-9A-F]{8})([0-9A-F]{8})([0-9A-F]{8})(\\.partial)?");
  private static final String UNFINISHED = ".partial";

  /**
   * A segment.
   *
   * @param timeline its timeline
   * @param number the how manieth it is, from the begin of all WAL on
   * @param partial whether it is unfinished
   */
  record Segment(long timeline, long number, boolean partial) {
    static Optional<Segment> of(String name, long segmentBytes) {
      Matcher matcher = NAME.matcher(name);
      if (!matcher.matches()) {
        return Optional.empty();
      }
      long perId = 0x100000000L / segmentBytes;
      return Optional.of(
          new Segment(
              Long.parseLong(matcher.group(1), 16),
              Long.parseLong(matcher.group(2), 16) * perId + Long.parseLong(matcher.group(3), 16),
              matcher.group(4) != null));
    }

    /** Where the tool goes on behind it. */
    PostgresLsn next(long segmentBytes) {
      return new PostgresLsn((partial ? number : number + 1) * segmentBytes);
    }

    private boolean isAbove(Segment other) {
      return number != other.number
          ? number > other.number
          : timeline != other.timeline ? timeline > other.timeline : other.partial && !partial;
    }
  }

  /**
   * Looks.
   *
   * @throws io.gds.database.error.StorageException if it cannot be read
   */
  static PostgresWalReceiverPlace look(Path directory, long segmentBytes) {
    Segment highest = null;
    TreeSet<Long> whole = new TreeSet<>();
    List<String> unfinished = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        String name = entry.getFileName().toString();
        Optional<Segment> found = Segment.of(name, segmentBytes);
        if (found.isEmpty() || !Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS)) {
          continue;
        }
        Segment segment = found.get();
        if (segment.partial()) {
          unfinished.add(name);
        } else if (Files.size(entry) == segmentBytes) {
          whole.add(segment.number());
        } else {
          // The tool passes it by as well; the stretch counts as missing.
          continue;
        }
        highest = highest == null || segment.isAbove(highest) ? segment : highest;
      }
    } catch (IOException e) {
      throw StorageFailures.reading(directory, "looking into the directory of WAL", e);
    }
    unfinished.sort(null);
    return new PostgresWalReceiverPlace(
        Optional.ofNullable(highest), holes(whole, segmentBytes), unfinished);
  }

  private static List<String> holes(TreeSet<Long> whole, long segmentBytes) {
    List<String> holes = new ArrayList<>();
    long expected = whole.isEmpty() ? 0 : whole.first();
    for (long number : whole) {
      if (number > expected) {
        holes.add(
            (number - expected)
                + " segments from "
                + new PostgresLsn(expected * segmentBytes)
                + " to "
                + new PostgresLsn(number * segmentBytes));
      }
      expected = number + 1;
    }
    return holes;
  }

  /** The name under which a segment lies until it is whole. */
  static String unfinished(long timeline, PostgresLsn lsn, long segmentBytes) {
    return PostgresLsn.fileName(timeline, lsn.segment(segmentBytes), segmentBytes) + UNFINISHED;
  }
}
