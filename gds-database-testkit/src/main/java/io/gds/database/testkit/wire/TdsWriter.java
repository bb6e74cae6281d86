package io.gds.database.testkit.wire;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes what a server says: numbers with their lowest byte first, texts in UTF-16. */
final class TdsWriter {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  byte[] toBytes() {
    return out.toByteArray();
  }

  TdsWriter int1(int value) {
    out.write(value);
    return this;
  }

  TdsWriter int2(int value) {
    return int1(value).int1(value >> 8);
  }

  TdsWriter int4(int value) {
    return int2(value).int2(value >> 16);
  }

  TdsWriter int8(long value) {
    return int4((int) value).int4((int) (value >> 32));
  }

  /** The lowest bytes of a number. */
  TdsWriter low(long value, int bytes) {
    for (int i = 0; i < bytes; i++) {
      int1((int) (value >> (8 * i)));
    }
    return this;
  }

  /** Two bytes with the highest first. */
  TdsWriter int2Network(int value) {
    return int1(value >> 8).int1(value);
  }

  TdsWriter bytes(byte[] bytes) {
    out.writeBytes(bytes);
    return this;
  }

  TdsWriter text(String text) {
    return bytes(text.getBytes(StandardCharsets.UTF_16LE));
  }

  /** A text after its length in one byte; what is too long for that is cut off. */
  TdsWriter shortText(String text) {
    String fitting = text.length() > 255 ? text.substring(0, 255) : text;
    return int1(fitting.length()).text(fitting);
  }

  /** A text after its length in two bytes; what is too long for that is cut off. */
  TdsWriter longText(String text) {
    String fitting = text.length() > 8000 ? text.substring(0, 8000) : text;
    return int2(fitting.length()).text(fitting);
  }
}
