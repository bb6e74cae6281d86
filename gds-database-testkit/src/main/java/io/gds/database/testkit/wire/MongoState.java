package io.gds.database.testkit.wire;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.bson.BsonBoolean;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonObjectId;
import org.bson.BsonTimestamp;
import org.bson.BsonValue;
import org.bson.types.ObjectId;

/** What a peer is at the moment. Thread-safe. */
final class MongoState {
  private final MongoRelease release;
  private final MongoClock clock;
  private BsonDocument told;
  private ObjectId process = new ObjectId();
  private long version;

  MongoState(MongoRelease release, MongoClock clock, BsonDocument told) {
    this.release = release;
    this.clock = clock;
    this.told = told.clone();
  }

  /** Changes what it tells of itself; whoever waits for a change is told at once. */
  synchronized void change(Consumer<BsonDocument> change) {
    BsonDocument next = told.clone();
    change.accept(next);
    if (!next.equals(told)) {
      told = next;
      version++;
      notifyAll();
    }
  }

  /** It is another process now. */
  synchronized void restart() {
    process = new ObjectId();
    version = 0;
    notifyAll();
  }

  /** Has all that wait look whether they still should. */
  synchronized void wake() {
    notifyAll();
  }

  /** What it tells of itself. */
  synchronized BsonDocument told() {
    return told.clone();
  }

  synchronized boolean isInSet() {
    return told.containsKey(MongoHello.SET);
  }

  synchronized boolean isWritable() {
    return MongoHello.is(told, MongoHello.WRITABLE);
  }

  synchronized boolean isSecondary() {
    return MongoHello.is(told, MongoHello.SECONDARY);
  }

  /** Whether it has a time that goes forward with what is written. */
  synchronized boolean hasClusterTime() {
    return isInSet() || told.containsKey("msg");
  }

  /** Whether clients may wait for it to change. */
  boolean streams() {
    return release.isAtLeast(4, 4);
  }

  /** By what a client tells whether it has changed. */
  synchronized BsonDocument topologyVersion() {
    return new BsonDocument("processId", new BsonObjectId(process))
        .append("counter", new BsonInt64(version));
  }

  /** Waits until it has changed since, or the time is over, or there is no use in waiting. */
  synchronized void await(BsonDocument since, Duration most, BooleanSupplier useless)
      throws InterruptedException {
    long end = System.nanoTime() + most.toNanos();
    while (since.equals(topologyVersion()) && !useless.getAsBoolean()) {
      long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
      if (left <= 0) {
        return;
      }
      wait(left);
    }
  }

  /**
   * The answer to {@code hello}.
   *
   * @param connection its number
   */
  synchronized BsonDocument hello(BsonDocument command, long connection) {
    boolean old = !command.getFirstKey().equals("hello");
    BsonDocument hello = new BsonDocument();
    told.forEach((name, value) -> hello.put(old ? oldName(name) : name, value));
    if (command.get("helloOk") instanceof BsonBoolean asked && asked.getValue()) {
      hello.append("helloOk", BsonBoolean.TRUE);
    }
    if (isInSet() && !MongoHello.is(told, "arbiterOnly")) {
      hello.putIfAbsent("lastWrite", lastWrite());
    }
    if (streams()) {
      hello.append("topologyVersion", topologyVersion());
    }
    limits().forEach(hello::putIfAbsent);
    hello.append("localTime", new BsonDateTime(Instant.now().toEpochMilli()));
    hello.append("connectionId", new BsonInt32((int) connection));
    return hello;
  }

  private static String oldName(String name) {
    return name.equals(MongoHello.WRITABLE) ? "ismaster" : name;
  }

  private BsonDocument limits() {
    BsonDocument limits =
        new BsonDocument("maxBsonObjectSize", new BsonInt32(16 * 1024 * 1024))
            .append("maxMessageSizeBytes", new BsonInt32(48_000_000))
            .append("maxWriteBatchSize", new BsonInt32(100_000))
            .append("minWireVersion", new BsonInt32(0))
            .append("maxWireVersion", new BsonInt32(release.wire()))
            .append("readOnly", BsonBoolean.FALSE);
    if (!MongoHello.is(told, "arbiterOnly")) {
      limits.append("logicalSessionTimeoutMinutes", new BsonInt32(30));
    }
    return limits;
  }

  private BsonValue lastWrite() {
    BsonTimestamp time = clock.now();
    BsonDateTime date = new BsonDateTime(TimeUnit.SECONDS.toMillis(time.getTime()));
    BsonDocument position = new BsonDocument("ts", time).append("t", new BsonInt64(clock.term()));
    return new BsonDocument("opTime", position)
        .append("lastWriteDate", date)
        .append("majorityOpTime", position)
        .append("majorityWriteDate", date);
  }
}
