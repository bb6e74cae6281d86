package io.gds.database.mongodb;

import io.gds.database.core.archive.StorageFailures;
import io.gds.database.error.DatabaseException;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** A dump in the archive form, packed or not, which is seen by its first bytes. */
final class MongoArchiveSource implements MongoDumpSource {
  private static final int BUFFER = 64 * 1024;

  private final Path file;
  private final MongoDumpContents contents;

  /**
   * Reads what stands before the documents.
   *
   * @throws DatabaseException ARCHIVE_UNRECOGNIZED, ARCHIVE_TOO_NEW, ARCHIVE_CORRUPT,
   *     ARCHIVE_TRUNCATED, ARCHIVE_UNSAFE, STORAGE_UNREADABLE
   */
  MongoArchiveSource(Path file) {
    this.file = file;
    try (InputStream in = open()) {
      contents = contents(new MongoArchiveReader(in, name()).prelude());
    } catch (IOException e) {
      throw StorageFailures.reading(file, "reading the dump", e);
    }
  }

  @Override
  public String name() {
    return file.toString();
  }

  private InputStream open() throws IOException {
    InputStream in =
        new BufferedInputStream(Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS), BUFFER);
    try {
      return isPacked(in) ? new GZIPInputStream(in, BUFFER) : in;
    } catch (EOFException | ZipException e) {
      in.close();
      throw MongoFrames.corrupt(name(), "it cannot be unpacked: " + e.getMessage());
    }
  }

  /** Looks at the first two bytes of a stream that can be set back. */
  static boolean isPacked(InputStream in) throws IOException {
    in.mark(2);
    int first = in.read();
    int second = in.read();
    in.reset();
    return (first | second << Byte.SIZE) == GZIPInputStream.GZIP_MAGIC;
  }

  private MongoDumpContents contents(MongoArchivePrelude prelude) {
    boolean buckets =
        MongoVersion.parse(prelude.serverVersion())
            .filter(version -> version.isAtLeast(8, 3))
            .isEmpty();
    List<MongoDumpItem> items = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    boolean oplog = false;
    for (MongoArchivePrelude.Entry entry : prelude.entries()) {
      MongoNamespace namespace = entry.namespace();
      if (namespace.isOplog()) {
        oplog = true;
        continue;
      }
      MongoDumpEntries.database(namespace.database(), name());
      MongoDumpEntries.collection(namespace.collection(), name());
      if (MongoDirectoryListing.NEVER.contains(namespace.collection())) {
        notes.add(MongoDirectoryListing.passedOver(namespace));
        continue;
      }
      items.add(
          MongoDumpItem.isList(namespace.collection())
              ? MongoDumpItem.list(namespace.database(), namespace.collection())
              : MongoDumpItem.of(namespace, metadata(entry), buckets));
    }
    return new MongoDumpContents(
        prelude.serverVersion(),
        prelude.toolVersion(),
        items,
        oplog,
        prelude.concurrentCollections(),
        notes);
  }

  private MongoCollectionMetadata metadata(MongoArchivePrelude.Entry entry) {
    // What is in admin.system is dumped without any.
    String json = entry.metadata().isEmpty() ? "{}" : entry.metadata();
    MongoCollectionMetadata metadata =
        MongoCollectionMetadata.parse(json, name() + ": " + entry.namespace());
    return metadata.type().isPresent() || entry.type().isEmpty()
        ? metadata
        : metadata.withType(entry.type());
  }

  @Override
  public MongoDumpContents contents() {
    return contents;
  }

  @Override
  public void read(Sink sink, MongoTeam team) {
    try (InputStream in = open()) {
      MongoArchiveReader reader = new MongoArchiveReader(in, name());
      if (!contents.equals(contents(reader.prelude()))) {
        throw MongoFrames.corrupt(name(), "it is another one by now than it was before");
      }
      reader.read(new Ordered(sink, team));
    } catch (IOException e) {
      throw StorageFailures.reading(file, "reading the dump", e);
    }
  }

  /** Sees to it that the oplog comes when all else is there. */
  private final class Ordered implements MongoArchiveReader.Sink {
    private final Sink sink;
    private final MongoTeam team;
    private int open;
    private boolean oplog;

    Ordered(Sink sink, MongoTeam team) {
      this.sink = sink;
      this.team = team;
    }

    @Override
    public void begin(MongoNamespace namespace) {
      if (oplog || (namespace.isOplog() && open > 0)) {
        throw MongoFrames.corrupt(name(), "its oplog does not come last");
      }
      open++;
      oplog = namespace.isOplog();
      sink.begin(namespace);
    }

    @Override
    public void document(MongoNamespace namespace, byte[] document) {
      team.checkpoint();
      sink.document(namespace, document);
    }

    @Override
    public void end(MongoNamespace namespace) {
      open--;
      sink.end(namespace);
    }
  }
}
