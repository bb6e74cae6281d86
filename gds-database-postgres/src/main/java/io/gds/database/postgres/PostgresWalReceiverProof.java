package io.gds.database.postgres;

import io.gds.database.core.StepContext;
import io.gds.database.core.tool.ToolCommand;
import io.gds.database.core.tool.ToolRun;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Looks at segments that were received: that they are there, and what is in them. */
final class PostgresWalReceiverProof {
  private final PostgresContext context;
  private final Path directory;
  private final PostgresWalReceiverState state;
  private final Optional<Path> tools;
  private final StepContext step;

  /**
   * What was received.
   *
   * @param start its first byte
   * @param end the byte behind its last
   * @param timeline the timeline on which it ends
   * @param files the segments, in order
   * @param why why there are no more, as a sentence
   * @param last when the last transaction in it ended, if that was looked for and there is one
   */
  record Received(
      PostgresLsn start,
      PostgresLsn end,
      long timeline,
      List<String> files,
      String why,
      Optional<Instant> last) {}

  PostgresWalReceiverProof(
      PostgresContext context,
      Path directory,
      PostgresWalReceiverState state,
      Optional<Path> tools,
      StepContext step) {
    this.context = context;
    this.directory = directory;
    this.state = state;
    this.tools = tools;
    this.step = step;
  }

  /** Looks at the segments behind the one where it was begun, along the newest timeline. */
  Received look(PostgresWalReceiverPlace.Segment begun) {
    long size = state.segmentBytes();
    PostgresLsn start = begun.next(size);
    PostgresWalArchive archive = new PostgresWalArchive(directory, state.systemIdentifier(), size);
    long newest = archive.newest(begun.timeline());
    long from = timelineAt(archive.ancestors(newest), begun.timeline(), start, newest);
    PostgresWalArchive.Chain chain =
        archive.chain(from, new PostgresLsn(start.value() + 1), newest);
    List<String> files = chain.files();
    PostgresLsn end =
        files.isEmpty() ? start : new PostgresLsn(start.value() + files.size() * size);
    return new Received(start, end, newest, files, chain.why(), Optional.empty());
  }

  /**
   * The timeline on which a position is read: one that was left just there is not read from any
   * more.
   *
   * @param left where the ancestors of the newest were left, in order
   * @param oldest the oldest that counts
   */
  static long timelineAt(
      Map<Long, PostgresLsn> left, long oldest, PostgresLsn position, long newest) {
    return left.entrySet().stream()
        .filter(entry -> entry.getKey() >= oldest && entry.getValue().compareTo(position) > 0)
        .mapToLong(Map.Entry::getKey)
        .findFirst()
        .orElse(newest);
  }

  /** Has pg_waldump read each record; says what was found good, as a sentence. */
  String read(Received received) {
    PostgresToolbox.Found tool =
        context
            .toolbox()
            .require(PostgresBaseRun.WAL_TOOL, PostgresBaseRun.wanted(context.version()), tools);
    long size = state.segmentBytes();
    List<String> files = received.files();
    int from = 0;
    while (from < files.size()) {
      int to = from;
      while (to + 1 < files.size()
          && files.get(to + 1).substring(0, 8).equals(files.get(from).substring(0, 8))) {
        to++;
      }
      PostgresLsn start = new PostgresLsn(received.start().value() + from * size);
      PostgresLsn end = new PostgresLsn(received.start().value() + (to + 1) * size);
      parse(tool, Long.parseLong(files.get(from).substring(0, 8), 16), start, end);
      from = to + 1;
    }
    return PostgresBaseRun.WAL_TOOL
        + " "
        + tool.version()
        + " read each record from "
        + received.start()
        + " to "
        + received.end();
  }

  private void parse(
      PostgresToolbox.Found tool, long timeline, PostgresLsn start, PostgresLsn end) {
    ToolCommand command =
        ToolCommand.builder(tool.tool())
            .arguments("--quiet", "--path=" + directory, "--timeline=" + timeline)
            .arguments("--start=" + start, "--end=" + end)
            .build();
    try {
      context.toolbox().runner().run(ToolRun.of(command).cancellation(step));
    } catch (DatabaseException e) {
      if (e.code() != ErrorCode.TOOL_FAILED) {
        throw e;
      }
      throw PostgresArchive.refused(
          ErrorCode.ARCHIVE_CORRUPT,
          directory.toString(),
          "was received from "
              + start
              + " to "
              + end
              + ", but is damaged: "
              + e.details().get("stderr").orElse(String.valueOf(e.getMessage())));
    }
  }

  /** The same with the instant up to which it reaches. */
  Received withLast(Received received) {
    List<String> files = new ArrayList<>(received.files());
    return new Received(
        received.start(),
        received.end(),
        received.timeline(),
        files,
        received.why(),
        new PostgresWalScan(context.toolbox(), context.version().major(), tools, directory)
            .lastEnd(files)
            .map(PostgresWalScan.End::at));
  }
}
