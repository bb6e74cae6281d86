package io.gds.database.bench;

import io.gds.database.testkit.mongodb.MongoKit;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.bson.BsonDocument;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;

/**
 * What serves where there is no MongoDB, in a process of its own: documents are read out of memory
 * as they are sent, and what is inserted is counted and forgotten. Everything else is answered by a
 * {@link MongoKit} behind it, which so knows the collections. It takes next to no time itself, so
 * that what is measured is the client; what a server takes it cannot tell.
 */
final class MongoFeed {
  static final String CHILD = "--mongo-feed-child";

  private static final int HEADER = 16;
  private static final int OP_MSG = 2013;
  private static final int FLAGS_AND_KIND = 5;
  private static final int FIRST_BATCH = 101;
  private static final int BODY = HEADER + FLAGS_AND_KIND;

  private final InetSocketAddress kit;
  private final AtomicLong cursors = new AtomicLong(1L << 40);
  private final Map<Long, Integer> given = new ConcurrentHashMap<>();
  private final Map<Integer, MongoFeedData.Batch> batches = new ConcurrentHashMap<>();

  private MongoFeed(InetSocketAddress kit) {
    this.kit = kit;
  }

  /** Serves until its input ends, which is when the process ends that has started it. */
  static void child() throws IOException {
    try (MongoKit kit = MongoKit.start();
        ServerSocketChannel listening = ServerSocketChannel.open()) {
      String[] address = kit.address().split(":");
      MongoFeed feed =
          new MongoFeed(new InetSocketAddress(address[0], Integer.parseInt(address[1])));
      listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      System.out.println(((InetSocketAddress) listening.getLocalAddress()).getPort());
      daemon(() -> feed.accept(listening));
      while (System.in.read() >= 0) {
        // Nothing is said to it.
      }
    }
  }

  private static void daemon(Runnable work) {
    Thread thread = new Thread(work, "feed");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept(ServerSocketChannel listening) {
    while (true) {
      try {
        SocketChannel client = listening.accept();
        daemon(() -> serve(client));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(SocketChannel client) {
    try (client;
        SocketChannel behind = SocketChannel.open(kit)) {
      client.setOption(StandardSocketOptions.TCP_NODELAY, true);
      behind.setOption(StandardSocketOptions.TCP_NODELAY, true);
      ByteBuffer frame = allocate(1 << 16);
      while (true) {
        frame = read(client, frame);
        if (!answer(client, frame)) {
          frame.rewind();
          write(behind, frame);
          frame = read(behind, frame);
          write(client, frame);
        }
      }
    } catch (EOFException e) {
      // The client has gone.
    } catch (IOException e) {
      System.err.println(e);
    }
  }

  private static ByteBuffer allocate(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Reads one whole message, into a larger buffer if need be. */
  private static ByteBuffer read(SocketChannel from, ByteBuffer into) throws IOException {
    fill(from, into.clear().limit(HEADER));
    int length = into.getInt(0);
    ByteBuffer frame = into;
    if (length > into.capacity()) {
      frame = allocate(length * 5 / 4);
      frame.put(into.flip());
    }
    fill(from, frame.limit(length));
    return frame.flip();
  }

  private static void fill(SocketChannel from, ByteBuffer into) throws IOException {
    while (into.hasRemaining()) {
      if (from.read(into) < 0) {
        throw new EOFException();
      }
    }
  }

  private static void write(SocketChannel to, ByteBuffer... parts) throws IOException {
    ByteBuffer last = parts[parts.length - 1];
    while (last.hasRemaining()) {
      to.write(parts);
    }
  }

  /** Answers what this is about; false for what it is not. */
  private boolean answer(SocketChannel client, ByteBuffer frame) throws IOException {
    if (frame.getInt(12) != OP_MSG || frame.get(HEADER + 4) != 0) {
      return false;
    }
    byte[] body = new byte[frame.getInt(BODY)];
    frame.get(BODY, body);
    RawBsonDocument command = new RawBsonDocument(body);
    String name = command.getFirstKey();
    boolean known =
        name.equals("find")
            || name.equals("getMore")
            || name.equals("aggregate")
            || name.equals("insert");
    MongoFeedData data = known ? MongoFeedData.ofName(command.getString("$db").getValue()) : null;
    if (data == null) {
      return false;
    }
    int to = frame.getInt(4);
    switch (name) {
      case "find" -> batch(client, to, command, data, cursors.incrementAndGet());
      case "getMore" -> batch(client, to, command, data, command.getInt64("getMore").getValue());
      case "aggregate" -> say(client, to, sizes(command, data));
      default -> {
        int count = count(frame, BODY + body.length);
        pause(data);
        say(client, to, BsonDocument.parse("{n: " + count + ", ok: 1.0}"));
      }
    }
    return true;
  }

  private static BsonDocument sizes(BsonDocument command, MongoFeedData data) {
    return BsonDocument.parse(
        "{cursor: {id: {$numberLong: '0'}, ns: 'feed."
            + command.getString("aggregate").getValue()
            + "', firstBatch: [{storageStats: {count: "
            + data.documents()
            + ", size: {$numberLong: '"
            + data.total() / MongoFeedData.COLLECTIONS
            + "'}}}]}, ok: 1.0}");
  }

  private static void pause(MongoFeedData data) {
    long end = System.nanoTime() + data.micros() * 1_000L;
    for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  /** How many documents of the sections behind the command there are. */
  private static int count(ByteBuffer frame, int from) {
    int count = 0;
    int at = from;
    while (at < frame.limit()) {
      int end = at + 1 + frame.getInt(at + 1);
      at += 1 + Integer.BYTES;
      while (frame.get(at) != 0) {
        at++;
      }
      at++;
      for (; at < end; at += frame.getInt(at)) {
        count++;
      }
    }
    return count;
  }

  private void batch(
      SocketChannel client, int to, BsonDocument command, MongoFeedData data, long cursor)
      throws IOException {
    boolean first = command.getFirstKey().equals("find");
    MongoFeedData.Batch all = batches.computeIfAbsent(data.bytes(), bytes -> data.batch());
    int before = first ? 0 : given.getOrDefault(cursor, 0);
    int wanted =
        command.containsKey("batchSize")
            ? command.getNumber("batchSize").intValue()
            : first ? FIRST_BATCH : all.most();
    int count = Math.min(Math.min(wanted, all.most()), data.documents() - before);
    boolean ends = before + count == data.documents();
    if (ends) {
      given.remove(cursor);
    } else {
      given.put(cursor, before + count);
    }
    String collection = command.getString(first ? "find" : "collection").getValue();
    pause(data);
    say(
        client,
        to,
        first ? "firstBatch" : "nextBatch",
        all.elements().duplicate().limit(all.ends()[count]),
        ends ? 0 : cursor,
        data.name() + "." + collection);
  }

  private static void say(
      SocketChannel client,
      int to,
      String batch,
      ByteBuffer elements,
      long cursor,
      String namespace)
      throws IOException {
    byte[] field = batch.getBytes(StandardCharsets.US_ASCII);
    byte[] ns = namespace.getBytes(StandardCharsets.UTF_8);
    int array = Integer.BYTES + elements.remaining() + 1;
    int inner = Integer.BYTES + 1 + field.length + 1 + array + 12 + 8 + ns.length + 1 + 1;
    int document = Integer.BYTES + 8 + inner + 12 + 1;
    ByteBuffer head = ByteBuffer.allocate(256).order(ByteOrder.LITTLE_ENDIAN);
    head.putInt(BODY + document).putInt(0).putInt(to).putInt(OP_MSG).putInt(0).put((byte) 0);
    head.putInt(document).put((byte) 3).put("cursor\0".getBytes(StandardCharsets.US_ASCII));
    head.putInt(inner).put((byte) 4).put(field).put((byte) 0).putInt(array);
    ByteBuffer tail = ByteBuffer.allocate(512).order(ByteOrder.LITTLE_ENDIAN);
    tail.put((byte) 0);
    tail.put((byte) 0x12).put("id\0".getBytes(StandardCharsets.US_ASCII)).putLong(cursor);
    tail.put((byte) 2).put("ns\0".getBytes(StandardCharsets.US_ASCII));
    tail.putInt(ns.length + 1).put(ns).put((byte) 0).put((byte) 0);
    tail.put((byte) 1).put("ok\0".getBytes(StandardCharsets.US_ASCII)).putDouble(1).put((byte) 0);
    write(client, head.flip(), elements, tail.flip());
  }

  private static void say(SocketChannel client, int to, BsonDocument document) throws IOException {
    RawBsonDocument raw = new RawBsonDocument(document, new BsonDocumentCodec());
    ByteBuffer bytes = raw.getByteBuffer().asNIO();
    ByteBuffer head = ByteBuffer.allocate(BODY).order(ByteOrder.LITTLE_ENDIAN);
    head.putInt(BODY + bytes.remaining()).putInt(0).putInt(to).putInt(OP_MSG);
    head.putInt(0).put((byte) 0).flip();
    write(client, head, bytes);
  }
}
