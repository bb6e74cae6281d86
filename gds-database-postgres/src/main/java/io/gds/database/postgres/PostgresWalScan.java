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
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
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

  private final PostgresToolbox toolbox;
  private final PostgresToolbox.Found tool;
  private final Path directory;

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

  /**
   * Finds the tool.
   *
   * @param major the major version of the server that wrote the WAL
   * @throws io.gds.database.error.ToolException if there is none
   */
  PostgresWalScan(PostgresToolbox toolbox, int major, Optional<Path> tools, Path directory) {
    this.toolbox = toolbox;
    this.directory = directory;
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
    scan(
        files,
        "Transaction",
        line -> {
          Matcher matcher = END.matcher(line);
          if (matcher.find()) {
            String prepared = matcher.group(3);
            consumer.accept(
                new End(
                    Long.parseLong(prepared == null ? matcher.group(1) : prepared),
                    PostgresLsn.parse(matcher.group(2)).orElseThrow(),
                    LocalDateTime.parse(matcher.group(4) + "T" + matcher.group(5))
                        .toInstant(ZoneOffset.UTC)));
          }
        });
  }

  /** Reads stretches of one timeline each, since the tool follows no switch. */
  private void scan(List<String> files, String manager, Consumer<String> lines) {
    int from = 0;
    while (from < files.size()) {
      int to = from;
      while (to + 1 < files.size()
          && files.get(to + 1).substring(0, 8).equals(files.get(from).substring(0, 8))) {
        to++;
      }
      read(files.get(from), files.get(to), manager, lines);
      from = to + 1;
    }
  }

  private void read(String first, String last, String manager, Consumer<String> lines) {
    ToolCommand command =
        ToolCommand.builder(tool.tool())
            .variable("TZ", "UTC")
            .arguments("--rmgr=" + manager, "--path=" + directory, first, last)
            .build();
    try (Lines out = new Lines(lines)) {
      toolbox.runner().run(ToolRun.of(command).output(out).cancellation(Cancellation.never()));
    } catch (DatabaseException e) {
      // What ends in the middle of a record ends so; what was read before it counts.
      if (e.code() != ErrorCode.TOOL_FAILED) {
        throw e;
      }
    }
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
