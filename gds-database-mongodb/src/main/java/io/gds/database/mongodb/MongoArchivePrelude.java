package io.gds.database.mongodb;

import io.gds.database.connection.DatabaseType;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bson.BsonBinaryWriter;
import org.bson.BsonWriter;
import org.bson.io.BasicOutputBuffer;

/**
 * What stands before the data of an archive: who wrote it, and of what. Immutable.
 *
 * @param concurrentCollections the most namespaces that are begun and not ended at any place: a
 *     reader that cannot keep as many apart would hang
 * @param serverVersion of the server that was dumped, as it told it
 * @param toolVersion of what wrote the archive
 * @param entries one for each namespace, in their order
 */
record MongoArchivePrelude(
    int concurrentCollections, String serverVersion, String toolVersion, List<Entry> entries) {
  /** The first four bytes of an archive, as a number. */
  static final int MAGIC = 0x8199_E26D;

  private static final int TERMINATOR = -1;

  /** The only form there is so far. */
  private static final String VERSION = "0.1";

  MongoArchivePrelude {
    entries = List.copyOf(entries);
  }

  /**
   * One namespace.
   *
   * @param metadata the text of its metadata, as a file of a directory holds it; empty for the
   *     oplog and for users and roles
   * @param type {@code collection}, {@code view} or {@code timeseries}; empty where there is no
   *     metadata, and in old archives
   */
  record Entry(MongoNamespace namespace, String metadata, String type) {
    static final String TIMESERIES = "timeseries";

    private static Entry of(byte[] document, MongoFrames frames) {
      MongoFields fields = MongoFields.of(document, frames);
      Optional<String> database = fields.text("db");
      Optional<String> collection = fields.text("collection");
      if (database.isEmpty() || collection.isEmpty()) {
        throw frames.corrupt("an entry of the prelude names no collection");
      }
      return new Entry(
          new MongoNamespace(database.get(), collection.get()),
          fields.text("metadata").orElse(""),
          fields.text("type").orElse(""));
    }

    private void write(BsonWriter writer) {
      writer.writeString("db", namespace.database());
      writer.writeString("collection", namespace.collection());
      writer.writeString("metadata", metadata);
      writer.writeInt32("size", 0);
      writer.writeString("type", type);
    }
  }

  /**
   * Reads it.
   *
   * @throws DatabaseException ARCHIVE_UNRECOGNIZED if this is no archive, ARCHIVE_TOO_NEW for
   *     another version of the form, ARCHIVE_CORRUPT, ARCHIVE_TRUNCATED
   */
  static MongoArchivePrelude read(MongoFrames frames, String name) {
    if (frames.number().filter(number -> number == MAGIC).isEmpty()) {
      throw ErrorDetails.of(
              ErrorCode.ARCHIVE_UNRECOGNIZED, name + " does not begin as an archive of mongodump")
          .platform(DatabaseType.MONGODB.id())
          .target(name)
          .remedy("Name a file written with --archive, or the directory of a dump.")
          .toException();
    }
    MongoFields header =
        MongoFields.of(
            frames.documentOfBlock().orElseThrow(() -> frames.corrupt("it has no header")), frames);
    String version = header.text("version").orElse("");
    if (!version.equals(VERSION)) {
      throw ErrorDetails.of(
              ErrorCode.ARCHIVE_TOO_NEW,
              name + " is of version " + version + " of the form; only " + VERSION + " is known")
          .platform(DatabaseType.MONGODB.id())
          .target(name)
          .remedy("Restore it with the tool that wrote it, or a newer release of this library.")
          .toException();
    }
    List<Entry> entries = new ArrayList<>();
    Set<MongoNamespace> seen = new HashSet<>();
    for (Optional<byte[]> next = frames.documentOfBlock();
        next.isPresent();
        next = frames.documentOfBlock()) {
      Entry entry = Entry.of(next.get(), frames);
      if (!seen.add(entry.namespace())) {
        throw frames.corrupt(entry.namespace() + " is in the prelude twice");
      }
      entries.add(entry);
    }
    return new MongoArchivePrelude(
        header.number("concurrent_collections").orElse(1),
        header.text("server_version").orElse(""),
        header.text("tool_version").orElse(""),
        entries);
  }

  /** Writes it. */
  void write(OutputStream out) throws IOException {
    number(out, MAGIC);
    document(
        out,
        writer -> {
          writer.writeInt32("concurrent_collections", concurrentCollections);
          writer.writeString("version", VERSION);
          writer.writeString("server_version", serverVersion);
          writer.writeString("tool_version", toolVersion);
        });
    for (Entry entry : entries) {
      document(out, entry::write);
    }
    terminate(out);
  }

  /** Writes the mark that ends a block. */
  static void terminate(OutputStream out) throws IOException {
    number(out, TERMINATOR);
  }

  private static void number(OutputStream out, int number) throws IOException {
    out.write(
        ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(number).array());
  }

  /** The fields of a document. */
  interface Fields {
    void write(BsonWriter writer);
  }

  /** Writes a document of the frame. */
  static void document(OutputStream out, Fields fields) throws IOException {
    BasicOutputBuffer buffer = new BasicOutputBuffer();
    try (BsonBinaryWriter writer = new BsonBinaryWriter(buffer)) {
      writer.writeStartDocument();
      fields.write(writer);
      writer.writeEndDocument();
    }
    buffer.pipe(out);
  }
}
