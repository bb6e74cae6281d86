package io.gds.database.testkit.wire;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonSerializationException;
import org.bson.BsonString;
import org.bson.RawBsonDocument;
import org.jspecify.annotations.Nullable;

/**
 * A message of a client.
 *
 * @param id its number
 * @param legacy whether it is an OP_QUERY, which wants an OP_REPLY
 * @param flags of an OP_MSG
 * @param database which it is for
 * @param command with the documents of its other sections in their places
 * @see <a
 *     href="https://github.com/mongodb/specifications/blob/master/source/message/OP_MSG.md">OP_MSG</a>
 */
record MongoMessage(int id, boolean legacy, int flags, String database, BsonDocument command) {
  static final int HEADER = 16;
  static final int OP_REPLY = 1;
  static final int OP_MSG = 2013;
  static final int CHECKSUM_PRESENT = 1;
  static final int MORE_TO_COME = 1 << 1;

  private static final int OP_QUERY = 2004;
  private static final int EXHAUST_ALLOWED = 1 << 16;

  /** Of the lower sixteen flags one that is not known makes the message unknown. */
  private static final int MUST_KNOW = 0xFFFF;

  private static final int BODY = 0;
  private static final int SEQUENCE = 1;
  private static final int LONGEST = 48_000_000 + 16 * 1024;
  private static final int TLS_HANDSHAKE = 0x16;
  private static final int TLS_MAJOR = 3;
  private static final int SMALLEST_DOCUMENT = 5;
  private static final int CHECKSUM = 4;
  private static final String COMMANDS = ".$cmd";

  /** Whether the client waits for an answer. */
  boolean isAcknowledged() {
    return (flags & MORE_TO_COME) == 0;
  }

  /** Whether more than one answer may come. */
  boolean allowsExhaust() {
    return (flags & EXHAUST_ALLOWED) != 0;
  }

  /**
   * Reads one; null at the end, and where somebody speaks TLS.
   *
   * @throws IllegalArgumentException if it is none, or of a kind that is not spoken
   */
  static @Nullable MongoMessage read(DataInputStream in) throws IOException {
    byte[] header = in.readNBytes(HEADER);
    if (header.length < HEADER) {
      return null;
    }
    ByteBuffer head = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN);
    int length = head.getInt();
    int id = head.getInt();
    head.getInt();
    int operation = head.getInt();
    if (operation != OP_QUERY && operation != OP_MSG) {
      if (header[0] == TLS_HANDSHAKE && header[1] == TLS_MAJOR) {
        return null;
      }
      throw new IllegalArgumentException("operation " + operation + " is not spoken");
    }
    if (length < HEADER || length > LONGEST) {
      throw new IllegalArgumentException("a message of " + length + " bytes");
    }
    byte[] body = in.readNBytes(length - HEADER);
    if (body.length < length - HEADER) {
      return null;
    }
    ByteBuffer rest = ByteBuffer.wrap(body).order(ByteOrder.LITTLE_ENDIAN);
    try {
      return operation == OP_QUERY ? query(id, rest) : message(id, header, rest);
    } catch (BufferUnderflowException | BsonSerializationException e) {
      throw new IllegalArgumentException("a message that breaks off, or goes on too long", e);
    }
  }

  private static MongoMessage query(int id, ByteBuffer rest) {
    rest.getInt();
    String collection = text(rest);
    rest.getLong(); // how many to skip and to return
    if (!collection.endsWith(COMMANDS)) {
      throw new IllegalArgumentException("OP_QUERY of " + collection + " is not spoken");
    }
    String database = collection.substring(0, collection.length() - COMMANDS.length());
    return new MongoMessage(id, true, 0, database, fields(document(rest)));
  }

  private static MongoMessage message(int id, byte[] header, ByteBuffer rest) {
    int flags = rest.getInt();
    if ((flags & MUST_KNOW & ~(CHECKSUM_PRESENT | MORE_TO_COME)) != 0) {
      throw new IllegalArgumentException("flags of OP_MSG that are not known: " + flags);
    }
    if ((flags & CHECKSUM_PRESENT) != 0) {
      int said = rest.getInt(rest.limit() - CHECKSUM);
      rest.limit(rest.limit() - CHECKSUM);
      check(header, rest.duplicate().rewind(), said);
    }
    BsonDocument command = null;
    BsonDocument beside = new BsonDocument();
    while (rest.hasRemaining()) {
      int kind = rest.get();
      if (kind == BODY && command == null) {
        command = fields(document(rest));
      } else if (kind == SEQUENCE) {
        sequence(rest, beside);
      } else {
        throw new IllegalArgumentException("a section of kind " + kind + " in OP_MSG");
      }
    }
    if (command == null || !(command.get("$db") instanceof BsonString database)) {
      throw new IllegalArgumentException("OP_MSG without a command, or without a database");
    }
    command.putAll(beside);
    return new MongoMessage(id, false, flags, database.getValue(), command);
  }

  private static void check(byte[] header, ByteBuffer body, int said) {
    CRC32C sum = new CRC32C();
    sum.update(header);
    sum.update(body);
    if (said != (int) sum.getValue()) {
      throw new IllegalArgumentException("OP_MSG with a wrong checksum");
    }
  }

  private static void sequence(ByteBuffer rest, BsonDocument beside) {
    int end = rest.position() + rest.getInt();
    String name = text(rest);
    BsonArray documents = new BsonArray();
    while (rest.position() < end) {
      documents.add(document(rest));
    }
    if (rest.position() != end || beside.put(name, documents) != null) {
      throw new IllegalArgumentException("a sequence of documents that is none: " + name);
    }
  }

  private static String text(ByteBuffer rest) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    for (byte each = rest.get(); each != 0; each = rest.get()) {
      text.write(each);
    }
    return text.toString(StandardCharsets.UTF_8);
  }

  private static RawBsonDocument document(ByteBuffer rest) {
    int length = rest.getInt(rest.position());
    if (length < SMALLEST_DOCUMENT || length > rest.remaining()) {
      throw new IllegalArgumentException("a document of " + length + " bytes");
    }
    byte[] bytes = new byte[length];
    rest.get(bytes);
    return new RawBsonDocument(bytes);
  }

  private static BsonDocument fields(RawBsonDocument raw) {
    BsonDocument fields = new BsonDocument();
    raw.forEach(fields::put);
    return fields;
  }
}
