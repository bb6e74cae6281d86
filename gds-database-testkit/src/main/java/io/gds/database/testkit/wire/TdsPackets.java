package io.gds.database.testkit.wire;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * A server's messages, cut into packets as the client wants them. Used by one thread.
 *
 * @see TdsMessage
 */
final class TdsPackets {
  /** What packets have before another size is agreed on. */
  static final int FIRST_SIZE = 4096;

  private final OutputStream out;
  private final int type;
  private final int process;
  private final byte[] content = new byte[Short.MAX_VALUE];
  private int filled;
  private int size = FIRST_SIZE;
  private int number;

  /**
   * Nothing yet.
   *
   * @param type of the messages
   * @param process the server's number of the session, which all packets carry
   */
  TdsPackets(OutputStream out, int type, int process) {
    this.out = out;
    this.type = type;
    this.process = process;
  }

  /** How long the packets of the next messages are, with their header. */
  void size(int size) {
    this.size = size;
  }

  /** Says this; a packet is sent when it is full and there is more to say. */
  void say(byte[] bytes) throws IOException {
    for (int at = 0; at < bytes.length; ) {
      if (filled == size - TdsMessage.HEADER) {
        send(0);
      }
      int part = Math.min(bytes.length - at, size - TdsMessage.HEADER - filled);
      System.arraycopy(bytes, at, content, filled, part);
      filled += part;
      at += part;
    }
  }

  /** Sends what has been said so far, if anything; the message goes on. */
  void flush() throws IOException {
    if (filled > 0) {
      send(0);
    }
  }

  /** Ends the message. */
  void end() throws IOException {
    send(TdsMessage.LAST);
    number = 0;
  }

  private void send(int status) throws IOException {
    ByteArrayOutputStream packet = new ByteArrayOutputStream(TdsMessage.HEADER + filled);
    TdsWriter header = new TdsWriter();
    number++;
    header.int1(type).int1(status).int2Network(TdsMessage.HEADER + filled);
    header.int2Network(process).int1(number).int1(0);
    packet.writeBytes(header.toBytes());
    packet.write(content, 0, filled);
    packet.writeTo(out);
    out.flush();
    filled = 0;
  }
}
