package io.gds.database.testkit.wire;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.bson.BsonBinaryWriter;
import org.bson.BsonDocument;
import org.bson.codecs.BsonDocumentCodec;
import org.bson.codecs.EncoderContext;
import org.bson.io.BasicOutputBuffer;

/** Writes answers. Not thread-safe. */
final class MongoOutput {
  /** In an OP_REPLY: the server could wait for more, as all do. */
  private static final int AWAIT_CAPABLE = 1 << 3;

  private final OutputStream out;
  private int last;

  MongoOutput(OutputStream out) {
    this.out = out;
  }

  /** The number of the last answer. */
  int last() {
    return last;
  }

  /**
   * Answers.
   *
   * @param to the number of the message that is answered
   * @param more whether another answer follows by itself
   * @param most how many bytes are sent at most; -1 for all
   * @throws MongoClosed if not all were sent
   */
  void say(int to, boolean legacy, BsonDocument document, boolean more, int most)
      throws IOException {
    byte[] body = encoded(document);
    last++;
    int head = MongoMessage.HEADER + (legacy ? 20 : 5);
    ByteBuffer message = ByteBuffer.allocate(head + body.length).order(ByteOrder.LITTLE_ENDIAN);
    message.putInt(head + body.length).putInt(last).putInt(to);
    if (legacy) {
      message.putInt(MongoMessage.OP_REPLY).putInt(AWAIT_CAPABLE).putLong(0).putInt(0).putInt(1);
    } else {
      message.putInt(MongoMessage.OP_MSG).putInt(more ? MongoMessage.MORE_TO_COME : 0);
      message.put((byte) 0);
    }
    message.put(body);
    byte[] bytes = message.array();
    boolean torn = most >= 0 && most < bytes.length;
    out.write(torn ? Arrays.copyOf(bytes, most) : bytes);
    out.flush();
    if (most >= 0) {
      throw new MongoClosed("the script says so");
    }
  }

  /** A document as it is sent. */
  static byte[] encoded(BsonDocument document) {
    try (BasicOutputBuffer buffer = new BasicOutputBuffer();
        BsonBinaryWriter writer = new BsonBinaryWriter(buffer)) {
      new BsonDocumentCodec().encode(writer, document, EncoderContext.builder().build());
      return buffer.toByteArray();
    }
  }
}
