package io.gds.database.bench;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bson.BsonBinaryWriter;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.bson.codecs.BsonDocumentCodec;
import org.bson.codecs.EncoderContext;
import org.bson.io.BasicOutputBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What {@link MongoFeed} gives of each collection of a database, as the name of that says: {@code
 * feed_COUNT_BYTES_MICROS} has collections of so many documents of about so many bytes, and each
 * batch of them, and each answer to an insert, is held back so many microseconds.
 *
 * @param documents how many of a collection
 * @param bytes of a document, about
 * @param micros how long an answer is held back
 */
record MongoFeedData(int documents, int bytes, int micros) {
  /** The collections in the order of the alphabet. */
  static final int COLLECTIONS = 4;

  private static final Pattern NAME = Pattern.compile("feed_(\\d+)_(\\d+)_(\\d+)(?:_.*)?");
  private static final int MOST_OF_BATCH = 20_000;
  private static final int MOST_BYTES = 16 * 1024 * 1024;

  /** So much of so many million bytes in all. */
  static MongoFeedData of(int megabytes, int bytes, int micros) {
    int each = new MongoFeedData(1, bytes, 0).document(0).length;
    return new MongoFeedData((int) (megabytes * 1_000_000L / each / COLLECTIONS), bytes, micros);
  }

  /** What the name says; null for other names. */
  static @Nullable MongoFeedData ofName(String database) {
    Matcher name = NAME.matcher(database);
    return name.matches()
        ? new MongoFeedData(number(name, 1), number(name, 2), number(name, 3))
        : null;
  }

  private static int number(Matcher name, int group) {
    return Integer.parseInt(name.group(group));
  }

  /** The database. */
  String name() {
    return "feed_" + documents + "_" + bytes + "_" + micros;
  }

  /** How many bytes all documents of all collections have. */
  long total() {
    return (long) COLLECTIONS * documents * document(0).length;
  }

  /** One of them: each has a number and text of its own, and all are of one length. */
  byte[] document(int number) {
    Random random = new Random(number);
    BsonDocument document =
        new BsonDocument("_id", new BsonInt64(number))
            .append("at", new BsonDateTime(1_700_000_000_000L + number))
            .append("amount", new BsonInt32(random.nextInt(1_000_000)))
            .append("text", new BsonString(text(random)));
    try (BasicOutputBuffer buffer = new BasicOutputBuffer();
        BsonBinaryWriter writer = new BsonBinaryWriter(buffer)) {
      new BsonDocumentCodec().encode(writer, document, EncoderContext.builder().build());
      return buffer.toByteArray();
    }
  }

  private String text(Random random) {
    byte[] text = new byte[Math.max(1, bytes - 60)];
    for (int i = 0; i < text.length; i++) {
      text[i] = (byte) ('a' + random.nextInt(26));
    }
    return new String(text, StandardCharsets.US_ASCII);
  }

  /**
   * The elements of a batch as long as a batch can be. Each batch of a collection holds the same
   * documents from the first on, so that it costs nothing to make.
   */
  Batch batch() {
    int size = document(0).length;
    int count = Math.min(MOST_OF_BATCH, MOST_BYTES / (size + 7));
    ByteBuffer elements = ByteBuffer.allocate(count * (size + 7)).order(ByteOrder.LITTLE_ENDIAN);
    int[] ends = new int[count + 1];
    for (int i = 0; i < count; i++) {
      elements.put((byte) 3).put(Integer.toString(i).getBytes(StandardCharsets.US_ASCII));
      elements.put((byte) 0).put(document(i));
      ends[i + 1] = elements.position();
    }
    ByteBuffer direct = ByteBuffer.allocateDirect(elements.position());
    direct.put(elements.flip()).flip();
    return new Batch(direct, ends);
  }

  /**
   * A long batch, of which any number of documents can be given.
   *
   * @param elements of the array
   * @param ends where so many of them end
   */
  @SuppressWarnings("ArrayRecordComponent") // shared by all, and never compared
  record Batch(ByteBuffer elements, int[] ends) {
    int most() {
      return ends.length - 1;
    }
  }
}
