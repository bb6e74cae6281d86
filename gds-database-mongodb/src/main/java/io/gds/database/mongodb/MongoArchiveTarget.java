package io.gds.database.mongodb;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** The archive form: everything in one stream, packed as a whole if at all. */
final class MongoArchiveTarget implements MongoDumpTarget {
  private static final int BUFFER = 64 * 1024;

  private final Path place;
  private final MongoWriteBehind out;
  private final @Nullable GZIPOutputStream packed;
  private @Nullable MongoArchiveWriter writer;

  /**
   * An archive.
   *
   * @param place where it is, for errors
   * @param out is not closed
   */
  MongoArchiveTarget(Path place, OutputStream out, boolean gzip) throws IOException {
    this.place = place;
    packed = gzip ? new GZIPOutputStream(out, BUFFER) : null;
    this.out = new MongoWriteBehind(packed == null ? out : packed);
  }

  @Override
  public Path place() {
    return place;
  }

  @Override
  public void begin(MongoDumpContents contents) throws IOException {
    List<MongoArchivePrelude.Entry> entries = new ArrayList<>();
    for (MongoDumpItem item : contents.items()) {
      boolean list = item.kind() == MongoDumpItem.Kind.LIST;
      entries.add(
          new MongoArchivePrelude.Entry(
              item.namespace(), list ? "" : item.metadata().json(), item.kind().type()));
    }
    if (contents.oplog()) {
      entries.add(new MongoArchivePrelude.Entry(MongoNamespace.OPLOG, "", ""));
    }
    writer =
        new MongoArchiveWriter(
            out,
            new MongoArchivePrelude(
                contents.concurrency(), contents.serverVersion(), contents.toolVersion(), entries));
  }

  @Override
  public Part open(MongoDumpItem item) throws IOException {
    return new ArchivePart(writer().begin(item.data().orElse(item.namespace())));
  }

  @Override
  public Part oplog() throws IOException {
    return new ArchivePart(writer().begin(MongoNamespace.OPLOG));
  }

  private MongoArchiveWriter writer() {
    return Objects.requireNonNull(writer, "a dump is begun first");
  }

  @Override
  public void finish() throws IOException {
    writer().finish();
    if (packed != null) {
      packed.finish();
      packed.flush();
    }
  }

  @Override
  public void close() {
    out.abandon();
  }

  /** One namespace among others. */
  private record ArchivePart(MongoArchiveWriter.Part part) implements Part {
    @Override
    public void document(byte[] bytes, int offset, int length) throws IOException {
      part.document(bytes, offset, length);
    }

    @Override
    public void end() throws IOException {
      part.end();
    }

    @Override
    public boolean again() {
      return false;
    }

    @Override
    public void abandon() {
      // What was written of it stays in the stream, which as a whole is thrown away.
    }
  }
}
