package io.gds.database.mongodb;

import io.gds.database.access.ProcessId;
import io.gds.database.access.ServerProcess;
import io.gds.database.connection.DatabaseType;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.bson.BsonArray;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.jspecify.annotations.Nullable;

/**
 * Reads what the primary, or through a router each shard, is doing, in one command; a second tells
 * who holds the locks, if anybody waits for one and this user may ask. Thread-safe.
 */
final class MongoOperations {
  /**
   * How far apart two readings of when the same operation began may lie. It is told only as how
   * long it runs, as of an instant that the server cuts to milliseconds; numbers are used again
   * after two thousand million operations, or by another start of the server.
   */
  private static final Duration TOLERANCE = Duration.ofSeconds(1);

  private final MongoContext context;

  /** When those began that were read last, so that each is called the same each time. */
  private final AtomicReference<Map<String, Instant>> known = new AtomicReference<>(Map.of());

  MongoOperations(MongoContext context) {
    this.context = context;
  }

  /**
   * An operation as it was read.
   *
   * @param operation as the server told it
   * @param process as the API tells it
   */
  record Reading(MongoOperation operation, ServerProcess process) {
    Instant now() {
      return operation.now().orElse(Instant.EPOCH);
    }
  }

  /** All there are, the server's and this engine's own included. */
  List<Reading> all(int statementLength) {
    context.runner().requireOpen();
    Map<String, String> more = new LinkedHashMap<>();
    List<MongoOperation> operations = read(more).stream().map(MongoOperation::of).toList();
    Map<String, List<String>> blockers =
        operations.stream().anyMatch(MongoOperation::waitsForLock) ? blockers() : Map.of();
    Map<String, Instant> before = Objects.requireNonNull(known.get());
    Map<String, Instant> starts = new LinkedHashMap<>();
    List<Reading> all = new ArrayList<>();
    for (MongoOperation each : operations) {
      Instant start = started(before.get(each.name()), each.startedAt());
      if (starts.putIfAbsent(each.name(), start) != null) {
        // Threads of the server that have no name but what they do.
        continue;
      }
      boolean own = each.bears(context.connections().mark());
      List<String> holders =
          each.waitsForLock() ? blockers.getOrDefault(each.name(), List.of()) : List.of();
      all.add(
          new Reading(
              each,
              each.process(
                  new ProcessId(each.name(), start), own, holders, statementLength, more)));
    }
    known.set(Map.copyOf(starts));
    return all;
  }

  private static Instant started(@Nullable Instant before, Instant now) {
    return before != null && near(before, now) ? before : now;
  }

  private static boolean near(Instant one, Instant other) {
    return Duration.between(one, other).abs().compareTo(TOLERANCE) <= 0;
  }

  /** The one of this name that began then, give or take what the server's telling wavers. */
  Optional<Reading> find(ProcessId process) {
    return all(0).stream()
        .filter(
            each ->
                each.process().id().id().equals(process.id())
                    && near(each.process().id().startedAt(), process.startedAt()))
        .findFirst();
  }

  private List<BsonDocument> read(Map<String, String> more) {
    try {
      return read(true);
    } catch (DatabaseException e) {
      if (e.code() != ErrorCode.PERMISSION_DENIED) {
        throw e;
      }
      more.put("seen", "this user's own only: it has not " + MongoAction.IN_PROGRESS.right());
      return own();
    }
  }

  /** What this user itself is doing; a router tells not even that without the right to all. */
  private List<BsonDocument> own() {
    try {
      return read(false);
    } catch (DatabaseException e) {
      if (e.code() != ErrorCode.PERMISSION_DENIED) {
        throw e;
      }
      throw ErrorDetails.of(
              ErrorCode.PERMISSION_DENIED, "this user may not see what the server is doing")
          .platform(DatabaseType.MONGODB.id())
          .engine(context.runner().engine())
          .with("right", MongoAction.IN_PROGRESS.right())
          .remedy(MongoAction.IN_PROGRESS.remedy())
          .cause(e)
          .toException();
    }
  }

  private List<BsonDocument> read(boolean allUsers) {
    BsonDocument options =
        new BsonDocument("allUsers", BsonBoolean.valueOf(allUsers))
            .append("idleConnections", BsonBoolean.TRUE)
            .append("idleSessions", BsonBoolean.TRUE);
    BsonDocument command =
        new BsonDocument("aggregate", new BsonInt32(1))
            .append("pipeline", new BsonArray(List.of(new BsonDocument("$currentOp", options))))
            .append("cursor", new BsonDocument())
            .append("comment", new BsonString(context.connections().mark()));
    return context.commands().all(MongoPrincipal.ADMIN, command);
  }

  /** Routers have no locks, some versions no such command, and some users no right to it. */
  private Map<String, List<String>> blockers() {
    try {
      return MongoLockInfo.blockers(context.commands().admin(MongoCommands.command("lockInfo")));
    } catch (DatabaseException e) {
      if (e.code() == ErrorCode.PERMISSION_DENIED
          || e.code() == ErrorCode.UNSUPPORTED_CAPABILITY
          || e.code() == ErrorCode.INVALID_OPTIONS) {
        return Map.of();
      }
      throw e;
    }
  }
}
