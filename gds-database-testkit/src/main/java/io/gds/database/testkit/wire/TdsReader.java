package io.gds.database.testkit.wire;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Reads what a client sent: numbers with their lowest byte first, texts in UTF-16. What ends too
 * early throws a {@link java.nio.BufferUnderflowException}.
 */
final class TdsReader {
  private final ByteBuffer in;

  TdsReader(byte[] bytes) {
    in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  boolean hasMore() {
    return in.hasRemaining();
  }

  /** How far it has come, in bytes from the beginning. */
  int position() {
    return in.position();
  }

  int remaining() {
    return in.remaining();
  }

  /** Goes on from here, counted from the beginning. */
  TdsReader at(int position) {
    if (position < 0 || position > in.limit()) {
      throw new IllegalArgumentException("a client's message points outside of itself");
    }
    in.position(position);
    return this;
  }

  /** The next byte, which is not read by it. */
  int peek() {
    return in.get(in.position()) & 0xFF;
  }

  int int1() {
    return in.get() & 0xFF;
  }

  int int2() {
    return in.getShort() & 0xFFFF;
  }

  int int4() {
    return in.getInt();
  }

  long int8() {
    return in.getLong();
  }

  /** Two bytes with the highest first, as only packet headers and pre-logins have them. */
  int int2Network() {
    return (int1() << 8) | int1();
  }

  byte[] bytes(int count) {
    if (count < 0 || count > in.remaining()) {
      throw new java.nio.BufferUnderflowException();
    }
    byte[] bytes = new byte[count];
    in.get(bytes);
    return bytes;
  }

  /** A text of so many characters. */
  String text(int characters) {
    return new String(bytes(2 * characters), StandardCharsets.UTF_16LE);
  }

  /** A text after its length in one byte. */
  String shortText() {
    return text(int1());
  }
}
