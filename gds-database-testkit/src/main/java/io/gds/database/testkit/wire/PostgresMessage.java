package io.gds.database.testkit.wire;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A message of the client, read from its beginning to its end. Used by one thread.
 *
 * @see <a href="https://www.postgresql.org/docs/current/protocol-message-formats.html">Message
 *     Formats</a>
 */
final class PostgresMessage {
  /** No sane message is longer. */
  private static final int MOST = 256 * 1024 * 1024;

  private final char type;
  private final byte[] bytes;
  private final ByteBuffer body;

  private PostgresMessage(char type, byte[] bytes) {
    this.type = type;
    this.bytes = bytes;
    body = ByteBuffer.wrap(bytes);
  }

  /** Its letter; 0 for the first, which has none. */
  char type() {
    return type;
  }

  /** Waits for a message; the connection's first has no letter. */
  static PostgresMessage read(DataInputStream in, boolean first) throws IOException {
    char type = first ? 0 : (char) in.readUnsignedByte();
    int length = in.readInt();
    if (length < 4 || length > MOST) {
      throw new IOException("not PostgreSQL's protocol: a message of " + length + " bytes");
    }
    byte[] body = in.readNBytes(length - 4);
    if (body.length < length - 4) {
      throw new EOFException();
    }
    return new PostgresMessage(type, body);
  }

  int int4() {
    return body.getInt();
  }

  int int2() {
    return body.getShort();
  }

  char letter() {
    return (char) body.get();
  }

  /** A text that ends with a zero byte. */
  String text() {
    int begin = body.position();
    while (body.get() != 0) {
      // Up to the end.
    }
    return new String(bytes, begin, body.position() - begin - 1, StandardCharsets.UTF_8);
  }

  byte[] bytes(int length) {
    byte[] part = new byte[length];
    body.get(part);
    return part;
  }

  byte[] rest() {
    return bytes(body.remaining());
  }

  /** The same message, unread. */
  PostgresMessage again() {
    return new PostgresMessage(type, bytes);
  }
}
