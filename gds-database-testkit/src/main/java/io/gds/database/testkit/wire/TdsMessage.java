package io.gds.database.testkit.wire;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * A message of a client, put together from its packets. Immutable.
 *
 * @see <a
 *     href="https://learn.microsoft.com/en-us/openspecs/windows_protocols/ms-tds/dc3a0854-8230-482f-bbb9-d94a3b905a26">[MS-TDS],
 *     Packets, Packet Data Token and Tokenless Data Streams</a>
 */
final class TdsMessage {
  static final int BATCH = 0x01;
  static final int RPC = 0x03;
  static final int REPLY = 0x04;
  static final int ATTENTION = 0x06;
  static final int BULK = 0x07;
  static final int FEDERATION_TOKEN = 0x08;
  static final int TRANSACTION_MANAGER = 0x0E;
  static final int LOGIN = 0x10;
  static final int SSPI = 0x11;
  static final int PRELOGIN = 0x12;

  static final int HEADER = 8;
  static final int LAST = 0x01;
  private static final int IGNORE = 0x02;
  private static final int RESET = 0x08;
  private static final int RESET_KEEPING_TRANSACTION = 0x10;

  private final int type;
  private final int status;
  private final byte[] body;

  private TdsMessage(int type, int status, byte[] body) {
    this.type = type;
    this.status = status;
    this.body = body;
  }

  /** What stands behind the last of them: none. */
  static TdsMessage none() {
    return new TdsMessage(-1, 0, new byte[0]);
  }

  /**
   * Reads one.
   *
   * @throws TdsClosed if the client has gone, or speaks another protocol
   */
  static TdsMessage read(InputStream stream) throws IOException {
    DataInputStream in = new DataInputStream(stream);
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    int type = -1;
    int seen = 0;
    do {
      int packetType = in.read();
      if (packetType < 0) {
        throw new TdsClosed("the client has gone");
      }
      int status = in.readUnsignedByte();
      int length = in.readUnsignedShort();
      if (length < HEADER || (type >= 0 && packetType != type)) {
        throw new TdsClosed("no packet of TDS");
      }
      in.skipNBytes(4);
      byte[] content = new byte[length - HEADER];
      in.readFully(content);
      body.writeBytes(content);
      type = packetType;
      seen |= status;
    } while ((seen & LAST) == 0);
    return new TdsMessage(type, seen, body.toByteArray());
  }

  /** What it is, see the constants; -1 for none. */
  int type() {
    return type;
  }

  /** Whether the session is to be as new before it. */
  boolean reset() {
    return (status & (RESET | RESET_KEEPING_TRANSACTION)) != 0;
  }

  /** Whether the client gave it up half-way. */
  boolean ignored() {
    return (status & IGNORE) != 0;
  }

  TdsReader reader() {
    return new TdsReader(body);
  }

  /** The body behind the headers that batches and calls begin with. */
  TdsReader readerAfterHeaders() {
    TdsReader reader = reader();
    int length = reader.int4();
    return reader.at(length);
  }

  /**
   * Demands a message of this type.
   *
   * @throws TdsClosed for another
   */
  TdsMessage demand(int wanted) throws TdsClosed {
    if (type != wanted) {
      throw new TdsClosed("message 0x%02X came where 0x%02X is due".formatted(type, wanted));
    }
    return this;
  }
}
