package io.gds.database.postgres;

import io.gds.database.core.StepContext;
import io.gds.database.core.archive.FileSync;
import io.gds.database.core.archive.RestrictedFiles;
import io.gds.database.core.archive.StorageFailures;
import io.gds.database.core.tool.Tool;
import io.gds.database.core.tool.ToolCommand;
import io.gds.database.core.tool.ToolRun;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.operation.OptionValues;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Runs pg_receivewal, and tells it by an empty unfinished segment where to begin where it would not
 * know, or know wrong. Used by the thread that runs the steps.
 */
final class PostgresWalReceiverTool {
  static final String TOOL = "pg_receivewal";

  private static final int MOST_ATTEMPTS = 10;

  private final PostgresContext context;
  private final OptionValues values;
  private final Path directory;
  private final String session = PostgresToolSessions.newName();
  private boolean fromOldest;
  private PostgresWalReceiverPlace.@Nullable Segment first;

  PostgresWalReceiverTool(PostgresContext context, OptionValues values, Path directory) {
    this.context = context;
    this.values = values;
    this.directory = directory;
  }

  /** The name of its sessions. */
  String session() {
    return session;
  }

  PostgresToolbox.Found find() {
    return context
        .toolbox()
        .require(
            TOOL,
            PostgresToolbox.Wanted.reading(context.version()),
            values.given(PostgresWalReceive.TOOLS));
  }

  /** The text of the step that receives up to a position, or as long as that. */
  String text(Optional<Duration> follow) {
    Tool tool =
        context
            .toolbox()
            .shown(
                TOOL,
                PostgresToolbox.Wanted.reading(context.version()),
                values.given(PostgresWalReceive.TOOLS));
    return command(
            PostgresToolLogin.shown(context, session),
            tool,
            follow.isPresent() ? Optional.empty() : Optional.of("<that position>"))
        + follow.map(time -> ", for " + time).orElse("");
  }

  private ToolCommand command(PostgresToolLogin login, Tool tool, Optional<String> end) {
    List<String> arguments = new ArrayList<>();
    arguments.add("--directory=" + directory);
    values.given(PostgresWalReceive.SLOT).ifPresent(slot -> arguments.add("--slot=" + slot));
    end.ifPresentOrElse(
        position -> arguments.add("--endpos=" + position), () -> arguments.add("--synchronous"));
    arguments.add("--no-loop");
    arguments.add("--no-password");
    // Should this process be killed, what the tool says of the next segment ends it.
    arguments.add("--verbose");
    return login
        .command(tool)
        .arguments(arguments)
        .arguments("--dbname=" + login.address(context.connections().maintenance()))
        .build();
  }

  /** Sees where it begins; what is half made there goes before. */
  void begin(PostgresWalReceiverState now, StepContext step) {
    removeEmpty(now);
    first = firstSegment(now, step);
  }

  /** Behind which segment, or in which, it was begun. */
  PostgresWalReceiverPlace.Segment begun() {
    return Objects.requireNonNull(first);
  }

  /** Where it goes on now. */
  PostgresLsn next(PostgresWalReceiverState now) {
    return PostgresWalReceiverPlace.look(directory, now.segmentBytes())
        .highest()
        .orElse(begun())
        .next(now.segmentBytes());
  }

  private PostgresWalReceiverPlace.Segment firstSegment(
      PostgresWalReceiverState now, StepContext step) {
    PostgresWalReceiverPlace place = PostgresWalReceiverPlace.look(directory, now.segmentBytes());
    Optional<PostgresLsn> start = PostgresWalReceiver.start(values, now);
    if (start.isEmpty() && place.highest().isPresent()) {
      return place.highest().get();
    }
    Optional<PostgresLsn> kept =
        start.or(() -> now.slot().flatMap(PostgresWalReceiverState.Slot::from));
    fromOldest = kept.isEmpty();
    PostgresLsn begin =
        kept.or(() -> now.oldest(context.sql().during(step)))
            .map(now::begin)
            .orElseGet(() -> now.begin(now.here()));
    return place
        .highest()
        .filter(there -> there.next(now.segmentBytes()).compareTo(begin) >= 0)
        .orElseGet(
            () ->
                new PostgresWalReceiverPlace.Segment(
                    now.timeline(), begin.segment(now.segmentBytes()), true));
  }

  /** An empty unfinished segment is where the tool goes on, whatever its version. */
  private void seed(PostgresWalReceiverPlace.Segment segment, PostgresWalReceiverState now) {
    try {
      RestrictedFiles.write(
          directory.resolve(
              PostgresWalReceiverPlace.unfinished(
                  segment.timeline(), segment.next(now.segmentBytes()), now.segmentBytes())),
          new byte[0]);
      FileSync.directory(directory);
    } catch (IOException e) {
      throw StorageFailures.writing(directory, "beginning a segment of WAL", e);
    }
  }

  /**
   * Receives, up to a position or until it is ended; what came stays whatever happens.
   *
   * @param end the position; empty to go on as the server writes
   * @param within how long it may take, if there is a limit
   * @param total how many bytes are to come, if that is known
   */
  void run(
      PostgresWalReceiverState now,
      Optional<String> end,
      Optional<Duration> within,
      String phase,
      OptionalLong total,
      StepContext step) {
    PostgresToolbox.Found tool = find();
    // What fails afterwards never hides what failed before.
    try (Afterwards swept = () -> removeEmpty(now);
        PostgresToolLogin login = PostgresToolLogin.open(context, session);
        PostgresWalReceiverProgress progress =
            new PostgresWalReceiverProgress(
                context,
                step,
                phase,
                directory,
                begun().next(now.segmentBytes()),
                total,
                now.segmentBytes())) {
      ToolRun run = ToolRun.of(command(login, tool.tool(), end)).cancellation(step);
      run(within.map(run::within).orElse(run), now, step);
      progress.tell(total);
    }
  }

  /** What is done in the end, whatever came of it. */
  private interface Afterwards extends AutoCloseable {
    @Override
    void close();
  }

  /** Runs the tool, and again where it cannot see for itself how it can go on. */
  private void run(ToolRun run, PostgresWalReceiverState now, StepContext step) {
    long original = begunAt(now).timeline();
    for (int attempt = 1; ; attempt++) {
      PostgresWalReceiverPlace.Segment at = begunAt(now);
      try {
        context.toolbox().runner().run(run);
        return;
      } catch (DatabaseException e) {
        if (e.code() != ErrorCode.TOOL_FAILED) {
          throw e;
        }
        PostgresLsn from = at.next(now.segmentBytes());
        OptionalLong other = goesOnOn(original, from, now, e);
        removeEmpty(now);
        if (attempt <= MOST_ATTEMPTS && other.isPresent() && other.getAsLong() != at.timeline()) {
          seed(
              new PostgresWalReceiverPlace.Segment(
                  other.getAsLong(), from.segment(now.segmentBytes()), true),
              now);
        } else if (attempt > MOST_ATTEMPTS || !beginsLater(now, from, e, step)) {
          throw explained(e, now, from, step);
        }
      }
    }
  }

  /** Where the tool goes on, which it is told where nothing lies that tells it. */
  private PostgresWalReceiverPlace.Segment begunAt(PostgresWalReceiverState now) {
    PostgresWalReceiverPlace.Segment begun = begun();
    Optional<PostgresWalReceiverPlace.Segment> there =
        PostgresWalReceiverPlace.look(directory, now.segmentBytes()).highest();
    if (there.isPresent()
        && there.get().next(now.segmentBytes()).compareTo(begun.next(now.segmentBytes())) >= 0) {
      return there.get();
    }
    seed(begun, now);
    return begun;
  }

  /** Whether the server has removed by now what was its oldest, of which nobody has the rest. */
  private boolean beginsLater(
      PostgresWalReceiverState now, PostgresLsn from, DatabaseException failure, StepContext step) {
    if (!fromOldest
        || !PostgresWalReceiverErrors.isGone(failure)
        || !from.equals(begun().next(now.segmentBytes()))) {
      return false;
    }
    Optional<PostgresLsn> later =
        now.oldest(context.sql().during(step)).filter(lsn -> lsn.compareTo(from) > 0);
    later.ifPresent(
        lsn ->
            first =
                new PostgresWalReceiverPlace.Segment(
                    now.timeline(), lsn.segment(now.segmentBytes()), true));
    return later.isPresent();
  }

  /**
   * The timeline on which it goes on, if the server left the one where the tool tries to. The tool
   * fails, without a word why, where that was just at the end of a whole segment; begun on another
   * timeline, it fetches the history of that.
   *
   * @param timeline on which it was begun
   */
  private OptionalLong goesOnOn(
      long timeline, PostgresLsn from, PostgresWalReceiverState now, DatabaseException failure) {
    if (timeline >= now.timeline()) {
      return OptionalLong.empty();
    }
    PostgresWalArchive archive =
        new PostgresWalArchive(directory, now.systemIdentifier(), now.segmentBytes());
    Map<Long, PostgresLsn> left = archive.ancestors(now.timeline());
    if (left.isEmpty()) {
      return PostgresWalReceiverErrors.endsWithoutWords(failure)
          ? OptionalLong.of(now.timeline())
          : OptionalLong.empty();
    }
    return OptionalLong.of(
        PostgresWalReceiverProof.timelineAt(left, timeline, from, now.timeline()));
  }

  private DatabaseException explained(
      DatabaseException e, PostgresWalReceiverState now, PostgresLsn from, StepContext step) {
    Optional<PostgresLsn> oldest = Optional.empty();
    try {
      oldest = now.oldest(context.sql().during(step)).filter(lsn -> lsn.compareTo(from) > 0);
    } catch (DatabaseException unknown) {
      // Only what the message would tell besides.
      e.addSuppressed(unknown);
    }
    return PostgresWalReceiverErrors.explained(
        e, context.runner().engine(), directory, from, oldest);
  }

  /**
   * The tool fills a segment with zeros before it writes into it, so one of another size holds
   * nothing yet. Empty, it would keep the next run from beginning elsewhere; half filled, as on a
   * full disk, it would make it fail.
   */
  private void removeEmpty(PostgresWalReceiverState now) {
    for (String name : PostgresWalReceiverPlace.look(directory, now.segmentBytes()).unfinished()) {
      Path seed = directory.resolve(name);
      try {
        if (Files.isRegularFile(seed, LinkOption.NOFOLLOW_LINKS)
            && Files.size(seed) != now.segmentBytes()) {
          Files.deleteIfExists(seed);
        }
      } catch (IOException e) {
        throw StorageFailures.writing(seed, "removing an empty segment", e);
      }
    }
  }
}
