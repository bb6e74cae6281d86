package io.gds.database.testkit.wire;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.bson.BsonArray;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonString;
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
  private final Map<MongoPeer, Traits> members = new LinkedHashMap<>();
  private final Set<MongoPeer> down = new HashSet<>();
  private final Set<MongoPeer> out = new HashSet<>();
  private final List<MongoPeer> removed = new ArrayList<>();
  private @Nullable MongoPeer primary;
  private int version = 1;

  /** What a member is like, whatever its role. */
  private record Traits(
      boolean arbiter, boolean hidden, boolean passive, Duration delay, Map<String, String> tags) {
    static final Traits NONE = new Traits(false, false, false, Duration.ZERO, Map.of());

    /** Whether it can be elected. */
    boolean electable() {
      return !arbiter && !hidden && !passive;
    }
  }

  private MongoReplicaSetPeer(Builder made) {
    name = made.name;
    like = made.like;
    made.members.forEach(traits -> members.put(like.start(script, clock), traits));
    primary = members.keySet().iterator().next();
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
    return List.copyOf(members.keySet());
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
    List<String> addresses = members.keySet().stream().map(MongoPeer::address).toList();
    return member(0).url(addresses, name);
  }

  /**
   * Makes a member the primary of a new term; who was it before is a secondary.
   *
   * @throws IllegalArgumentException if it is no member, is down, or cannot be elected
   */
  public synchronized MongoReplicaSetPeer elect(MongoPeer member) {
    Traits traits = traits(member);
    if (down.contains(member) || out.contains(member) || !traits.electable()) {
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
    traits(member);
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
    traits(member);
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
    traits(member);
    out.add(member);
    if (member.equals(primary)) {
      primary = null;
    }
    tell();
    return this;
  }

  /** Has a member be a secondary again after {@link #disable}. */
  public synchronized MongoReplicaSetPeer recover(MongoPeer member) {
    traits(member);
    out.remove(member);
    tell();
    return this;
  }

  /** Adds a member without traits, by a new configuration; the member. */
  public synchronized MongoPeer add() {
    MongoPeer member = like.start(script, clock);
    members.put(member, Traits.NONE);
    version++;
    tell();
    return member;
  }

  /**
   * Removes a member by a new configuration, and takes it down.
   *
   * @throws IllegalArgumentException if it is no member, or the primary
   */
  public synchronized MongoReplicaSetPeer remove(MongoPeer member) {
    traits(member);
    if (member.equals(primary)) {
      throw new IllegalArgumentException("the primary cannot be removed: " + member);
    }
    members.remove(member);
    down.remove(member);
    out.remove(member);
    removed.add(member);
    version++;
    tell();
    member.down();
    return this;
  }

  private Traits traits(MongoPeer member) {
    Traits traits = members.get(member);
    if (traits == null) {
      throw new IllegalArgumentException("no member of " + this + ": " + member);
    }
    return traits;
  }

  /** Has all members tell how things are; who is no primary any more first. */
  private void tell() {
    members.keySet().stream().filter(member -> !member.equals(primary)).forEach(this::tell);
    MongoPeer last = primary;
    if (last != null) {
      tell(last);
    }
  }

  private void tell(MongoPeer member) {
    BsonDocument next = hello(member);
    member.hello(
        told -> {
          told.clear();
          told.putAll(next);
        });
  }

  private BsonDocument hello(MongoPeer member) {
    Traits traits = traits(member);
    BsonDocument hello =
        new BsonDocument("hosts", addresses(Traits::electable))
            .append(MongoHello.SET, new BsonString(name))
            .append("setVersion", new BsonInt32(version))
            .append("me", new BsonString(member.address()));
    append(hello, "passives", each -> each.passive() && !each.hidden());
    append(hello, "arbiters", Traits::arbiter);
    MongoHello.role(hello, role(member, traits));
    MongoPeer first = primary;
    if (first != null) {
      hello.append("primary", new BsonString(first.address()));
    }
    if (member.equals(first)) {
      hello.append("electionId", MongoPeer.electionId(clock.term()));
    }
    if (traits.hidden()) {
      hello.append("hidden", BsonBoolean.TRUE);
    }
    if (traits.passive() || traits.hidden()) {
      hello.append("passive", BsonBoolean.TRUE);
    }
    if (!traits.delay().isZero()) {
      String field =
          member.parts().setup().release().isAtLeast(5, 0) ? "secondaryDelaySecs" : "slaveDelay";
      hello.append(field, new BsonInt64(traits.delay().toSeconds()));
    }
    if (!traits.tags().isEmpty()) {
      BsonDocument tags = new BsonDocument();
      traits.tags().forEach((tag, value) -> tags.append(tag, new BsonString(value)));
      hello.append("tags", tags);
    }
    return hello;
  }

  private MongoRole role(MongoPeer member, Traits traits) {
    if (member.equals(primary)) {
      return MongoRole.PRIMARY;
    }
    if (traits.arbiter()) {
      return MongoRole.ARBITER;
    }
    return out.contains(member) ? MongoRole.OTHER : MongoRole.SECONDARY;
  }

  private void append(BsonDocument hello, String field, Predicate<Traits> which) {
    BsonArray addresses = addresses(which);
    if (!addresses.isEmpty()) {
      hello.append(field, addresses);
    }
  }

  private BsonArray addresses(Predicate<Traits> which) {
    List<String> addresses = new ArrayList<>();
    members.forEach(
        (member, traits) -> {
          if (which.test(traits)) {
            addresses.add(member.address());
          }
        });
    return MongoHello.texts(addresses);
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
    List<MongoPeer> everybody = new ArrayList<>(members.keySet());
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
    private final List<Traits> members = new ArrayList<>();
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
        members.add(Traits.NONE);
      }
      return this;
    }

    /** A member that votes, and has no data. */
    public Builder arbiter() {
      members.add(new Traits(true, false, false, Duration.ZERO, Map.of()));
      return this;
    }

    /** A member of priority 0 that drivers do not see. */
    public Builder hidden() {
      members.add(new Traits(false, true, false, Duration.ZERO, Map.of()));
      return this;
    }

    /** A member of priority 0. */
    public Builder passive() {
      members.add(new Traits(false, false, true, Duration.ZERO, Map.of()));
      return this;
    }

    /** A hidden member that lags behind by so much on purpose. */
    public Builder delayed(Duration by) {
      members.add(new Traits(false, true, false, by, Map.of()));
      return this;
    }

    /** A member of any kind with these tags, put at the one that was said last. */
    public Builder tags(Map<String, String> tags) {
      Traits last = members.remove(members.size() - 1);
      members.add(
          new Traits(
              last.arbiter(), last.hidden(), last.passive(), last.delay(), Map.copyOf(tags)));
      return this;
    }

    /**
     * A running set; its first member is the primary.
     *
     * @throws IllegalStateException if it has no members, or the first cannot be elected
     */
    public MongoReplicaSetPeer start() {
      if (members.isEmpty() || !members.get(0).electable()) {
        throw new IllegalStateException("the first member is to be the primary: " + members);
      }
      return new MongoReplicaSetPeer(this);
    }
  }
}
