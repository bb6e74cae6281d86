package io.gds.database.mongodb;

import com.mongodb.WriteConcern;
import io.gds.database.connection.DatabaseType;
import io.gds.database.core.StepContext;
import io.gds.database.core.archive.StorageFailures;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.operation.ProgressUnit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.bson.BsonNull;
import org.bson.RawBsonDocument;
import org.jspecify.annotations.Nullable;

/** One import: reads the file and sends what it holds. Used once, by one thread at a time. */
final class MongoImportRun {
  private static final String PHASE = "importing";

  /** What a batch has at most, but for a single document. */
  private static final int BATCH_BYTES = 4 * 1024 * 1024;

  /** What a server takes as one document. */
  private static final int LONGEST = 16 * 1024 * 1024;

  /** How many of the refused are kept. */
  private static final int KEPT = 100;

  private final MongoContext context;
  private final MongoNamespace into;
  private final Path file;
  private final MongoImportOptions options;
  private final MongoImportBatch batch;
  private final List<MongoImportRefusal> refusals = new ArrayList<>();
  private @Nullable MongoImportReader reader;
  private Optional<MongoImportRow> next = Optional.empty();
  private @Nullable Instant startedAt;
  private long size;
  private long read;
  private long malformed;
  private volatile boolean dropped;
  private volatile long confirmed;
  private volatile long sent;

  MongoImportRun(
      MongoContext context,
      MongoNamespace into,
      Path file,
      MongoImportOptions options,
      WriteConcern concern) {
    this.context = context;
    this.into = into;
    this.file = file;
    this.options = options;
    batch = new MongoImportBatch(context, into, options, concern, this::refused);
  }

  /** Nothing is sent before the file has shown that it is what it should be. */
  void open() {
    startedAt = context.clock().instant();
    try {
      size = Files.size(file);
    } catch (IOException e) {
      throw StorageFailures.reading(file, "reading the file", e);
    }
    close();
    MongoImportReader opened = MongoImportReader.open(options);
    reader = opened;
    next = opened.next();
    next.ifPresent(this::requireTaken);
  }

  void close() {
    MongoImportReader open = reader;
    if (open != null) {
      open.close();
    }
  }

  void drop(MongoStep drop, StepContext step) {
    dropped = true;
    try {
      context.commands().during(step).run(drop.database(), drop.command());
    } catch (DatabaseException e) {
      // Servers before 7.0 refuse to drop what is not there.
      if (e.code() != ErrorCode.NOT_FOUND) {
        throw e;
      }
    }
  }

  void run(StepContext step) {
    MongoImportReader from = Objects.requireNonNull(reader);
    for (Optional<MongoImportRow> row = next; row.isPresent(); row = from.next()) {
      step.throwIfCancelled();
      take(row.get(), step);
      step.progress(
          PHASE, Math.min(size, from.consumed()), OptionalLong.of(size), ProgressUnit.BYTES);
    }
    send(step);
  }

  private void requireTaken(MongoImportRow row) {
    if (!row.fault().isEmpty() && !options.skipMalformed()) {
      throw malformed(row.line(), row.fault());
    }
  }

  private void take(MongoImportRow row, StepContext step) {
    String fault = row.document().map(this::faultOf).orElse(row.fault());
    if (!fault.isEmpty()) {
      if (!options.skipMalformed()) {
        send(step);
        throw malformed(row.line(), fault);
      }
      malformed++;
      keep(
          new MongoImportRefusal(
              row.line(),
              row.document().map(MongoImportRun::id).orElse(""),
              OptionalInt.empty(),
              fault));
      return;
    }
    RawBsonDocument document = row.document().orElseThrow();
    int length = document.getByteBuffer().remaining();
    boolean full =
        batch.size() > 0
            && (batch.size() >= options.batch() || batch.bytes() + length > BATCH_BYTES);
    if (full) {
      send(step);
    }
    read++;
    batch.add(row.line(), document, length);
  }

  /** What no server would take, or would take for something else. */
  private String faultOf(RawBsonDocument document) {
    if (document.getByteBuffer().remaining() > LONGEST) {
      return "the document is larger than 16 MiB, which no server takes";
    }
    boolean replaces = options.mode() == MongoImportMode.UPSERT;
    boolean merges = options.mode() == MongoImportMode.MERGE;
    for (String name : replaces || merges ? document.keySet() : List.<String>of()) {
      if (name.startsWith("$") || (merges && (name.contains(".") || name.isEmpty()))) {
        return "the server would take the field " + name + " for an operator or a path";
      }
    }
    return "";
  }

  private DatabaseException malformed(long line, String fault) {
    return ErrorDetails.of(ErrorCode.ARCHIVE_CORRUPT, file + ", line " + line + ": " + fault)
        .platform(DatabaseType.MONGODB.id())
        .target(into.toString())
        .with("path", file.toString())
        .with("line", Long.toString(line))
        .remedy("Mend the line, or say that such lines are left out and counted.")
        .toException();
  }

  private void send(StepContext step) {
    if (batch.size() == 0) {
      return;
    }
    step.throwIfCancelled();
    long last = batch.lastLine();
    sent = last;
    batch.send(step);
    confirmed = last;
  }

  private void refused(MongoImportBatch.Fault fault) {
    String reason = fault.message();
    MongoImportRefusal refusal =
        new MongoImportRefusal(
            fault.line(), id(fault.document()), OptionalInt.of(fault.code()), reason);
    if (options.stopAtOnce() || !MongoImportBatch.GONE_ON.contains(fault.code())) {
      throw MongoErrors.ofCode(
              fault.code(), "line " + fault.line() + " of " + file + ": " + reason, batch.command())
          .platform(DatabaseType.MONGODB.id())
          .engine(context.runner().engine())
          .target(into.toString())
          .with("line", Long.toString(fault.line()))
          .toException();
    }
    keep(refusal);
  }

  private void keep(MongoImportRefusal refusal) {
    if (refusals.size() < KEPT) {
      refusals.add(refusal);
    }
  }

  private static String id(RawBsonDocument document) {
    return document.containsKey("_id")
        ? MongoJson.of(document.getOrDefault("_id", BsonNull.VALUE))
        : "";
  }

  /** What is there of it if it did not end well. */
  Optional<String> left() {
    if (sent == 0) {
      return dropped
          ? Optional.of(into + " may have been dropped; of the file nothing was sent.")
          : Optional.empty();
    }
    String sure =
        confirmed == 0
            ? "Nothing of the file was confirmed"
            : "What " + file + " holds up to line " + confirmed + " was confirmed and stays";
    return Optional.of(
        sure
            + (sent > confirmed
                ? "; of what follows up to line " + sent + " a part may be there too."
                : "; nothing behind it was sent."));
  }

  MongoImportInfo info() {
    Instant now = context.clock().instant();
    return new MongoImportInfo(
        into.database(),
        into.collection(),
        file,
        read + malformed,
        batch.inserted(),
        batch.matched(),
        batch.modified(),
        batch.deleted(),
        malformed,
        batch.refused(),
        refusals,
        startedAt == null ? now : startedAt,
        now);
  }
}
