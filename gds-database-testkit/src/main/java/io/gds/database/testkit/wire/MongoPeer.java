package io.gds.database.testkit.wire;

import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import org.bson.BsonDocument;
import org.bson.BsonObjectId;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * A server in this JVM that speaks MongoDB's protocol OP_MSG, so that the real driver
 * (mongodb-driver-sync) can be run against a {@link MongoScript} where no MongoDB can run.
 *
 * <pre>{@code
 * try (MongoPeer peer = MongoPeer.builder().version("7.0").replicaSet("rs0").start();
 *     MongoClient client = MongoClients.create(peer.url())) {
 *   peer.on("admin", "replSetGetStatus").answer("{set: 'rs0', members: []}");
 *   peer.on("shop", "find").answer(MongoReply.cursor(first, second, third).batches(2));
 *   // …
 *   assertThat(peer.requests().get(0).body()).isEqualTo(BsonDocument.parse("{replSetGetStatus: 1}"));
 * }
 * }</pre>
 *
 * <p>It is a standalone server, the only member of a replica set, or a mongos; several members of a
 * set are a {@link MongoReplicaSetPeer}. What it tells of itself by {@code hello} follows from
 * that, and can be changed while it runs: drivers that wait for changes (those of servers from 4.4
 * on) get them at once. A member that is not the primary refuses what only a primary does, and what
 * is not to be read from a secondary, by itself and before the script is asked.
 *
 * <p>It answers by itself, unless the script does: {@code hello} and {@code isMaster}, {@code
 * ping}, {@code buildInfo}, the commands of a log-in, {@code endSessions}, {@code refreshSessions},
 * {@code getMore} and {@code killCursors} of the cursors that the script's answers have opened.
 * Beside its answers it says what a member of a set and a mongos say: {@code $clusterTime} and
 * {@code operationTime}, and from 4.4 on the label {@code RetryableWriteError} at errors after
 * which a write that can be repeated may be.
 *
 * <p>Answers are {@link MongoReply}, {@link MongoCursor}, {@link WireAnswer#done()}, {@link
 * WireAnswer#updated} ({@code n}), errors also by {@link WireAnswer#error} with the number as their
 * code and the fields {@code codeName} and {@code errorLabels}; {@link WireAnswer#held}, {@link
 * WireAnswer#after}, {@link WireAnswer#drop} (before an answer: it never comes; behind one: closed
 * after it), {@link WireAnswer#lost}, {@link WireAnswer#passed}. A command that the client wants no
 * answer to ({@code w: 0}) is recorded and scripted as any other. OP_QUERY is spoken for {@code
 * hello} alone; compression is not announced and not spoken.
 *
 * <p>It listens on 127.0.0.1. Its threads are called {@code gds-wire-mongo-…}; closing ends them
 * and all connections. Thread-safe.
 *
 * @see <a
 *     href="https://github.com/mongodb/specifications/blob/master/source/message/OP_MSG.md">OP_MSG</a>
 * @see <a
 *     href="https://github.com/mongodb/specifications/blob/master/source/server-discovery-and-monitoring/server-discovery-and-monitoring.md">Server
 *     Discovery and Monitoring</a>
 */
public final class MongoPeer implements AutoCloseable {
  /** Instead of a port: any that is free. */
  private static final int ONE_OF_SEVERAL = -1;

  private final MongoParts parts;
  private final MongoClock clock;
  private final boolean verified;
  private final WireListener listener;
  private final Map<Long, MongoSession> sessions = new ConcurrentHashMap<>();
  private volatile @Nullable MongoReply refusal;

  private MongoPeer(Builder made, int port, MongoScript script, MongoClock clock) {
    this.clock = clock;
    verified = port >= 0;
    listener = new WireListener("mongo", Math.max(port, 0), this::serve);
    MongoSetup setup = made.setup();
    MongoState state = new MongoState(setup.release(), clock, made.kind.apply(address()));
    state.change(made.hello);
    parts = MongoParts.of(setup, script, state, clock);
    listener.start();
  }

  /** A peer that takes itself for a standalone MongoDB 8.0, and lets everybody in. */
  public static Builder builder() {
    return new Builder();
  }

  /** What is answered, and what was asked. */
  public MongoScript script() {
    return parts.script();
  }

  /** As {@link MongoScript#on(String, String)}. */
  public MongoRule on(String database, String name) {
    return script().on(database, name);
  }

  /** As {@link MongoScript#on(String)}. */
  public MongoRule on(String name) {
    return script().on(name);
  }

  /** As {@link MongoScript#requests()}. */
  public List<MongoRequest> requests() {
    return script().requests();
  }

  /** As {@link MongoScript#requests(String)}. */
  public List<MongoRequest> requests(String name) {
    return script().requests(name);
  }

  /** Where it listens. */
  public String host() {
    return "127.0.0.1";
  }

  /** The port it listens on. */
  public int port() {
    return listener.port();
  }

  /** Host and port, as members of a replica set are called. */
  public String address() {
    return host() + ":" + port();
  }

  /**
   * {@code mongodb://host:port/}, with the name of its replica set if it has one, and {@code
   * tls=true} if it has a certificate; no user in it.
   */
  public String url() {
    BsonValue set = parts.state().told().get(MongoHello.SET);
    return url(List.of(address()), set instanceof BsonString name ? name.getValue() : "");
  }

  /** As {@link #url}, but for this server alone, whatever others there are. */
  public String directUrl() {
    return url(List.of(address()), "")
        + (parts.setup().tls() == null ? "?" : "&")
        + "directConnection=true";
  }

  /** The URL of a set with these members; its name is empty for none. */
  String url(List<String> addresses, String set) {
    List<String> options = new ArrayList<>();
    if (parts.setup().tls() != null) {
      options.add("tls=true");
    }
    if (!set.isEmpty()) {
      options.add("replicaSet=" + set);
    }
    return "mongodb://"
        + String.join(",", addresses)
        + "/"
        + (options.isEmpty() ? "" : "?" + String.join("&", options));
  }

  /** How many connections there are, those of drivers that only watch included. */
  public int connections() {
    return sessions.size();
  }

  /** How many cursors are open. */
  public int cursors() {
    return parts.cursors().count();
  }

  /**
   * Is this from now on, as the only member of a replica set.
   *
   * @throws IllegalStateException if it is in none
   */
  public MongoPeer become(MongoRole role) {
    if (!parts.state().isInSet()) {
      throw new IllegalStateException("not a member of a replica set: " + this);
    }
    BsonString me = new BsonString(address());
    return hello(
        told -> {
          MongoHello.role(told, role);
          if (role == MongoRole.PRIMARY) {
            told.put("primary", me);
            told.put("electionId", electionId(clock.nextTerm()));
          } else {
            told.remove("primary", me);
            told.remove("electionId");
          }
        });
  }

  /** What identifies the election of a primary; that of a later one is greater. */
  static BsonObjectId electionId(long term) {
    return new BsonObjectId(new ObjectId("7fffffff%016x".formatted(term)));
  }

  /**
   * Changes what it tells of itself by {@code hello}, such as {@code tags}. The fields are as that
   * command has them; {@code isMaster} is answered accordingly.
   */
  public MongoPeer hello(Consumer<BsonDocument> change) {
    parts.state().change(change);
    return this;
  }

  /** Takes nobody from now on: the first command of each new connection fails so. */
  public MongoPeer refuse(MongoReply error) {
    refusal = Objects.requireNonNull(error, "error");
    return this;
  }

  /** Takes clients again. */
  public MongoPeer accept() {
    refusal = null;
    return this;
  }

  /** Closes all connections, without a word. */
  public MongoPeer cut() {
    abandon();
    listener.cut();
    return this;
  }

  /**
   * Goes down, as a server does that was shut down: all connections are closed, its cursors are
   * forgotten, and nobody listens any more, until {@link #up}.
   */
  public MongoPeer down() {
    listener.down();
    abandon();
    parts.cursors().clear();
    return this;
  }

  /** Is there again, on the same port, as another process. */
  public MongoPeer up() {
    parts.state().restart();
    listener.up();
    return this;
  }

  private void abandon() {
    sessions.values().forEach(MongoSession::abandon);
  }

  private void serve(long number, Socket socket) throws IOException {
    MongoSession session = null;
    try {
      MongoConnection connection = new MongoConnection(address(), number);
      session = MongoSession.of(parts, connection, socket);
      sessions.put(number, session);
      session.serve(refusal);
    } catch (RuntimeException e) {
      script().fault("the peer " + address() + " failed at connection " + number + ": " + e);
    } finally {
      sessions.remove(number);
    }
  }

  MongoParts parts() {
    return parts;
  }

  /**
   * Looks whether all that was asked was scripted. Throws as {@link MongoScript#verify}.
   *
   * @throws AssertionError naming what was not
   */
  public void verify() {
    script().verify();
  }

  /**
   * Closes everything, waits for its threads, and looks whether all that was asked was scripted; as
   * one of several, it leaves that to them.
   *
   * @throws AssertionError naming what was not
   */
  @Override
  public void close() {
    abandon();
    listener.close();
    if (verified) {
      verify();
    }
  }

  /** What it takes itself for, and where it listens. */
  @Override
  public String toString() {
    return "peer " + address() + " of MongoDB " + parts.setup().release().text();
  }

  /** Says what the peer is like. Not thread-safe. */
  public static final class Builder {
    private final Map<String, String> passwords = new LinkedHashMap<>();
    private final Set<String> certificates = new HashSet<>();
    private List<WireScram.Hash> mechanisms = List.of(WireScram.Hash.values());
    private MongoRelease release = MongoRelease.parse("8.0.4");
    private Function<String, BsonDocument> kind = address -> MongoHello.standalone();
    private Consumer<BsonDocument> hello = told -> {};
    private boolean speculative = true;
    private @Nullable SSLContext tls;
    private int port;

    private Builder() {}

    /** The port of 127.0.0.1 that it listens on. Default, and 0: any that is free. */
    public Builder port(int number) {
      port = number;
      return this;
    }

    /**
     * The version, such as {@code 7.0} or {@code 8.3.0-rc1}, from 4.2 on. Default: 8.0.4.
     *
     * @throws IllegalArgumentException if it is none
     */
    public Builder version(String text) {
      release = MongoRelease.parse(text);
      return this;
    }

    /** It is the only member, and the primary, of this set. Default: a standalone server. */
    public Builder replicaSet(String name) {
      Objects.requireNonNull(name, "name");
      kind = address -> MongoHello.alone(name, address);
      return this;
    }

    /** It is a mongos, the router of a sharded cluster. Default: a standalone server. */
    public Builder mongos() {
      kind = address -> MongoHello.mongos();
      return this;
    }

    /** What it tells of itself by {@code hello} besides, or instead. */
    public Builder hello(Consumer<BsonDocument> change) {
      hello = hello.andThen(change);
      return this;
    }

    /**
     * A user of the database {@code admin} and the password. As soon as any user, or {@linkplain
     * #certificate certificate}, is given, nobody else may do anything but {@code hello}, {@code
     * ping} and the like (13). Default: everybody may do everything.
     */
    public Builder user(String name, String password) {
      return user("admin", name, password);
    }

    /** A user of a database, which is to be named as {@code authSource}, and the password. */
    public Builder user(String database, String name, String password) {
      passwords.put(database + "." + name, Objects.requireNonNull(password, "password"));
      return this;
    }

    /**
     * A user who logs in by a certificate (MONGODB-X509); needs {@link #tls} with a context that
     * trusts it.
     *
     * @param subject its name in the certificate, as RFC 2253 has it: {@code CN=ada}
     */
    public Builder certificate(String subject) {
      certificates.add(Objects.requireNonNull(subject, "subject"));
      return this;
    }

    /**
     * By which mechanisms passwords are proved. Default: SCRAM-SHA-1 and SCRAM-SHA-256.
     *
     * @throws IllegalArgumentException for others
     */
    public Builder mechanisms(String... names) {
      List<WireScram.Hash> all = new ArrayList<>();
      for (String name : names) {
        all.add(WireScram.Hash.of(name));
      }
      mechanisms = all;
      return this;
    }

    /** Log-ins along with {@code hello} are not answered, as those of old servers were not. */
    public Builder withoutSpeculation() {
      speculative = false;
      return this;
    }

    /**
     * The context whose key and certificate the server has, see {@link WireCertificate}; there are
     * no connections without TLS then. Default: it speaks none.
     */
    public Builder tls(SSLContext context) {
      tls = Objects.requireNonNull(context, "context");
      return this;
    }

    private MongoSetup setup() {
      return new MongoSetup(release, passwords, certificates, mechanisms, speculative, tls);
    }

    /**
     * A running peer.
     *
     * @throws IllegalStateException if it cannot listen on its port
     */
    public MongoPeer start() {
      return new MongoPeer(this, port, new MongoScript(), new MongoClock());
    }

    /** A running peer that is one of several, who look at their script themselves. */
    MongoPeer start(MongoScript script, MongoClock clock) {
      return new MongoPeer(this, ONE_OF_SEVERAL, script, clock);
    }
  }
}
