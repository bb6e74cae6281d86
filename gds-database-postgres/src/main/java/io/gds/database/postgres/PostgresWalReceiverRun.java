package io.gds.database.postgres;

import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupOptions;
import io.gds.database.backup.BackupType;
import io.gds.database.backup.Location;
import io.gds.database.backup.VerifyLevel;
import io.gds.database.connection.DatabaseType;
import io.gds.database.core.StepContext;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.operation.OptionValues;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One run of pg_receivewal into a directory, from where that is up to the end of the server's log.
 * What it has received stays whatever happens, and the next run goes on behind it. Used by the
 * thread that runs the steps.
 */
final class PostgresWalReceiverRun {
  private final PostgresContext context;
  private final OptionValues values;
  private final Path directory;
  private final VerifyLevel verify;
  private final PostgresWalReceiverTool tool;
  private final PostgresWalReceiverLock lock;
  private final List<String> checked = new ArrayList<>();
  private boolean slotMade;
  private boolean switched;
  private long followUntil;
  private @Nullable Instant startedAt;
  private @Nullable PostgresWalReceiverState state;
  private @Nullable PostgresLsn target;
  private PostgresWalReceiverProof.@Nullable Received received;

  PostgresWalReceiverRun(PostgresContext context, BackupOptions options, Path directory) {
    this.context = context;
    this.values = options.platformOptions();
    this.directory = directory;
    this.verify = options.verify();
    tool = new PostgresWalReceiverTool(context, values, directory);
    lock = new PostgresWalReceiverLock(directory);
  }

  PostgresWalReceiverTool tool() {
    return tool;
  }

  Optional<String> slot() {
    return values.given(PostgresWalReceive.SLOT);
  }

  private Optional<Path> tools() {
    return values.given(PostgresWalReceive.TOOLS);
  }

  /** Takes hold of the directory, so that nobody else receives into it. */
  void begin() {
    if (startedAt == null) {
      PostgresToolSessions.endAbandoned(context);
      lock.take();
      startedAt = context.clock().instant();
    }
  }

  void release() {
    lock.release();
  }

  static String createSlotText(String slot) {
    return "SELECT pg_create_physical_replication_slot(" + PostgresSql.literal(slot) + ", true)";
  }

  static String dropSlotText(String slot) {
    return "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = "
        + PostgresSql.literal(slot);
  }

  void createSlot(String slot, StepContext step) {
    begin();
    slotMade = true;
    try {
      context.sql().during(step).execute(createSlotText(slot));
    } catch (DatabaseException e) {
      // What another made meanwhile is not to be dropped; whether ours was made may not be known.
      slotMade = e.code() != ErrorCode.ALREADY_EXISTS;
      throw e;
    }
  }

  /** Nobody is going to use it, so it would fill the server's disk. */
  void dropSlot(String slot, StepContext step) {
    PostgresToolSessions.end(context, tool.session());
    if (slotMade) {
      context.sql().during(step).execute(dropSlotText(slot));
    }
  }

  /** Receives for some time, as the server writes. */
  void follow(Duration time, StepContext step) {
    PostgresWalReceiverState now = prepare(step);
    // Begun again after a lost connection, it goes on for what is left.
    followUntil = followUntil == 0 ? System.nanoTime() + time.toNanos() : followUntil;
    long left = Math.max(1, followUntil - System.nanoTime());
    try {
      tool.run(
          now,
          Optional.empty(),
          Optional.of(Duration.ofNanos(left)),
          "receiving WAL for " + time,
          OptionalLong.empty(),
          step);
    } catch (DatabaseException e) {
      step.throwIfCancelled();
      if (e.code() != ErrorCode.TIMEOUT) {
        throw e;
      }
      // The time is over, and the tool was told so.
      checked.add("received as it was written for " + time);
    }
    PostgresToolSessions.end(context, tool.session());
  }

  /**
   * Ends the segment that the server writes, or sees where it is.
   *
   * @param switching whether the statement ends the segment
   */
  void end(String statement, boolean switching, StepContext step) {
    begin();
    switched = switching;
    target =
        context
            .sql()
            .during(step)
            .first(statement, row -> row.text("here"))
            .flatMap(PostgresLsn::parse)
            .orElseThrow();
  }

  /** Receives all up to the position that was found. */
  void receive(StepContext step) {
    PostgresWalReceiverState now = prepare(step);
    PostgresLsn end = end(now);
    if (tool.next(now).compareTo(end) >= 0) {
      return;
    }
    PostgresLsn last = new PostgresLsn(end.value() - 1);
    long from = tool.begun().next(now.segmentBytes()).value();
    tool.run(
        now,
        Optional.of(last.toString()),
        Optional.empty(),
        "receiving WAL up to " + end,
        OptionalLong.of(end.value() - from),
        step);
  }

  /** Up to where whole segments come; or to where the present one is written. */
  private PostgresLsn end(PostgresWalReceiverState now) {
    PostgresLsn found = Objects.requireNonNull(target);
    return switched
        ? new PostgresLsn((found.segmentBefore(now.segmentBytes()) + 1) * now.segmentBytes())
        : found;
  }

  /** Sees where it goes on. */
  private PostgresWalReceiverState prepare(StepContext step) {
    begin();
    PostgresWalReceiverState now = state;
    if (now == null) {
      now = PostgresWalReceiverState.read(context.sql().during(step), slot());
      state = now;
      tool.begin(now, step);
    }
    return now;
  }

  /** Looks at what has come: each segment that was to come is there and whole. */
  void prove(StepContext step) {
    PostgresWalReceiverState now = Objects.requireNonNull(state);
    PostgresWalReceiverProof proof =
        new PostgresWalReceiverProof(context, directory, now, tools(), step);
    PostgresWalReceiverProof.Received found = proof.look(tool.begun());
    PostgresLsn due = now.begin(end(now));
    if (found.end().compareTo(due) < 0) {
      throw ErrorDetails.of(
              ErrorCode.TOOL_FAILED,
              PostgresWalReceiverTool.TOOL
                  + " said it had received all up to "
                  + due
                  + ", but "
                  + found.why()
                  + " in "
                  + directory)
          .remedy("See whether somebody else works in the directory, and receive again.")
          .toException();
    }
    checked.add(
        found.files().isEmpty()
            ? "nothing new was written since the last time"
            : found.files().size()
                + " segments are there, whole, of this server, one behind the other");
    if (verify != VerifyLevel.MANIFEST && !found.files().isEmpty()) {
      checked.add(proof.read(found));
      found = proof.withLast(found);
    }
    step.bytes(found.files().size() * now.segmentBytes());
    received = found;
  }

  static String advanceText(String slot, String lsn) {
    return "SELECT pg_replication_slot_advance(slot_name, "
        + lsn
        + "::pg_lsn) FROM pg_replication_slots WHERE slot_name = "
        + PostgresSql.literal(slot)
        + " AND restart_lsn < "
        + lsn
        + "::pg_lsn";
  }

  /**
   * The server need not keep any more what is on the disk here: the tool does not always say so.
   */
  void advance(String slot, StepContext step) {
    PostgresToolSessions.end(context, tool.session());
    context
        .sql()
        .during(step)
        .execute(
            advanceText(
                slot, PostgresSql.literal(Objects.requireNonNull(received).end().toString())));
  }

  BackupInfo info() {
    PostgresWalReceiverState now = Objects.requireNonNull(state);
    PostgresWalReceiverProof.Received found = Objects.requireNonNull(received);
    PostgresWalReceiverPlace place = PostgresWalReceiverPlace.look(directory, now.segmentBytes());
    List<String> files = found.files();
    Map<String, String> attributes = new TreeMap<>();
    attributes.put(PostgresServerFacts.SYSTEM, now.systemIdentifier());
    attributes.put(PostgresServerFacts.SEGMENT_BYTES, Long.toString(now.segmentBytes()));
    attributes.put("segments", Integer.toString(files.size()));
    if (!files.isEmpty()) {
      attributes.put("firstSegment", files.get(0));
      attributes.put("lastSegment", files.get(files.size() - 1));
    }
    if (!place.holes().isEmpty()) {
      attributes.put("gaps", String.join("; ", place.holes()));
    }
    // What lies before the end belongs to a timeline that was left, and is never finished.
    String unfinished =
        place.unfinished().stream()
            .filter(
                name ->
                    PostgresWalReceiverPlace.Segment.of(name, now.segmentBytes())
                        .filter(s -> s.next(now.segmentBytes()).compareTo(found.end()) >= 0)
                        .isPresent())
            .collect(Collectors.joining(", "));
    if (!unfinished.isEmpty()) {
      attributes.put("unfinished", unfinished);
    }
    slot()
        .ifPresent(
            slot -> {
              attributes.put("slot", slot);
              attributes.put("slotMade", slotMade ? "yes" : "no");
            });
    List<String> all = new ArrayList<>(checked);
    if (!switched && found.end().compareTo(end(now)) < 0) {
      all.add(
          "the log from "
              + found.end()
              + " to "
              + end(now)
              + " lies in an unfinished segment, which no restore reads before it is whole");
    }
    return new BackupInfo(
        UUID.randomUUID().toString(),
        context.runner().engine(),
        DatabaseType.POSTGRESQL,
        BackupType.LOG,
        Location.local(directory),
        Objects.requireNonNull(startedAt),
        context.clock().instant(),
        found.last(),
        OptionalLong.of(files.size() * now.segmentBytes()),
        Optional.empty(),
        Optional.of(now.serverVersion()),
        Optional.of(tool.find().version().toString()),
        Optional.empty(),
        false,
        Map.of(
            PostgresServerBackups.START,
            found.start().toString(),
            PostgresServerBackups.END,
            found.end().toString(),
            PostgresServerBackups.TIMELINE,
            Long.toString(found.timeline())),
        all,
        attributes);
  }
}
