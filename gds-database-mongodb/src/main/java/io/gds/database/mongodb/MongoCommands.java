package io.gds.database.mongodb;

import com.mongodb.MongoClientException;
import com.mongodb.ReadPreference;
import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoClient;
import com.mongodb.connection.ClusterDescription;
import io.gds.database.connection.DatabaseType;
import io.gds.database.core.OperationRunner;
import io.gds.database.core.StepContext;
import io.gds.database.core.tool.Cancellation;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends commands, each once, and says what became of them. A short call ends within the query
 * time-out; what a step does has none, and is killed on the server when the step is cancelled.
 * Immutable and thread-safe.
 */
final class MongoCommands {
  private static final Logger LOG = LoggerFactory.getLogger(MongoCommands.class);

  /** How long a server that was told to stop may go on before it is given up. */
  private static final Duration GRACE = Duration.ofSeconds(1);

  private static final long LOOK_MILLIS = 20;

  private final OperationRunner runner;
  private final Supplier<MongoClient> client;
  private final ReadPreference from;
  private final @Nullable Duration timeout;
  private final @Nullable StepContext step;

  private MongoCommands(
      OperationRunner runner,
      Supplier<MongoClient> client,
      ReadPreference from,
      @Nullable Duration timeout,
      @Nullable StepContext step) {
    this.runner = runner;
    this.client = client;
    this.from = from;
    this.timeout = timeout;
    this.step = step;
  }

  /** To whom the client leads, the primary of a set. */
  static MongoCommands of(OperationRunner runner, Supplier<MongoClient> client, Duration timeout) {
    return new MongoCommands(runner, client, ReadPreference.primary(), timeout, null);
  }

  /** To the primary, and to another member while there is none: for looking only. */
  MongoCommands anywhere() {
    return new MongoCommands(runner, client, ReadPreference.primaryPreferred(), timeout, step);
  }

  /** For a step of an operation: without a time-out, and cancelled with it. */
  MongoCommands during(StepContext step) {
    return new MongoCommands(runner, client, from, null, step);
  }

  /** With another time-out. */
  MongoCommands within(Duration bound) {
    return new MongoCommands(runner, client, from, bound, step);
  }

  /**
   * Sends a command and gives its answer.
   *
   * @throws DatabaseException if the server refuses it, or cannot be asked
   */
  BsonDocument run(String database, BsonDocument command) {
    return call(command.getFirstKey(), session -> send(session, database, command));
  }

  private BsonDocument send(
      @Nullable ClientSession session, String database, BsonDocument command) {
    BsonDocument answer =
        session == null
            ? database(database).runCommand(command, from, BsonDocument.class)
            : database(database).runCommand(session, command, from, BsonDocument.class);
    requireConfirmed(answer, command.getFirstKey());
    return answer;
  }

  /** The driver takes an answer as a success that says it was not confirmed by enough members. */
  private void requireConfirmed(BsonDocument answer, String name) {
    MongoValues.document(answer, "writeConcernError")
        .ifPresent(
            why -> {
              throw MongoErrors.ofCode(
                      (int) MongoValues.number(why, "code").orElse(0),
                      MongoValues.text(why, "errmsg").orElse("not confirmed"),
                      name)
                  .platform(DatabaseType.MONGODB.id())
                  .engine(runner.engine())
                  .with("statement", name)
                  .toException();
            });
  }

  /** Sends a command to {@code admin}. */
  BsonDocument admin(BsonDocument command) {
    return run("admin", command);
  }

  /** Sends a command that answers with a cursor, and reads that to its end. */
  List<BsonDocument> all(String database, BsonDocument command) {
    return call(
        command.getFirstKey(),
        given -> {
          // The server ties a cursor to the session that it was opened in.
          ClientSession session = given == null ? session() : given;
          try {
            return drained(session, database, command);
          } finally {
            if (session != null && given == null) {
              session.close();
            }
          }
        });
  }

  private List<BsonDocument> drained(
      @Nullable ClientSession session, String database, BsonDocument command) {
    BsonDocument cursor = send(session, database, command).getDocument("cursor");
    List<BsonDocument> all = new ArrayList<>(MongoValues.documents(cursor, "firstBatch"));
    String namespace = cursor.getString("ns").getValue();
    String collection = namespace.substring(namespace.indexOf('.') + 1);
    while (cursor.getNumber("id").longValue() != 0) {
      BsonDocument more =
          new BsonDocument("getMore", cursor.get("id"))
              .append("collection", new BsonString(collection));
      cursor = send(session, database, more).getDocument("cursor");
      all.addAll(MongoValues.documents(cursor, "nextBatch"));
    }
    return all;
  }

  private com.mongodb.client.MongoDatabase database(String name) {
    com.mongodb.client.MongoDatabase database = client.get().getDatabase(name);
    return timeout == null
        ? database
        : database.withTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * Does something with the driver, and translates what it throws.
   *
   * @param name of the command that is told in errors
   */
  <T> T call(String name, Function<@Nullable ClientSession, T> work) {
    runner.requireOpen();
    StepContext during = step;
    try {
      return during == null ? work.apply(null) : cancellable(name, work, during);
    } catch (DatabaseException e) {
      throw e;
    } catch (RuntimeException e) {
      throw translated(e, name);
    }
  }

  DatabaseException translated(RuntimeException thrown, String name) {
    return MongoErrors.details(thrown, name, this::cluster).engine(runner.engine()).toException();
  }

  private ClusterDescription cluster() {
    return client.get().getClusterDescription();
  }

  /**
   * On a thread of its own, in a session of its own, which everybody may kill what they began in: a
   * driver waits for an answer whatever happens to its thread.
   */
  private <T> T cancellable(
      String name, Function<@Nullable ClientSession, T> work, StepContext during) {
    during.throwIfCancelled();
    ClientSession session = session();
    AtomicLong toldAt = new AtomicLong();
    try (Cancellation.Registration ignored =
        during.onCancel(
            () -> {
              toldAt.set(System.nanoTime());
              kill(session);
            })) {
      Future<T> running = runner.environment().workers().submit(() -> work.apply(session));
      return await(name, running, toldAt);
    } finally {
      if (session != null) {
        session.close();
      }
    }
  }

  private <T> T await(String name, Future<T> running, AtomicLong toldAt) {
    while (true) {
      try {
        return running.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        long told = toldAt.get();
        if (told != 0 && System.nanoTime() - told > GRACE.toNanos()) {
          running.cancel(true);
          throw abandoned(name);
        }
      } catch (ExecutionException e) {
        if (e.getCause() instanceof RuntimeException why) {
          throw why;
        }
        throw new IllegalStateException(e.getCause());
      } catch (CancellationException | InterruptedException e) {
        running.cancel(true);
        Thread.currentThread().interrupt();
        throw ErrorDetails.of(ErrorCode.CANCELLED, name + " was interrupted")
            .platform(DatabaseType.MONGODB.id())
            .engine(runner.engine())
            .toException();
      }
    }
  }

  private DatabaseException abandoned(String name) {
    return ErrorDetails.of(
            ErrorCode.CONNECTION_LOST,
            "the server answered neither " + name + " nor that it is to be stopped")
        .platform(DatabaseType.MONGODB.id())
        .engine(runner.engine())
        .with("statement", name)
        .remedy("Check that the server is alive and reachable; what it did is not known.")
        .toException();
  }

  /** None where the server keeps no sessions. */
  private @Nullable ClientSession session() {
    try {
      return client.get().startSession();
    } catch (MongoClientException e) {
      return null;
    }
  }

  private void kill(@Nullable ClientSession session) {
    if (session == null) {
      return;
    }
    BsonDocument command =
        new BsonDocument(
            "killSessions", new BsonArray(List.of(session.getServerSession().getIdentifier())));
    runner
        .environment()
        .workers()
        .execute(
            () -> {
              // The pool may have no connection left but those that are waited for.
              try (MongoConnections.Aside aside = MongoConnections.aside(client.get())) {
                aside
                    .client()
                    .getDatabase("admin")
                    .withTimeout(GRACE.toMillis(), TimeUnit.MILLISECONDS)
                    .runCommand(command);
              } catch (RuntimeException e) {
                // Whether it worked is seen by whether the command ends.
                LOG.debug("killing a session of {} failed: {}", runner.engine(), e.toString());
              }
            });
  }

  /** A command without arguments. */
  static BsonDocument command(String name) {
    return new BsonDocument(name, new BsonInt32(1));
  }

  /** A command about something with a name. */
  static BsonDocument command(String name, String about) {
    return new BsonDocument(name, new BsonString(about));
  }
}
