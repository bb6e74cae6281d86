package io.gds.database.mongodb;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.codecs.BsonDocumentCodec;
import org.bson.codecs.DecoderContext;
import org.bson.codecs.EncoderContext;
import org.bson.json.JsonMode;
import org.bson.json.JsonReader;
import org.bson.json.JsonWriter;
import org.bson.json.JsonWriterSettings;

/**
 * What a dump keeps of a collection besides its documents, as extended JSON on one line. Older
 * dumps wrote numbers plainly; both are read. Immutable as long as nobody changes the documents.
 *
 * @param options as {@code create} takes them; empty if there are none
 * @param indexes as {@code listIndexes} tells them
 * @param uuid 32 hexadecimal digits in lower case, where the collection has one and it was kept
 * @param collection its name; empty in old dumps
 * @param type {@code collection}, {@code view} or {@code timeseries}; empty in old dumps
 */
record MongoCollectionMetadata(
    BsonDocument options,
    List<BsonDocument> indexes,
    Optional<String> uuid,
    Optional<String> collection,
    Optional<String> type) {
  /** More than a server lets documents be nested; what is nested deeper was not written by one. */
  private static final int DEEPEST = 250;

  private static final JsonFactory STRICT =
      JsonFactory.builder()
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
          .build();

  private static final JsonWriterSettings CANONICAL =
      JsonWriterSettings.builder().outputMode(JsonMode.EXTENDED).build();

  private static final BsonDocumentCodec CODEC = new BsonDocumentCodec();

  MongoCollectionMetadata {
    indexes = List.copyOf(indexes);
  }

  /**
   * Reads it.
   *
   * @param name what it belongs to, for errors
   * @throws io.gds.database.error.DatabaseException ARCHIVE_CORRUPT
   */
  static MongoCollectionMetadata parse(String json, String name) {
    BsonDocument document = document(json, name);
    List<BsonDocument> indexes = new ArrayList<>();
    for (BsonValue each : array(document, "indexes", name)) {
      if (!(each instanceof BsonDocument index)) {
        throw MongoFrames.corrupt(name, "an index in its metadata is no document");
      }
      if (!(index.get("key") instanceof BsonDocument)) {
        throw MongoFrames.corrupt(name, "an index in its metadata has no key");
      }
      indexes.add(index);
    }
    BsonValue options = document.get("options", new BsonDocument());
    if (!(options instanceof BsonDocument known)) {
      throw MongoFrames.corrupt(name, "the options in its metadata are no document");
    }
    return new MongoCollectionMetadata(
        known,
        indexes,
        text(document, "uuid", name),
        text(document, "collectionName", name),
        text(document, "type", name));
  }

  private static BsonDocument document(String json, String name) {
    requireJson(json, name);
    try (JsonReader reader = new JsonReader(json)) {
      return CODEC.decode(reader, DecoderContext.builder().build());
    } catch (RuntimeException e) {
      // It throws whatever the parsers of its values do.
      throw MongoFrames.corrupt(name, "its metadata are no extended JSON: " + e.getMessage());
    }
  }

  private static BsonArray array(BsonDocument document, String field, String name) {
    BsonValue value = document.get(field, new BsonArray());
    if (value.isNull()) {
      return new BsonArray();
    }
    if (!(value instanceof BsonArray array)) {
      throw MongoFrames.corrupt(name, field + " in its metadata are no array");
    }
    return array;
  }

  private static Optional<String> text(BsonDocument document, String field, String name) {
    BsonValue value = document.get(field);
    if (value == null) {
      return Optional.empty();
    }
    if (!(value instanceof BsonString text)) {
      throw MongoFrames.corrupt(name, field + " in its metadata is no text");
    }
    return Optional.of(text.getValue());
  }

  /** JSON and nothing after it: the reader of documents is content with less, and nests. */
  private static void requireJson(String json, String name) {
    try (JsonParser parser = STRICT.createParser(json)) {
      if (parser.nextToken() == JsonToken.START_OBJECT) {
        parser.skipChildren();
        if (parser.nextToken() == null) {
          return;
        }
      }
      throw MongoFrames.corrupt(name, "its metadata are not one JSON object");
    } catch (JsonProcessingException e) {
      throw MongoFrames.corrupt(name, "its metadata are no JSON: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw new IllegalStateException("a text can be read", e);
    }
  }

  /** The same of a type that was told elsewhere. */
  MongoCollectionMetadata withType(String known) {
    return new MongoCollectionMetadata(options, indexes, uuid, collection, Optional.of(known));
  }

  /** As a dump of the present day holds it. */
  String json() {
    BsonDocument document = new BsonDocument();
    if (!options.isEmpty()) {
      document.put("options", options);
    }
    document.put("indexes", new BsonArray(indexes));
    uuid.ifPresent(value -> document.put("uuid", new BsonString(value)));
    collection.ifPresent(value -> document.put("collectionName", new BsonString(value)));
    type.ifPresent(value -> document.put("type", new BsonString(value)));
    StringWriter json = new StringWriter();
    try (JsonWriter writer = new JsonWriter(json, CANONICAL)) {
      CODEC.encode(writer, document, EncoderContext.builder().build());
    }
    return json.toString();
  }
}
