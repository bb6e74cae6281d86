package io.gds.database.postgres;

import io.gds.database.core.tool.Cancellation;
import io.gds.database.core.tool.ToolCommand;
import io.gds.database.core.tool.ToolRun;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Looks for records in archived WAL by pg_waldump. Files tell no times; the ends of transactions
 * do, in the zone of the process that prints them, which is UTC here.
 */
final class PostgresWalScan {
  private static final Pattern END =
      Pattern.compile(
          "tx: +([0-9]+), lsn: ([0-9A-F]+/[0-9A-F]+), .*desc: (?:COMMIT|ABORT)(?:_PREPARED)?"
              + " (?:([0-9]+): )?([0-9]{4}-[0-9]{2}-[0-9]{2})"
              + " ([0-9]{2}:[0-9]{2}:[0-9]{2}(?:\\.[0-9]{1,6})?) UTC.*");
  private static final Pattern LSN = Pattern.compile(", lsn: ([0-9A-F]+/[0-9A-F]+), ");
  private static final Pattern POINT =
      Pattern.compile("lsn: ([0-9A-F]+/[0-9A-F]+), .*desc: RESTORE_POINT (.*)");

  /** What one run of the tool may take at least, and how many bytes a second it reads at least. */
  private static final Duration LEAST = Duration.ofMinutes(2);

  private static final long SLOWEST = 4 << 20;

  private final PostgresToolbox toolbox;
  private final PostgresToolbox.Found tool;
  private final Path directory;
  private final Cancellation cancellation;
  private final Duration least;

  /**
   * The end of a transaction, committed or not.
   *
   * @param xid its number
   * @param lsn where that is written
   * @param at when it was
   */
  record End(long xid, PostgresLsn lsn, Instant at) {}

  /** A restore point. */
  record Point(String name, PostgresLsn lsn) {}

  /** Finds the tool, which nobody stops; see the other. */
  PostgresWalScan(PostgresToolbox toolbox, int major, Optional<Path> tools, Path directory) {
    this(toolbox, major, tools, directory, Cancellation.never());
  }

  /**
   * Finds the tool.
   *
   * @param major the major version of the server that wrote the WAL
   * @param cancellation what stops it, besides an interrupt and its deadline
   * @throws io.gds.database.error.ToolException if there is none
   */
  PostgresWalScan(
      PostgresToolbox toolbox,
      int major,
      Optional<Path> tools,
      Path directory,
      Cancellation cancellation) {
    this(toolbox, major, tools, directory, cancellation, LEAST);
  }

  PostgresWalScan(
      PostgresToolbox toolbox,
      int major,
      Optional<Path> tools,
      Path directory,
      Cancellation cancellation,
      Duration least) {
    this.toolbox = toolbox;
    this.directory = directory;
    this.cancellation = cancellation;
    this.least = least;
    tool =
        toolbox.require(
            PostgresBaseRun.WAL_TOOL,
            new PostgresToolbox.Wanted(major, major, "the WAL is of PostgreSQL " + major),
            tools);
  }

  /** Where the record begins that a line of the tool tells of. */
  static Optional<PostgresLsn> lsn(String line) {
    Matcher matcher = LSN.matcher(line);
    return matcher.find() ? PostgresLsn.parse(matcher.group(1)) : Optional.empty();
  }

  /** The end of a transaction that a line of the tool tells of, printed in UTC. */
  static Optional<End> end(String line) {
    Matcher matcher = END.matcher(line);
    if (!matcher.find()) {
      return Optional.empty();
    }
    String prepared = matcher.group(3);
    return Optional.of(
        new End(
            Long.parseLong(prepared == null ? matcher.group(1) : prepared),
            PostgresLsn.parse(matcher.group(2)).orElseThrow(),
            LocalDateTime.parse(matcher.group(4) + "T" + matcher.group(5))
                .toInstant(ZoneOffset.UTC)));
  }

  /**
   * The first end of a transaction in these segments at or behind a position, looking at no more of
   * them than needed.
   */
  Optional<End> firstEnd(List<String> files, PostgresLsn from) {
    for (int ahead = 1; ; ahead *= 2) {
      List<String> some = files.subList(0, Math.min(ahead, files.size()));
      AtomicReference<@Nullable End> first = new AtomicReference<>();
      ends(
          some,
          end -> {
            if (end.lsn().compareTo(from) >= 0) {
              first.compareAndSet(null, end);
            }
          });
      if (first.get() != null || some.size() == files.size()) {
        return Optional.ofNullable(first.get());
      }
    }
  }

  /** The last end of a transaction in these segments, looking at no more of them than needed. */
  Optional<End> lastEnd(List<String> files) {
    for (int back = 1; ; back *= 2) {
      List<String> some = files.subList(Math.max(0, files.size() - back), files.size());
      AtomicReference<@Nullable End> last = new AtomicReference<>();
      ends(some, last::set);
      if (last.get() != null || some.size() == files.size()) {
        return Optional.ofNullable(last.get());
      }
    }
  }

  /**
   * Where the first record begins that does so at or behind a position. A server that shall recover
   * up to there stops at it, and fails where there is none.
   *
   * @param files the segments from that in which the position lies
   */
  Optional<PostgresLsn> next(List<String> files, PostgresLsn position) {
    AtomicReference<@Nullable PostgresLsn> found = new AtomicReference<>();
    List<String> how = List.of("--limit=1", "--start=" + position);
    for (List<String> stretch : stretches(files)) {
      read(stretch, how, line -> lsn(line).ifPresent(lsn -> found.compareAndSet(null, lsn)));
      if (found.get() != null) {
        break;
      }
      how = List.of("--limit=1");
    }
    return Optional.ofNullable(found.get());
  }

  /** The first end of this transaction. */
  Optional<End> end(List<String> files, long xid) {
    AtomicReference<@Nullable End> found = new AtomicReference<>();
    ends(
        files,
        end -> {
          if (end.xid() == xid) {
            found.compareAndSet(null, end);
          }
        });
    return Optional.ofNullable(found.get());
  }

  /** The first restore point of this name. */
  Optional<Point> point(List<String> files, String name) {
    AtomicReference<@Nullable Point> found = new AtomicReference<>();
    scan(
        files,
        "XLOG",
        line -> {
          Matcher matcher = POINT.matcher(line);
          if (matcher.find() && matcher.group(2).equals(name)) {
            found.compareAndSet(
                null, new Point(name, PostgresLsn.parse(matcher.group(1)).orElseThrow()));
          }
        });
    return Optional.ofNullable(found.get());
  }

  private void ends(List<String> files, Consumer<End> consumer) {
    scan(files, "Transaction", line -> end(line).ifPresent(consumer));
  }

  private void scan(List<String> files, String manager, Consumer<String> lines) {
    for (List<String> stretch : stretches(files)) {
      read(stretch, List.of("--rmgr=" + manager), lines);
    }
  }

  /** Stretches of one timeline each, since the tool follows no switch. */
  private static List<List<String>> stretches(List<String> files) {
    List<List<String>> stretches = new ArrayList<>();
    int from = 0;
    while (from < files.size()) {
      int to = from + 1;
      while (to < files.size()
          && files.get(to).substring(0, 8).equals(files.get(from).substring(0, 8))) {
        to++;
      }
      stretches.add(files.subList(from, to));
      from = to;
    }
    return stretches;
  }

  private void read(List<String> stretch, List<String> how, Consumer<String> lines) {
    ToolCommand command =
        ToolCommand.builder(tool.tool())
            .variable("TZ", "UTC")
            .arguments(how)
            .arguments("--path=" + directory, stretch.get(0), stretch.get(stretch.size() - 1))
            .build();
    try (Lines out = new Lines(lines)) {
      toolbox
          .runner()
          .run(
              ToolRun.of(command).output(out).within(patience(stretch)).cancellation(cancellation));
    } catch (DatabaseException e) {
      // What ends in the middle of a record ends so; what was read before it counts.
      if (e.code() != ErrorCode.TOOL_FAILED) {
        throw e;
      }
    }
  }

  /** Storage that does not answer would hold up whoever plans by it. */
  private Duration patience(List<String> stretch) {
    long bytes =
        stretch.stream().mapToLong(file -> directory.resolve(file).toFile().length()).sum();
    return least.plusSeconds(bytes / SLOWEST);
  }

  /** Cuts what is written into lines. */
  static final class Lines extends OutputStream {
    private final Consumer<String> lines;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    Lines(Consumer<String> lines) {
      this.lines = lines;
    }

    @Override
    public void write(int b) {
      if (b == '\n') {
        lines.accept(line.toString(StandardCharsets.UTF_8));
        line.reset();
      } else {
        line.write(b);
      }
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      for (int i = offset; i < offset + length; i++) {
        write(bytes[i]);
      }
    }

    @Override
    public void close() {
      line.reset();
    }
  }
}
