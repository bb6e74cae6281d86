package io.gds.database.postgres;

import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupQuery;
import io.gds.database.backup.Location;
import io.gds.database.backup.ReachableWindow;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * To which instants a server can be restored by a directory of its backups: by each base backup the
 * stretch that the WAL leads to, overlapping ones joined. It promises what {@link
 * PostgresServerSource} finds a backup for, and no more.
 */
final class PostgresServerWindow {
  private final PostgresContext context;
  private final PostgresServerShelf shelf;

  PostgresServerWindow(PostgresContext context, PostgresServerShelf shelf) {
    this.context = context;
    this.shelf = shelf;
  }

  /** Why there is nothing about an instant. */
  private record Lack(Instant at, String why) {}

  /** The window of a server. */
  ReachableWindow of(String server, BackupQuery query, Location directory) {
    List<PostgresReach> reaches = new ArrayList<>();
    List<Lack> lacks = new ArrayList<>();
    Set<String> silent = new HashSet<>();
    for (PostgresServerShelf.Candidate one : shelf.candidates(server, directory)) {
      if (one.backup().finishedAt().isBefore(query.since().orElse(Instant.MIN))) {
        continue;
      }
      one.fault().ifPresent(fault -> lacks.add(new Lack(one.at(), fault)));
      one.base()
          .map(base -> reach(one.backup(), base, silent))
          .ifPresent(
              reach -> {
                if (reach.from().equals(PostgresReach.Base.UNKNOWN)) {
                  lacks.add(new Lack(one.at(), unknown(one.backup(), reach)));
                } else {
                  reaches.add(reach);
                }
              });
    }
    reaches.sort(Comparator.comparing(PostgresReach::from));
    lacks.sort(Comparator.comparing(Lack::at));
    return joined(server, reaches, lacks, context.clock().instant());
  }

  private static String unknown(BackupInfo backup, PostgresReach reach) {
    return backup.location() + " reaches " + reach.window() + ", and " + reach.why();
  }

  private static ReachableWindow joined(
      String server, List<PostgresReach> reaches, List<Lack> lacks, Instant now) {
    List<ReachableWindow.Span> spans = new ArrayList<>();
    List<ReachableWindow.Gap> gaps = new ArrayList<>();
    Instant begin = reaches.isEmpty() ? now : reaches.get(0).from();
    if (!lacks.isEmpty() && lacks.get(0).at().isBefore(begin)) {
      gaps.add(gap(lacks.get(0).at(), begin, "", lacks));
    }
    String why = "";
    for (PostgresReach reach : reaches) {
      int last = spans.size() - 1;
      if (last < 0 || spans.get(last).to().isBefore(reach.from())) {
        if (last >= 0) {
          gaps.add(gap(spans.get(last).to(), reach.from(), why, lacks));
        }
        spans.add(new ReachableWindow.Span(reach.from(), reach.to()));
        why = reach.why();
      } else if (reach.to().isAfter(spans.get(last).to())) {
        spans.set(last, new ReachableWindow.Span(spans.get(last).from(), reach.to()));
        why = reach.why();
      }
    }
    if (!spans.isEmpty() && spans.get(spans.size() - 1).to().isBefore(now)) {
      gaps.add(gap(spans.get(spans.size() - 1).to(), now, why, lacks));
    }
    return new ReachableWindow(server, spans, gaps, now);
  }

  /** A stretch that is not reached, with each backup in it that reaches nothing. */
  private static ReachableWindow.Gap gap(Instant from, Instant to, String why, List<Lack> lacks) {
    String reasons =
        Stream.concat(
                Stream.of(why),
                lacks.stream()
                    .filter(lack -> !lack.at().isBefore(from) && !lack.at().isAfter(to))
                    .map(Lack::why))
            .filter(reason -> !reason.isEmpty())
            .collect(Collectors.joining("; "));
    return new ReachableWindow.Gap(from, to, reasons);
  }

  /**
   * What a backup reaches.
   *
   * @param silent the logs that did not answer in time, which are not waited for again
   */
  private PostgresReach reach(BackupInfo backup, PostgresReach.Base base, Set<String> silent) {
    String wal = backup.attributes().get(PostgresServerBackups.WAL_ARCHIVE);
    if (wal == null) {
      return PostgresReach.alone(base);
    }
    return silent.contains(wal)
        ? PostgresReach.alone(base, "the log in " + wal + " did not answer in time")
        : PostgresReach.orAlone(base, () -> looked(base, wal, silent));
  }

  private PostgresReach looked(PostgresReach.Base base, String wal, Set<String> silent) {
    try {
      return PostgresReach.of(
          base, Path.of(wal), Optional.empty(), context.toolbox(), Optional.empty());
    } catch (DatabaseException e) {
      if (e.code() == ErrorCode.TIMEOUT) {
        silent.add(wal);
      }
      throw e;
    }
  }
}
