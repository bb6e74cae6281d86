package io.gds.database.testkit.wire;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.bson.BsonDocument;
import org.jspecify.annotations.Nullable;

/**
 * A replica set of {@link MongoPeer}s that share a {@link MongoScript}. The test says who is
 * elected, steps down, goes down and comes back; what each member tells of itself by {@code hello}
 * follows from that, and drivers follow it at once.
 *
 * <pre>{@code
 * try (MongoReplicaSetPeer set = MongoReplicaSetPeer.builder("rs0").members(3).start();
 *     MongoClient client = MongoClients.create(set.url())) {
 *   set.on("replSetGetConfig").answer("{config: {_id: 'rs0', version: 1, members: []}}");
 *   set.on("admin", "replSetStepDown").by(request -> {
 *     set.elect(set.member(1));
 *     return WireAnswer.done();
 *   });
 *   // …
 *   assertThat(set.requests("insert").get(0).peer()).isEqualTo(set.member(1).address());
 * }
 * }</pre>
 *
 * <p>The first member is the primary to begin with. Nobody is elected by itself: while there is no
 * primary the others go on as secondaries. Thread-safe.
 */
public final class MongoReplicaSetPeer implements AutoCloseable {
  private final String name;
  private final MongoPeer.Builder like;
  private final MongoScript script = new MongoScript();
  private final MongoClock clock = new MongoClock();
  private final MongoMembers members;
  private final Set<MongoPeer> down = new HashSet<>();
  private final Set<MongoPeer> out = new HashSet<>();
  private final List<MongoPeer> removed = new ArrayList<>();
  private @Nullable MongoPeer primary;

  private MongoReplicaSetPeer(Builder made) {
    name = made.name;
    like = made.like;
    members = new MongoMembers(name);
    made.members.forEach(traits -> members.begin(like.start(script, clock), traits));
    primary = members.all().get(0);
    tell();
  }

  /**
   * Begins one.
   *
   * @param name of the set
   */
  public static Builder builder(String name) {
    return new Builder(Objects.requireNonNull(name, "name"));
  }

  /** What is answered, and what was asked, by and of all members. */
  public MongoScript script() {
    return script;
  }

  /** As {@link MongoScript#on(String, String)}. */
  public MongoRule on(String database, String command) {
    return script.on(database, command);
  }

  /** As {@link MongoScript#on(String)}. */
  public MongoRule on(String command) {
    return script.on(command);
  }

  /** As {@link MongoScript#requests()}. */
  public List<MongoRequest> requests() {
    return script.requests();
  }

  /** As {@link MongoScript#requests(String)}. */
  public List<MongoRequest> requests(String command) {
    return script.requests(command);
  }

  /** The name of the set. */
  public String name() {
    return name;
  }

  /** All members, those that are down too. */
  public synchronized List<MongoPeer> members() {
    return members.all();
  }

  /**
   * A member.
   *
   * @param number from 0
   * @throws IndexOutOfBoundsException if there is none
   */
  public MongoPeer member(int number) {
    return members().get(number);
  }

  /**
   * The primary.
   *
   * @throws IllegalStateException if there is none now
   */
  public synchronized MongoPeer primary() {
    if (primary == null) {
      throw new IllegalStateException("there is no primary now: " + this);
    }
    return primary;
  }

  /** Whether there is a primary. */
  public synchronized boolean hasPrimary() {
    return primary != null;
  }

  /** Which election made the primary, counted from 1. */
  public long term() {
    return clock.term();
  }

  /** {@code mongodb://} with all members and the name of the set; no user in it. */
  public synchronized String url() {
    List<String> addresses = members.all().stream().map(MongoPeer::address).toList();
    return member(0).url(addresses, name);
  }

  /**
   * Makes a member the primary of a new term; who was it before is a secondary.
   *
   * @throws IllegalArgumentException if it is no member, is down, or cannot be elected
   */
  public synchronized MongoReplicaSetPeer elect(MongoPeer member) {
    boolean electable = members.traits(member).isElectable();
    if (down.contains(member) || out.contains(member) || !electable) {
      throw new IllegalArgumentException("cannot be elected: " + member);
    }
    stepDown();
    primary = member;
    clock.nextTerm();
    tell();
    return this;
  }

  /** Makes the primary a secondary; there is none then. */
  public synchronized MongoReplicaSetPeer stepDown() {
    primary = null;
    tell();
    return this;
  }

  /** Takes a member down; if it is the primary there is none then. */
  public synchronized MongoReplicaSetPeer down(MongoPeer member) {
    members.traits(member);
    down.add(member);
    member.down();
    if (member.equals(primary)) {
      primary = null;
    }
    tell();
    return this;
  }

  /** Brings a member back, as a secondary, or the arbiter that it is. */
  public synchronized MongoReplicaSetPeer up(MongoPeer member) {
    members.traits(member);
    down.remove(member);
    tell();
    member.up();
    return this;
  }

  /**
   * Has a member be neither primary nor secondary, as one that syncs from the beginning or has
   * fallen too far behind, until {@link #recover}; if it is the primary there is none then.
   */
  public synchronized MongoReplicaSetPeer disable(MongoPeer member) {
    members.traits(member);
    out.add(member);
    if (member.equals(primary)) {
      primary = null;
    }
    tell();
    return this;
  }

  /** Has a member be a secondary again after {@link #disable}. */
  public synchronized MongoReplicaSetPeer recover(MongoPeer member) {
    members.traits(member);
    out.remove(member);
    tell();
    return this;
  }

  /** Adds a member without traits, by a new configuration; the member. */
  public synchronized MongoPeer add() {
    MongoPeer member = like.start(script, clock);
    members.add(member);
    tell();
    return member;
  }

  /**
   * Removes a member by a new configuration, and takes it down.
   *
   * @throws IllegalArgumentException if it is no member, or the primary
   */
  public synchronized MongoReplicaSetPeer remove(MongoPeer member) {
    members.traits(member);
    if (member.equals(primary)) {
      throw new IllegalArgumentException("the primary cannot be removed: " + member);
    }
    members.remove(member);
    down.remove(member);
    out.remove(member);
    removed.add(member);
    tell();
    member.down();
    return this;
  }

  /** Has all members tell how things are; who is no primary any more first. */
  private void tell() {
    members.all().stream().filter(member -> !member.equals(primary)).forEach(this::tell);
    MongoPeer last = primary;
    if (last != null) {
      tell(last);
    }
  }

  private void tell(MongoPeer member) {
    BsonDocument next = members.hello(member, primary, out.contains(member), clock.term());
    member.hello(
        told -> {
          told.clear();
          told.putAll(next);
        });
  }

  /**
   * Looks whether all that was asked was scripted. Throws as {@link MongoScript#verify}.
   *
   * @throws AssertionError naming what was not
   */
  public void verify() {
    script.verify();
  }

  /**
   * Closes all members, waits for their threads, and looks whether all that was asked was scripted.
   *
   * @throws AssertionError naming what was not
   */
  @Override
  public void close() {
    everybody().forEach(MongoPeer::close);
    verify();
  }

  private synchronized List<MongoPeer> everybody() {
    List<MongoPeer> everybody = new ArrayList<>(members.all());
    everybody.addAll(removed);
    return everybody;
  }

  /** Its name, and where its members listen. */
  @Override
  public String toString() {
    return "replica set " + name + " of " + members();
  }

  /** Says what the set is like. Not thread-safe. */
  public static final class Builder {
    private final String name;
    private final List<MongoTraits> members = new ArrayList<>();
    private MongoPeer.Builder like = MongoPeer.builder();

    private Builder(String name) {
      this.name = name;
    }

    /**
     * What all members are like: their version, users and TLS. What it says of a port, of what kind
     * of server it is, and of {@code hello} does not count. Default: {@link MongoPeer#builder}.
     */
    public Builder like(MongoPeer.Builder peer) {
      like = Objects.requireNonNull(peer, "peer");
      return this;
    }

    /** So many members that have the data, can be read, and can be elected. */
    public Builder members(int count) {
      for (int i = 0; i < count; i++) {
        members.add(MongoTraits.NONE);
      }
      return this;
    }

    /** A member that votes, and has no data. */
    public Builder arbiter() {
      members.add(MongoTraits.ofArbiter());
      return this;
    }

    /** A member of priority 0 that drivers do not see. */
    public Builder hidden() {
      members.add(MongoTraits.ofHidden(Duration.ZERO));
      return this;
    }

    /** A member of priority 0. */
    public Builder passive() {
      members.add(MongoTraits.ofPassive());
      return this;
    }

    /** A hidden member that lags behind by so much on purpose. */
    public Builder delayed(Duration by) {
      members.add(MongoTraits.ofHidden(by));
      return this;
    }

    /**
     * Tags of the member that was said last.
     *
     * @throws IllegalStateException if none has been
     */
    public Builder tags(Map<String, String> tags) {
      if (members.isEmpty()) {
        throw new IllegalStateException("no member has been said yet");
      }
      members.add(members.remove(members.size() - 1).tagged(tags));
      return this;
    }

    /**
     * A running set; its first member is the primary.
     *
     * @throws IllegalStateException if it has no members, or the first cannot be elected
     */
    public MongoReplicaSetPeer start() {
      if (members.isEmpty() || !members.get(0).isElectable()) {
        throw new IllegalStateException("the first member is to be the primary: " + members);
      }
      return new MongoReplicaSetPeer(this);
    }
  }
}
