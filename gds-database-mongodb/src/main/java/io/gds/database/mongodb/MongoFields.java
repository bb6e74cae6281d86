package io.gds.database.mongodb;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.bson.BsonBinaryReader;
import org.bson.BsonBoolean;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonNull;
import org.bson.BsonSerializationException;
import org.bson.BsonString;
import org.bson.BsonType;
import org.bson.BsonValue;

/**
 * The plain fields of a document of an archive's frame: texts, whole numbers, truth values. Others
 * are passed over unread, so that nothing nested can do harm. Immutable.
 */
record MongoFields(Map<String, BsonValue> values) {
  /**
   * Reads them.
   *
   * @throws io.gds.database.error.DatabaseException ARCHIVE_CORRUPT
   */
  static MongoFields of(byte[] document, MongoFrames frames) {
    Map<String, BsonValue> values = new LinkedHashMap<>();
    try (BsonBinaryReader reader = new BsonBinaryReader(ByteBuffer.wrap(document))) {
      reader.readStartDocument();
      while (reader.readBsonType() != BsonType.END_OF_DOCUMENT) {
        BsonType type = reader.getCurrentBsonType();
        BsonValue again = values.put(reader.readName(), value(reader, type));
        if (again != null) {
          throw frames.corrupt("a frame has a field twice");
        }
      }
      reader.readEndDocument();
    } catch (BsonSerializationException | IllegalArgumentException e) {
      // The latter comes where a length leads out of the document.
      throw frames.corrupt("a frame cannot be read: " + e.getMessage());
    }
    return new MongoFields(values);
  }

  private static BsonValue value(BsonBinaryReader reader, BsonType type) {
    switch (type) {
      case STRING -> {
        return new BsonString(reader.readString());
      }
      case INT32 -> {
        return new BsonInt32(reader.readInt32());
      }
      case INT64 -> {
        return new BsonInt64(reader.readInt64());
      }
      case BOOLEAN -> {
        return BsonBoolean.valueOf(reader.readBoolean());
      }
      default -> {
        reader.skipValue();
        return BsonNull.VALUE;
      }
    }
  }

  Optional<String> text(String field) {
    return values.get(field) instanceof BsonString text
        ? Optional.of(text.getValue())
        : Optional.empty();
  }

  Optional<Integer> number(String field) {
    return values.get(field) instanceof BsonInt32 number
        ? Optional.of(number.getValue())
        : Optional.empty();
  }

  Optional<Long> longNumber(String field) {
    return values.get(field) instanceof BsonInt64 number
        ? Optional.of(number.getValue())
        : Optional.empty();
  }

  Optional<Boolean> truth(String field) {
    return values.get(field) instanceof BsonBoolean truth
        ? Optional.of(truth.getValue())
        : Optional.empty();
  }
}
