package io.gds.database.mongodb;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;

/**
 * Listens on 127.0.0.1 for the driver and hands over what it sends, documents as the bytes they
 * came as.
 *
 * @see <a href="https://www.mongodb.com/docs/manual/reference/mongodb-wire-protocol/">the wire
 *     protocol</a>
 */
final class MongoStoreWire implements AutoCloseable {
  private static final BsonDocumentCodec CODEC = new BsonDocumentCodec();
  private static final int HEADER = 16;
  private static final int OP_REPLY = 1;
  private static final int OP_QUERY = 2004;
  private static final int OP_MSG = 2013;
  private static final int MORE_TO_COME = 2;

  private final ServerSocket listener;
  private final UnaryOperator<BsonDocument> server;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  MongoStoreWire(UnaryOperator<BsonDocument> server) {
    this.server = server;
    try {
      listener = new ServerSocket(0, 50, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    thread(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  private static void thread(Runnable work) {
    Thread thread = new Thread(work, "mongo-store");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        open.add(socket);
        thread(() -> serve(socket));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      DataInputStream in = new DataInputStream(socket.getInputStream());
      OutputStream out = socket.getOutputStream();
      while (true) {
        byte[] header = in.readNBytes(HEADER);
        if (header.length < HEADER) {
          throw new EOFException();
        }
        ByteBuffer head = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer body =
            ByteBuffer.wrap(in.readNBytes(head.getInt(0) - HEADER)).order(ByteOrder.LITTLE_ENDIAN);
        answer(head.getInt(4), head.getInt(12), body, out);
      }
    } catch (IOException e) {
      // The client has gone, or all were cut off.
    } finally {
      open.remove(socket);
    }
  }

  private void answer(int id, int code, ByteBuffer body, OutputStream out) throws IOException {
    if (code == OP_QUERY) {
      body.getInt();
      text(body);
      body.position(body.position() + 8);
      byte[] reply = bytes(server.apply(document(body)));
      byte[] frame = new byte[HEADER + 20];
      head(frame, reply.length, id, OP_REPLY).putInt(8).putLong(0).putInt(0).putInt(1);
      out.write(frame);
      out.write(reply);
    } else if (code == OP_MSG) {
      int flags = body.getInt();
      byte[] reply = bytes(server.apply(command(body)));
      if ((flags & MORE_TO_COME) == 0) {
        byte[] frame = new byte[HEADER + 5];
        head(frame, reply.length, id, OP_MSG);
        out.write(frame);
        out.write(reply);
      }
    } else {
      throw new IOException("unknown message " + code);
    }
    out.flush();
  }

  private static ByteBuffer head(byte[] frame, int more, int answerTo, int code) {
    return ByteBuffer.wrap(frame)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(frame.length + more)
        .putInt(0)
        .putInt(answerTo)
        .putInt(code);
  }

  private static BsonDocument command(ByteBuffer body) {
    BsonDocument command = new BsonDocument();
    while (body.hasRemaining()) {
      if (body.get() == 0) {
        command.putAll(document(body));
        continue;
      }
      int end = body.position() + body.getInt(body.position());
      body.getInt();
      String field = text(body);
      List<BsonDocument> documents = new ArrayList<>();
      while (body.position() < end) {
        documents.add(document(body));
      }
      command.put(field, new BsonArray(documents));
    }
    return command;
  }

  private static RawBsonDocument document(ByteBuffer body) {
    byte[] bytes = new byte[body.getInt(body.position())];
    body.get(bytes);
    return new RawBsonDocument(bytes);
  }

  private static String text(ByteBuffer body) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    for (byte next = body.get(); next != 0; next = body.get()) {
      text.write(next);
    }
    return text.toString(StandardCharsets.UTF_8);
  }

  /** The bytes of a document, those of raw ones within it as they are. */
  static byte[] bytes(BsonDocument document) {
    RawBsonDocument raw =
        document instanceof RawBsonDocument known ? known : new RawBsonDocument(document, CODEC);
    org.bson.ByteBuf buffer = raw.getByteBuffer();
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }

  /** An error as the server answers it. */
  static BsonDocument error(int code, String name, String message) {
    return new BsonDocument("ok", new org.bson.BsonDouble(0))
        .append("errmsg", new BsonString(message))
        .append("code", new org.bson.BsonInt32(code))
        .append("codeName", new BsonString(name));
  }

  /** Cuts all connections. */
  void cut() {
    for (Socket socket : open) {
      try {
        socket.close();
      } catch (IOException e) {
        // Closed it is.
      }
    }
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    cut();
  }
}
