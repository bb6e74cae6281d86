package io.gds.database.mongodb;

import java.nio.ByteBuffer;
import org.bson.BsonBinaryReader;
import org.bson.BsonDocument;
import org.bson.BsonSerializationException;
import org.bson.BsonType;
import org.bson.codecs.BsonDocumentCodec;
import org.bson.codecs.DecoderContext;

/** Reads documents of a dump that have to be understood, and not only handed on. */
final class MongoDocuments {
  /** A server takes none that is nested deeper; the decoder calls itself for each level. */
  private static final int DEEPEST = 250;

  private static final BsonDocumentCodec CODEC = new BsonDocumentCodec();

  private MongoDocuments() {}

  /**
   * A document as a tree.
   *
   * @param name what it belongs to, for errors
   * @throws io.gds.database.error.DatabaseException ARCHIVE_CORRUPT
   */
  static BsonDocument decode(byte[] document, String name) {
    try {
      if (isNestedTooDeep(document)) {
        throw MongoFrames.corrupt(name, "a document is nested deeper than a server allows");
      }
      try (BsonBinaryReader reader = new BsonBinaryReader(ByteBuffer.wrap(document))) {
        return CODEC.decode(reader, DecoderContext.builder().build());
      }
    } catch (BsonSerializationException | IllegalArgumentException e) {
      // The latter comes where a length leads out of the document.
      throw MongoFrames.corrupt(name, "a document cannot be read: " + e.getMessage());
    }
  }

  private static boolean isNestedTooDeep(byte[] document) {
    int depth = 1;
    boolean[] arrays = new boolean[DEEPEST + 1];
    try (BsonBinaryReader reader = new BsonBinaryReader(ByteBuffer.wrap(document))) {
      reader.readStartDocument();
      while (depth > 0) {
        BsonType type = reader.readBsonType();
        if (type == BsonType.END_OF_DOCUMENT) {
          depth--;
          if (arrays[depth]) {
            reader.readEndArray();
          } else {
            reader.readEndDocument();
          }
          continue;
        }
        if (!arrays[depth - 1]) {
          reader.skipName();
        }
        boolean array = type == BsonType.ARRAY;
        if (!array && type != BsonType.DOCUMENT) {
          reader.skipValue();
        } else if (depth == DEEPEST) {
          return true;
        } else {
          arrays[depth++] = array;
          if (array) {
            reader.readStartArray();
          } else {
            reader.readStartDocument();
          }
        }
      }
      return false;
    }
  }
}
