package io.gds.database.mongodb;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.gds.database.core.archive.RestrictedFiles;
import io.gds.database.core.archive.StorageFailures;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** The directory form: a directory for each database, and two files for each collection. */
final class MongoDirectoryTarget implements MongoDumpTarget {
  static final String BSON = ".bson";
  static final String METADATA = ".metadata.json";
  static final String GZIP = ".gz";
  static final String PRELUDE = "prelude.json";

  /** Never with the ending of a packed file, even if it is one. */
  static final String OPLOG = "oplog.bson";

  private static final int BUFFER = 64 * 1024;

  private final Path root;
  private final boolean gzip;

  /**
   * A dump into a directory.
   *
   * @param root exists and is empty
   */
  MongoDirectoryTarget(Path root, boolean gzip) {
    this.root = root;
    this.gzip = gzip;
  }

  @Override
  public Path place() {
    return root;
  }

  @Override
  public void begin(MongoDumpContents contents) throws IOException {
    Set<String> databases = contents.databases();
    for (String database : databases) {
      RestrictedFiles.createDirectory(root.resolve(database));
    }
    boolean single = databases.size() == 1 && !contents.oplog();
    Path place = single ? root.resolve(databases.iterator().next()) : root;
    text(place.resolve(ending(PRELUDE)), prelude(contents));
    for (MongoDumpItem item : contents.items()) {
      if (item.kind() != MongoDumpItem.Kind.LIST) {
        text(file(item.namespace(), METADATA), item.metadata().json());
      }
    }
  }

  private static String prelude(MongoDumpContents contents) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("ServerVersion", contents.serverVersion());
      json.writeStringField("ToolVersion", contents.toolVersion());
      json.writeEndObject();
    }
    return text.toString();
  }

  private String ending(String name) {
    return gzip ? name + GZIP : name;
  }

  private Path file(MongoNamespace namespace, String ending) {
    String collection = namespace.collection();
    // The lists are the only files whose name has a dollar sign.
    String name = MongoDumpItem.isList(collection) ? collection : MongoDumpNames.file(collection);
    return root.resolve(namespace.database()).resolve(ending(name + ending));
  }

  private void text(Path file, String text) throws IOException {
    try (OutputStream out = create(file)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  private OutputStream create(Path file) throws IOException {
    try {
      OutputStream plain =
          new BufferedOutputStream(Channels.newOutputStream(RestrictedFiles.create(file)), BUFFER);
      return gzip ? new GZIPOutputStream(plain, BUFFER) : plain;
    } catch (IOException e) {
      throw StorageFailures.writing(file, "writing the dump", e);
    }
  }

  @Override
  public Part open(MongoDumpItem item) throws IOException {
    return new FilePart(
        item.kind() == MongoDumpItem.Kind.VIEW
            ? null
            : file(item.data().orElse(item.namespace()), BSON));
  }

  @Override
  public Part oplog() throws IOException {
    return new FilePart(root.resolve(OPLOG));
  }

  @Override
  public void finish() {
    // Each file was ended by itself.
  }

  @Override
  public void close() {
    // Each file was abandoned by itself.
  }

  /** The documents of one namespace; of a view there is no file. */
  private final class FilePart implements Part {
    private final @Nullable Path file;
    private @Nullable OutputStream out;

    FilePart(@Nullable Path file) throws IOException {
      this.file = file;
      this.out = file == null ? null : create(file);
    }

    @Override
    public void document(byte[] bytes, int offset, int length) throws IOException {
      OutputStream open = out;
      if (open == null) {
        throw new IllegalStateException("what has ended, or is a view, takes no documents");
      }
      open.write(bytes, offset, length);
    }

    @Override
    public void end() throws IOException {
      OutputStream open = out;
      out = null;
      if (open != null) {
        open.close();
      }
    }

    @Override
    public boolean again() throws IOException {
      abandon();
      if (file != null) {
        Files.delete(file);
        out = create(file);
      }
      return true;
    }

    @Override
    public void abandon() {
      try {
        end();
      } catch (IOException e) {
        // What could not be written is about to be deleted.
      }
    }
  }
}
