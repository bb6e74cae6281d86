package io.gds.database.mongodb;

import com.mongodb.ClientSessionOptions;
import com.mongodb.MongoClientException;
import com.mongodb.ReadPreference;
import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoDatabase;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sessions in which the threads of one piece of work send what they send. A driver waits for an
 * answer whatever happens to its thread; but everybody may kill the sessions that they began, and
 * then the server ends what it does in them. Thread-safe.
 *
 * @see <a
 *     href="https://www.mongodb.com/docs/manual/reference/command/killSessions/">killSessions</a>
 */
final class MongoSessions {
  private static final Logger LOG = LoggerFactory.getLogger(MongoSessions.class);

  /** How long it is tried; by then nobody waits any more. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private static final long PAUSE_MILLIS = 100;
  private static final ClientSessionOptions OPTIONS =
      ClientSessionOptions.builder().causallyConsistent(false).build();
  private static final ThreadLocal<@Nullable OfThread> HERE = new ThreadLocal<>();

  private final Set<Open> open = ConcurrentHashMap.newKeySet();
  private volatile boolean killed;

  /**
   * A session that something may be waited for in. Each is told apart, since drivers give the
   * number of one that was closed to the next.
   */
  private static final class Open {
    private final MongoClient client;
    private final ClientSession session;

    Open(MongoClient client, ClientSession session) {
      this.client = client;
      this.session = session;
    }

    /** Its number; empty once it was closed, as somebody else may have that by then. */
    Optional<BsonDocument> id() {
      try {
        return Optional.of(session.getServerSession().getIdentifier());
      } catch (IllegalStateException e) {
        return Optional.empty();
      }
    }
  }

  /** What one thread has opened for one piece of work. Of that thread only. */
  private final class OfThread implements AutoCloseable {
    private final Map<MongoClient, ClientSession> sessions = new HashMap<>();
    private final List<Open> mine = new ArrayList<>();

    private MongoSessions all() {
      return MongoSessions.this;
    }

    private @Nullable ClientSession of(MongoClient client) {
      checkpoint();
      ClientSession known = sessions.get(client);
      if (known == null) {
        try {
          known = client.startSession(OPTIONS);
        } catch (MongoClientException e) {
          // The server keeps none.
          return null;
        }
        sessions.put(client, known);
        watch(client, known);
      }
      return known;
    }

    private void watch(MongoClient client, ClientSession session) {
      Open one = new Open(client, session);
      mine.add(one);
      open.add(one);
      // After it was added: whoever kills sees it, or it is seen here that they have begun.
      checkpoint();
    }

    @Override
    public void close() {
      mine.forEach(open::remove);
      sessions.values().forEach(ClientSession::close);
    }
  }

  /** Work of a thread. */
  interface Work<E extends Exception> {
    void run() throws E;
  }

  /** Does work; what it sends by {@link #of} it sends in sessions of its own. */
  <E extends Exception> void within(Work<E> work) throws E {
    OfThread before = HERE.get();
    try (OfThread here = new OfThread()) {
      HERE.set(here);
      work.run();
    } finally {
      HERE.set(before);
    }
  }

  /** Work for another thread that belongs to what the calling one does. */
  static Runnable inherited(Runnable work) {
    OfThread here = HERE.get();
    if (here == null) {
      return work;
    }
    MongoSessions all = here.all();
    return () -> all.within(work::run);
  }

  /**
   * The session of the calling thread with a server; null if it does no such work, or the server
   * keeps none.
   */
  static @Nullable ClientSession of(MongoClient client) {
    OfThread here = HERE.get();
    return here == null ? null : here.of(client);
  }

  /** A session that the calling thread has opened itself, for what it does. */
  static ClientSession watched(MongoClient client, ClientSession session) {
    OfThread here = HERE.get();
    if (here != null) {
      here.watch(client, session);
    }
    return session;
  }

  /** Runs a command in the session of the calling thread, if it has one. */
  static <T> T run(MongoClient client, MongoDatabase database, BsonDocument command, Class<T> as) {
    ClientSession session = of(client);
    return session == null
        ? database.runCommand(command, as)
        : database.runCommand(session, command, as);
  }

  private void checkpoint() {
    if (killed) {
      throw ErrorDetails.of(ErrorCode.CANCELLED, "the work was given up").toException();
    }
  }

  /** Whether nothing is waited for any more. */
  boolean isIdle() {
    return open.stream().noneMatch(each -> each.id().isPresent());
  }

  /**
   * Tells the servers to end what is waited for, for as long as something is, and does not wait for
   * it. Nothing more is begun. Of a server that does not take it nothing is known: whoever waits is
   * given up in the end.
   */
  void kill() {
    killed = true;
    open.stream()
        .map(each -> each.client)
        .distinct()
        .forEach(
            client -> {
              Thread thread = new Thread(() -> kill(client), "gds-mongodb-kill");
              thread.setDaemon(true);
              thread.start();
            });
  }

  private void kill(MongoClient client) {
    // All connections of the client may be those that are waited for.
    try (MongoConnections.Aside aside = MongoConnections.aside(client)) {
      long began = System.nanoTime();
      List<BsonDocument> ids = ids(client);
      while (!ids.isEmpty() && System.nanoTime() - began < PATIENCE.toNanos()) {
        kill(aside.client().getDatabase("admin"), ids);
        TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        ids = ids(client);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      // Whether it worked is seen by whether what was waited for ends.
      LOG.debug("killing sessions failed: {}", e.toString());
    }
  }

  private List<BsonDocument> ids(MongoClient client) {
    return open.stream()
        .filter(each -> each.client == client)
        .flatMap(each -> each.id().stream())
        .toList();
  }

  private static void kill(MongoDatabase on, List<BsonDocument> ids) {
    BsonDocument command = new BsonDocument("killSessions", new BsonArray(new ArrayList<>(ids)));
    MongoDatabase admin = on.withTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    admin.runCommand(command, ReadPreference.primaryPreferred());
    if (!admin.getReadPreference().equals(ReadPreference.primary())) {
      // What is read elsewhere is ended there.
      admin.runCommand(command, admin.getReadPreference());
    }
  }
}
